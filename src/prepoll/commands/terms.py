"""What the three commands on terms have in common: the alliance supposed, seats and demands as people write them."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from prepoll.commands.studies import read_alliances
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode

if TYPE_CHECKING:
    from prepoll.alliances import StandDown, Structure
    from prepoll.study import Study

Read = TypeVar("Read")
WIDTH = 110


def supposed(
    study: Study, alliance: list[str] | None
) -> tuple[Structure, frozenset[PartyCode], tuple[RegionCode, ...]]:
    """Return the structure with the alliance asked for, its members, and the regions it holds in."""
    if not alliance:
        raise UsageError("Name the alliance: --alliance A+B, or A+B@REGION.")
    asked = read_alliances(alliance)
    structure = study.structure(asked)
    bloc = frozenset(study.party_code(party) for party in asked[0].members)
    regions = tuple(row.code for row in study.case.regions if bloc in structure.in_region(row.code))
    if not regions:
        raise UsageError(
            f"{'+'.join(sorted(bloc))} stands nowhere in {structure}: another --alliance takes its members. "
            "Name the alliance asked about first and each party once a region."
        )
    return structure, bloc, regions


def structure_text(study: Study, structure: Structure) -> str:
    """Write a structure; one that is the same in all regions without naming them."""
    blocs = {structure.in_region(region.code) for region in study.case.regions}
    if len(blocs) != 1 or not structure.blocs:
        return str(structure)
    everywhere = ", ".join("+".join(sorted(bloc)) for bloc in blocs.pop()) + " everywhere"
    return "; ".join([everywhere, *(f"{c.giver} leaves {c.seat} to {c.taker}" for c in structure.courtesies)])


class Problems:
    """Collects what cannot be read, so that all of it is told at once."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def read(self, texts: Iterable[str], read: Callable[[str], Read]) -> list[Read]:
        """Read every text that can be read."""
        found = []
        for text in texts:
            try:
                found.append(read(text))
            except UsageError as problem:
                self.lines.append(str(problem))
        return found

    def tell(self) -> None:
        """Raise UsageError where something could not be read."""
        if self.lines:
            raise UsageError("\n".join(dict.fromkeys(self.lines)))


def party_seats(study: Study, text: str) -> tuple[PartyCode, tuple[SeatCode, ...]]:
    """Read a party and its seats written A=S1,S2; seats by code or name."""
    party, equals, names = text.partition("=")
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not equals or not wanted:
        raise UsageError(f"{text!r} is not a party and its seats. Write it as A=S1,S2.")
    problems = Problems()
    parties = problems.read([party], study.party_code)
    seats = problems.read(wanted, partial(seat_code, study))
    problems.tell()
    return parties[0], tuple(seats)


NOBODY = "nobody"
"""Stands for a seat in which nobody of the alliance is to stand."""


def team_seats(study: Study, text: str) -> tuple[tuple[PartyCode, ...], tuple[SeatCode, ...]]:
    """Read who stands in some seats: A=S1,S2, A+B=S3 in a friendly contest, nobody=S4 in an empty one."""
    names, equals, seats = text.partition("=")
    problems, members = Problems(), [] if names.strip().casefold() == NOBODY else names.split("+")
    team = problems.read(members, study.party_code)
    wanted = problems.read([name for name in seats.split(",") if name.strip()], partial(seat_code, study))
    problems.tell()
    if not equals or not wanted:
        raise UsageError(f"{text!r} is not a party and its seats. Write it as A=S1,S2.")
    return tuple(dict.fromkeys(team)), tuple(wanted)


def courtesy(study: Study, text: str) -> StandDown:
    """Read a seat that a party leaves to one of another bloc, written A:B@SEAT."""
    from prepoll.alliances import StandDown

    pair, at, seat = text.partition("@")
    giver, colon, taker = pair.partition(":")
    if not at or not colon:
        raise UsageError(f"{text!r} is no courtesy. Write it as A:B@SEAT: A leaves the seat to B.")
    problems = Problems()
    codes = problems.read([giver, taker], study.party_code)
    seats = problems.read([seat], partial(seat_code, study))
    problems.tell()
    return StandDown(seats[0], codes[0], codes[1])


def seat_code(study: Study, text: str) -> SeatCode:
    """Return the code of a seat given by code or name; UsageError with the nearest ones."""
    known: dict[str, SeatCode] = {}
    for row in study.case.seats:
        for name in (row.code, row.name):
            known.setdefault(name.casefold(), row.code)
    wanted = text.strip().casefold()
    if wanted in known:
        return known[wanted]
    near = dict.fromkeys(known[name] for name in difflib.get_close_matches(wanted, known, n=3, cutoff=0.6))
    codes = [row.code for row in study.case.seats]
    few = ", ".join(codes[:12]) + (f" … ({len(codes)} in seats.csv)" if len(codes) > 12 else "")
    hint = f" Did you mean {' or '.join(near)}?" if near else f" Known: {few}."
    raise UsageError(f"There is no seat {text!r} in {study.case.folder}.{hint}")


def number_for(study: Study, text: str, *, whole: bool) -> tuple[PartyCode, float]:
    """Read a number for a party written A=2, or A=1.5 where it need not be whole."""
    party, equals, number = text.partition("=")
    try:
        value = float(int(number) if whole else float(number))
    except ValueError:
        equals = ""
        value = 0.0
    if not equals or not 0 <= value < float("inf"):
        raise UsageError(f"{text!r} is not a number of seats. Write it as PARTY={'2' if whole else '1.5'}.")
    return study.party_code(party), value


def quota_for(study: Study, text: str) -> tuple[PartyCode, int, RegionCode | None]:
    """Read a number of seats for a party written A=2, or A=2@REGION for those in one region."""
    count, at, region = text.partition("@")
    party, number = number_for(study, count, whole=True)
    return party, int(number), region_code(study, region) if at else None


def region_code(study: Study, text: str) -> RegionCode:
    """Return the code of a region given by code or name; UsageError with those there are."""
    known = {name.casefold(): row.code for row in study.case.regions for name in (row.name, row.code)}
    wanted = text.strip().casefold()
    if wanted not in known:
        codes = ", ".join(row.code for row in study.case.regions)
        raise UsageError(f"There is no region {text.strip()!r} in {study.case.folder}. Known: {codes}.")
    return known[wanted]


def rebel_words(study: Study) -> str:
    """Say in one sentence which rebels reports speak of; empty where they speak of none."""
    from prepoll.alliances import told_rebels

    told = [f"{seat} {party} {r.chance:.0%} ({r.share:.0%})" for (seat, party), r in told_rebels(study.case).items()]
    if not told:
        return ""
    return f"Rebels where a party gives way, by field reports, with their chance (and who follows): {', '.join(told)}."


def wrapped(text: str, indent: str = "  ") -> str:
    """Break a sentence into lines for a terminal."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
