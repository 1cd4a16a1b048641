"""Sums that anybody can check: votes of partners pooled, seats above half the vote, how united an opposition is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from prepoll.backtest.contests import by_seat
from prepoll.backtest.types import Count, FrontName, Record, StateName
from prepoll.names import NOTA, OTHERS, PartyCode

Pools = Mapping[FrontName, frozenset[PartyCode]]


def seats_of(record: Record, year: int, state: StateName | None = None) -> tuple[tuple[Count, ...], ...]:
    """List the counts of each constituency of an election, of one state or of all."""
    return tuple(tuple(rows) for key, rows in sorted(by_seat(record, year).items()) if state in (None, key[0]))


def pooled_winners(seats: Iterable[Sequence[Count]], pools: Pools) -> Counter[FrontName]:
    """Count the seats won if the parties of each pool had got the sum of their votes; NOTA never wins.

    >>> def count(party, votes):
    ...     return Count(2014, "X", 1, "Y", party, votes, None, votes)
    >>> dict(pooled_winners([(count("A", 4), count("B", 3), count("C", 5))], {"A+B": frozenset("AB")}))
    {'A+B': 1}
    """
    pool_of = {party: name for name, parties in pools.items() for party in parties}
    winners: Counter[FrontName] = Counter()
    for rows in seats:
        votes: dict[FrontName, int] = defaultdict(int)
        for row in rows:
            if row.party != NOTA:
                votes[pool_of.get(row.party, row.party)] += row.strongest if row.party == OTHERS else row.votes
        winners[max(sorted(votes), key=votes.__getitem__)] += 1
    return winners


def above_half(seats: Iterable[Sequence[Count]], party: PartyCode, *, nota_counted: bool) -> int:
    """Count the seats in which a party has more than half of the votes cast, or of those for candidates.

    >>> rows = [Count(2014, "X", 1, "Y", p, v, None, v) for p, v in (("A", 50), ("B", 49), ("NOTA", 2))]
    >>> above_half([rows], "A", nota_counted=True), above_half([rows], "A", nota_counted=False)
    (0, 1)
    """
    found = 0
    for rows in seats:
        total = sum(row.votes for row in rows if nota_counted or row.party != NOTA)
        found += 2 * sum(row.votes for row in rows if row.party == party) > total
    return found


def opposition_unity(seats: Iterable[Sequence[Count]], against: frozenset[PartyCode]) -> float:
    """Return the Index of Opposition Unity seat by seat, in per cent, averaged over seats.

    In a seat: the votes of the strongest candidate against the parties of `against`, of all votes against
    them (Butler, Lahiri and Roy, A Compendium of Indian Elections, 1984). NOTA is no opposition.

    >>> rows = [Count(2014, "X", 1, "Y", p, v, None, v) for p, v in (("A", 40), ("B", 30), ("C", 20), ("D", 10))]
    >>> opposition_unity([rows], frozenset("A"))
    50.0
    """
    parts = []
    for rows in seats:
        opposed = [row for row in rows if row.party not in against and row.party != NOTA]
        total = sum(row.votes for row in opposed)
        if total:
            parts.append(100.0 * max(row.strongest for row in opposed) / total)
    return sum(parts) / len(parts)


def opposition_unity_of_totals(seats: Iterable[Sequence[Count]], against: frozenset[PartyCode]) -> float:
    """Return the Index of Opposition Unity of the totals, in per cent: the largest opposing party's part.

    The second definition in use: votes of the largest party against `against` over the whole area, of all
    votes against them; independents are many parties and never the largest.

    >>> def seat(**votes):
    ...     return [Count(2014, "X", 1, "Y", p, v, None, v) for p, v in votes.items()]
    >>> opposition_unity_of_totals([seat(A=40, B=30, C=30), seat(A=40, B=60)], frozenset("A"))
    75.0
    """
    votes: dict[PartyCode, int] = defaultdict(int)
    for rows in seats:
        for row in rows:
            if row.party not in against and row.party != NOTA:
                votes[row.party] += row.votes
    return 100.0 * max(number for party, number in votes.items() if party != OTHERS) / sum(votes.values())
