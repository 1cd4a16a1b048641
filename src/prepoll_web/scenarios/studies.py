"""Cases opened for playing: draws and transfers made once in a process, then every structure is a count."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Final, TypeVar, cast

import numpy as np
import numpy.typing as npt

from prepoll.alliances import Election, Outcome, Slate, claimed_slate, evaluate, strongest_slate
from prepoll.alliances.votes import Local, local_structure, votes_of
from prepoll.brief.make import party_rows
from prepoll.brief.types import PartyRow
from prepoll.case.types import Case as LibraryCase
from prepoll.case.types import Seat
from prepoll.commands.offer import election_with
from prepoll.names import PartyCode, SeatCode
from prepoll.sharing.past import last_finish
from prepoll.study import Study
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.scenarios.plan import Plan, SlateRule
from prepoll_web.scenarios.sheet import Sheet, sheet_of

MOST_STUDIES: Final = 3
"""Studies that a process keeps open; a large case takes some hundred megabytes."""
MOST_KEPT: Final = 96
"""Results that are kept for each study."""
MOST_SEATS_KEPT: Final = 20_000
"""Results of single seats that are kept for each study; a few hundred bytes each."""
WARMED: Final = 8
"""Parties between which transfers are drawn when a case is opened, so that the first move finds them."""
SMALL: Final = 0.01
"""Under this mean share of the electorate a party without partner is listed apart."""

Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Counted:
    """One seat as a plan leaves it: votes, (row, draw), and wins, (row but the last three, draw), as the engine counts.

    `parties` names the rows but NOTA and NONVOTERS.
    """

    local: Local
    parties: tuple[PartyCode, ...]
    votes: npt.NDArray[np.float32]
    wins: npt.NDArray[np.float32]
    tied: int
    names: frozenset[PartyCode]  # that stay on the ballot


@dataclass(eq=False)
class Opened:
    """A study with all that every scenario of it needs; the lock is held while the engine counts."""

    study: Study
    lock: RLock = field(default_factory=RLock)
    kept: dict[Hashable, object] = field(default_factory=dict)
    seats_kept: dict[Hashable, object] = field(default_factory=dict)

    @property
    def case(self) -> LibraryCase:
        """The case as it was known on its day."""
        return self.study.case

    @cached_property
    def base(self) -> Plan:
        """What is in force."""
        return Plan(self.study.base)

    @cached_property
    def sheet(self) -> Sheet:
        """The outlines of the seats, as they are drawn in every map of the case."""
        return sheet_of(self.case)

    @cached_property
    def party(self) -> dict[PartyCode, PartyRow]:
        """Names and colours of parties by code."""
        return {row.code: row for row in party_rows(self.case, self.case.focal)}

    @cached_property
    def seat(self) -> dict[SeatCode, Seat]:
        """Seats by code."""
        return {seat.code: seat for seat in self.case.seats}

    @cached_property
    def finish(self) -> dict[SeatCode, tuple[PartyCode, ...]]:
        """Who came in where last time."""
        return last_finish(self.case)

    @cached_property
    def strength(self) -> dict[PartyCode, float]:
        """Mean share of the electorate of each contender, all seats alike; the strongest first."""
        means = self.study.draws.share[:, :-3].mean(axis=(0, 2), dtype=np.float64).tolist()
        pairs = zip(self.study.draws.contenders, means, strict=True)
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def keep(self, key: Hashable, make: Callable[[], Value], *, of_seats: bool = False) -> Value:
        """Return what is kept under a key, made now where it is not, by one thread at a time; the oldest goes first.

        Small values of single seats are kept apart, and many more of them.
        """
        kept, most = (self.seats_kept, MOST_SEATS_KEPT) if of_seats else (self.kept, MOST_KEPT)
        found = kept.get(key, self)  # what is there waits for nobody who counts something else
        if found is self:
            with self.lock:
                if key not in kept:
                    kept[key] = make()
                    while len(kept) > most:
                        kept.pop(next(iter(kept)))
                found = kept[key]
        return cast("Value", found)

    def counts(self, plan: Plan) -> tuple[Counted, ...]:
        """Count a plan seat by seat, in the order of the case; what is the same in two plans is counted once."""
        with self.lock:
            election, slate = self.election(plan), self.slate(plan)
            locals_ = [
                local_structure(election, plan.structure, seat, slate.standing[seat]) for seat in election.draws.seats
            ]
            return tuple(self._counted(election, local, plan.named(local.seat)) for local in locals_)

    def _counted(self, election: Election, local: Local, names: frozenset[PartyCode]) -> Counted:
        counted, parties = votes_of(election, local), self.study.draws.parties
        of = tuple(parties[i] for i in counted.rows[:-2])
        return Counted(local, of, counted.votes, counted.wins, counted.tied, names)

    def election(self, plan: Plan) -> Election:
        """Return the election that a plan is counted in: with the names on the ballots that stay there."""
        if not plan.names:
            return self.study.election
        known = frozenset(self.study.draws.contenders)
        names = {seat: known.intersection(parties) for seat, parties in plan.names if seat in self.seat}
        return self.keep(("election", plan.names), lambda: election_with(self.study.election, names))

    def outcome(self, plan: Plan) -> Outcome:
        """Count votes and winners of a plan."""
        with self.lock:
            return evaluate(self.election(plan), plan.structure, self.slate(plan))

    def slate(self, plan: Plan) -> Slate:
        """Say who stands in each seat: by the plan's rule, then by its choices."""
        standing = dict(self._ruled(plan).standing)
        for seat, party in plan.candidates:
            standing[seat] -= plan.structure.bloc_of(self.case.region_of[seat], party)
        for seat, party in plan.candidates:  # several of one bloc fight each other there
            standing[seat] |= {party}
        return Slate(standing)

    def staying(self, plan: Plan) -> tuple[tuple[SeatCode, tuple[PartyCode, ...]], ...]:
        """List the seats in which names stay on the ballot of parties that do not stand there, with these."""
        standing = self.slate(plan).standing if plan.names else {}
        rows = ((seat, tuple(p for p in parties if p not in standing[seat])) for seat, parties in plan.names)
        return tuple((seat, parties) for seat, parties in rows if parties)

    def staying_in_words(self, plan: Plan) -> str:
        """Say where names stay on the ballot of parties that do not stand; empty where they stay nowhere."""
        rows = [f"{self.seat[seat].name} ({', '.join(parties)})" for seat, parties in self.staying(plan)]
        return ", ".join(rows)

    def _ruled(self, plan: Plan) -> Slate:
        election = self.study.election
        if plan.rule is SlateRule.STRONGEST:
            return strongest_slate(election, plan.structure)
        first = 1 if plan.rule is SlateRule.SITTING else 2
        return claimed_slate(election, plan.structure, {seat: row[:first] for seat, row in self.finish.items()})

    def warm(self) -> None:
        """Draw what most first moves need: transfers among the strongest parties and those advised."""
        from prepoll.alliances.frame import stack_of  # noqa: PLC0415 - starts the engine

        known = list(self.strength)
        parties = list(dict.fromkeys([*known[:WARMED], *(p for p in self.case.focal if p in self.strength)]))
        with self.lock:
            stack = stack_of(self.study.election)
            for one in parties:
                stack.take_leak(one)
                for other in parties:
                    if one != other:
                        stack.take_transfer(one, other)
                        stack.take_desertion(one, other)


