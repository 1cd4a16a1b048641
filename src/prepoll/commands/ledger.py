"""`prepoll ledger`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.changes import change_documents, change_rows, change_table
from prepoll.commands.options import AsCsv, AsJson, AsOf, Bars, Bonds, CaseFolder, read_day
from prepoll.commands.output import Row, emit, progress, say
from prepoll.commands.studies import open_study

if TYPE_CHECKING:
    from prepoll.ledger import Ledger

Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Print what changed since this day.")]
Due = Annotated[bool, typer.Option("--due", help="Print what falls due, and when.")]


def ledger(
    folder: CaseFolder,
    as_of: AsOf = None,
    bar: Bars = None,
    bind: Bonds = None,
    since: Since = None,
    due: Due = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print where each party stands towards each other on a day, and why."""
    from prepoll.ledger import as_table, entry_json

    study = open_study(folder, as_of, bars=bar, bonds=bind, tell=progress(), with_strength=False)
    found = study.ledger
    if due:
        emit(_due_rows(found), as_json=as_json, as_csv=as_csv)
        return
    if since is not None:
        _print_changes(study.ledger_before(read_day(since)), found, as_json=as_json, as_csv=as_csv)
        return
    documents = [entry_json(entry, found) for entry in found.entries]
    rows: list[Row] = [
        {key: value for key, value in document.items() if value is None or isinstance(value, (str, int, float))}
        for document in documents
    ]
    if as_json or as_csv:
        emit(rows, as_json=as_json, as_csv=as_csv, document=documents)
    elif found.entries:
        say(as_table(found))
    else:
        say(f"No statement known by {found.as_of} says where anybody stands.")


def _print_changes(before: Ledger, found: Ledger, *, as_json: bool, as_csv: bool) -> None:
    from prepoll.ledger import changes

    what = changes(before, found)
    documents = change_documents(what, before, found)
    table = change_table(what, before.as_of, found.as_of)
    emit(change_rows(what), as_json=as_json, as_csv=as_csv, document=documents, table=table)


def _due_rows(found: Ledger) -> list[Row]:
    return [
        {"on": str(d.on), "party": d.party, "towards": d.towards, "words": d.words, "statement": d.statement}
        for d in found.due
    ]
