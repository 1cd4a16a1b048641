"""What an option changes seat by seat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prepoll.advice.bench import Bench
from prepoll.advice.types import SeatEffect
from prepoll.alliances import interval
from prepoll.alliances.types import Bloc, Interval, Outcome, Structure
from prepoll.names import PartyCode, SeatCode


def seat_effect(bench: Bench, structure: Structure, members: Bloc, seat: SeatCode) -> SeatEffect:
    """Compare a seat with and without an alliance, from the side of the member that stands there.

    Where nobody of the alliance stands the figures are the focal party's. Shares are of votes for
    candidates.
    """
    alone, joined = bench.outcome(bench.alone), bench.outcome(structure)
    standing = [p for p in joined.contenders if p in members and p in joined.slate.standing[seat]]
    party = bench.party if not standing or bench.party in standing else standing[0]
    leader, chance = _leader(joined, seat)
    return SeatEffect(
        seat=seat,
        stands=party if standing else None,
        win_alone=float(_wins(alone, seat, party).mean()),
        win_with=float(_wins(joined, seat, party).mean()),
        share_alone=_share(alone, seat, party),
        share_with=_share(joined, seat, party),
        leader_with=leader,
        leader_chance=chance,
    )


def _wins(outcome: Outcome, seat: SeatCode, party: PartyCode) -> npt.NDArray[np.float64]:
    won: npt.NDArray[np.float64] = outcome.wins[outcome.seats.index(seat), outcome.contenders.index(party)].astype(
        float
    )
    return won


def _share(outcome: Outcome, seat: SeatCode, party: PartyCode) -> Interval:
    return interval(outcome.valid[outcome.seats.index(seat), outcome.parties.index(party)])


def _leader(outcome: Outcome, seat: SeatCode) -> tuple[PartyCode, float]:
    """Return who wins a seat most often, and how often."""
    chances = outcome.wins[outcome.seats.index(seat)].mean(axis=1, dtype=np.float64)
    place = int(chances.argmax())
    return outcome.contenders[place], float(chances[place])
