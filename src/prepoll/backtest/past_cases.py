"""Turn one state of a record into a case as it stood before an election."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from prepoll.backtest.contests import ELECTIONS_USED, Roll, assembly_before, parties_of
from prepoll.backtest.poll_labels import PolledCase
from prepoll.backtest.types import Record, SeatKey, StateName
from prepoll.case.types import (
    Case,
    FrontMember,
    Lineage,
    Objective,
    Party,
    Past,
    Publication,
    Region,
    Result,
    Row,
    Seat,
    Unit,
)
from prepoll.names import (
    NOTA,
    OTHERS,
    WHOLE_CASE,
    AlliancesBy,
    ElectionKind,
    FrontKind,
    FrontStands,
    PartyCode,
    PartyKind,
    SeatCode,
)

PAST_WEIGHTS = (1.0, 0.4, 0.15)
"""Weights of the last, the last but one and the third last general election: starting values, not fitted."""

ASSEMBLY_WEIGHTS = (0.6, 0.3)
"""Weights of the last and the last but one assembly election: starting values, not fitted."""

EVE = (4, 10)  # month and day: the first polls of general elections since 2004 were between 7 and 20 April
ASSEMBLY_EVE = (10, 10)  # of one year's elections, those after the general one; those with it tell the same

Named = tuple[str, ElectionKind, int]
"""An election's code in a case, its kind and its year."""


def case_before(record: Record, state: StateName, year: int, polls: PolledCase | None = None) -> Case:
    """Make the case of a state on the eve of an election, from what was counted and published before it."""
    roll = Roll(record, year)
    codes = parties_of(record, state, year)
    elections = _elections(record, state, year)
    results = tuple(_results(record, roll, state, elections, frozenset(codes)))
    seats = roll.states[state]
    taken = {unit.unit: unit.seat for unit in assembly_before(record, state, year)}
    return Case(
        folder=f"{state} {year}",
        title=f"{state}, general election {year}",
        country=None,
        rule="plurality",
        as_of=held(ElectionKind.PARLIAMENT, year),
        election_date=held(ElectionKind.PARLIAMENT, year),
        alliances_by=AlliancesBy.CASE,
        focal=tuple(codes),  # whoever stands has voters, those without a count as well
        regions=(Region(WHOLE_CASE, state, tuple(name for _, name in seats)),),
        past=tuple(_past(elections)),
        objectives=(Objective("seats", "Expected seats", None, False, (), True),),
        publication=Publication(None, None),
        parties=(*_parties(codes), *(polls.blocs if polls is not None else ())),
        blocs=polls.members if polls is not None else (),
        lineage=tuple(_lineage(record, year, frozenset(codes))),
        people=(),
        seats=tuple(_seat(roll, key) for key in seats),
        units=tuple(
            Unit(unit, seat, 1.0, row_of("units", unit))
            for unit, old in sorted(taken.items())
            if (seat := roll.seat_now(state, old)) is not None
        ),
        results=results,
        fronts=tuple(_fronts(record, state, elections)),
        positions=(),
        polls=polls.polls if polls is not None else (),
        reports=(),
        articles=(),
        judgements=(),
        boundaries=(),
    )


def _elections(record: Record, state: StateName, year: int) -> tuple[Named, ...]:
    general = [past for past in record.years if past < year][-ELECTIONS_USED:]
    assembly = sorted({unit.year for unit in assembly_before(record, state, year)})
    return (
        *((f"GE{past}", ElectionKind.PARLIAMENT, past) for past in general),
        *((f"AE{past}", ElectionKind.ASSEMBLY, past) for past in assembly),
    )


def _past(elections: Sequence[Named]) -> Iterable[Past]:
    """Weigh the elections of each kind from the last one back."""
    weights = {ElectionKind.PARLIAMENT: PAST_WEIGHTS, ElectionKind.ASSEMBLY: ASSEMBLY_WEIGHTS}
    for kind, by_age in weights.items():
        mine = sorted((one for one in elections if one[1] is kind), key=lambda one: -one[2])
        for (code, _, year), weight in zip(mine, by_age, strict=False):
            yield Past(code, kind, held(kind, year), weight, None)


