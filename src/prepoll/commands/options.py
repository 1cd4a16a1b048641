"""Options that several commands share, and how people write what goes into them."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from prepoll.errors import UsageError
from prepoll.names import Leak

DATE_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")


def read_date(text: str) -> date:
    """Read a day as people write it; day before month where only numbers are given.

    >>> read_date("19 March 2024"), read_date("19/3/2024") == read_date("2024-03-19")
    (datetime.date(2024, 3, 19), True)
    """
    words = re.sub(r"\s+", " ", text.replace(",", " ").strip())
    for form in DATE_FORMS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise UsageError(f"{text!r} is not a day. Write it as 2024-03-19 or 19 March 2024.")


def read_day(text: str | None) -> date | None:
    """Read a day, or None where none is given."""
    return None if text is None else read_date(text)


def read_pair(text: str) -> tuple[str, str]:
    """Read two parties written A+B.

    >>> read_pair("JKAP+DPAP")
    ('JKAP', 'DPAP')
    """
    parts = [part.strip() for part in text.split("+")]
    if len(parts) != 2 or not all(parts):
        raise UsageError(f"{text!r} is not a pair of parties. Write it as A+B.")
    return parts[0], parts[1]


def read_alliance(text: str) -> tuple[tuple[str, ...], str | None]:
    """Read an alliance written A+B+C, or A+B@REGION.

    >>> read_alliance("A+B@Kashmir")
    (('A', 'B'), 'Kashmir')
    """
    members, _, region = text.partition("@")
    parties = tuple(part.strip() for part in members.split("+"))
    if len(parties) < 2 or not all(parties):
        raise UsageError(f"{text!r} is not an alliance. Write it as A+B, or A+B@REGION.")
    return parties, region.strip() or None


def read_counts(texts: list[str]) -> dict[str, int]:
    """Read demands written PARTY=SEATS.

    >>> read_counts(["A=2"])
    {'A': 2}
    """
    counts: dict[str, int] = {}
    for text in texts:
        party, equals, number = text.partition("=")
        if not equals or not number.strip().isdigit():
            raise UsageError(f"{text!r} is not a number of seats. Write it as PARTY=2.")
        counts[party.strip()] = int(number)
    return counts


CaseFolder: TypeAlias = Annotated[Path, typer.Argument(metavar="CASE", help="The case folder.", show_default=False)]
AsOf: TypeAlias = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day.")
]
Seed: TypeAlias = Annotated[int, typer.Option("--seed", help="Seed of the draws.", min=0)]
Shortlist: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--shortlist",
        metavar="N",
        help="Judge at most N open alliances of each party in full, 1 to 5; 5 by default.",
        show_default=False,
        min=1,
        max=5,
    ),
]
DrawCount: TypeAlias = Annotated[int, typer.Option("--draws", help="Number of draws.", min=1)]
ObjectiveCode: TypeAlias = Annotated[
    str | None, typer.Option("--objective", metavar="CODE", help="What the party wants; see case.toml.")
]
Bars: TypeAlias = Annotated[
    list[str] | None, typer.Option("--bar", metavar="A+B", help="Take these two as never together.")
]
Bonds: TypeAlias = Annotated[
    list[str] | None, typer.Option("--bind", metavar="A+B", help="Take these two as always together.")
]
Alliances: TypeAlias = Annotated[
    list[str] | None, typer.Option("--alliance", metavar="A+B[@REGION]", help="Suppose this alliance.")
]
Leaks: TypeAlias = Annotated[
    Leak, typer.Option("--leak", help="Where voters go who do not follow: to others too, or nowhere.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv: TypeAlias = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Party: TypeAlias = Annotated[
    list[str] | None, typer.Option("--party", metavar="CODE", help="The party to advise; may be repeated.")
]
