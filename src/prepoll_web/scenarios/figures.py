"""What a scenario gives, as the pages show it: seats, totals, and the draws behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext

from prepoll.alliances import Interval, Outcome, difference, interval
from prepoll.alliances.votes import Local
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll_web.scenarios.plan import Plan
from prepoll_web.scenarios.studies import Counted, Opened
from prepoll_web.wording import between, chance_word, in_hundred, percent

Samples = npt.NDArray[np.float64]
LEAST_DRAWS: Final = 100
"""Draws that must be left for a figure under a condition to be given."""


@dataclass(frozen=True, slots=True)
class Given:
    """A condition: a party wins a seat."""

    seat: SeatCode
    party: PartyCode


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """One seat: who is ahead, how surely, and who comes next."""

    code: SeatCode
    name: str
    region: RegionCode
    leader: PartyCode
    chance: float
    share: Interval  # the leader's, of votes for candidates
    second: PartyCode | None
    second_chance: float
    stands: tuple[PartyCode, ...]
    chosen: tuple[PartyCode, ...]  # who stands by a choice by hand
    assumed: bool  # the condition is about this seat
    tied: int

    @property
    def word(self) -> str:
        """The chance in a word, by the library's cut-offs."""
        return chance_word(self.chance)

    @property
    def in_hundred(self) -> str:
        """The chance as so many in a hundred."""
        return in_hundred(self.chance)

    @property
    def second_in_hundred(self) -> str:
        """The chance of who comes next."""
        return in_hundred(self.second_chance)

    @property
    def share_words(self) -> str:
        """The leader's share with its 90 per cent interval."""
        return share_words(self.share)

    def words(self) -> str:
        """Say what the map shows of the seat."""
        said = f"{self.name}: {self.leader} {self.word}, {self.in_hundred}"
        return gettext("%(said)s; assumed") % {"said": said} if self.assumed else said


@dataclass(frozen=True, slots=True)
class TotalFigures:
    """One party over all seats."""

    party: PartyCode
    seats: Interval
    share: Interval

    @property
    def seat_words(self) -> str:
        """The seats with their 90 per cent interval."""
        return f"{self.seats.mean:.2f} ({between(f'{self.seats.low90:g}', f'{self.seats.high90:g}')})"

    @property
    def share_words(self) -> str:
        """The share with its 90 per cent interval."""
        return share_words(self.share)


@dataclass(frozen=True, eq=False)
class Figures:
    """A scenario's figures; `won` is seats won in each draw that counts, by party."""

    seats: tuple[SeatFigures, ...]
    totals: tuple[TotalFigures, ...]
    draws: int  # draws that count
    of: int
    given: Given | None
    won: Mapping[PartyCode, Samples]

    def less(self, other: Figures, party: PartyCode) -> Interval:
        """Return a party's seats here less those in another scenario, draw by draw."""
        return difference(self.won[party], other.won[party])


def share_words(share: Interval) -> str:
    """Write a share and its 90 per cent interval."""
    return f"{percent(share.mean)} ({between(percent(share.low90), percent(share.high90))})"


def figures(opened: Opened, plan: Plan, given: Given | None = None, under: Plan | None = None) -> Figures:
    """Return what a plan gives; with a condition, over the draws in which it holds under `under`, else the plan itself.

    UsageError where too few draws are left.
    """
    return opened.keep(("figures", plan, given, under), lambda: _figures(opened, plan, given, under or plan))


def kept_draws(counts: Sequence[Counted], given: Given) -> npt.NDArray[np.intp]:
    """Return the draws in which a party wins a seat outright, (draw,); UsageError where they are too few."""
    seat = next((each for each in counts if each.local.seat == given.seat), None)
    if seat is None or given.party not in seat.local.standing:
        raise UsageError(
            gettext("%(party)s does not stand in %(seat)s, so it cannot be supposed to win there.")
            % {"party": given.party, "seat": given.seat}
        )
    won = seat.wins[seat.parties.index(given.party)]
    keep = np.flatnonzero(won == 1)
    if len(keep) < LEAST_DRAWS:
        raise UsageError(
            gettext(
                "%(party)s wins %(seat)s in %(count)s of %(size)s draws. Figures under a condition "
                "are given from %(least_draws)s draws on; suppose something likelier, or ask for "
                "more draws."
            )
            % {
                "party": given.party,
                "seat": given.seat,
                "count": len(keep),
                "size": won.size,
                "least_draws": LEAST_DRAWS,
            }
        )
    return keep


