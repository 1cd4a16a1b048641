"""Weigh the options of several parties at once: some in this process, some in others beside it.

What a party is advised does not depend on who else is advised, nor on where: the same bytes come out
however many processes there are.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prepoll.errors import PrepollError

if TYPE_CHECKING:
    from prepoll.advice import Advice
    from prepoll.alliances import Election
    from prepoll.case.types import Case, Objective
    from prepoll.ledger import Ledger
    from prepoll.names import PartyCode
    from prepoll.strength import Strength


@dataclass(frozen=True, slots=True)
class Desk:
    """What every adviser needs on the desk."""

    case: Case
    ledger: Ledger
    election: Election
    strength: Strength
    objective: Objective

    def advise(self, party: PartyCode) -> Advice:
        """Weigh the options of one party."""
        from prepoll.advice import advise

        return advise(self.case, self.ledger, self.election, party, self.objective, strength=self.strength)


class Advisers:
    """Processes that start while the case is still being read, so that they are ready when they are asked.

    Close them when done: `with Advisers(1) as beside: …`. With a count of 0 nothing is started.
    """

    def __init__(self, count: int) -> None:
        spawned = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
        self._pool = ProcessPoolExecutor(count, mp_context=spawned) if count > 0 else None
        if self._pool is not None:
            for _ in range(count):
                self._pool.submit(get_ready)

    def __enter__(self) -> Advisers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def advise(self, desk: Desk, parties: Sequence[PartyCode]) -> dict[PartyCode, Advice]:
        """Weigh the options of some parties, the last ones beside this process; raises what `advise` raises."""
        asked = self._asked(desk, parties[1:])
        made = {party: desk.advise(party) for party in parties if not waited_for(asked.get(party))}
        made |= {party: _answer(asked[party], desk, party) for party in parties if party not in made}
        return {party: made[party] for party in parties}

    def _asked(self, desk: Desk, parties: Sequence[PartyCode]) -> dict[PartyCode, Future[Advice | None]]:
        if self._pool is None:
            return {}
        try:
            return {party: self._pool.submit(answered, desk, party) for party in reversed(parties)}
        except BrokenProcessPool:  # ended from outside before it was asked
            return {}


def at_hand() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def get_ready() -> None:
    """Import what advice needs, while there is nothing else to do."""
    import prepoll.advice  # noqa: F401


def answered(desk: Desk, party: PartyCode) -> Advice | None:
    """Weigh the options of a party in another process; None where that process should let the asker say why not."""
    try:
        return desk.advise(party)
    except PrepollError:
        return None


def waited_for(asked: Future[Advice | None] | None) -> bool:
    """Say whether somebody beside has begun; what nobody has begun is taken back."""
    return asked is not None and not asked.cancel()


def _answer(asked: Future[Advice | None], desk: Desk, party: PartyCode) -> Advice:
    try:
        advice = asked.result()
    except BrokenProcessPool:  # it was ended from outside
        advice = None
    return desk.advise(party) if advice is None else advice
