"""Shares the seats of an alliance: the optimum, and the norms beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.demands import check_demands, demand_list, infeasible
from prepoll.sharing.norms import NORMS, Finishers, Rule, finishers, optimum
from prepoll.sharing.table import SeatTable, seat_table
from prepoll.sharing.types import Demands, Infeasible, Norm, Sharing

NO_DEMANDS = Demands()

Sitting = Mapping[SeatCode, PartyCode | Sequence[PartyCode]]
"""For each seat the sitting member's party, or the parties in the order in which they came in last time."""


def share_seats(
    election: Election,
    structure: Structure,
    bloc: Bloc,
    regions: Sequence[RegionCode],
    demands: Demands = NO_DEMANDS,
    sitting: Sitting | None = None,
) -> tuple[Sharing, ...] | Infeasible:
    """Say who of a bloc stands where in some regions: the optimum first, then each norm.

    Every seat is counted in full with each member as the bloc's only stander, everybody else as the
    structure and the strongest rule have it. The optimum wins the most expected seats that the
    demands allow, and among equals the most votes; the norms do not heed the demands and say which
    they do not meet. A tie is told in `why`. The sitting-member norm is left out where no member is
    known to sit. All figures are of the seats shared. Raises UsageError where the bloc is not the
    structure's in a region, or a demand names what is not there.
    """
    past = finishers(sitting, election.draws.seats)
    return _shared(seat_table(election, structure, bloc, regions, demands), demands, past, NORMS)


def share_seats_quickly(
    election: Election, structure: Structure, bloc: Bloc, regions: Sequence[RegionCode], sitting: Sitting | None = None
) -> tuple[Sharing, ...]:
    """Share seats as `share_seats` does without demands, the Nash product left out: it takes most of the time."""
    norms: Mapping[Norm, Rule] = {norm: rule for norm, rule in NORMS.items() if norm != Norm.NASH}
    past = finishers(sitting, election.draws.seats)
    found = _shared(seat_table(election, structure, bloc, regions, NO_DEMANDS), NO_DEMANDS, past, norms)
    return () if isinstance(found, Infeasible) else found


def best_sharing(
    election: Election, structure: Structure, bloc: Bloc, regions: Sequence[RegionCode], demands: Demands = NO_DEMANDS
) -> Sharing | Infeasible:
    """Return the first of what `share_seats` returns, the optimum, by itself."""
    found = _shared(seat_table(election, structure, bloc, regions, demands), demands, {}, {})
    return found if isinstance(found, Infeasible) else found[0]


def _shared(
    table: SeatTable, demands: Demands, past: Finishers, norms: Mapping[Norm, Rule]
) -> tuple[Sharing, ...] | Infeasible:
    check_demands(demands, table.members, table.seats, table.regions)
    rows = demand_list(demands)
    best = optimum(table, rows)
    if best is None:
        return infeasible(rows, table.ballot, table.granted)
    found = (rule(table, past, rows) for rule in norms.values())
    return (best, *(sharing for sharing in found if sharing is not None))