def only(outcome: Outcome, keep: npt.NDArray[np.intp]) -> Outcome:
    """Return an outcome over some of its draws."""
    wins = np.ascontiguousarray(outcome.wins[:, :, keep])
    tied = ((wins > 0) & (wins < 1)).any(axis=1).sum(axis=1)
    ties = tuple((seat, int(tied[i])) for i, seat in enumerate(outcome.seats) if tied[i])
    votes, valid = (np.ascontiguousarray(array[:, :, keep]) for array in (outcome.votes, outcome.valid))
    return replace(outcome, votes=votes, wins=wins, valid=valid, ties=ties)


@dataclass(frozen=True, eq=False)
class Kept:
    """The draws in which a condition holds; `why` is the seat as counted, whose names stay there, and who wins it."""

    draws: npt.NDArray[np.intp]
    why: tuple[Local, frozenset[PartyCode], PartyCode]


def _figures(opened: Opened, plan: Plan, given: Given | None, under: Plan) -> Figures:
    counts = opened.counts(plan)
    kept = _kept(counts if plan == under else opened.counts(under), given)
    found = [_seat(opened, plan, seat, given, kept) for seat in counts]
    won, votes = _sums(opened, counts, kept)
    of = opened.study.n_draws
    return Figures(tuple(found), _totals(won, votes), of if kept is None else len(kept.draws), of, given, won)


def _kept(counts: Sequence[Counted], given: Given | None) -> Kept | None:
    if given is None:
        return None
    draws = kept_draws(counts, given)
    there = next(row for row in counts if row.local.seat == given.seat)
    return Kept(draws, (there.local, there.names, given.party))


def _seat(opened: Opened, plan: Plan, counted: Counted, given: Given | None, kept: Kept | None) -> SeatFigures:
    code = counted.local.seat
    key = ("ahead", counted.local, counted.names, kept and kept.why)
    ahead = opened.keep(key, lambda: _ahead(counted, kept), of_seats=True)
    return SeatFigures(
        code=code,
        name=opened.seat[code].name,
        region=opened.case.region_of[code],
        leader=ahead.leader,
        chance=ahead.chance,
        share=ahead.share,
        second=ahead.second,
        second_chance=ahead.second_chance,
        stands=tuple(sorted(counted.local.standing)),
        chosen=tuple(party for seat, party in plan.candidates if seat == code),
        assumed=given is not None and given.seat == code,
        tied=ahead.tied,
    )


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who is ahead in a seat and who comes next; the same for every plan that is the same there."""

    leader: PartyCode
    chance: float
    share: Interval
    second: PartyCode | None
    second_chance: float
    tied: int


def _ahead(counted: Counted, kept: Kept | None) -> Ahead:
    votes, wins = counted.votes, counted.wins
    if kept is not None:
        votes, wins = votes[:, kept.draws], wins[:, kept.draws]
    chances = wins.mean(axis=1, dtype=np.float64)
    order = sorted(np.flatnonzero(chances > 0), key=lambda i: (-chances[i], counted.parties[i]))
    total = votes[:-2].sum(axis=0)
    total[total == 0] = 1
    second = order[1] if len(order) > 1 else None
    return Ahead(
        leader=counted.parties[order[0]],
        chance=float(chances[order[0]]),
        share=interval(votes[order[0]] / total),
        second=None if second is None else counted.parties[second],
        second_chance=0.0 if second is None else float(chances[second]),
        tied=int(((wins > 0) & (wins < 1)).any(axis=0).sum()) if counted.tied else 0,
    )


def _sums(
    opened: Opened, counts: tuple[Counted, ...], kept: Kept | None
) -> tuple[dict[PartyCode, Samples], dict[PartyCode, Samples]]:
    """Add up over seats what each party wins and its votes, each (draw,); OTHERS are among the votes."""
    draws = opened.study.draws
    won = {party: np.zeros(draws.count) for party in draws.contenders}
    votes = {party: np.zeros(draws.count) for party in draws.parties[:-2]}
    for seat in counts:
        electors = float(draws.electors[draws.seat_index[seat.local.seat]])
        for i, party in enumerate(seat.parties):
            if i < len(seat.wins) and party in seat.local.standing:
                won[party] += seat.wins[i]
            votes[party] += electors * seat.votes[i]
    if kept is not None:
        won, votes = ({party: row[kept.draws] for party, row in table.items()} for table in (won, votes))
    return won, votes


def _totals(won: Mapping[PartyCode, Samples], votes: Mapping[PartyCode, Samples]) -> tuple[TotalFigures, ...]:
    cast = np.maximum(np.sum(list(votes.values()), axis=0), 1e-12)
    rows = [
        TotalFigures(party, interval(seats), interval(votes[party] / cast))
        for party, seats in won.items()
        if votes[party].any()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.seats.mean, -row.share.mean, row.party)))