Key = tuple[Path, int, int]
"""A folder, a seed, a number of draws."""

_OPENED: dict[Key, Opened] = {}
_OPENING = RLock()
_TOLD: list[Callable[[Key], None]] = []


def open_case(case: Case, seed: int, draws: int) -> Opened:
    """Open a case of the desk, or take the study that this process has open.

    Raises what the library raises on a case that it cannot read.
    """
    key = (working_folder(case), seed, draws)
    found = _OPENED.get(key)
    if found is None:
        with _OPENING:
            found = _OPENED.get(key) or _open(key)
        for tell in _TOLD:
            tell(key)
    return found


def tell_openings(tell: Callable[[Key], None]) -> None:
    """Have somebody told of each study that is opened here because it was asked for."""
    _TOLD.append(tell)


def open_ahead(key: Key) -> None:
    """Open a study that another process has been asked for, before anybody asks for it here."""
    with _OPENING:
        if key not in _OPENED:
            _open(key)


def _open(key: Key) -> Opened:
    folder, seed, draws = key
    opened = Opened(Study(folder, seed=seed, draws=draws))
    opened.warm()
    opened.outcome(opened.base)
    while len(_OPENED) >= MOST_STUDIES:
        _OPENED.pop(next(iter(_OPENED)))
    _OPENED[key] = opened
    return opened
