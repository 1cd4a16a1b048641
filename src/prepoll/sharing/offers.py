"""What an offer is worth to each side, and what could be said in return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.alliances.worth import by_law
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.counters import Replies
from prepoll.sharing.desk import Addressed, Desk
from prepoll.sharing.norms import claimed
from prepoll.sharing.table import seat_table
from prepoll.sharing.terms import LOW_END
from prepoll.sharing.types import Demands, OfferValue, OutsideOption, Team
from prepoll.transfer import shifted

Allocation = Mapping[SeatCode, PartyCode | None]


def value_offer(
    case: Case,
    election: Election,
    structure: Structure,
    allocation: Allocation,
    objectives: Mapping[PartyCode, Objective],
    *,
    others: Mapping[PartyCode, OutsideOption] | None = None,
) -> OfferValue:
    """Weigh an offer of seats for each member of the bloc that it is made to, against what else it could have.

    The bloc is the one that the parties named belong to in their seats' region; alone means that all its
    members stand by themselves, everybody else staying. `others` are better options than that, where
    there are some. A seat that the offer does not name goes to the strongest member. A party's objective is the
    case's default where none is given. It accepts where it gains, over the better of the two, in expectation
    and in more draws than it loses. Counter-offers are allocations from which every member gains, none of them
    bettered for all by another, by the product of the gains. Each side's gain is also counted with every
    transfer in the alliance at its low end. Raises UsageError where the offer is not
    within one bloc, or names a seat or party outside it.
    """
    bloc, regions = addressed_by(election, structure, allocation)
    must = {p: tuple(s for s, q in allocation.items() if q == p) for p in sorted(bloc)}
    table = seat_table(election, structure, bloc, regions, Demands(must=must))
    aims = {party: by_law(case, objectives.get(party) or _default(case)) for party in table.members}
    desk = Desk(election, Addressed(structure, bloc, regions, aims, others or {}), table)
    named: dict[SeatCode, Team] = {seat: () if party is None else (party,) for seat, party in allocation.items()}
    offered = {**claimed(table, {}).teams, **named}
    values = desk.values(offered)
    replies = Replies(desk, table, offered)
    low = _low_end(election, desk, offered)
    return OfferValue(
        sides=tuple(replace(desk.side(p, offered, values[p]), low_gain=low[p]) for p in table.members),
        allocation={seat: team[0] if team else None for seat, team in offered.items()},
        counters=replies.counters(),
        asks=replies.asks(),
        left_open=tuple(seat for seat in offered if seat not in named),
    )


def _low_end(election: Election, desk: Desk, offered: Mapping[SeatCode, Team]) -> dict[PartyCode, float]:
    """Return what each side gains over going alone if every transfer in the alliance is at its low end."""
    lowered = replace(election, transfers=shifted(election.transfers, LOW_END, only=tuple(sorted(desk.at.bloc))))
    worst = Desk(lowered, desk.at, desk.table)
    return {party: float((v - worst.alone[party]).mean()) for party, v in worst.values(offered).items()}


def addressed_by(
    election: Election, structure: Structure, allocation: Allocation
) -> tuple[Bloc, tuple[RegionCode, ...]]:
    """Return the one bloc that an offer is made within, and its regions; UsageError with all that is amiss."""
    given = [(seat, party) for seat, party in allocation.items() if seat in election.region_of and party is not None]
    blocs = {(seat, party): structure.bloc_of(election.region_of[seat], party) for seat, party in given}
    problems = [f"there is no seat {seat}" for seat in allocation if seat not in election.region_of]
    problems += [
        f"{party}, given {seat}, has no partner there" for (seat, party), bloc in blocs.items() if len(bloc) < 2
    ]
    names = dict.fromkeys("+".join(sorted(bloc)) for bloc in blocs.values() if len(bloc) > 1)
    if len(names) > 1:
        problems.append(f"its parties belong to more than one alliance: {', '.join(names)}")
    if not given and not problems:
        problems.append("it gives no party a seat")
    if problems:
        raise UsageError(
            f"The offer cannot be weighed: {'; '.join(problems)}. "
            "Name seats of one alliance and their parties; offers that differ between regions are weighed one by one."
        )
    bloc = next(iter(blocs.values()))
    regions = tuple(region for region, row in structure.blocs if bloc in row)
    outside = [seat for seat in allocation if election.region_of[seat] not in regions]
    if outside:
        raise UsageError(f"{'+'.join(sorted(bloc))} is no alliance in {', '.join(outside)}. Leave these seats out.")
    return bloc, regions


def _default(case: Case) -> Objective:
    if not case.objectives:
        raise UsageError(f"{case.folder}/case.toml names no objective. Add [[objective]] with a code, or give one.")
    return next((objective for objective in case.objectives if objective.default), case.objectives[0])
