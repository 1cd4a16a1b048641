"""A copy of the tutorial case to break."""

import shutil
from pathlib import Path

import pytest

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "tutorial"
    shutil.copytree(CASES / "tutorial", target)
    return target


@pytest.fixture
def jammu_kashmir() -> Path:
    return CASES / "jammu-kashmir-2024"


@pytest.fixture
def tutorial() -> Path:
    return CASES / "tutorial"
