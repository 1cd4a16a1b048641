"""Say which columns of somebody's own results table hold what, asking only where it cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from prepoll.case.headings import Role, plain, role_of, roles, without_votes
from prepoll.case.sheets import Sheet
from prepoll.case.tables import letters
from prepoll.case.tallies import (
    are_fractions,
    count_of,
    holds_counts,
    holds_shares,
    holds_words,
)
from prepoll.errors import UsageError
from prepoll.names import ElectionKind, PartyCode


class Shape(StrEnum):
    """How a table of results is laid out."""

    WIDE = "wide"  # one row a seat, one column a party
    LONG = "long"  # one row a candidate or party


@dataclass(frozen=True, slots=True)
class TableAnswers:
    """What a person says about a results table beforehand; None is recognised, asked or assumed."""

    sheet: str | None = None
    shape: Shape | None = None
    seat_column: str | None = None
    party_column: str | None = None
    votes_column: str | None = None
    electors_column: str | None = None
    candidate_column: str | None = None
    election: str | None = None  # code of the past election, such as GE2019
    kind: ElectionKind | None = None
    held: date | None = None  # polling day of the past election
    coming: date | None = None  # first polling day of the election to come
    as_of: date | None = None
    title: str | None = None
    country: str | None = None
    focal: tuple[PartyCode, ...] = ()
    others_below: float = 0.01  # share of all votes below which a party counts as one of the others


@dataclass(frozen=True, slots=True)
class Question:
    """Something that cannot be seen in the table; `option` answers it beforehand."""

    option: str
    words: str
    choices: tuple[str, ...] = ()
    assumed: str | None = None
    day: bool = False  # the answer is a day, YYYY-MM-DD


Ask = Callable[[Question], str]


@dataclass(frozen=True, slots=True)
class Counted:
    """A column of votes: whose they are and of which year, as far as its heading says so."""

    place: int
    party: str | None = None  # None: the row names the party
    year: str | None = None  # None: the row, or nothing, says when
    by: int | None = None  # the column that names the party, where a row has several
    share: bool = False  # per cent of the valid votes, not votes
    fraction: bool = False  # of a share: 0.41, not 41


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of the columns that count."""

    shape: Shape
    seat: int
    seat_code: int | None
    region: int | None
    electors: int | None
    election: int | None
    year: int | None
    day: int | None
    by_election: int | None
    party: int | None
    candidate: int | None
    votes: tuple[Counted, ...]
    valid: int | None = None  # the column of all valid votes, for tables of shares
    turnout: int | None = None  # the same

    def told(self, header: tuple[str, ...]) -> tuple[str, ...]:
        """Say in words which column was read as what."""
        names = ("seat", "seat_code", "region", "electors", "election", "year", "day", "party", "candidate")
        places = [(name.replace("_", " "), getattr(self, name)) for name in names]
        told = [f"{name}: column {letters(place)}, {header[place]!r}" for name, place in places if place is not None]
        what = "votes" if self.shape is Shape.LONG else "parties"
        where = ", ".join(f"{letters(votes.place)}, {header[votes.place]!r}{_read_as(votes)}" for votes in self.votes)
        return (*told, f"{what}: column{'s' * (len(self.votes) > 1)} {where}")


def recognise(sheet: Sheet, answers: TableAnswers, ask: Ask | None) -> Columns:
    """Find the columns of a table; raises UsageError, naming the option, where one cannot be found."""
    found = roles(sheet.header)
    shape = answers.shape or _shape(sheet, found, answers)
    seen = found.get(Role.SEAT) or (_only_names(sheet, found) if shape is Shape.WIDE else [])
    seat = _needed(sheet, answers.seat_column, seen, _SEAT, ask)
    if seat is None:
        raise UsageError(_missing(sheet, _SEAT) + _transposed(sheet, found))
    candidate = _given(sheet, answers.candidate_column, "--candidate-column")
    electors = _given(sheet, answers.electors_column, "--electors-column")
    party = None
    if shape is Shape.LONG:
        party = _needed(sheet, answers.party_column, found.get(Role.PARTY, []), _PARTY, ask)
        votes = _votes(sheet, found, answers, ask)
        if party is None or not votes:
            raise UsageError(_missing(sheet, _PARTY if party is None else _VOTES))
        candidate = _first(found, Role.CANDIDATE, candidate)
    else:
        votes = _votes_of_parties(sheet, found, {seat, electors})
    return Columns(
        shape=shape,
        seat=seat,
        seat_code=_first({role: [n for n in ns if n != seat] for role, ns in found.items()}, Role.SEAT_CODE),
        region=_first(found, Role.REGION),
        electors=_first(found, Role.ELECTORS, electors),
        election=_first(found, Role.ELECTION),
        year=_first(found, Role.YEAR),
        day=_first(found, Role.DATE),
        by_election=_first(found, Role.BY_ELECTION),
        party=party,
        candidate=candidate if shape is Shape.LONG and not any(each.by for each in votes) else None,
        votes=votes,
        valid=_first(found, Role.VALID),
        turnout=next((place for place in found.get(Role.UNUSED, []) if _is_turnout(sheet, place)), None),
    )


