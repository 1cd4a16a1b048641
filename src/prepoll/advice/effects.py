"""What an option changes seat by seat."""

from __future__ import annotations

import numpy as np

from prepoll.advice.bench import Bench
from prepoll.advice.types import SeatEffect
from prepoll.alliances import interval
from prepoll.alliances.memo import Memo, memo_of
from prepoll.alliances.types import Bloc, Election, Interval, Structure
from prepoll.alliances.votes import Local, count_local
from prepoll.names import PartyCode, SeatCode


def seat_effect(bench: Bench, structure: Structure, members: Bloc, seat: SeatCode) -> SeatEffect:
    """Compare a seat with and without an alliance, from the side of the member that stands there.

    Where nobody of the alliance stands the figures are the focal party's. Shares are of votes for
    candidates.
    """
    alone, joined = (_view(bench, way, seat) for way in (bench.alone, structure))
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


def _view(bench: Bench, structure: Structure, seat: SeatCode) -> _SeatView:
    """Look at a seat under a structure; what was seen of it under the same local structure is kept."""
    local = bench.local_of(structure, seat)
    memo: Memo[Local, _SeatView] = memo_of(bench.election, "views")
    return memo.get(local, lambda: _SeatView(bench.election, local))


class _SeatView:
    """One seat as a structure leaves it."""

    def __init__(self, election: Election, local: Local) -> None:
        counted = count_local(election, local)
        self.standing, self.votes = local.standing, counted.votes
        self.candidates = np.maximum(counted.votes[:-2].sum(axis=0), 1e-12)
        self.parties = [election.draws.parties[row] for row in counted.rows]
        self.chances = counted.wins.mean(axis=1, dtype=np.float64)
        self.shares: dict[PartyCode, Interval] = {}

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        return int(self.votes.nbytes + self.candidates.nbytes)

    def chance(self, party: PartyCode) -> float:
        """Return the chance that a party wins the seat."""
        return float(self.chances[self.parties.index(party)]) if party in self.parties[:-3] else 0.0

    def share(self, party: PartyCode) -> Interval:
        """Return a party's share of votes for candidates."""
        if party not in self.shares:
            own = self.votes[self.parties.index(party)] if party in self.parties else 0 * self.candidates
            self.shares[party] = interval(own / self.candidates)
        return self.shares[party]

    def leader(self) -> tuple[PartyCode, float]:
        """Return who wins the seat most often, and how often."""
        place = int(self.chances.argmax())
        return self.parties[place], float(self.chances[place])
