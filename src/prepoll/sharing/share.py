"""Shares the seats of an alliance: the optimum, and the norms beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.demands import check_demands, demand_list, infeasible
from prepoll.sharing.norms import NORMS, finishers, optimum
from prepoll.sharing.table import seat_table
from prepoll.sharing.types import Demands, Infeasible, Sharing

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
    table = seat_table(election, structure, bloc, regions, demands)
    check_demands(demands, table.members, table.seats)
    rows = demand_list(demands)
    past = finishers(sitting, election.draws.seats)
    best = optimum(table, rows)
    if best is None:
        return infeasible(rows, table.ballot, table.granted)
    norms = (norm(table, past, rows) for norm in NORMS.values())
    return (best, *(sharing for sharing in norms if sharing is not None))
