"""What is not what it was on an earlier day."""

from __future__ import annotations

from dataclasses import replace

from prepoll.ledger.types import Change, Entry, Ledger
from prepoll.names import PartyCode, Relation, Status

COMPARED = (
    "relation",
    "a_stands",
    "b_stands",
    "status",
    "hedged",
    "contested",
    "inferred",
    "stage",
    "falls_due",
    "only_seats",
)
"""The fields of an entry whose change is news; another quote for the same thing is none."""


def changes(before: Ledger, after: Ledger) -> tuple[Change, ...]:
    """List the entries that are new or differ between two ledgers, in the order of the entries.

    An entry that is gone, its statements rejected, comes as unknown.
    """
    old = {(entry.a, entry.b): entry for entry in before.entries}
    new = {(entry.a, entry.b): entry for entry in after.entries}
    found = [Change(old.get(key), entry) for key, entry in new.items() if _news(old.get(key), entry)]
    found += [Change(entry, _gone(entry)) for key, entry in old.items() if key not in new]
    return tuple(sorted(found, key=lambda change: _place(change.after)))


def _place(entry: Entry) -> tuple[PartyCode, bool, PartyCode]:
    return entry.a, entry.b is not None, entry.b or ""


def _news(before: Entry | None, after: Entry) -> bool:
    return before is None or any(getattr(before, name) != getattr(after, name) for name in COMPARED)


def _gone(entry: Entry) -> Entry:
    return replace(
        entry,
        relation=Relation.UNKNOWN,
        a_stands=Relation.UNKNOWN,
        b_stands=None if entry.b is None else Relation.UNKNOWN,
        status=Status.FREE,
        hedged=False,
        contested=False,
        inferred=False,
        stage=None,
        since=None,
        falls_due=None,
        only_seats=(),
        statements=(),
        why="No statement on it counts any longer.",
    )
