"""What `prepoll ledger --since` prints: what each pair was, what it is now, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from prepoll.commands.output import Row

if TYPE_CHECKING:
    from datetime import date

    from prepoll.ledger import Change, Entry, Ledger

_NARROWEST = 40
_GAP = 2


def state(entry: Entry | None) -> str:
    """Say in a few words where a pair stands: `talking, softly barred, hedged, due 2024-03-26`."""
    if entry is None:
        return "nothing said"
    stands = [f"{entry.a} {entry.a_stands}"]
    stands += [f"{entry.b} {entry.b_stands}"] if entry.b_stands is not None else []
    sides = [" / ".join(stands)] if len({entry.relation, entry.a_stands, entry.b_stands or entry.a_stands}) > 1 else []
    marks = [entry.relation, *sides, *([] if entry.status == "free" else [entry.status])]
    marks += ["hedged"] if entry.hedged else []
    marks += ["contested"] if entry.contested else []
    marks += [f"{entry.stage} stage"] if entry.stage else []
    marks += [f"only {' '.join(entry.only_seats)}"] if entry.only_seats else []
    marks += [f"due {entry.falls_due}"] if entry.falls_due else []
    return ", ".join(marks).replace("_", " ")


def change_rows(changes: Sequence[Change]) -> list[Row]:
    """List the changes for CSV: the pair, what it was, what it is, and why."""
    return [
        {
            "a": change.after.a,
            "b": change.after.b,
            "before": state(change.before),
            "after": state(change.after),
            "since": None if change.after.since is None else str(change.after.since),
            "inferred": change.after.inferred,
            "why": change.after.why,
        }
        for change in changes
    ]


def change_documents(changes: Sequence[Change], before: Ledger, after: Ledger) -> list[dict[str, object]]:
    """Give the changes in the shape of `ledger --json`, each with the entry that it had `before`, or null."""
    from prepoll.ledger import entry_json

    return [
        entry_json(change.after, after)
        | {"before": None if change.before is None else entry_json(change.before, before)}
        for change in changes
    ]


def change_table(changes: Sequence[Change], since: date, on: date, width: int | None = None) -> str:
    """Write the changes for a terminal of `width` columns, this one's where none is given.

    A pair's reason stands below its row. Pairs of which something is known by inference only come last, gathered.
    """
    width = max(_NARROWEST, width or get_terminal_size().columns)
    named = [change for change in changes if not (change.after.inferred or (change.before and change.before.inferred))]
    gathered = [change for change in changes if change not in named]
    if not changes:
        return f"Nothing changed between {since} and {on}."
    blocks = [f"What changed between {since} and {on}", _table(named, width), _gathered(gathered, width)]
    return "\n\n".join(filter(None, blocks))


def _pair(change: Change) -> str:
    return f"{change.after.a} – {change.after.b or '(like-minded)'}"


def _table(changes: Sequence[Change], width: int) -> str:
    if not changes:
        return ""
    first = max(len("between"), *(len(_pair(change)) for change in changes))
    other = max(12, (width - first - 2 * _GAP) // 2)
    widths = (first, other, other)
    lines = [*_row(("between", "before", "after"), widths)]
    for change in changes:
        lines += _row((_pair(change), state(change.before), state(change.after)), widths)
        lines += textwrap.wrap(change.after.why, width, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Write one row, cells wrapped to their widths."""
    wrapped = [textwrap.wrap(cell, size) or [""] for cell, size in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    lines = zip(*([*column, *[""] * (height - len(column))] for column in wrapped), strict=True)
    return [
        (" " * _GAP).join(cell.ljust(size) for cell, size in zip(line, widths, strict=True)).rstrip() for line in lines
    ]


def _gathered(changes: Sequence[Change], width: int) -> str:
    groups: dict[tuple[str, str], list[str]] = {}
    alike = 0
    for change in changes:
        states = (_short(change.before), _short(change.after))
        if states[0] == states[1]:
            alike += 1
        else:
            groups.setdefault(states, []).append(f"{change.after.a}–{change.after.b or '(like-minded)'}")
    if not changes:
        return ""
    said = [f"{before} → {after}: {', '.join(pairs)}" for (before, after), pairs in groups.items()]
    if alike:
        what = "pair stands" if alike == 1 else "pairs stand"
        said.append(f"{alike} {what} as before but for a hedge, a stage, a seat or a day (--json has all)")
    lines = ["By inference, from words to all or to a bloc"]
    for text in said:
        lines += textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join(lines)


def _short(entry: Entry | None) -> str:
    """Name relation and status alone: pairs gathered are many."""
    if entry is None:
        return "nothing said"
    words = entry.relation if entry.status == "free" else f"{entry.relation} ({entry.status})"
    return words.replace("_", " ")
