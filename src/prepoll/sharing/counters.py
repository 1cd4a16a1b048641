"""What could be said in return to an offer: counter-offers that everybody gains from, and seats to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod

import numpy as np

from prepoll.names import PartyCode, SeatCode
from prepoll.sharing.desk import WHOLE_FROM, Desk
from prepoll.sharing.nash import nash
from prepoll.sharing.programme import Limit, Programme, Table, most_of, ones_of
from prepoll.sharing.table import SeatTable
from prepoll.sharing.types import Ask, Norm, Sharing, Team, Teams

COUNTERS = 3
"""Counter-offers returned at most."""

ASKS = 3
"""Seats to ask for next, a side."""

GAIN = 1e-6
"""A gain of less comes from adding up."""


class Replies:
    """Weighs changes of one offer; `worth` holds a table (seat, option) a member where values add up."""

    def __init__(self, desk: Desk, table: SeatTable, offered: Teams) -> None:
        self.desk, self.table, self.offered = desk, table, offered
        self.members = table.members
        self.worth: Mapping[PartyCode, Table] = {}
        self.base: Mapping[PartyCode, float] = {}
        if desk.additive:
            self.worth = {party: desk.worth(party) for party in self.members}
            fallback = {party: float(desk.fallback(party).mean()) for party in self.members}
            self.base = {party: fallback[party] - desk.elsewhere(party) for party in self.members}

    def gains(self, teams: Teams) -> dict[PartyCode, float]:
        """Return each member's expected gain over what it has without the alliance."""
        if not self.desk.additive:
            return self.desk.gains(teams)
        rows, columns = np.arange(len(self.table.seats)), list(self.table.choice(teams))
        return {p: float(self.worth[p][rows, columns].sum()) - self.base[p] for p in self.members}

    def counters(self) -> tuple[Sharing, ...]:
        """Return allocations that every member gains from, none bettered for all, the largest product first.

        One that the offer itself betters is none; where all gain from the offer it is the measure.
        """
        tried = {tuple(teams.items()): self.gains(teams) for teams in self._alternatives() if teams != self.offered}
        good = {key: row for key, row in tried.items() if all(gain > GAIN for gain in row.values())}
        rivals = [*good.values(), self.gains(self.offered)]
        kept = [key for key, row in good.items() if not any(_betters(other, row) for other in rivals)]
        ranked = sorted(kept, key=lambda key: prod(good[key].values()), reverse=True)
        return tuple(
            self.table.sharing(Norm.COUNTER_OFFER, dict(key), self._in_words(good[key], dict(key)))
            for key in ranked[:COUNTERS]
        )

    def _alternatives(self) -> Iterator[dict[SeatCode, Team]]:
        """Yield the offer with one seat moved, with the fewest moved that all gain from, and the best bargain."""
        for seat in self.table.seats:
            for party in self.table.standers(seat):
                yield {**self.offered, seat: (party,)}
        if not self.desk.additive:
            return
        programme = self.table.programme()
        worth = [self.worth[party] for party in self.members]
        bargain = nash(programme, worth, [self.base[party] for party in self.members])
        for choice in (None if bargain is None else bargain.choice, self._nearest(programme)):
            if choice is not None:
                yield self.table.teams(choice)

    def _nearest(self, programme: Programme) -> tuple[int, ...] | None:
        """Return the allocation most like the offer, other than it, from which every member gains."""
        offered = self.table.choice(self.offered)
        scales = {p: max(1.0, abs(self.base[p])) for p in self.members}  # of votes a gain is one of millions
        limits = [Limit(self.worth[p] / scales[p], self.base[p] / scales[p] + 2 * GAIN, np.inf) for p in self.members]
        same = ones_of(offered, programme.allowed.shape)
        bound = programme.limited(*limits, Limit(same, 0.0, len(offered) - 1.0))
        return most_of(bound, same)

    def asks(self) -> tuple[Ask, ...]:
        """List for each side the seats it could ask for next: those that all still gain with first, by its own gain."""
        found: list[Ask] = []
        before = self.gains(self.offered)
        for party in self.members:
            rows = [ask for seat in self.table.seats if (ask := self._ask(party, seat, before)) is not None]
            ranked = sorted(rows, key=lambda ask: (not ask.granted, -ask.gain, ask.cost))
            found += ranked[:ASKS]
        return tuple(found)

    def _ask(self, party: PartyCode, seat: SeatCode, before: Mapping[PartyCode, float]) -> Ask | None:
        holders = self.offered[seat]
        if holders == (party,) or (seat, (party,)) not in self.table.won:
            return None
        after = self.gains({**self.offered, seat: (party,)})
        gain = after[party] - before[party]
        if gain <= GAIN:
            return None
        holder = next((other for other in holders if other != party), None)
        cost = 0.0 if holder is None else before[holder] - after[holder]
        return Ask(party, seat, holder, gain, cost, all(left > GAIN for left in after.values()))

    def _in_words(self, gains: Mapping[PartyCode, float], teams: Teams) -> str:
        moved = [(seat, team) for seat, team in teams.items() if team != self.offered[seat]]
        over = "going alone" if not self.desk.at.others else "what it has without this alliance"
        worth = ", ".join(f"{party} {_figure(gain)}" for party, gain in gains.items())
        return f"With {_moves(moved)}, every member gains over {over}: {worth}"


def _moves(moved: Sequence[tuple[SeatCode, Team]]) -> str:
    """Write who gets which seats."""
    takers: dict[str, list[SeatCode]] = {}
    for seat, team in moved:
        takers.setdefault("+".join(team) or "nobody", []).append(seat)
    return "; ".join(f"{', '.join(seats)} to {taker}" for taker, seats in takers.items())


def _figure(gain: float) -> str:
    if gain >= WHOLE_FROM:
        return f"{gain:,.0f}"
    return f"{gain:.2f}" if gain >= 0.005 else "less than 0.01"


def _betters(a: Mapping[PartyCode, float], b: Mapping[PartyCode, float]) -> bool:
    """Say whether a is at least as good as b for everybody and better for somebody."""
    return all(a[party] >= b[party] for party in b) and any(a[party] > b[party] for party in b)
