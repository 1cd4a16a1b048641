"""A small invented cast, and the days that the tests of the news room count from."""

from datetime import date
from pathlib import Path

import pytest

from prepoll.case.types import Party, Person, Row
from prepoll.names import PartyKind
from prepoll.news import Cast

ROOT = Path(__file__).parents[2]


def party(code, name, aliases, kind=PartyKind.PARTY):
    return Party(code, name, aliases, kind, None, None, None, Row("parties.csv", 2, code))


def person(name, aliases, code, role):
    return Person(name, aliases, code, role, None, None, Row("people.csv", 2, name))


CAST = Cast(
    parties=(
        party("RED", "Red Party", ("Reds",)),
        party("BLU", "Blue Party", ("Blues", "BP")),
        party("GRN", "Green Party", ("Greens",)),
        party("BRF", "Broad Front", (), PartyKind.BLOC),
        party("IND", "Independents", ("Ind",), PartyKind.OTHER),
    ),
    people=(
        person("Anna Roth", ("Roth",), "RED", "president"),
        person("Ben Blau", ("Blau",), "BLU", "general secretary"),
        person("Gia Verdi", ("Verdi",), "GRN", "spokesperson"),
    ),
)


@pytest.fixture(scope="session")
def cast():
    return CAST


@pytest.fixture
def today():
    return date(2024, 3, 19)


@pytest.fixture
def case_folder():
    return ROOT / "cases" / "jammu-kashmir-2024"


@pytest.fixture
def dev_folders():
    return ROOT / "benchmarks" / "news" / "dev", ROOT / "benchmarks" / "news" / "dev2"


@pytest.fixture
def person_row():
    return lambda name, code: person(name, (), code, "president")