_SEAT = Question("--seat-column", "Which column names the seat (constituency)?")
_PARTY = Question("--party-column", "Which column names the party?")
_VOTES = Question("--votes-column", "Which column holds the votes?")


_FEW = 3  # columns of counts; of fewer, one may be twice the other
YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
"""A year that stands by itself in a text."""


def _read_as(votes: Counted) -> str:
    read = [f"of {votes.year}"] if votes.year else []
    read += [f"of the party in {letters(votes.by)}"] if votes.by is not None else []
    read += ["fractions" if votes.fraction else "per cent"] if votes.share else []
    return f" ({', '.join(read)})" if read else ""


def _votes(sheet: Sheet, found: dict[Role, list[int]], answers: TableAnswers, ask: Ask | None) -> tuple[Counted, ...]:
    """Find the column of votes of a long table, or one for each of several years."""
    yearly = _yearly(sheet, found) if answers.votes_column is None else ()
    if len(yearly) > 1:
        return yearly
    seen = found.get(Role.VOTES, [])
    parties = found.get(Role.PARTY, [])
    if answers.votes_column is None and len(seen) == len(parties) > 1 and not answers.party_column:
        return tuple(Counted(place, by=by) for by, place in zip(sorted(parties), sorted(seen), strict=True))
    postal = any("postal" in plain(heading).split() for heading in sheet.header)
    totals = [place for place in found.get(Role.VALID, []) if holds_counts(sheet, place)]
    shares = [place for place in found.get(Role.UNUSED, []) if _is_share_of_votes(sheet, place)]
    postal = postal and not any("total" in plain(sheet.header[place]).split() for place in seen)
    if totals and (postal or not (seen or shares)):
        seen = totals  # the total of each row, where machine and postal votes stand apart
    if not seen and answers.votes_column is None and shares:
        return (Counted(shares[0], share=True),)
    place = _needed(sheet, answers.votes_column, seen, _VOTES, ask)
    return () if place is None else (Counted(place),)


def _is_turnout(sheet: Sheet, place: int) -> bool:
    return "turnout" in plain(sheet.header[place]).split() and holds_shares(sheet, place)


def _is_share_of_votes(sheet: Sheet, place: int) -> bool:
    words = set(plain(sheet.header[place]).split())
    return not words & {"turnout", "margin", "majority", "swing", "over"} and holds_shares(sheet, place)


def _votes_of_parties(sheet: Sheet, found: dict[Role, list[int]], used: set[int | None]) -> tuple[Counted, ...]:
    """List the columns of a wide table that hold a party's votes; where there are none, those of its shares."""
    places = _party_columns(sheet, found, used)
    if len(places) > 1:
        return of_parties(sheet, places)
    shares = {
        place: re.sub(r"(?i)\b(?:vote )?share\b|\bper ?cent(?:age)?\b|\bpct\b|%", "", heading).strip(" _-/:()")
        for place, heading in enumerate(sheet.header)
        if place not in used and _is_share_of_votes(sheet, place)
    }
    if len(named := {place: name for place, name in shares.items() if name}) > 1:
        fraction = are_fractions(sheet, named)
        return tuple(replace(each, share=True, fraction=fraction) for each in of_parties(sheet, tuple(named), named))
    held = f"only the column {sheet.header[places[0]]!r} holds votes" if places else "no column holds votes"
    raise UsageError(
        f"{sheet.file}: {held}. A wide table has a column for each party; "
        f"a long one needs --party-column and --votes-column. The columns: {_headings(sheet)}."
    )


def _yearly(sheet: Sheet, found: dict[Role, list[int]]) -> tuple[Counted, ...]:
    """List the columns of counts whose heading is a year, alone or with a word for votes, one for each year."""
    votes: dict[str, Counted] = {}
    for place, heading in enumerate(sheet.header):
        years = YEAR.findall(heading)
        words = plain(YEAR.sub(" ", heading))
        free = place not in _taken({role: places for role, places in found.items() if role is not Role.VOTES})
        said = not words or role_of(words.split()[0]) is Role.VOTES or role_of(words) is Role.VOTES
        if len(years) == 1 and free and said and holds_counts(sheet, place):
            votes.setdefault(years[0], Counted(place, None, years[0]))
    return tuple(votes.values())


def of_parties(sheet: Sheet, places: tuple[int, ...], names: Mapping[int, str] | None = None) -> tuple[Counted, ...]:
    """Say whose votes the columns of a wide table hold; a year that stands in each of the headings is theirs."""
    headings = [(names or {}).get(place) or without_votes(sheet.header[place]) for place in places]
    years = [YEAR.findall(heading) for heading in headings]
    if not all(len(found) == 1 for found in years):
        return tuple(Counted(place, heading) for place, heading in zip(places, headings, strict=True))
    parties = [re.sub(r"[\s(),./_-]*$|^[\s(),./_-]*", "", YEAR.sub("", heading)) for heading in headings]
    if not all(parties) or len(set(parties)) == 1 < len(parties):
        raise UsageError(
            f"{sheet.file}: the columns {', '.join(map(repr, headings[:6]))} hold votes of years, and no column "
            "is seen that names the party. Name it with --party-column."
        )
    rows = zip(places, parties, years, strict=True)
    return tuple(Counted(place, party, year) for place, party, (year,) in rows)


