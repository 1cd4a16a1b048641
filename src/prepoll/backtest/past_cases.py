"""Turn one state of a record into a case as it stood before an election."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from prepoll.backtest.types import Count, FrontName, Record, StateName
from prepoll.case.types import Case, FrontMember, Objective, Party, Past, Publication, Region, Result, Row, Seat
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

SMALL = 0.02
"""A party under this share of a state's votes in all elections used, and in no front, adds into OTHERS."""

POLLING_MONTH = 4  # general elections since 1999 were held in April and May, or later


def seat_code(count: Count) -> SeatCode:
    """Name a constituency by its normalised name, which outlives renumbering but not delimitation.

    >>> seat_code(Count(2019, "Bihar", 1, "Valmiki  Nagar (SC)", "A", 1, None))
    'VALMIKINAGAR'
    """
    return normalised(count.constituency)


@cache
def normalised(name: str) -> str:
    """Bring a constituency's name to capital letters without reservation marks."""
    return re.sub(r"[^A-Z]", "", re.sub(r"\((SC|ST)\)", "", name.upper()))


def case_before(record: Record, state: StateName, year: int) -> Case:
    """Make the case of a state on 1 April of an election's year, from the general elections before it."""
    earlier = [past for past in record.years if past < year][: -len(PAST_WEIGHTS) - 1 : -1]
    mine = [count for count in record.counts if count.state == state and count.year in (year, *earlier)]
    seats = {seat_code(count): count for count in mine if count.year == year}
    before = [count for count in mine if count.year in earlier and seat_code(count) in seats]
    parties = _parties(before, mine, record.fronts.get((year, state), {}))
    return Case(
        folder=f"{state} {year}",
        title=f"{state}, general election {year}",
        country=None,
        rule="plurality",
        as_of=date(year, POLLING_MONTH, 1),
        election_date=date(year, POLLING_MONTH, 2),
        alliances_by=AlliancesBy.CASE,
        focal=(),
        regions=(Region(WHOLE_CASE, state, tuple(seats)),),
        past=tuple(_past(past, weight) for past, weight in zip(earlier, PAST_WEIGHTS, strict=False)),
        objectives=(Objective("seats", "Expected seats", None, False, (), True),),
        publication=Publication(None, None),
        parties=tuple(Party(code, code, (), kind, None, None, None, _row("parties", code)) for code, kind in parties),
        blocs=(),
        lineage=(),
        people=(),
        seats=tuple(
            Seat(code, count.constituency, WHOLE_CASE, _electors(mine, code), None, None, None, _row("seats", code))
            for code, count in seats.items()
        ),
        units=(),
        results=tuple(_results(before, {code for code, _ in parties})),
        fronts=tuple(_fronts(record, state, earlier)),
        positions=(),
        polls=(),
        reports=(),
        articles=(),
        judgements=(),
        boundaries=(),
    )


def _parties(
    before: Iterable[Count], mine: Iterable[Count], fronts: Mapping[PartyCode, FrontName]
) -> list[tuple[PartyCode, PartyKind]]:
    """List the parties worth a column: of some size before, or in a front now with a candidate now."""
    votes: dict[int, dict[PartyCode, int]] = defaultdict(lambda: defaultdict(int))
    for count in before:
        votes[count.year][count.party] += count.votes
    large = {
        party for tally in votes.values() for party, number in tally.items() if number > SMALL * sum(tally.values())
    }
    named = {count.party for count in mine} & set(fronts)
    codes = sorted((large | named) - {OTHERS, NOTA})
    return [*((code, PartyKind.PARTY) for code in codes), (OTHERS, PartyKind.OTHER), (NOTA, PartyKind.OTHER)]


def _results(before: Iterable[Count], known: set[PartyCode]) -> Iterable[Result]:
    tallies: dict[tuple[int, SeatCode, PartyCode], int] = defaultdict(int)
    electors: dict[tuple[int, SeatCode], int | None] = {}
    for count in before:
        code = seat_code(count)
        tallies[count.year, code, count.party if count.party in known else OTHERS] += count.votes
        electors[count.year, code] = count.electors
    for (year, code, party), votes in tallies.items():
        yield Result(
            election=f"GE{year}",
            kind=ElectionKind.PARLIAMENT,
            date=date(year, POLLING_MONTH, 2),
            unit=None,
            seat=code,
            party=party,
            candidate=None,
            votes=votes,
            electors=electors[year, code],
            contest=code,
            row=_row("results", f"{year}/{code}/{party}"),
        )


def _fronts(record: Record, state: StateName, years: Iterable[int]) -> Iterable[FrontMember]:
    for year in years:
        for party, front in record.fronts.get((year, state), {}).items():
            yield FrontMember(
                election=f"GE{year}",
                region=WHOLE_CASE,
                front=front,
                party=party,
                kind=FrontKind.SEAT_SHARING,
                stands=FrontStands.SOME,
                row=_row("fronts", f"{year}/{front}/{party}"),
            )


def _past(year: int, weight: float) -> Past:
    return Past(f"GE{year}", ElectionKind.PARLIAMENT, date(year, POLLING_MONTH, 2), weight, None)


def _electors(mine: Iterable[Count], code: SeatCode) -> int | None:
    known = [(count.year, count.electors) for count in mine if seat_code(count) == code and count.electors]
    return max(known)[1] if known else None


def _row(file: str, content: str) -> Row:
    return Row(file, 0, f"{file}:{content}")
