"""The short form of the chains behind the main figures of a brief, for its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from typing import Final

from prepoll.brief.tables import closest, largest, shown_options
from prepoll.brief.types import Brief, Why
from prepoll.explain import links
from prepoll.explain.addresses import locate, short_name
from prepoll.explain.chain import account_of, bare, method_of, row_ids, statements_of
from prepoll.explain.figures import Figures
from prepoll.explain.printing import cut, did, fair, together
from prepoll.explain.types import Account, Drawn, Passed, Piece, Said, SourceRow
from prepoll.names import OTHERS
from prepoll.strength.types import Evidence
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
    seen: dict[Account, Glimpse] = {}
    return replace(brief, whys=tuple(short(figures, seen, *figure) for figure in wanted(brief)))


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


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What the short form shows of the links of a chain; only that is made."""

    draws: tuple[Drawn, ...]
    evidence: tuple[Piece, ...]
    transfers: tuple[Passed, ...]
    statements: tuple[Said, ...]
    rows: tuple[SourceRow, ...]
    more: str  # how many rows are not shown, by file


def short(figures: Figures, seen: dict[Account, Glimpse], name: str, address: str) -> Why:
    """Write a chain in its short form; figures that share their links share what is `seen` of them."""
    tokens = locate(figures, address)
    account = account_of(figures, tokens)
    if (key := bare(account)) not in seen:
        seen[key] = glimpse(figures, account)
    found, method = seen[key], method_of(figures, account)
    how = method.words if method else ""
    counted = f"{method.draws} draws; {method.structure}" if method and method.draws else ""
    return Why(
        figure=name,
        address=short_name(figures, tokens),
        title=account.words.removesuffix(", mean over the draws"),
        how="; ".join(part for part in (how, counted) if part),
        draws=tuple(
            f"{row.party} in {row.seat} {row.share.mean:.1%} (90%: {row.share.low90:.1%} to {row.share.high90:.1%})"
            for row in found.draws
        ),
        evidence=tuple(
            f"{piece.source}{did(piece)} ({together(piece.parties)} {piece.share:.1%}: {piece.note})"
            for piece in found.evidence
        ),
        transfer=tuple(
            f"{row.q}→{row.c} {row.mean:.0%} (90%: {row.low:.0%} to {row.high:.0%})" for row in found.transfers
        ),
        claims=tuple(row.id for row in found.statements),
        rows=tuple(f"{row.file}, line {row.line}: {cut(row.text)}" for row in found.rows),
        more=found.more,
    )


def glimpse(figures: Figures, account: Account) -> Glimpse:
    """Look up the first links of a chain, and count the rows that it rests on."""
    scope = account.scope
    moves = links.observed(figures, scope, account.evidence)
    observations = {name: figures.evidence[name] for name in moves}
    transfers = links.passed(figures, scope) if scope else ()
    behind = (links.rows_of(figures, observation) for observation in observations.values())
    shown, more = few(figures, row_ids(figures, account, behind, transfers))
    return Glimpse(
        draws=tuple(islice(links.drawn(figures, scope), DRAWN)) if scope else (),
        evidence=tuple(links.piece(figures, first, moves[first.id]) for first in movers(observations.values())),
        transfers=transfers[:PASSED],
        statements=links.said(figures, statements_of(figures, account))[:SAID],
        rows=figures.rows.find(shown),
        more=more,
    )


def movers(observations: Iterable[Evidence]) -> list[Evidence]:
    """Choose the first observation of each of the sources that moved a figure most."""
    first: dict[str, Evidence] = {}
    for observation in observations:
        if observation.used:
            first.setdefault(observation.source, observation)
    return list(first.values())[:SOURCES]


def few(figures: Figures, ids: Iterable[str]) -> tuple[list[str], str]:
    """Choose a few rows of each file, the first first; count those that are not shown, by file."""
    known, file = figures.rows.files_of(ids), itemgetter(1)
    shown = list(fair(known, file))
    left = Counter(map(file, known))
    left.subtract(map(file, shown))
    more = ", ".join(f"{count} of {file}" for file, count in left.items() if count)
    return [name for name, _ in shown], more
