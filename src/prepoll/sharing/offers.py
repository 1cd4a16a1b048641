"""What an offer is worth to each side, and what could be said in return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from prepoll.alliances.types import Bloc, Election, StandDown, Structure
from prepoll.alliances.worth import by_law
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.counters import Replies
from prepoll.sharing.desk import Addressed, Desk, with_courtesies
from prepoll.sharing.norms import claimed
from prepoll.sharing.table import SeatTable, seat_table
from prepoll.sharing.terms import LOW_END
from prepoll.sharing.types import Demands, OfferValue, OutsideOption, Team
from prepoll.transfer import shifted

Allocation = Mapping[SeatCode, PartyCode | Team | None]
"""Who stands in each seat that an offer names: one, several in a friendly contest, or nobody of the alliance."""


def value_offer(  # noqa: PLR0913  the five that say what is offered; what else there is has its defaults
    case: Case,
    election: Election,
    structure: Structure,
    allocation: Allocation,
    objectives: Mapping[PartyCode, Objective],
    *,
    others: Mapping[PartyCode, OutsideOption] | None = None,
    courtesies: Sequence[StandDown] = (),
) -> OfferValue:
    """Weigh an offer of seats for each member of the bloc that it is made to, against what else it could have.

    The bloc is the one that the parties named belong to in their seats' region; alone means that all its
    members stand by themselves, everybody else staying. `others` are better options than that, where
    there are some. A seat that the offer does not name goes to the strongest member. A party's objective is the
    case's default where none is given. It accepts where it gains, over the better of the two, in expectation
    and in more draws than it loses. Counter-offers are allocations from which every member gains, none of them
    bettered for all by another, by the product of the gains. Each side's gain is also counted with every
    transfer in the alliance at its low end. `courtesies` are seats that a member leaves to a party that is no
    partner of it there: they are part of the offer and not of going alone. Raises UsageError where the offer is not
    within one bloc, or names a seat or party outside it.
    """
    teams = {seat: _team(who) for seat, who in allocation.items()}
    bloc, regions = addressed_by(election, structure, teams)
    named = {seat: tuple(p for p in election.draws.contenders if p in team) for seat, team in teams.items()}
    left = tuple(dict.fromkeys(courtesies))
    _check_courtesies(election, (structure, bloc), teams, left)
    table = seat_table(election, with_courtesies(structure, left), bloc, regions, _fixed(bloc, named))
    _check_teams(table, named)
    aims = {party: by_law(case, objectives.get(party) or _default(case)) for party in table.members}
    desk = Desk(election, Addressed(structure, bloc, regions, aims, others or {}, left), table)
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
        friendly={seat: team for seat, team in offered.items() if len(team) > 1},
        courtesies=left,
    )


def _team(who: PartyCode | Team | None) -> Team:
    """Return who stands as a team."""
    return () if who is None else (who,) if isinstance(who, str) else tuple(dict.fromkeys(who))


def _fixed(bloc: Bloc, named: Mapping[SeatCode, Team]) -> Demands:
    """Let members stand where an offer names them, against each other where it names several."""
    return Demands(
        must={member: tuple(seat for seat, team in named.items() if member in team) for member in sorted(bloc)},
        friendly=tuple(seat for seat, team in named.items() if len(team) > 1),
    )


def _check_teams(table: SeatTable, named: Mapping[SeatCode, Team]) -> None:
    """Raise UsageError, all defects together, where who is named cannot stand, or nobody would at all."""
    problems = [
        f"nobody else stands in {seat}, so that nobody could win there; give it to a member"
        for seat, team in named.items()
        if not team and seat not in table.may_be_empty
    ]
    problems += [
        f"{member} has left {seat} to another party, so that it does not stand there"
        for seat, team in named.items()
        for member in team
        if (seat, (member,)) not in table.won
    ]
    if problems:
        raise UsageError(f"The offer cannot be weighed: {'; '.join(problems)}.")


def _check_courtesies(
    election: Election,
    alliance: tuple[Structure, Bloc],
    teams: Mapping[SeatCode, Team],
    courtesies: Sequence[StandDown],
) -> None:
    """Raise UsageError, all defects together, where a courtesy is not a member's to one that is no partner."""
    (structure, bloc), problems, known = alliance, [], election.draws.contenders
    for row in courtesies:
        words = f"{row.giver} leaves {row.seat} to {row.taker}"
        if row.seat not in election.region_of:
            problems.append(f"{words}: there is no such seat")
        elif row.taker in structure.bloc_of(election.region_of[row.seat], row.giver):
            problems.append(f"{words}: they are partners there, so that who stands is a matter of the seats shared")
        elif row.giver not in bloc:
            problems.append(f"{words}: {row.giver} is not of {'+'.join(sorted(bloc))}")
        elif row.taker not in known:
            problems.append(f"{words}: no strength is known of {row.taker}")
        elif row.giver in teams.get(row.seat, ()):
            problems.append(f"{words}: the offer has it stand there")
        elif any((other.seat, other.giver) == (row.seat, row.taker) for other in (*structure.courtesies, *courtesies)):
            problems.append(f"{words}: {row.taker} leaves it to another party itself")
    if problems:
        raise UsageError("These courtesies cannot be weighed:\n" + "\n".join(problems))


def _low_end(election: Election, desk: Desk, offered: Mapping[SeatCode, Team]) -> dict[PartyCode, float]:
    """Return what each side gains over going alone if every transfer in the alliance is at its low end."""
    lowered = replace(election, transfers=shifted(election.transfers, LOW_END, only=tuple(sorted(desk.at.bloc))))
    worst = Desk(lowered, desk.at, desk.table)
    return {party: float((v - worst.alone[party]).mean()) for party, v in worst.values(offered).items()}


def addressed_by(
    election: Election, structure: Structure, teams: Mapping[SeatCode, Team]
) -> tuple[Bloc, tuple[RegionCode, ...]]:
    """Return the one bloc that an offer is made within, and its regions; UsageError with all that is amiss."""
    given = [(seat, party) for seat, team in teams.items() if seat in election.region_of for party in team]
    blocs = {(seat, party): structure.bloc_of(election.region_of[seat], party) for seat, party in given}
    problems = [f"there is no seat {seat}" for seat in teams if seat not in election.region_of]
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
    outside = [seat for seat in teams if election.region_of[seat] not in regions]
    if outside:
        raise UsageError(f"{'+'.join(sorted(bloc))} is no alliance in {', '.join(outside)}. Leave these seats out.")
    return bloc, regions


def _default(case: Case) -> Objective:
    if not case.objectives:
        raise UsageError(f"{case.folder}/case.toml names no objective. Add [[objective]] with a code, or give one.")
    return next((objective for objective in case.objectives if objective.default), case.objectives[0])
