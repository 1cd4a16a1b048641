"""Which database is meant by DATABASE_URL, and what is refused."""

from pathlib import Path

import pytest
from databases import ON_POSTGRESQL
from django.core.management import call_command
from django.db import connection
from web_talks_world import Table

from prepoll.errors import UsageError
from prepoll_web.database import database
from prepoll_web.field.models import Reporter
from prepoll_web.talks.models import Line

PLACE = Path("data")


def test_the_tests_run_on_the_database_they_say(world):
    assert connection.vendor == ("postgresql" if ON_POSTGRESQL else "sqlite")
    assert world.events().exists()


def test_a_workbench_of_an_earlier_form_keeps_its_rows(world):
    """Reporters that can be deleted and lines that can be left came after the first workbenches."""
    table = Table(world)
    reporters, lines = ([*model.objects.order_by("pk").values()] for model in (Reporter, Line))
    assert len(reporters) >= 2
    assert [line["far_id"] for line in lines] == [table.far.pk]
    for app, earlier in (("field", "0002"), ("talks", "0002")):
        call_command("migrate", app, earlier, verbosity=0, interactive=False)
    for model, column in ((Reporter, "deleted_at"), (Line, "left")):
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
        assert column not in {each.name for each in columns}
    call_command("migrate", verbosity=0, interactive=False)
    assert [*Reporter.objects.order_by("pk").values()] == reporters
    assert [*Line.objects.order_by("pk").values()] == lines


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
