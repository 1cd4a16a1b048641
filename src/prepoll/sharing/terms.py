"""Everything about who stands where: optimum, norms, alternatives, frontier, prices, and if voters follow less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from prepoll.alliances.frame import share_stack
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.names import PartyCode, RegionCode
from prepoll.sharing.alternatives import alternative_sharings
from prepoll.sharing.demands import Demand, check_demands, demand_list, infeasible
from prepoll.sharing.frontier import frontier
from prepoll.sharing.norms import NORMS, finishers, optimum
from prepoll.sharing.prices import costs, prices
from prepoll.sharing.programme import most_of, total_of
from prepoll.sharing.share import NO_DEMANDS, Sitting
from prepoll.sharing.table import SeatTable, seat_table
from prepoll.sharing.types import Demands, Infeasible, Margins, Norm, Sharing, Terms
from prepoll.transfer import shifted
from prepoll.transfer.types import Transfers

LOW_END = 0.05
"""Transfer at its low end: every rate within the alliance at this quantile of its range."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the terms are to heed beside demands."""

    sitting: Sitting | None = None  # last results, for the norms that argue with them
    low: Transfers | None = None  # transfer at its low end; None: the election's own, shifted
    frontier: bool = True  # with three members it takes seconds


def share_terms(
    election: Election,
    structure: Structure,
    bloc: Bloc,
    regions: Sequence[RegionCode],
    demands: Demands = NO_DEMANDS,
    wanted: Wanted = Wanted(),
) -> Terms | Infeasible:
    """Say all there is to say about who of a bloc stands where in some regions.

    As `share_seats`, with what is about as good, the efficient frontier for two and three members, what a
    seat and each demand costs, and what each way loses if transfer is at its low end. Raises UsageError as it does.
    """
    table = seat_table(election, structure, bloc, regions, demands)
    check_demands(demands, table.members, table.seats, table.regions)
    rows = demand_list(demands)
    best = optimum(table, rows)
    if best is None:
        return infeasible(rows, table.ballot, table.granted)
    past = finishers(wanted.sitting, election.draws.seats)
    normed = {norm: make(table, past, rows) for norm, make in NORMS.items()}
    sharings = (best, *(sharing for sharing in normed.values() if sharing is not None))
    chosen = table.choice(best.teams)
    lowered = _lowered(election, structure, bloc, regions, demands, wanted.low)
    return Terms(
        sharings=sharings,
        alternatives=alternative_sharings(table, rows, chosen),
        frontier=frontier(table, rows) if wanted.frontier else (),
        prices=prices(table, rows, chosen),
        costs=costs(table, rows, chosen),
        alone=dict(table.alone),
        regret=_regret(lowered, rows, sharings),
        low_end={sharing.norm: lowered.expected_wins(sharing.teams) for sharing in sharings},
        left_out=tuple(LEFT_OUT[norm] for norm, sharing in normed.items() if sharing is None),
    )


def margins(
    election: Election, structure: Structure, bloc: Bloc, regions: Sequence[RegionCode], sharings: Sequence[Sharing]
) -> Margins:
    """Say what could be moved in sharings of a bloc's seats made without demands, the optimum first, and its price."""
    table = seat_table(election, structure, bloc, regions, NO_DEMANDS)
    lowered = _lowered(election, structure, bloc, regions, NO_DEMANDS)
    return Margins(
        prices=prices(table, (), table.choice(sharings[0].teams)),
        frontier=frontier(table, (), corners=True),
        low_end={sharing.norm: lowered.expected_wins(sharing.teams) for sharing in sharings},
        regret=_regret(lowered, (), sharings),
    )


def _lowered(
    election: Election,
    structure: Structure,
    bloc: Bloc,
    regions: Sequence[RegionCode],
    demands: Demands,
    low: Transfers | None = None,
) -> SeatTable:
    """Count the seats with every rate of transfer within the bloc at its low end; nothing of it is kept."""
    transfers = low or shifted(election.transfers, LOW_END, only=tuple(sorted(bloc)))
    other = replace(election, transfers=transfers, cache={})
    if low is None:  # leaks are as they were
        share_stack(election, other)
    return seat_table(other, structure, bloc, regions, demands)


def _regret(lowered: SeatTable, demands: Sequence[Demand], sharings: Sequence[Sharing]) -> dict[Norm, float]:
    """Return the expected seats that each sharing loses at the low end, against the best that meets the demands."""
    programme = lowered.programme(demands)
    best = most_of(programme, programme.wins)
    most = 0.0 if best is None else total_of(programme.wins, best) / lowered.draws
    return {sharing.norm: max(0.0, most - lowered.expected_wins(sharing.teams)) for sharing in sharings}


LEFT_OUT: Mapping[Norm, str] = {
    Norm.NOBODY_WORSE: "Nobody below what it wins alone: the optimum does that already, or nothing does.",
    Norm.NASH: "Nash product: there is no sharing from which all members gain over going alone.",
    Norm.PROPORTIONAL: "In proportion to votes: no placing of these numbers can be found.",
    Norm.WINNER_OR_RUNNER_UP: "Winner or runner-up: nobody may stand.",
    Norm.SITTING_MEMBER: "Sitting member: no member is known to sit.",
    Norm.STRONGEST: "Strongest: nobody may stand.",
}
"""Why a norm is not shown."""


def parties_below(found: Terms, sharing: Sharing) -> tuple[PartyCode, ...]:
    """List the members that a sharing leaves below what they win alone."""
    return tuple(p for p, won in sharing.each.items() if won.mean < found.alone[p] - 1e-9)
