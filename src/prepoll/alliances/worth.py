"""What an outcome is worth to a party, on the objective it picks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prepoll.alliances.outcomes import interval
from prepoll.alliances.tally import (
    DepositRule,
    Samples,
    Tally,
    glance_of,
    lots_by_draw,
    seats_by_lot,
    seats_chance,
    tally,
)
from prepoll.alliances.types import Outcome, Worth
from prepoll.case.country import Country, country_rules
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.names import PartyCode


@dataclass(frozen=True, slots=True)
class RecognitionRule:
    """When a party is recognised as a state party by an election to parliament; any one of three suffices.

    Votes are those on the own symbol, NOTA left out, so that each seat conceded to a partner costs.
    """

    share: float  # of votes for candidates in the whole case, enough by itself
    share_with_seat: float  # enough together with one seat
    seats_each: int  # one seat for every so many, or part of them, enough by itself
    source: str

    def seats_needed(self, house: int) -> int:
        """Return the seats that suffice by themselves in a house."""
        return -(-house // self.seats_each)


def recognition_by_law(country: str | None) -> RecognitionRule:
    """Return a country's rule of recognition; where it has none, that of elsewhere."""
    return _recognition(country_rules(country))


def _recognition(rules: Country) -> RecognitionRule:
    law = rules.recognition or country_rules(None).recognition
    assert law is not None, "the file of elsewhere names every rule"
    return RecognitionRule(law.share, law.share_with_seat, law.seats_each, law.source)


INDIA = recognition_by_law("India")
"""The rule's numbers for India; an objective's threshold replaces `share`."""


def objective_draws(outcome: Outcome, party: PartyCode, objective: Objective) -> Samples:
    """Return what an outcome gives a party on an objective, (draw,) float64: more is better.

    Seats and deposits are counts, votes are counts on the own symbol, recognition is 1 or 0 (a chance
    where a tie decides), rivals denied is the house less the seats of the rivals. The country that the
    objective names says what a deposit and recognition take. Raises UsageError where the party is no
    contender or the objective is not one that can be counted.
    """
    return value_of(tallied(outcome, party, (objective,)), objective, (objective,))


def tallied(outcome: Outcome, party: PartyCode, objectives: Sequence[Objective]) -> Tally:
    """Add up an outcome for a party, with the rivals of each objective that names some, in their order."""
    return tally(glance_of(outcome, party, rival_sets(objectives)), deposit_rule(objectives))


def rival_sets(objectives: Sequence[Objective]) -> tuple[tuple[PartyCode, ...], ...]:
    """List the rivals of each objective that names some."""
    return tuple(objective.rivals for objective in objectives if objective.rivals)


def rules_of(objectives: Sequence[Objective]) -> Country:
    """Return the rules of the country that the objectives name; where none does, those of elsewhere."""
    return country_rules(next((objective.country for objective in objectives if objective.country), None))


def deposit_rule(objectives: Sequence[Objective]) -> DepositRule:
    """Return the deposit rule: from the objective `deposits` where it has one, else the country's."""
    for objective in objectives:
        if objective.code == "deposits" and objective.threshold is not None:
            return DepositRule(objective.threshold, objective.strict)
    law = rules_of(objectives).deposit or country_rules(None).deposit
    assert law is not None, "the file of elsewhere names every rule"
    return DepositRule(law.share, law.strict)


def by_law(case: Case, objective: Objective) -> Objective:
    """Return an objective with the country of the case, and its deposit rule where the objective has no number."""
    named = objective if objective.country else replace(objective, country=case.country)
    law = rules_of((named,)).deposit
    if named.code != "deposits" or named.threshold is not None or law is None:
        return named
    return replace(named, threshold=law.share, strict=law.strict)


def lawful(case: Case, objectives: Sequence[Objective]) -> tuple[Objective, ...]:
    """Return objectives with the country's deposit rule, one of deposits last where none is among them."""
    deposits = Objective("deposits", "Deposits", None, strict=False, rivals=(), default=False)
    more = () if any(row.code == "deposits" for row in objectives) else (deposits,)
    return tuple(by_law(case, row) for row in (*objectives, *more))


def recognition_rule(objectives: Sequence[Objective]) -> RecognitionRule:
    """Return the country's rule, with the threshold of the objective `recognition` where it has one."""
    rule = _recognition(rules_of(objectives))
    for objective in objectives:
        if objective.code == "recognition" and objective.threshold is not None:
            return replace(rule, share=objective.threshold)
    return rule


def value_of(counted: Tally, objective: Objective, objectives: Sequence[Objective]) -> Samples:
    """Return a tally's value on an objective, (draw,); `objectives` are those it was tallied for."""
    if objective.code in COUNTED:
        return COUNTED[objective.code](counted, objectives)
    if not objective.rivals:
        known = ", ".join(COUNTED)
        raise UsageError(f"Objective {objective.code!r} cannot be counted. Use one of {known}, or name its rivals.")
    codes = [row.code for row in objectives if row.rivals]
    return counted.house - counted.rivals[codes.index(objective.code)]


def recognised(counted: Tally, rule: RecognitionRule) -> Samples:
    """Return 1 where a party is recognised, 0 where not, its chance where a tie decides, (draw,)."""
    share = counted.votes / np.where(counted.candidates > 0, counted.candidates, 1)
    needed = np.where(share >= rule.share_with_seat, min(1, counted.house), rule.seats_needed(counted.house))
    needed = np.where(share >= rule.share, 0, needed)
    given = (np.rint(counted.seats) >= needed).astype(np.float64)
    for draw, chances in lots_by_draw(counted).items():
        given[draw] = seats_by_lot(counted, draw, chances)[int(needed[draw]) :].sum()
    return given


COUNTED: Mapping[str, Callable[[Tally, Sequence[Objective]], Samples]] = {
    "seats": lambda counted, _: counted.seats,
    "deposits": lambda counted, _: counted.deposits,
    "votes": lambda counted, _: counted.votes,
    "recognition": lambda counted, objectives: recognised(counted, recognition_rule(objectives)),
}
"""How each objective that needs no rivals is counted."""


def worth(outcome: Outcome, party: PartyCode, objective: Objective, objectives: tuple[Objective, ...]) -> Worth:
    """Say what an outcome is worth to a party: every figure with its interval, and the objective asked for.

    Raises UsageError as `objective_draws` does.
    """
    every = with_asked(objective, objectives)
    return worth_of(tallied(outcome, party, every), party, objective, every)


def with_asked(objective: Objective, objectives: Sequence[Objective]) -> tuple[Objective, ...]:
    """Return the objectives with the one asked for in the place of its namesake, or first."""
    return (objective, *(row for row in objectives if row.code != objective.code))


def worth_of(counted: Tally, party: PartyCode, objective: Objective, objectives: Sequence[Objective]) -> Worth:
    """Say what a tally is worth to a party; `objectives` are those it was tallied for."""
    return Worth(
        party=party,
        seats=interval(counted.seats),
        seats_chance=seats_chance(counted),
        votes=interval(counted.votes),
        share=interval(counted.votes / np.where(counted.candidates > 0, counted.candidates, 1)),
        deposits=interval(counted.deposits),
        recognition=float(recognised(counted, recognition_rule(objectives)).mean()),
        denied={row.code: interval(value_of(counted, row, objectives)) for row in objectives if row.rivals},
        value=interval(value_of(counted, objective, objectives)),
    )
