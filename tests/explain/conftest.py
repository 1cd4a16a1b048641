"""The figures of two cases, each with few draws, for all tests of the room."""

import json
import shutil
from pathlib import Path

import pytest

from prepoll.brief import as_json
from prepoll.explain import Figures
from prepoll.study import Study


@pytest.fixture(scope="session")
def tutorial(root):
    return Study(root / "cases/tutorial", draws=200)


@pytest.fixture(scope="session")
def kashmir(root):
    return Study(root / "cases/jammu-kashmir-2024", draws=40)


@pytest.fixture(scope="session")
def tutorial_figures(tutorial):
    return Figures(tutorial)


@pytest.fixture(scope="session")
def kashmir_figures(kashmir):
    return Figures(kashmir)


@pytest.fixture(scope="session")
def tutorial_document(tutorial):
    return json.loads(as_json(tutorial.brief()))


@pytest.fixture(scope="session")
def kashmir_document(kashmir):
    return json.loads(as_json(kashmir.brief()))


@pytest.fixture
def copy(root, tmp_path):
    """A copy of the tutorial that a test may change."""
    return Path(shutil.copytree(root / "cases/tutorial", tmp_path / "tutorial"))
