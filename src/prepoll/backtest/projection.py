"""The chain of rooms on a past election: strength, transfer, votes, one state after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.alliances import Bloc, Election, Outcome, Slate, Structure, evaluate
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.rules import Contest
from prepoll.backtest.types import Floats, Forecast, FrontName, Record, StateName
from prepoll.chance import generator
from prepoll.names import OTHERS, WHOLE_CASE, PartyCode
from prepoll.strength import assess, draw_strength
from prepoll.transfer import prior_transfers


@dataclass(frozen=True, slots=True)
class Settings:
    """How the projection is drawn."""

    draws: int = 500
    seed: int = 1


def project_states(
    record: Record, year: int, wanted: Sequence[Contest], settings: Settings, tell: Callable[[str], None]
) -> tuple[Forecast, ...]:
    """Forecast constituencies of a year with the rooms, from what was counted before it."""
    by_state: dict[StateName, list[Contest]] = defaultdict(list)
    for contest in wanted:
        by_state[contest.state].append(contest)
    forecasts: list[Forecast] = []
    for state, rows in by_state.items():
        tell(f"Projecting {state} {year}")
        forecasts.extend(_project_state(record, state, year, rows, settings))
    return tuple(forecasts)


def _project_state(
    record: Record, state: StateName, year: int, rows: Sequence[Contest], settings: Settings
) -> Iterable[Forecast]:
    case = case_before(record, state, year)
    draws = draw_strength(assess(case), settings.draws, generator(settings.seed, "strength", state))
    election = Election(draws, prior_transfers(case, draws, settings.seed), case.region_of)
    contenders = frozenset(draws.contenders)
    standing = dict.fromkeys(draws.seats, contenders)
    standing |= {row.seat: row.standing & contenders for row in rows}
    outcome = evaluate(election, structure_of(record, state, year, contenders), Slate(standing))
    for row in rows:
        yield _forecast(outcome, row)


def structure_of(record: Record, state: StateName, year: int, parties: frozenset[PartyCode]) -> Structure:
    """Return the fronts of a state's election as a structure."""
    members: dict[FrontName, set[PartyCode]] = defaultdict(set)
    for party, front in record.fronts.get((year, state), {}).items():
        if party in parties:
            members[front].add(party)
    blocs: tuple[Bloc, ...] = tuple(frozenset(row) for row in members.values())
    return Structure.of({WHOLE_CASE: blocs})


def _forecast(outcome: Outcome, row: Contest) -> Forecast:
    """Add the draws of a front's candidates up; a party too small for a column counts as OTHERS."""
    s = outcome.seats.index(row.seat)
    n_draws = outcome.votes.shape[2]
    share = np.zeros((len(row.fronts), n_draws))
    chance = np.zeros(len(row.fronts))
    place = {front: i for i, front in enumerate(row.fronts)}
    others = place.get(OTHERS, len(row.fronts) - 1)
    for p, party in enumerate(outcome.parties[:-2]):
        i = place.get(row.front_of.get(party, party), others)
        share[i] += outcome.valid[s, p]
        if p < len(outcome.contenders):
            chance[i] += float(outcome.wins[s, p].mean())
    low, high = np.quantile(share, [0.05, 0.95], axis=1)
    return Forecast(
        state=row.state,
        constituency=row.seat,
        fronts=row.fronts,
        chance=_floored(chance, n_draws),
        share=share.mean(axis=1),
        low90=low,
        high90=high,
        won=row.won,
        actual=row.actual,
        new=row.new,
    )


def _floored(chance: Floats, n_draws: int) -> Floats:
    """Give every front at least half a draw, so that a log score is finite."""
    floored = np.maximum(chance, 0.5 / n_draws)
    result: Floats = floored / floored.sum()
    return result