def held(kind: ElectionKind, year: int) -> date:
    """Return the day that an election of a year is taken to have been held on."""
    return date(year, *(EVE if kind is ElectionKind.PARLIAMENT else ASSEMBLY_EVE))


def _parties(codes: Iterable[PartyCode]) -> Iterable[Party]:
    kinds = [*((code, PartyKind.PARTY) for code in codes), (OTHERS, PartyKind.OTHER), (NOTA, PartyKind.OTHER)]
    return (Party(code, code, (), kind, None, None, None, row_of("parties", code)) for code, kind in kinds)


def _seat(roll: Roll, key: SeatKey) -> Seat:
    electors = [count.electors for count in roll.now[key] if count.electors]
    name = roll.now[key][0].constituency
    return Seat(key[1], name, WHOLE_CASE, max(electors, default=None), None, None, None, row_of("seats", key[1]))


def _results(
    record: Record, roll: Roll, state: StateName, elections: Iterable[Named], known: frozenset[PartyCode]
) -> Iterable[Result]:
    for code, kind, year in elections:
        if kind is ElectionKind.PARLIAMENT:
            yield from _general(record, roll, state, (code, year), known)
        else:
            yield from _assembly(record, roll, state, (code, year), known)


def _general(
    record: Record, roll: Roll, state: StateName, election: tuple[str, int], known: frozenset[PartyCode]
) -> Iterable[Result]:
    """List an election's results on today's seats, as far as each seat is found among those of the day."""
    tallies: dict[tuple[SeatCode, PartyCode], int] = defaultdict(int)
    electors: dict[SeatCode, int | None] = {}
    earlier = Roll(record, roll.year, election[1])
    for key in roll.states[state]:
        old = earlier.came_from.get(key)
        for count in earlier.then[old] if old is not None else ():
            tallies[key[1], count.party if count.party in known or count.party == NOTA else OTHERS] += count.votes
            electors[key[1]] = count.electors
    day = held(ElectionKind.PARLIAMENT, election[1])
    for (seat, party), votes in sorted(tallies.items()):
        row = row_of("results", f"{election[0]}/{seat}/{party}")
        yield Result(
            election[0], ElectionKind.PARLIAMENT, day, None, seat, party, None, votes, electors[seat], seat, row
        )


def _assembly(
    record: Record, roll: Roll, state: StateName, election: tuple[str, int], known: frozenset[PartyCode]
) -> Iterable[Result]:
    tallies: dict[tuple[SeatCode, str, PartyCode], int] = defaultdict(int)
    for unit in assembly_before(record, state, roll.year):
        seat = roll.seat_now(state, unit.seat)
        if unit.year == election[1] and seat is not None:
            party = unit.party if unit.party in known or unit.party == NOTA else OTHERS
            tallies[seat, unit.unit, party] += unit.votes
    day = held(ElectionKind.ASSEMBLY, election[1])
    for (code, unit_code, party), votes in sorted(tallies.items()):
        row = row_of("results", f"{election[0]}/{unit_code}/{party}")
        yield Result(election[0], ElectionKind.ASSEMBLY, day, unit_code, code, party, None, votes, None, unit_code, row)


def _fronts(record: Record, state: StateName, elections: Iterable[Named]) -> Iterable[FrontMember]:
    for code, kind, year in elections:
        for party, front in record.fronts_of(kind, year, state).items():
            row = row_of("fronts", f"{code}/{front}/{party}")
            yield FrontMember(code, WHOLE_CASE, front, party, FrontKind.SEAT_SHARING, FrontStands.SOME, row)


def _lineage(record: Record, year: int, known: frozenset[PartyCode]) -> Iterable[Lineage]:
    for one in record.lineage:
        if one.year <= year and one.party in known and one.parent in known:
            row = row_of("lineage", f"{one.party}/{one.parent}")
            yield Lineage(one.party, date(one.year, 1, 1), one.parent, one.weight, None, None, one.kind, row)


def row_of(file: str, content: str) -> Row:
    """Name a row that stands in no file of a case."""
    return Row(file, 0, f"{file}:{content}")
