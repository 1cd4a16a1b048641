"""The assessment, as rows: who leads where, with what shares, and which sources moved them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from prepoll.alliances import interval
from prepoll.alliances.types import Outcome
from prepoll.brief.types import EvidenceRow, MoveRow, SeatRow, ShareRow, TotalRow
from prepoll.brief.wording import chance_word
from prepoll.case.types import Case, Seat
from prepoll.names import OTHERS, WHOLE_CASE, PartyCode, SeatCode
from prepoll.strength.types import Strength

Sources = Mapping[tuple[SeatCode, PartyCode], tuple[str, ...]]


def seats(case: Case, strength: Strength, outcome: Outcome) -> tuple[SeatRow, ...]:
    """Assess each seat of an outcome, in the order of its seats."""
    named = {seat.code: seat for seat in case.seats}
    behind = sources(strength)
    tied = dict(outcome.ties)
    counted = {seat.code for seat in case.seats if seat.electors} | {row.seat for row in case.results if row.electors}
    return tuple(
        seat_row(named[code], outcome, place, behind, tied.get(code, 0), code in counted)
        for place, code in enumerate(outcome.seats)
    )


def sources(strength: Strength) -> Sources:
    """Name the observations that moved each seat and party."""
    found: dict[tuple[SeatCode, PartyCode], dict[str, None]] = {}
    for move in strength.moves:
        found.setdefault((move.seat, move.party), {}).update(dict.fromkeys(move.evidence))
    return {key: tuple(ids) for key, ids in found.items()}


def seat_row(seat: Seat, outcome: Outcome, place: int, behind: Sources, tied: int, counted: bool) -> SeatRow:
    """Assess one seat, `place` on the outcome's first axis; `counted` where its electors are known."""
    chances = outcome.wins[place].mean(axis=1, dtype=np.float64)
    order = sorted(range(len(chances)), key=lambda i: (-chances[i], outcome.contenders[i]))
    first, second = order[0], order[1] if len(order) > 1 and chances[order[1]] > 0 else None
    return SeatRow(
        code=seat.code,
        name=seat.name,
        region=seat.region or WHOLE_CASE,
        electors=float(outcome.electors[place]) if counted else None,
        leader=outcome.contenders[first],
        chance=float(chances[first]),
        word=chance_word(float(chances[first])),
        second=None if second is None else outcome.contenders[second],
        second_chance=0.0 if second is None else float(chances[second]),
        polling_day=seat.polling_day,
        tied=tied,
        parties=share_rows(seat.code, outcome, place, chances, behind),
    )


def share_rows(
    seat: SeatCode, outcome: Outcome, place: int, chances: Sequence[float], behind: Sources
) -> tuple[ShareRow, ...]:
    """List the parties on the ballot of a seat and OTHERS, the largest expected share first."""
    standing = {party: i for i, party in enumerate(outcome.parties[:-2]) if outcome.valid[place, i].any()}
    rows = [
        ShareRow(
            figure=f"share:{seat}:{party}",
            party=party,
            share=interval(outcome.valid[place, i]),
            chance=0.0 if party == OTHERS else float(chances[i]),
            word="cannot win" if party == OTHERS else chance_word(float(chances[i])),
            evidence=behind.get((seat, party), ()),
        )
        for party, i in standing.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.share.mean, row.party)))


def totals(outcome: Outcome) -> tuple[TotalRow, ...]:
    """Add up each party's seats and its share of votes for candidates in the whole case."""
    counted = np.einsum("s,spd->pd", outcome.electors, outcome.votes[:, :-2], dtype=np.float64)
    share = counted / np.maximum(counted.sum(axis=0), 1e-12)
    rows = [
        TotalRow(
            figure=f"total:{party}",
            party=party,
            seats=interval(outcome.seats_won(party)),
            one_or_more=float(np.minimum(outcome.seats_won(party), 1).mean()),
            share=interval(share[i]),
        )
        for i, party in enumerate(outcome.contenders)
        if counted[i].any()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.seats.mean, -row.share.mean, row.party)))


def moves(strength: Strength) -> tuple[MoveRow, ...]:
    """List what each source moved, in the order in which sources were taken in."""
    return tuple(
        MoveRow(
            seat=move.seat,
            party=move.party,
            kind=move.kind.value,
            source=move.source,
            before=move.before,
            after=move.after,
            log_sd_before=move.log_sd_before,
            log_sd_after=move.log_sd_after,
            evidence=move.evidence,
        )
        for move in strength.moves
    )


def evidence(strength: Strength) -> tuple[EvidenceRow, ...]:
    """List every observation with the rows it was made from."""
    rows = (
        EvidenceRow(
            id=seen.id,
            kind=seen.kind.value,
            source=seen.source,
            seat=seen.seat,
            parties=seen.parties,
            share=seen.share,
            log_sd=seen.log_sd,
            rows=tuple(sorted(seen.rows)),
            used=seen.used,
            note=seen.note,
        )
        for seen in strength.evidence
    )
    return tuple(sorted(rows, key=lambda row: (row.kind, row.source, row.seat or "", row.id)))
