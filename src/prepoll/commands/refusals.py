"""What refusals stand between the members of an alliance that a command supposes: it is weighed all the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from prepoll.commands.output import Rows
from prepoll.commands.terms import wrapped
from prepoll.names import PartyCode, SeatCode

if TYPE_CHECKING:
    from prepoll.advice import Obstacle
    from prepoll.study import Study


def bars_between(study: Study, members: Iterable[PartyCode], seats: Iterable[SeatCode]) -> tuple[Obstacle, ...]:
    """List the bars between members of a bloc in some seats, each with the sentence that made it."""
    from prepoll.advice import obstacles

    first, *others = sorted(members)
    found = obstacles(study.case, study.ledger, first, others, tuple(seats))
    return tuple(row for row in found if row.soft is not None)


def bar_rows(bars: Iterable[Obstacle]) -> Rows:
    """Write bars for programs."""
    return [
        {
            "status": "softly_barred" if bar.soft else "barred",
            "why": bar.words,
            "quote": bar.quote,
            "speaker": bar.speaker,
            "attribution": bar.attribution,
            "article": bar.article,
            "dated": None if bar.dated is None else bar.dated.isoformat(),
            "would_change": bar.remedy,
        }
        for bar in bars
    ]


def bars_text(bars: tuple[Obstacle, ...], what: str = "alliance", whom: str = "its members") -> str:
    """Write bars for people, with what is barred and between whom; empty where there are none."""
    if not bars:
        return ""
    hard = any(not bar.soft for bar in bars)
    head = f"This {what} is {'barred' if hard else 'softly barred'}, and weighed"
    lines = []
    for bar in bars:
        quote = "" if bar.quote is None else f" “{bar.quote}” ({bar.article})."
        lines.append(wrapped(f"{bar.words}{quote} {bar.remedy or ''}".rstrip()))
    return "\n".join([f"{head} as if nothing stood between {whom}:", *lines])
