"""How many seats each member is due in proportion to its votes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from prepoll.names import PartyCode


@dataclass(frozen=True, slots=True)
class Due:
    """Seats due to each member by largest remainder; more than one row where remainders are equal."""

    counts: tuple[Mapping[PartyCode, int], ...]
    tied: tuple[PartyCode, ...]  # whose equal remainders compete for the last seats; empty: no tie


def proportional(votes: Mapping[PartyCode, float], seats: int) -> Due:
    """Divide `seats` in proportion to `votes` by largest remainder (Hare quota).

    A tie for the last seats is not broken: each way to settle it is a row of `counts`. Source:
    Balinski and Young, Fair Representation (1982), "the method of Hamilton". With no votes at all
    every member has the same claim.

    >>> proportional({"A": 47.0, "B": 16.0, "C": 15.8, "D": 12.0, "E": 6.1, "F": 3.1}, 10).counts
    ({'A': 5, 'B': 2, 'C': 1, 'D': 1, 'E': 1, 'F': 0},)
    """
    claims = {party: Fraction(count) for party, count in votes.items()}
    total = sum(claims.values())
    quotas = {
        party: claim * seats / total if total else Fraction(seats, len(claims)) for party, claim in claims.items()
    }
    whole = {party: int(quota) for party, quota in quotas.items()}
    left = seats - sum(whole.values())
    remainders = {party: quota - whole[party] for party, quota in quotas.items()}
    rows = [{party: whole[party] + (party in extra) for party in whole} for extra in _largest(remainders, left)]
    tied = [party for party in whole if len({row[party] for row in rows}) > 1]
    return Due(tuple(rows), tuple(tied))


def _largest(remainders: Mapping[PartyCode, Fraction], number: int) -> Iterator[tuple[PartyCode, ...]]:
    """List every way to pick the `number` largest: one, or several where the last ones are equal."""
    if number == 0:
        yield ()
        return
    last = sorted(remainders.values(), reverse=True)[number - 1]
    sure = tuple(party for party, remainder in remainders.items() if remainder > last)
    tied = [party for party, remainder in remainders.items() if remainder == last]
    for extra in combinations(tied, number - len(sure)):
        yield sure + extra
