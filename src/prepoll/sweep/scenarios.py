"""Value many scenarios on the same draws: alliances, and how well votes transfer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from prepoll.alliances import Interval, difference, evaluate, interval, objective_draws
from prepoll.names import PartyCode
from prepoll.study import Alliance, Study
from prepoll.transfer import shifted


@dataclass(frozen=True, slots=True)
class Scenario:
    """Some alliances on top of those in force, and a quantile of transfer (None: as drawn)."""

    name: str
    alliances: tuple[Alliance, ...] = ()
    transfer: float | None = None


@dataclass(frozen=True, slots=True)
class Valued:
    """What a scenario is worth to a party, and what it adds to the first scenario of the sweep."""

    scenario: Scenario
    party: PartyCode
    value: Interval
    gain: Interval


def sweep(
    study: Study, scenarios: Sequence[Scenario], parties: Iterable[PartyCode], objective: str | None = None
) -> tuple[Valued, ...]:
    """Value each scenario for each party; gains are over the first scenario, draw by draw."""
    aim = study.objective(objective)
    outcomes = []
    for scenario in scenarios:
        election = study.election
        if scenario.transfer is not None:
            election = replace(election, transfers=shifted(election.transfers, scenario.transfer), cache={})
        outcomes.append(evaluate(election, study.structure(scenario.alliances)))
    rows = []
    for party in parties:
        values = [objective_draws(outcome, party, aim) for outcome in outcomes]
        for scenario, value in zip(scenarios, values, strict=True):
            rows.append(Valued(scenario, party, interval(value), difference(value, values[0])))
    return tuple(rows)
