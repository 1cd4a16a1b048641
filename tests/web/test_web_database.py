"""Which database is meant by DATABASE_URL, and what is refused."""

from pathlib import Path

import pytest
from databases import ON_POSTGRESQL
from django.db import connection

from prepoll.errors import UsageError
from prepoll_web.database import database

PLACE = Path("data")


def test_the_tests_run_on_the_database_they_say(world):
    assert connection.vendor == ("postgresql" if ON_POSTGRESQL else "sqlite")
    assert world.events().exists()


def test_without_an_address_it_is_the_folder_s_own_file():
    held = database(PLACE, "")
    assert (held["NAME"], held["OPTIONS"]["transaction_mode"]) == (PLACE / "prepoll.sqlite3", "IMMEDIATE")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgres://desk@db.example/prepoll", ("prepoll", "desk", "", "db.example", "")),
        ("postgresql://desk:a%2Fb%40c@db.example:5433/pre", ("pre", "desk", "a/b@c", "db.example", "5433")),
        ("postgresql://desk@/pre?host=/run/postgresql", ("pre", "desk", "", "/run/postgresql", "")),
    ],
)
def test_an_address_is_read_to_the_letter(address, expected):
    held = database(PLACE, address)
    assert tuple(held[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_what_follows_the_question_mark_is_handed_on():
    assert database(PLACE, "postgresql://desk@db.example/pre?sslmode=require")["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    "address", ["mysql://desk@db/pre", "postgresql://desk@db", "pre", "postgresql://d:x/pre", "x://["]
)
def test_what_is_no_postgresql_is_refused_without_repeating_a_password(address):
    with pytest.raises(UsageError, match="Write it as postgresql://") as caught:
        database(PLACE, address)
    assert address not in str(caught.value)
