"""How figures, days and names are written, so that no sentence claims more than the draws say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from prepoll.advice.types import Deal
from prepoll.alliances.types import Interval, Structure
from prepoll.case.types import Case, Objective
from prepoll.names import AlliancesBy, PartyCode, RegionCode, SeatCode

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def day(on: date, as_of: date | None = None) -> str:
    """Write a day as `26 March`, with its year where that is not the year of `as_of`."""
    written = f"{on.day} {on:%B}"
    return written if as_of is not None and on.year == as_of.year else f"{written} {on.year}"


def days(count: int) -> str:
    """Write a number of days in words up to twelve: `one day`, `nine days`, `31 days`.

    >>> days(1), days(9), days(31)
    ('one day', 'nine days', '31 days')
    """
    number = SMALL[count] if 0 <= count < len(SMALL) else str(count)
    return f"{number} day" if count == 1 else f"{number} days"


def counted(count: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "set"), counted(12, "further set")
    ('1 set', '12 further sets')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def of_hundred(chance: float) -> str:
    """Write a chance as draws of a hundred; never rounded to a certainty it is not.

    >>> of_hundred(0.124), of_hundred(0.001), of_hundred(0.0)
    ('in 12 of 100 draws', 'in fewer than 1 of 100 draws', 'in none of the draws')
    """
    if chance <= 0:
        return "in none of the draws"
    if chance >= 1:
        return "in all draws"
    if chance < 0.005:
        return "in fewer than 1 of 100 draws"
    if chance > 0.995:
        return "in more than 99 of 100 draws"
    return f"in {round(chance * 100)} of 100 draws"


def percent(share: float) -> str:
    """Write a share as per cent: whole numbers from ten up, one decimal below."""
    return f"{share * 100:.0f}%" if share >= 0.0995 else f"{share * 100:.1f}%"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Join words with commas and `and`.

    >>> joined(["A", "B", "C"]), joined(["A"])
    ('A, B and C', 'A')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def unit(objective: Objective) -> str:
    """Name what an objective counts: seats, votes, deposits, the chance of recognition, seats denied."""
    if objective.rivals:
        return f"seats denied to {joined(objective.rivals)}"
    return {"recognition": "points on the chance of recognition", "deposits": "deposits saved"}.get(
        objective.code, objective.code
    )


def number(objective: Objective, value: float, *, sign: bool = False) -> str:
    """Write one value of an objective: votes to the nearest thousand, chances in points, the rest in hundredths."""
    if objective.code == "votes":
        written, zero = f"{round(abs(value), -3):,.0f}", abs(value) < 500
    elif objective.code == "recognition":
        written, zero = f"{abs(value) * 100:.0f}", abs(value) < 0.005
    else:
        written, zero = f"{abs(value):.2f}", abs(value) < 0.005
    if zero:
        return "0"
    return f"{'−' if value < 0 else '+' if sign else ''}{written}"


def figure(objective: Objective, interval: Interval, *, sign: bool = False, inside: bool = False) -> str:
    """Write a mean with its 90% interval and its unit: `+0.12 seats (90%: 0 to +1.00)`.

    `inside` leaves the brackets out, for a figure that stands in brackets itself.
    """
    mean = f"{number(objective, interval.mean, sign=sign)} {unit(objective)}"
    if objective.code == "recognition":  # recognised or not in each draw: an interval says nothing
        return re.sub(r"^(\D?1) points", r"\1 point", mean)
    low, high = (number(objective, value, sign=sign) for value in (interval.low90, interval.high90))
    return f"{mean}, 90%: {low} to {high}" if inside else f"{mean} (90%: {low} to {high})"


@dataclass
class Mentions:
    """Writes a party's name and code when it is first mentioned in a text, its code from then on."""

    case: Case
    told: set[PartyCode] = field(default_factory=set)

    def party(self, code: PartyCode) -> str:
        """Name a party."""
        party = self.case.party_by_code.get(code)
        if code in self.told or party is None or party.name == code:
            return code
        self.told.add(code)
        return f"{party.name} ({code})"

    def subject(self, code: PartyCode) -> str:
        """Name a party as the subject of a sentence: `It` once it has been named."""
        return "It" if code in self.told else self.party(code)

    def parties(self, codes: Sequence[PartyCode]) -> str:
        """Name several parties, joined."""
        return joined([self.party(code) for code in codes])

    def seat(self, code: SeatCode) -> str:
        """Name a seat."""
        return seat_name(self.case, code)

    def regions(self, codes: Sequence[RegionCode]) -> str:
        """Say in which regions: nothing where the case has no regions of its own."""
        return region_words(self.case, codes)


def seat_name(case: Case, code: SeatCode) -> str:
    """Return a seat's name, its code where the case does not know it."""
    return next((seat.name for seat in case.seats if seat.code == code), code)


def region_words(case: Case, codes: Sequence[RegionCode]) -> str:
    """Write ` in Kashmir`, ` in Kashmir and Jammu`; empty where alliances are made for the whole case."""
    if len(case.regions) < 2 or case.alliances_by is AlliancesBy.CASE:
        return ""
    names = {region.code: region.name for region in case.regions}
    return f" in {joined([names.get(code, code) for code in codes])}"


def deal_words(deal: Deal) -> str:
    """Say how an alliance's seats are shared: `seats in proportion to votes (A 3, B 2)`."""
    return f"{deal.name} ({', '.join(f'{party} {count}' for party, count in deal.seats)})"


def alliance_words(case: Case, structure: Structure, party: PartyCode) -> str:
    """Name a party's alliance with its regions; where partners differ by region, each group of regions by itself.

    Codes only, the party first: `A + B in Kashmir; A + C in Jammu`.
    """
    regions: dict[tuple[PartyCode, ...], list[RegionCode]] = {}
    for region in case.regions:
        bloc = structure.bloc_of(region.code, party)
        if len(bloc) > 1:
            order = (party, *(p.code for p in case.parties if p.code in bloc and p.code != party))
            regions.setdefault(order, []).append(region.code)
    return "; ".join(f"{' + '.join(codes)}{region_words(case, where)}" for codes, where in regions.items())
