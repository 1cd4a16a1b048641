"""The ledger for programs and for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from prepoll.ledger.types import Entry, Judged, Ledger
from prepoll.names import Relation
from prepoll.news import statement_json

Json = dict[str, object]


def entry_json(entry: Entry, ledger: Ledger) -> Json:
    """Return an entry in the shape of the command line's contract, its statements in full."""
    by_id = {judged.statement.id: judged for judged in ledger.statements}
    return {
        "a": entry.a,
        "b": entry.b,
        "relation": entry.relation.value,
        "a_stands": entry.a_stands.value,
        "b_stands": entry.b_stands.value if entry.b_stands is not None else None,
        "hedged": entry.hedged,
        "contested": entry.contested,
        "stage": entry.stage,
        "since": _iso(entry.since),
        "falls_due": _iso(entry.falls_due),
        "statements": [_statement(by_id[name]) for name in entry.statements if name in by_id],
        "status": entry.status.value,
        "inferred": entry.inferred,
        "only_seats": list(entry.only_seats),
        "why": entry.why,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _statement(judged: Judged) -> Json:
    """Return a statement as `prepoll read` prints it, with its ids, article, day and judgement."""
    one = judged.statement
    return {
        "id": one.id,
        **statement_json(one),
        "article": one.source.article,
        "dated": _iso(one.dated),
        "copies": list(one.copies),
        "original_id": judged.original_id,
        "judgement": judged.judgement,
        "note": judged.note,
    }


def as_table(ledger: Ledger) -> str:
    """Return the ledger as text: rows that name a party first, what follows only by inference gathered below."""
    shown = [entry for entry in ledger.entries if not entry.inferred]
    rows = [
        ("between", "relation", "stands", "for a bloc", "since", "due", "marks"),
        *(_row(entry, ledger.as_of) for entry in shown),
    ]
    blocks = [f"Who is where on {ledger.as_of.isoformat()}", _aligned(rows), _reasons(shown)]
    blocks += [_gathered([entry for entry in ledger.entries if entry.inferred])]
    blocks += [_lines("Falls due", (f"{one.on}  {one.party}: “{one.words}”" for one in ledger.due))]
    said = (
        f"{one.party}, {one.about}: " + " against ".join(f"“{w}”" for w in one.words) for one in ledger.contradictions
    )
    blocks += [_lines("Does not go together", said), _lines("Courtesies", map(_courtesy, _courtesies(ledger)))]
    blocks += [_lines("Notes", ledger.notes)]
    blocks += ["Membership of one bloc alone makes no relation here: only statements and judgements do."]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _courtesies(ledger: Ledger) -> Iterable[tuple[str, str, tuple[str, ...], bool]]:
    return [(row.giver, row.taker, row.seats, row.hedged) for row in ledger.courtesies]


def _courtesy(row: tuple[str, str, tuple[str, ...], bool]) -> str:
    giver, taker, seats, hedged = row
    return f"{giver} leaves {', '.join(seats)} to {taker}" + (" (hedged)" if hedged else "")


def _row(entry: Entry, as_of: date) -> tuple[str, ...]:
    stands = _words(entry.a_stands) + (f" / {_words(entry.b_stands)}" if entry.b_stands is not None else "")
    marks = [word for word, holds in (("hedged", entry.hedged), ("contested", entry.contested)) if holds]
    marks += [f"only {', '.join(entry.only_seats)}"] if entry.only_seats else []
    marks += [f"{entry.stage} stage"] if entry.stage else []
    marks += ["overdue"] if entry.falls_due is not None and entry.falls_due < as_of else []
    return (
        f"{entry.a} – {entry.b or '(like-minded)'}",
        _words(entry.relation),
        stands,
        entry.status.replace("_", " "),
        _iso(entry.since) or "",
        _iso(entry.falls_due) or "",
        "; ".join(marks),
    )


def _words(relation: Relation) -> str:
    return relation.replace("_", " ")


def _aligned(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _reasons(entries: Iterable[Entry]) -> str:
    return _lines("Why", (f"{entry.a} – {entry.b or '(like-minded)'}: {entry.why}" for entry in entries))


def _gathered(entries: Sequence[Entry]) -> str:
    """Gather the rows that follow from words to all or to a bloc, by what they say."""
    groups: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        groups.setdefault((_words(entry.relation), entry.status.replace("_", " ")), []).append(f"{entry.a}–{entry.b}")
    lines = (f"{relation} ({status}): {', '.join(pairs)}" for (relation, status), pairs in groups.items())
    return _lines("By inference, from words to all or to a bloc", lines)


def _lines(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(f"  {line}" for line in lines)
    return f"{title}\n{body}" if body else ""
