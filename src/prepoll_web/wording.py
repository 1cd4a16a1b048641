"""The library's words for figures, relations and sources, in the language of the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prepoll.alliances import Structure
from prepoll.brief import wording
from prepoll.brief.wording import CHANCE_WORDS
from prepoll.case.types import Case

Words = Mapping[str, str | Promise]

CHANCES: Final[Words] = {
    "likely": _("likely"),
    "leaning": _("leaning"),
    "toss-up": _("toss-up"),
    "unlikely": _("unlikely"),
    "out of reach": _("out of reach"),
}
RELATIONS: Final[Words] = {
    "allied": _("allied"),
    "talking": _("in talks"),
    "open": _("open"),
    "supporting": _("supports"),
    "ruled_out": _("ruled out"),
    "broken": _("broken off"),
    "unknown": _("nothing known"),
}
STATUSES: Final[Words] = {
    "bound": _("bound"),
    "free": _("possible"),
    "softly_barred": _("behind a hedged refusal"),
    "barred": _("barred"),
}
SPHERES: Final[Words] = {
    "political": _("Political: leaders and offices"),
    "parliamentary": _("Parliamentary: constituency reports"),
    "field": _("Field: workers and booths"),
    "press": _("Press: what was printed"),
    "election": _("Counts of other elections"),
}
MEASURES: Final[Words] = {
    "share_valid": _("share of valid votes"),
    "share_added": _("share added"),
    "share_electorate": _("share of electors"),
    "votes": _("votes"),
    "lead": _("lead"),
    "rank": _("rank"),
    "seats_won": _("seats won"),
    "transfer": _("transfer"),
    "ratio": _("ratio"),
    "none": _("no number"),
}
KINDS: Final[Words] = {
    "prior": _("starting point"),
    "result": _("past result"),
    "split": _("party split"),
    "poll": _("opinion poll"),
    "report": _("field report"),
}
AT_THE_ENDS: Final[Words] = {
    "under 1 in 100": _("under 1 in 100"),
    "over 99 in 100": _("over 99 in 100"),
    "under 0.1%": _("under 0.1%"),
}
"""Figures that are told by a bound."""


def chance_word(chance: float) -> str:
    """Name a chance of winning by the library's cut-offs."""
    return str(CHANCES[wording.chance_word(chance)])


def in_hundred(chance: float) -> str:
    """Write a chance as so many in a hundred."""
    said = wording.in_hundred(chance)
    if said in AT_THE_ENDS:
        return str(AT_THE_ENDS[said])
    return gettext("%(number)s in 100") % {"number": said.removesuffix(" in 100")}


def percent(share: float) -> str:
    """Write a fraction as per cent: whole ones, one decimal under two."""
    said = wording.percent(share)
    return str(AT_THE_ENDS.get(said, said))


def between(low: str, high: str) -> str:
    """Write the ends of an interval."""
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def cutoffs() -> str:
    """State the cut-offs of the words for chances."""
    rows = [
        gettext("%(word)s from %(number)s in 100") % {"word": CHANCES[word], "number": math.floor(least * 100 + 0.5)}
        for word, least in ((word, least) for least, word in CHANCE_WORDS)
    ]
    return ", ".join([*rows, gettext("out of reach below")])


def described(structure: Structure, case: Case) -> str:
    """Say who is together where, and which seats are left to others."""
    regions = {region.code: region.name for region in case.regions}
    seats = {seat.code: seat.name for seat in case.seats}
    where: dict[str, list[str]] = {}
    for code, blocs in structure.blocs:
        for bloc in blocs:
            where.setdefault(" + ".join(sorted(bloc)), []).append(regions.get(code, gettext("all seats")))
    rows = [
        gettext("%(parties)s together in %(places)s") % {"parties": bloc, "places": listed(places)}
        for bloc, places in where.items()
    ]
    rows += [left_to(row.giver, seats.get(row.seat, row.seat), row.taker) for row in structure.courtesies]
    return (
        gettext("%(blocs)s, every other party alone") % {"blocs": "; ".join(rows)}
        if rows
        else gettext("every party alone")
    )


def left_to(giver: str, seat: str, taker: str) -> str:
    """Say who leaves a seat to whom."""
    return gettext("%(giver)s leaves %(seat)s to %(taker)s") % {"giver": giver, "seat": seat, "taker": taker}


def listed(names: Sequence[str]) -> str:
    """Write names in a row, the last two with a word between them."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
