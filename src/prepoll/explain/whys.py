"""The short form of the chains behind the main figures of a brief, for its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from prepoll.brief.tables import closest, largest, shown_options
from prepoll.brief.types import Brief, Why
from prepoll.explain.chain import explain_in
from prepoll.explain.figures import Figures
from prepoll.explain.printing import cut, did, fair, together
from prepoll.explain.types import Explanation, Piece
from prepoll.names import OTHERS
from prepoll.study import Study

SOURCES: Final = 4
"""How many sources of evidence are named."""
DRAWN: Final = 3
"""How many parties' draws are given."""
PASSED: Final = 2
"""How many transfers are given."""
SAID: Final = 2
"""How many statements are named."""
TOLD_FROM: Final = 0.01
"""A total is explained from this share or chance on, or where the brief advises the party."""


def with_whys(study: Study, brief: Brief) -> Brief:
    """Add to a brief of a study why its main figures are what they are: seats, totals, options, terms."""
    objective = brief.advices[0].objective if brief.advices else None
    figures = Figures(study, brief.focal, objective, brief.before)
    figures.take(brief)
    return replace(brief, whys=tuple(short(name, explain_in(figures, address)) for name, address in wanted(brief)))


def wanted(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield the names and addresses of the figures that the pages explain."""
    for place, seat in enumerate(brief.seats):
        shown = largest(brief, seat) if seat in closest(brief) else seat.parties[:1]
        for row in shown:
            if row.party != OTHERS:
                yield row.figure, f"/seats/{place}/parties/{seat.parties.index(row)}/share/mean"
    for place, total in enumerate(brief.totals):
        if total.party in brief.focal or max(total.share.mean, total.one_or_more) >= TOLD_FROM:
            yield total.figure, f"/totals/{place}/seats/mean"
    for place, advice in enumerate(brief.advices):
        for option in shown_options(advice):
            address = f"/advices/{place}/options/{advice.options.index(option)}"
            yield option.figure, f"{address}/gain/mean"
            if option.terms:
                yield f"{option.figure}:terms", f"{address}/terms/0/alliance_seats/mean"


def short(name: str, chain: Explanation) -> Why:
    """Write a chain in its short form."""
    how = chain.method.words if chain.method else ""
    counted = f"{chain.method.draws} draws; {chain.method.structure}" if chain.method and chain.method.draws else ""
    return Why(
        figure=name,
        address=chain.name,
        title=chain.words.removesuffix(", mean over the draws"),
        how="; ".join(part for part in (how, counted) if part),
        draws=tuple(
            f"{row.party} in {row.seat} {row.share.mean:.1%} (90%: {row.share.low90:.1%} to {row.share.high90:.1%})"
            for row in chain.draws[:DRAWN]
        ),
        evidence=tuple(evidence(chain)),
        transfer=tuple(
            f"{row.q}→{row.c} {row.mean:.0%} (90%: {row.low:.0%} to {row.high:.0%})" for row in chain.transfers[:PASSED]
        ),
        claims=tuple(row.id for row in chain.statements[:SAID]),
        rows=tuple(f"{row.file}, line {row.line}: {cut(row.text)}" for row in fair(chain.rows)),
        more=more(chain),
    )


def evidence(chain: Explanation) -> Iterator[str]:
    """Name the sources that moved a figure most, each with its first observation."""
    first: dict[str, Piece] = {}
    for piece in chain.evidence:
        if piece.used:
            first.setdefault(piece.source, piece)
    for piece in list(first.values())[:SOURCES]:
        yield f"{piece.source}{did(piece)} ({together(piece.parties)} {piece.share:.1%}: {piece.note})"


def more(chain: Explanation) -> str:
    """Count the rows that are not shown, by file."""
    left = Counter(row.file for row in chain.rows)
    left.subtract(row.file for row in fair(chain.rows))
    return ", ".join(f"{count} of {file}" for file, count in left.items() if count)
