"""Run the back-test: fit on training elections, forecast the test election, score every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from prepoll.backtest.bootstrap import MEASURES, difference
from prepoll.backtest.contests import CUTS, Contest, Roll, contests
from prepoll.backtest.outsiders import NOBODY, Outsiders, fit_outsiders
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.poll_notes import unread_polls
from prepoll.backtest.polled_cases import FRONTS_KNOWN, errors_known, polled_case
from prepoll.backtest.projection import Settings, project_states
from prepoll.backtest.rules import Rule
from prepoll.backtest.scores import LARGE_STATE, in_cut, score
from prepoll.backtest.swings import SIMPLE, fit_errors, simple_forecasts
from prepoll.backtest.types import Difference, Forecast, Record, Score, SeatKey, StateName
from prepoll.case.types import Case
from prepoll.errors import UsageError

WITH_POLLS = "prepoll with polls"
SHOWN = 12
"""Names that a note lists."""
NOTED = 0.05
"""Part of a state's votes from which on a party that nobody knows is named."""


@dataclass(frozen=True, slots=True)
class BackTest:
    """One tested election: what each rule said of every constituency, and how it did."""

    year: int
    training: tuple[int, ...]
    forecasts: Mapping[str, tuple[Forecast, ...]]  # by rule, in one order of constituencies
    scores: tuple[Score, ...]
    differences: tuple[Difference, ...]  # of the projection from the best simple rule, and of polls from none
    notes: tuple[str, ...]
    outsiders: Outsiders = NOBODY  # who of OTHERS could win


def back_test(
    record: Record,
    test: int | None = None,
    train_until: int | None = None,
    settings: Settings | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
    *,
    polls: bool = False,
) -> BackTest:
    """Score the projection and the simple rules on one election; with `polls` also with the record's polls.

    Training years bound the tuning (the errors of the simple rules and of polls); evidence is all that was
    counted or published before the test election. UsageError where a year is not in the record.
    """
    settings = settings or Settings()
    test = max(record.years, default=None) if test is None else test
    if test not in record.years[1:]:
        raise UsageError(_cannot(record, test))
    _ask_for_fronts(record, test)
    until = test - 1 if train_until is None else train_until
    roll = Roll(record, test)
    wanted = roll.contests()
    training = training_contests(record, test, until)
    settings = replace(settings, outsiders=fit_outsiders(row for rows in training.values() for row in rows))
    forecasts = {str(rule): _simple(wanted, training, rule, settings) for rule in SIMPLE}

    def told(case_of: Callable[[Record, StateName, int], Case]) -> Callable[[StateName], Case]:
        def of(state: StateName) -> Case:
            tell(f"Projecting {state} {test}")
            return case_of(record, state, test)

        return of

    forecasts[str(Rule.PREPOLL)] = project_states(record, test, wanted, settings, told(case_before))
    if polls:
        learned = replace(settings, poll_errors=errors_known(record, min(until + 1, test)))
        forecasts[WITH_POLLS] = project_states(record, test, wanted, learned, told(polled_case))
    notes = (*record.notes, *_said(roll), *(unread_polls(roll) if polls else ()))
    found = judged(test, tuple(training), forecasts, notes, settings.seed)
    return replace(found, outsiders=settings.outsiders)


def judged(
    year: int,
    training: tuple[int, ...],
    forecasts: Mapping[str, tuple[Forecast, ...]],
    notes: tuple[str, ...],
    seed: int,
) -> BackTest:
    """Score forecasts of one election, with the differences that matter and their intervals."""
    rows = next(iter(forecasts.values()))
    states = sorted({row.state for row in rows})
    kinds = ("all", *(cut for cut in CUTS if any(in_cut(row, cut) for row in rows)))
    large = [state for state in states if sum(row.state == state for row in rows) >= LARGE_STATE]
    scores = tuple(score(rule, mine, cut) for cut in (*kinds, *large) for rule, mine in forecasts.items())
    return BackTest(year, training, forecasts, scores, _differences(forecasts, scores, kinds, seed), notes)


def training_contests(record: Record, test: int, until: int | None = None) -> Mapping[int, tuple[Contest, ...]]:
    """Map elections before the tested one, up to the year `until`, to their constituencies."""
    last = test - 1 if until is None else until
    return {year: contests(record, year) for year in _training_years(record, last, test)}


def _training_years(record: Record, until: int, test: int) -> list[int]:
    known = [year for year in record.years[1:] if year <= until and year < test]
    return [year for year in known if year >= FRONTS_KNOWN] or known[-1:]


def _simple(
    wanted: tuple[Contest, ...], training: Mapping[int, tuple[Contest, ...]], rule: Rule, settings: Settings
) -> tuple[Forecast, ...]:
    errors = fit_errors(training, rule, settings.seed)
    return simple_forecasts(wanted, rule, errors, settings.draws, settings.seed, settings.outsiders)


def _differences(
    forecasts: Mapping[str, tuple[Forecast, ...]], scores: tuple[Score, ...], kinds: tuple[str, ...], seed: int
) -> tuple[Difference, ...]:
    found = []
    for cut in kinds:
        for measure in MEASURES:
            for rule, against in _pairs(forecasts, scores, measure):
                pair = (rule, forecasts[rule]), (against, forecasts[against])
                found.append(difference(*pair, cut, measure, seed))
    return tuple(found)


