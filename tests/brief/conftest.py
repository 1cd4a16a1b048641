"""One brief of the invented case for all tests of the room."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from prepoll.brief import as_html
from prepoll.study import Study

CASE = Path("cases/tutorial")
DRAWS = 200


@pytest.fixture(scope="session")
def case_folder(root):
    return root / CASE


@pytest.fixture(scope="session")
def study(case_folder):
    return Study(case_folder, draws=DRAWS)


@pytest.fixture(scope="session")
def brief(study):
    return study.brief()


@pytest.fixture(scope="session")
def page(brief):
    return as_html(brief)


@pytest.fixture(scope="session")
def indian(brief):
    """The same brief as if it were held in India, in two phases, with exit polls until the last one is over."""
    days = (date(2030, 5, 12), date(2030, 5, 19))
    seats = tuple(replace(seat, polling_day=days[i % 2]) for i, seat in enumerate(brief.seats))
    return replace(brief, country="India", seats=seats)


@pytest.fixture
def copy(case_folder, tmp_path):
    """A copy of the case that a test may change."""
    return Path(shutil.copytree(case_folder, tmp_path / case_folder.name))
