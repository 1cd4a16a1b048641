"""The chain of rooms on a past election: strength, transfer, votes, one state after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prepoll.alliances import Bloc, Election, Outcome, Slate, Structure, evaluate
from prepoll.backtest.contests import Contest
from prepoll.backtest.forecasts import forecast
from prepoll.backtest.outsiders import NOBODY, Outsiders
from prepoll.backtest.polled_votes import with_polls
from prepoll.backtest.types import Forecast, FrontName, Record, StateName
from prepoll.case.types import Case
from prepoll.chance import generator
from prepoll.names import OTHERS, WHOLE_CASE, PartyCode
from prepoll.strength import assess, draw_strength
from prepoll.strength.polls import RECORD, PollErrors
from prepoll.transfer import Posterior, prior_transfers

CaseOf = Callable[[StateName], Case]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the projection is drawn."""

    draws: int = 1000
    seed: int = 1
    poll_errors: PollErrors = RECORD
    posterior: Posterior | None = None  # of transfer; None: what was measured by the day of each case
    through_slates: bool = False  # polls speak of votes under the slates known; else of own strengths
    outsiders: Outsiders = NOBODY  # who of OTHERS can win


def project_states(
    record: Record, year: int, wanted: Sequence[Contest], settings: Settings, case_of: CaseOf
) -> tuple[Forecast, ...]:
    """Forecast constituencies of a year with the rooms, state by state, from the case that `case_of` gives."""
    by_state: dict[StateName, list[Contest]] = defaultdict(list)
    for contest in wanted:
        by_state[contest.state].append(contest)
    return tuple(
        row
        for state, rows in by_state.items()
        for row in _project_state(case_of(state), structure_of(record, state, year), rows, settings)
    )


def _project_state(
    case: Case, fronts: Callable[[frozenset[PartyCode]], Structure], rows: Sequence[Contest], settings: Settings
) -> Iterable[Forecast]:
    outcome = outcome_of(case, fronts, rows, settings)
    for row in rows:
        yield _forecast(outcome, row, settings)


def outcome_of(
    case: Case, fronts: Callable[[frozenset[PartyCode]], Structure], rows: Sequence[Contest], settings: Settings
) -> Outcome:
    """Count a state's seats with the fronts that `fronts` makes among its parties and those who stand there."""
    strength = assess(replace(case, polls=()) if settings.through_slates else case, settings.poll_errors)
    draws = draw_strength(strength, settings.draws, generator(settings.seed, "strength", case.folder))
    transfers = prior_transfers(case, draws, settings.seed, posterior=settings.posterior)
    contenders = frozenset(draws.contenders)
    slate = Slate({row.seat: row.standing & contenders for row in rows})
    outcome = evaluate(Election(draws, transfers, case.region_of), fronts(contenders), slate)
    if not settings.through_slates:
        return outcome
    return with_polls(outcome, case, strength, settings.poll_errors, settings.seed)


def structure_of(record: Record, state: StateName, year: int) -> Callable[[frozenset[PartyCode]], Structure]:
    """Return the function that makes a structure of the fronts of a state's election among given parties."""
    members: dict[FrontName, set[PartyCode]] = defaultdict(set)
    for party, front in record.fronts.get((year, state), {}).items():
        members[front].add(party)

    def among(parties: frozenset[PartyCode]) -> Structure:
        blocs: tuple[Bloc, ...] = tuple(frozenset(row) & parties for row in members.values())
        return Structure.of({WHOLE_CASE: blocs})

    return among


def _forecast(outcome: Outcome, row: Contest, settings: Settings) -> Forecast:
    """Add the draws of a front's candidates up; a party too small for a column counts as OTHERS."""
    s = outcome.seats.index(row.seat)
    n_draws = outcome.votes.shape[2]
    share = np.zeros((len(row.fronts), n_draws))
    best = np.full((len(row.fronts), n_draws), -1.0)
    for p, party in enumerate(outcome.parties[:-2]):
        front = row.front_of.get(party, party)
        i = row.place.get(front, row.place.get(OTHERS, len(row.fronts) - 1))
        share[i] += outcome.valid[s, p]
        if p < len(outcome.contenders):
            best[i] = np.maximum(best[i], outcome.wins[s, p])
    winners = np.asarray(np.argmax(best, axis=0), dtype=np.int64)
    return forecast(row, share, winners, settings.outsiders.strongest(row, share, settings.seed))
