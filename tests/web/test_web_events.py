"""The record: nothing is changed or deleted, a changed row is found, and reading is written down."""

import threading

import pytest
from django.db import DatabaseError, connection

from prepoll_web.events.chain import FIRST, SERVER, breaks, chains, record
from prepoll_web.events.models import Event, What

REPLACING = {
    "sqlite": "REPLACE INTO events_event SELECT * FROM events_event LIMIT 1",
    "postgresql": "TRUNCATE events_event",
}


@pytest.fixture
def chain(world):
    """Return team A's chain with some rows in it."""
    for number in range(5):
        record(What.READ, by="owner", at=world.now, team=world.ids["a"]["id"], about=f"page:{number}")
    return str(world.ids["a"]["id"])


def without_triggers(statement):
    with connection.cursor() as cursor:
        for name in ("changed", "deleted", "replaced"):
            where = " ON events_event" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER events_are_not_{name}{where}")
        cursor.execute(statement)


def test_an_unharmed_chain_has_no_break(world, chain):
    record(What.SIGNED_IN, by="owner", at=world.now)
    assert set(chains()) == {SERVER, chain, str(world.ids["b"]["id"])}
    assert [breaks(name) for name in chains()] == [[], [], []]
    rows = list(Event.objects.filter(chain=chain))
    assert rows[0].before == FIRST
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


def test_the_database_refuses_to_change_delete_or_replace_a_row(chain):
    row = Event.objects.filter(chain=chain).last()
    for forbidden in (
        lambda: Event.objects.filter(id=row.id).update(who="somebody else"),
        lambda: Event.objects.filter(id=row.id).delete(),
        lambda: Event.objects.bulk_update([row], ["who"]),
        row.save,
        lambda: connection.cursor().execute("UPDATE events_event SET who = 'x'"),
        lambda: connection.cursor().execute("DELETE FROM events_event"),
        lambda: connection.cursor().execute(REPLACING[connection.vendor]),
    ):
        with pytest.raises(DatabaseError, match="events are never"):
            forbidden()
    assert breaks(chain) == []


@pytest.mark.parametrize(
    "assignment",
    [
        "who = 'somebody else'",
        "what = 'brief_made'",
        "about = 'page:9'",
        "at = '2031-01-01 00:00:00'",
        """details = '{"role": "owner"}'""",
        "digest = 'abc'",
        "before = 'abc'",
        "number = 99",
    ],
)
def test_a_changed_row_is_found(chain, assignment):
    without_triggers(f"UPDATE events_event SET {assignment} WHERE chain = '{chain}' AND number = 3")
    assert breaks(chain)
    assert breaks(chain)[0].number == 3


def test_a_row_taken_out_and_rows_exchanged_are_found(chain):
    without_triggers(f"DELETE FROM events_event WHERE chain = '{chain}' AND number = 3")
    assert breaks(chain)[0].problem == "rows 3 to 3 are missing"


def test_a_changed_row_with_a_digest_of_its_own_breaks_the_next(chain):
    from prepoll_web.events.chain import digest

    row = Event.objects.get(chain=chain, number=3)
    row.who = "somebody else"
    assignment = f"who = 'somebody else', digest = '{digest(row)}'"
    without_triggers(f"UPDATE events_event SET {assignment} WHERE chain = '{chain}' AND number = 3")
    assert [(found.number, found.problem) for found in breaks(chain)] == [
        (4, "the row does not follow the one before it")
    ]


def test_a_row_of_one_team_cannot_be_moved_to_another(world, chain):
    other = str(world.ids["b"]["id"])
    end = Event.objects.filter(chain=other).count() + 1
    assignment = f"chain = '{other}', number = {end}"
    without_triggers(f"UPDATE events_event SET {assignment} WHERE chain = '{chain}' AND number = 8")
    assert breaks(other)


def test_reading_is_written_down(world):
    pages = {"team": "cases", "case": "case:{case}", "run": "brief:{run}", "brief-html": "brief:{run}/brief.html"}
    pages |= {"brief-md": "brief:{run}/brief.md", "brief-json": "brief:{run}/brief.json"}
    pages |= {"brief-csv": "brief:{run}/brief.csv", "deadlines-csv": "deadlines.csv"}
    for page, about in pages.items():
        world.client("viewer").get(world.at(page))
        last = world.events().last()
        assert (last.who, last.what, last.about) == ("viewer", "read", about.format(**world.ids["a"]))


def test_what_fails_leaves_no_row(world):
    before = world.events().count()
    world.client("stranger").get(world.at("case"))
    world.client("viewer").post(world.at("add-case"))
    assert world.events().count() == before


def test_many_writers_at_once_make_one_chain(world):
    failed = []

    def write(name):
        try:
            for _ in range(20):
                record(What.READ, by=name, at=world.now, team=world.ids["a"]["id"])
        except Exception as error:  # told to the test, whose thread is another one
            failed.append(error)
        finally:
            connection.close()

    before = world.events().count()
    threads = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert world.events().count() == before + 80
    assert breaks(str(world.ids["a"]["id"])) == []
