"""What an option changes seat by seat."""

from __future__ import annotations

from dataclasses import dataclass

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
    before, after = (bench.local_of(way, seat) for way in (bench.alone, structure))
    standing = [p for p in bench.election.draws.contenders if p in members and p in after.standing]
    party = bench.party if not standing or bench.party in standing else standing[0]
    alone, joined = (_seen(bench.election, local, party) for local in (before, after))
    return SeatEffect(
        seat=seat,
        stands=party if standing else None,
        win_alone=alone.chance,
        win_with=joined.chance,
        share_alone=alone.share,
        share_with=joined.share,
        leader_with=joined.leader,
        leader_chance=joined.leader_chance,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one party, and whoever wins most often, gets in a seat as a structure leaves it."""

    chance: float
    share: Interval  # of votes for candidates
    leader: PartyCode
    leader_chance: float

    @property
    def nbytes(self) -> int:
        """Count the bytes held: those of ten figures."""
        return 80


def _seen(election: Election, local: Local, party: PartyCode) -> _Seen:
    """Look at a seat from a party's side; what was seen of it under the same local structure is kept."""
    memo: Memo[tuple[Local, PartyCode], _Seen] = memo_of(election, "seen")
    return memo.get((local, party), lambda: _look(election, local, party))


def _look(election: Election, local: Local, party: PartyCode) -> _Seen:
    counted = count_local(election, local)
    candidates = np.maximum(counted.votes[:-2].sum(axis=0), 1e-12)
    parties = [election.draws.parties[row] for row in counted.rows]
    chances = counted.wins.mean(axis=1, dtype=np.float64)
    first = int(chances.argmax())
    own = counted.votes[parties.index(party)] if party in parties else 0 * candidates
    return _Seen(
        chance=float(chances[parties.index(party)]) if party in parties[:-3] else 0.0,
        share=interval(own / candidates),
        leader=parties[first],
        leader_chance=float(chances[first]),
    )
