"""`prepoll agreement`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import AsCsv, AsJson, Seed
from prepoll.commands.output import Rows, emit, table_text
from prepoll.names import DEFAULT_SEED

if TYPE_CHECKING:
    from prepoll.agreement import Agreement

First = Annotated[Path, typer.Argument(metavar="A", help="Coded articles, JSON Lines; taken for right in `harm`.")]
Second = Annotated[Path, typer.Argument(metavar="B", help="The same articles by another coder.")]


def agreement(a: First, b: Second, seed: Seed = DEFAULT_SEED, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Say how far two coders of the same articles agree: F1 by level, alpha, confusion, harm."""
    from prepoll.agreement import agreement as compared
    from prepoll.agreement import read_coding

    found = compared(read_coding(a), read_coding(b), seed)
    rows = levels(found)
    emit(rows, as_json=as_json, as_csv=as_csv, document=document(found), table=_table(found, rows))


def levels(found: Agreement) -> Rows:
    """List the levels, one row each."""
    return [
        {
            "level": str(row.level),
            "a": row.a,
            "b": row.b,
            "both": row.both,
            "f1": row.f1,
            "low": row.low,
            "high": row.high,
        }
        for row in found.measures
    ]


def confusion(found: Agreement) -> Rows:
    """List which stance of A met which of B, the most frequent first."""
    ordered = sorted(found.confusion.items(), key=lambda item: (-item[1], str(item[0])))
    return [{"a": str(a or "–"), "b": str(b or "–"), "claims": count} for (a, b), count in ordered]


def document(found: Agreement) -> object:
    """Return everything as one JSON document."""
    return {
        "articles": found.articles,
        "only_a": found.only_a,
        "only_b": found.only_b,
        "levels": levels(found),
        "alpha": found.alpha,
        "confusion": confusion(found),
        "harm": found.harm,
        "speakers": {"same": found.speakers[0], "of": found.speakers[1]},
    }


def _table(found: Agreement, rows: Rows) -> str:
    apart = [row for row in confusion(found) if row["a"] != row["b"]]
    lines = [table_text(rows), "", f"Articles read by both: {found.articles}. Intervals: 90 %, articles resampled."]
    for name, missing in (("A", found.only_b), ("B", found.only_a)):
        if missing:
            lines.append(f"Not read by {name}, and left out: {', '.join(missing)}.")
    lines += [
        f"Krippendorff's alpha, {name}: {'not defined' if alpha is None else format(alpha, '.2f')}."
        for name, alpha in found.alpha.items()
    ]
    lines.append(f"Harm: {found.harm} of B's claims have a pair of A's with the opposite sign.")
    lines.append(f"Speaker the same: {found.speakers[0]} of {found.speakers[1]}.")
    lines += ["", "Where they differ (– for no claim):", table_text(apart)] if apart else []
    return "\n".join(lines)