def _shape(sheet: Sheet, found: dict[Role, list[int]], answers: TableAnswers) -> Shape:
    if answers.party_column or answers.votes_column or (Role.PARTY in found and Role.VOTES in found):
        return Shape.LONG
    if Role.PARTY in found and _yearly(sheet, found):
        return Shape.LONG
    if Role.PARTY in found and Role.CANDIDATE in found:
        return Shape.LONG
    if Role.PARTY in found and _seats_repeat(sheet, found):
        return Shape.LONG
    unnamed = [place for place in range(len(sheet.header)) if holds_counts(sheet, place) and place not in _taken(found)]
    return Shape.WIDE if len(unnamed) > 1 or Role.PARTY not in found else Shape.LONG


def _seats_repeat(sheet: Sheet, found: dict[Role, list[int]]) -> bool:
    """Say whether the rows of one seat differ by their party: then a row is a party's, whatever holds the votes."""
    if Role.SEAT not in found:
        return False
    seat, party = found[Role.SEAT][0], found[Role.PARTY][0]
    seats, pairs = {row[seat] for row in sheet.rows}, {(row[seat], row[party]) for row in sheet.rows}
    return len(pairs) > 1.5 * len(seats)


def _only_names(sheet: Sheet, found: dict[Role, list[int]]) -> list[int]:
    """Find the one column of words of a wide table, each word once: it names the seats, whatever its heading."""
    free = [place for place in range(len(sheet.header)) if place not in _taken(found)]
    for places in (free, found.get(Role.UNUSED, [])):  # "district" is mostly something else, and may be all there is
        words = [place for place in places if holds_words(sheet, place)]
        if words:
            alone = len(words) == 1 and len({row[words[0]] for row in sheet.rows}) == len(sheet.rows)
            return words if alone else []
    return []


def _taken(found: dict[Role, list[int]]) -> set[int]:
    return {place for places in found.values() for place in places}


def _needed(sheet: Sheet, given: str | None, candidates: list[int], question: Question, ask: Ask | None) -> int | None:
    if given is not None:
        return _given(sheet, given, question.option)
    if candidates and (len(candidates) == 1 or ask is None):
        return candidates[0]
    if ask is None:
        return None
    choices = tuple(sheet.header[place] for place in candidates) or tuple(filter(None, sheet.header))
    answer = ask(Question(question.option, question.words, choices, choices[0] if candidates else None))
    return _given(sheet, answer, question.option)


def _given(sheet: Sheet, heading: str | None, option: str) -> int | None:
    """Find a column by its heading, or by its letter."""
    if heading is None:
        return None
    wanted = heading.strip()
    for same in (str, str.casefold, plain):
        for place, name in enumerate(sheet.header):
            if name and same(name) == same(wanted):
                return place
    for place in range(len(sheet.header)):
        if letters(place) == wanted.upper():
            return place
    raise UsageError(f"{sheet.file} has no column {heading!r}. Give {option} one of: {_headings(sheet)}.")


def _missing(sheet: Sheet, question: Question) -> str:
    what = question.words.removeprefix("Which column ").rstrip("?")
    return f"{sheet.file}: no column is seen that {what}. Name it with {question.option}: {_headings(sheet)}."


def _transposed(sheet: Sheet, found: dict[Role, list[int]]) -> str:
    counts = sum(holds_counts(sheet, place) for place in range(len(sheet.header)))
    if Role.PARTY in found and counts > 1 and Role.VOTES not in found:
        return " If it has a row for each party and a column for each seat, transpose it first."
    return ""


def _headings(sheet: Sheet) -> str:
    shown = [f"{name!r}" if name else letters(place) for place, name in enumerate(sheet.header)]
    return ", ".join(shown[:40]) + (f" and {len(shown) - 40} more" if len(shown) > 40 else "")


def _first(found: dict[Role, list[int]], role: Role, given: int | None = None) -> int | None:
    if given is not None:
        return given
    places = found.get(role, [])
    return places[0] if places else None


def _party_columns(sheet: Sheet, found: dict[Role, list[int]], used: set[int | None]) -> tuple[int, ...]:
    """List the columns of counts whose heading is no other role; `PC` may be Plaid Cymru beside a seat's column."""
    other = _taken(found) - set(found.get(Role.SEAT, []))
    places = [p for p in range(len(sheet.header)) if p not in other and p not in used and holds_counts(sheet, p)]
    return tuple(place for place in places if len(places) < _FEW or not _is_sum(sheet, place, places))


def _is_sum(sheet: Sheet, place: int, places: list[int]) -> bool:
    """Say whether a column is the sum of the other counts in every row, whatever its heading."""
    sums: list[bool] = []
    for row in sheet.rows:
        counts = {each: count_of(row[each]) or 0 for each in places}
        if counts[place]:
            sums.append(2 * counts[place] == sum(counts.values()))
    return len(sums) > 1 and all(sums)
