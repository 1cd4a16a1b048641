"""An offer's text in words: who stands where by region, conditions, undertakings; from the shared fields alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from prepoll.case.types import Case as LibraryCase
from prepoll_web.deadlines.moments import zone_of
from prepoll_web.talks.models import Duty, Obligation
from prepoll_web.talks.text import Promise, Text, read_text


@dataclass(frozen=True, slots=True)
class InWords:
    """A text as pages show it."""

    text: Text
    regions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # region, and of each seat its name and who stands
    conditions: tuple[str, ...]
    undertakings: tuple[str, ...]
    reply_due: datetime | None  # in the country's time zone


def in_words(kept: Mapping[str, Any], case: LibraryCase) -> InWords:
    """Put a text into words with the names that a case has for seats and regions."""
    text = read_text(kept)
    zone = zone_of(case.country)
    due = parse_datetime(text.reply_due) if text.reply_due else None
    return InWords(
        text,
        tuple(_regions(text, case)),
        tuple(_conditions(text, case)),
        tuple(duty_in_words(duty, case) for duty in text.duties),
        due.astimezone(zone) if due else None,
    )


def who_stands(text: Text) -> dict[str, str]:
    """Return the party that is to stand in each seat that a text names, by codes; all of them in a friendly contest.

    >>> who_stands(Text("A", ("A", "B"), {"A": ("S2",), "B": ("S1",)}, friendly=("S3",)))
    {'S1': 'B', 'S2': 'A', 'S3': 'A + B'}
    """
    who = {seat: party for party, seats in text.seats.items() for seat in seats}
    who |= {seat: " + ".join(sorted(text.parties)) for seat in text.friendly}
    return dict(sorted(who.items()))


def seat_name(case: LibraryCase, seat: str) -> str:
    """Return the name of a seat; its code where a case does not know it."""
    return next((row.name for row in case.seats if row.code == seat), seat)


def _regions(text: Text, case: LibraryCase) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield each region with the seats that the text names; what the case does not know comes last."""
    who = {seat: party for party, seats in text.seats.items() for seat in seats}
    who |= {seat: _("friendly contest") for seat in text.friendly}
    names = {region.code: region.name for region in case.regions}
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in names.values()}
    for seat in sorted(who):
        name = names.get(case.region_of.get(seat, ""), _("elsewhere"))
        groups.setdefault(name, []).append((seat_name(case, seat), who[seat]))
    yield from ((name, tuple(rows)) for name, rows in groups.items() if rows)


def _conditions(text: Text, case: LibraryCase) -> Iterator[str]:
    for party, leaves in text.only_if:
        yield _("Only if %(party)s leaves %(other)s.") % {"party": party, "other": leaves}
    for seat, giver, taker in text.courtesies:
        told = {"giver": giver, "taker": taker, "seat": seat_name(case, seat)}
        yield _("Courtesy: %(giver)s leaves %(seat)s to %(taker)s.") % told
    for giver, taker, election in text.support:
        told = {"giver": giver, "taker": taker, "election": election}
        yield _("%(giver)s supports %(taker)s in another election: %(election)s.") % told


def duty_in_words(duty: Promise | Obligation, case: LibraryCase) -> str:
    """Say who undertakes to do what."""
    told = {"party": duty.party, "seat": seat_name(case, duty.seat), "words": duty.words}
    return {
        Duty.CAMPAIGN.value: _("%(party)s campaigns jointly with the others"),
        Duty.WITHDRAW.value: _("%(party)s withdraws its candidate in %(seat)s"),
        Duty.OTHER.value: "%(party)s: %(words)s",
    }[duty.duty] % told


def as_markdown(kept: Mapping[str, Any], case: LibraryCase, signed: str) -> str:
    """Write an agreement for anybody to whom it is shown: the shared text, and nothing of any side's own."""
    said = in_words(kept, case)
    lines = [f"# {_('Agreement')}: {' + '.join(said.text.parties)}", "", case.title, "", signed, ""]
    for region, seats in said.regions:
        lines += [f"## {region}", "", *(f"- {seat}: {party}" for seat, party in seats), ""]
    for heading, rows in ((_("Conditions"), said.conditions), (_("Undertakings"), said.undertakings)):
        if rows:
            lines += [f"## {heading}", "", *(f"- {row}" for row in rows), ""]
    if said.text.words:
        lines += [f"## {_('In words')}", "", said.text.words, ""]
    return "\n".join(lines)
