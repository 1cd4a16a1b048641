"""What an option changes seat by seat."""

from __future__ import annotations

import numpy as np

from prepoll.advice.bench import Bench
from prepoll.advice.types import SeatEffect
from prepoll.alliances import interval
from prepoll.alliances.types import Bloc, Interval, Structure
from prepoll.alliances.votes import votes_of
from prepoll.names import PartyCode, SeatCode


def seat_effect(bench: Bench, structure: Structure, members: Bloc, seat: SeatCode) -> SeatEffect:
    """Compare a seat with and without an alliance, from the side of the member that stands there.

    Where nobody of the alliance stands the figures are the focal party's. Shares are of votes for
    candidates.
    """
    alone, joined = (_SeatView(bench, way, seat) for way in (bench.alone, structure))
    standing = [p for p in bench.election.draws.contenders if p in members and p in joined.standing]
    party = bench.party if not standing or bench.party in standing else standing[0]
    leader, chance = joined.leader()
    return SeatEffect(
        seat=seat,
        stands=party if standing else None,
        win_alone=alone.chance(party),
        win_with=joined.chance(party),
        share_alone=alone.share(party),
        share_with=joined.share(party),
        leader_with=leader,
        leader_chance=chance,
    )


class _SeatView:
    """One seat as a structure leaves it."""

    def __init__(self, bench: Bench, structure: Structure, seat: SeatCode) -> None:
        local = bench.local_of(structure, seat)
        self.standing, self.counted = local.standing, votes_of(bench.election, local)
        self.parties = [bench.election.draws.parties[row] for row in self.counted.rows]

    def chance(self, party: PartyCode) -> float:
        """Return the chance that a party wins the seat."""
        return float(self.counted.wins[self.parties.index(party)].mean()) if party in self.parties else 0.0

    def share(self, party: PartyCode) -> Interval:
        """Return a party's share of votes for candidates."""
        candidates = np.maximum(self.counted.votes[:-2].sum(axis=0), 1e-12)
        own = self.counted.votes[self.parties.index(party)] if party in self.parties else 0 * candidates
        return interval(own / candidates)

    def leader(self) -> tuple[PartyCode, float]:
        """Return who wins the seat most often, and how often."""
        chances = self.counted.wins.mean(axis=1, dtype=np.float64)
        place = int(chances.argmax())
        return self.parties[place], float(chances[place])
