"""The links of a chain: what the draws hold, the evidence that made them, transfer, and statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from prepoll.case.types import Article
from prepoll.explain.figures import Figures
from prepoll.explain.types import Drawn, Moved, Passed, Piece, Said, Scope
from prepoll.ledger.types import Judged
from prepoll.names import PartyCode, SeatCode
from prepoll.strength.types import Evidence, EvidenceKind, Move
from prepoll.transfer import TransferPrior

Place = tuple[SeatCode, PartyCode]


def places(figures: Figures, scope: Scope) -> tuple[Place, ...]:
    """List the seats and parties that a count depends on: seat by seat, named parties before their rivals."""
    known = set(figures.study.draws.contenders)
    found = (
        (seat, party)
        for seat in scope.seats
        for party in dict.fromkeys((*scope.parties, *figures.rivals(seat)))
        if party in known
    )
    return tuple(found)


def drawn(figures: Figures, scope: Scope) -> Iterator[Drawn]:
    """Sum up the draws of own strength; a party without strength in a seat is left out."""
    rows = (Drawn(seat, party, figures.own_share(seat, party)) for seat, party in places(figures, scope))
    return (row for row in rows if row.share.high90 > 0)


def pieces(figures: Figures, scope: Scope | None, first: Iterable[str] = ()) -> tuple[Piece, ...]:
    """List the observations that moved the seats and parties of a scope, those named first, then the largest moves."""
    found = observed(figures, scope, first)
    return tuple(piece(figures, figures.evidence[name], moves) for name, moves in found.items())


def observed(figures: Figures, scope: Scope | None, first: Iterable[str] = ()) -> Mapping[str, Sequence[Move]]:
    """Map the ids of the observations that moved a scope to those moves, in the order of `pieces`."""
    moved: dict[str, list[Move]] = {name: [] for name in first}
    for place in () if scope is None else places(figures, scope):
        for move in figures.moves.get(place, ()):
            for name in move.evidence:
                if name in moved:
                    moved[name].append(move)
                else:
                    moved[name] = [move]
    return moved


def piece(figures: Figures, seen: Evidence, moves: Iterable[Move]) -> Piece:
    """Write one observation with what its source moved."""
    return Piece(
        id=seen.id,
        kind=seen.kind.value,
        source=seen.source,
        seat=seen.seat,
        parties=seen.parties,
        share=seen.share,
        log_sd=seen.log_sd,
        used=seen.used,
        note=seen.note,
        moved=tuple(Moved(move.seat, move.party, move.before, move.after) for move in moves),
        rows=rows_of(figures, seen),
    )


def rows_of(figures: Figures, seen: Evidence) -> tuple[str, ...]:
    """List the rows that an observation was made from."""
    if seen.id not in figures.observed_in:
        figures.observed_in[seen.id] = tuple(sorted(seen.rows)) or absent_from(figures, seen)
    return figures.observed_in[seen.id]


def absent_from(figures: Figures, seen: Evidence) -> tuple[str, ...]:
    """List the rows of an election in a seat where an observation is that a party is not among them."""
    if seen.kind is not EvidenceKind.RESULT:
        return ()
    return () if seen.seat is None else figures.results.get((seen.source, seen.seat), ())


def passed(figures: Figures, scope: Scope) -> tuple[Passed, ...]:
    """State what is believed of transfer within the alliances of a scope, named parties first."""
    priors = (figures.transfer(q, c) for q, c in _pairs(figures, scope))
    return tuple(_passed(figures, prior) for prior in priors if prior is not None)


def _passed(figures: Figures, prior: TransferPrior) -> Passed:
    rows = tuple(source for source in prior.sources if source in figures.rows.rows)
    tables = tuple(source for source in prior.sources if source not in figures.rows.rows)
    return Passed(prior.q, prior.c, prior.mean, prior.low, prior.high, prior.why, tables, rows)


def _pairs(figures: Figures, scope: Scope) -> tuple[tuple[PartyCode, PartyCode], ...]:
    """List who may stand down for whom in the seats of a scope."""
    region_of, known = figures.case.region_of, set(figures.study.draws.contenders)
    regions = dict.fromkeys(region_of[seat] for seat in scope.seats)
    blocs = [bloc for region in regions for bloc in scope.structure.in_region(region)]
    rank = {party: i for i, party in enumerate(scope.parties)}
    pairs = [pair for bloc in blocs for pair in permutations(sorted(bloc & known), 2)]
    pairs += [(row.giver, row.taker) for row in scope.structure.courtesies if row.seat in scope.seats]
    return tuple(sorted(dict.fromkeys(pairs), key=lambda pair: [rank.get(party, len(rank)) for party in pair]))


def behind_structure(figures: Figures, scope: Scope) -> tuple[str, ...]:
    """List the statements on which the alliances of a scope rest, as far as the ledger has any."""
    found: list[str] = []
    for a, b in _pairs(figures, scope):
        entry = figures.ledger.entry(a, b)
        found += entry.statements if entry is not None else ()
    return tuple(dict.fromkeys(found))


def said(figures: Figures, ids: Iterable[str]) -> tuple[Said, ...]:
    """Look statements up by their ids, each once."""
    found = (figures.judged[name] for name in dict.fromkeys(ids) if name in figures.judged)
    return tuple(as_said(judged, figures.articles.get(judged.statement.source.article)) for judged in found)


def as_said(judged: Judged, article: Article | None) -> Said:
    """Write a statement with the place of its words."""
    words = judged.statement
    return Said(
        id=words.id,
        actor=words.actor,
        target=words.target,
        stance=words.stance.value,
        speaker=words.speaker,
        attribution=words.attribution.value,
        dated=words.dated,
        quote=words.quote,
        article=words.source.article,
        file=article.file if article else None,
        start=words.source.start,
        end=words.source.end,
        source=article.source if article else None,
        address=article.address if article else None,
        judgement=judged.judgement,
    )