def _pairs(
    forecasts: Mapping[str, tuple[Forecast, ...]], scores: tuple[Score, ...], measure: str
) -> list[tuple[str, str]]:
    """Pair the projection with the simple rule that is best over all seats, and polls with none."""
    simple = {one.rule: getattr(one, measure) for one in scores if one.cut == "all" and one.rule in set(SIMPLE)}
    best = min(sorted(simple), key=lambda rule: float(simple[rule]))
    own = [rule for rule in forecasts if rule not in simple]
    pairs = [(rule, best) for rule in own]
    return pairs + [(WITH_POLLS, str(Rule.PREPOLL))] * (WITH_POLLS in forecasts)


def _ask_for_fronts(record: Record, test: int) -> None:
    """Refuse an election whose alliances are not known though those of an earlier one are."""
    known = {year for year, _ in record.fronts}
    if known and test > min(known) and test not in known:
        raise UsageError(
            f"fronts has no line for the general election of {test}; it has {', '.join(map(str, sorted(known)))}. "
            "Who stands with whom is taken as known: add a line for each party of an alliance, with "
            f"{test},GE,state,front,party. Where nobody was allied, one line with a party as its own front is enough."
        )


def _cannot(record: Record, test: int | None) -> str:
    """Say that a year cannot be tested, which can, and what was noted of the results."""
    years = ", ".join(map(str, record.years)) or "no general election"
    noted = [f" {sentence}" for sentence in record.notes if sentence.startswith("results")]
    name = f"results_{test}.csv" if test is not None else "results.csv"
    why = f"{test or 'Nothing'} cannot be tested: the record has {years}, and the first has nothing before it."
    return f"{why} Put another election into the folder as {name}.{''.join(noted)}"


def _said(roll: Roll) -> list[str]:
    """Say what of the tested election was not found: predecessors, alliances of states, candidates of allies."""
    return [*_moved(roll), *_alone(roll), *_without_candidates(roll), *_unknown(roll)]


def _moved(roll: Roll) -> list[str]:
    """Say which constituencies have no predecessor, which no successor, and which were found by number alone."""
    found = []
    if roll.unmatched:
        found.append(
            f"{len(roll.unmatched)} constituencies of {roll.year} have no predecessor of their name: "
            f"they start from the shares of their state. They are {_places(roll.unmatched)}."
        )
    if roll.left:
        found.append(f"{len(roll.left)} constituencies of {roll.past} have no successor: {_places(roll.left)}.")
    numbered = [key for key in roll.came_from if key[1].isdigit()]
    if numbered:
        found.append(
            f"{len(numbered)} constituencies of {roll.year} have a number for a name: each follows that number."
        )
    return found


def _places(keys: Sequence[SeatKey]) -> str:
    states = Counter(state for state, _ in keys)
    return ", ".join(f"{number} in {state}" for state, number in sorted(states.items()))


def _unknown(roll: Roll) -> list[str]:
    """Name parties of some size that no election before knows and no line of lineage explains."""
    record = roll.record
    known = {count.party for year in record.years if year < roll.year for count in record.by_year[year]}
    known |= {unit.party for unit in record.assembly if unit.year < roll.year} | {row.party for row in record.lineage}
    found = []
    for state, seats in sorted(roll.states.items()):
        votes: Counter[str] = Counter()
        for key in seats:
            votes.update({row.party: row.votes for row in roll.now[key]})
        large = [party for party, number in sorted(votes.items()) if number >= NOTED * votes.total()]
        found += [f"{party} ({state})" for party in large if party not in known]
    if not found:
        return []
    shown = f"{', '.join(found[:SHOWN])}{f' and {len(found) - SHOWN} more' if len(found) > SHOWN else ''}"
    return [f"No election before {roll.year} knows {shown}: taken for new. Say in lineage where voters come from."]


def _alone(roll: Roll) -> list[str]:
    fronts = roll.record.fronts
    before = {state for year, state in fronts if year == roll.past}
    states = [state for state, seats in sorted(roll.states.items()) if len(seats) >= LARGE_STATE or state in before]
    lone = [state for state in states if not fronts.get((roll.year, state))]
    known = any(year == roll.year for year, _ in fronts)
    if not lone or not known:
        return []
    return [f"No alliance of {roll.year} is known in {', '.join(lone)}: each party there is taken to fight alone."]


def _without_candidates(roll: Roll) -> list[str]:
    """List parties that fronts names in a state in which nobody of theirs stood: a spelling, perhaps."""
    stood = {state: {row.party for key in seats for row in roll.now[key]} for state, seats in roll.states.items()}
    lost = sorted(
        f"{party} ({state})"
        for (year, state), members in roll.record.fronts.items()
        if year == roll.year
        for party in members
        if party not in stood.get(state, set())
    )
    if not lost:
        return []
    shown = f"{', '.join(lost[:SHOWN])}{f' and {len(lost) - SHOWN} more' if len(lost) > SHOWN else ''}"
    return [f"Allies of {roll.year} for whom no candidate is counted, by another code perhaps: {shown}."]
