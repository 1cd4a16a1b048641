"""The form of an offer: who stands where by region, conditions, what each undertakes, and by when to reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prepoll.case.types import Case as LibraryCase
from prepoll.case.types import Seat
from prepoll.names import PartyCode
from prepoll_web.deadlines.moments import names_stay, withdrawals_close, zone_of
from prepoll_web.meetings.forms import parties_of
from prepoll_web.talks.drafting import Draft
from prepoll_web.talks.forms import hour_field, in_zone, words_field
from prepoll_web.talks.models import Duty, Talk
from prepoll_web.talks.once import once_field
from prepoll_web.talks.text import LONGEST, Promise, Text

FRIENDLY: Final = "friendly contest"
"""Chosen for a seat in which all may stand; no party has a code with a space."""

ROWS: Final = (1, 2)
"""Courtesies and other undertakings that one offer has room for."""


class OfferForm(forms.Form):
    """An offer between the parties of some talks; `text` is what it starts from."""

    campaign = forms.BooleanField(label=_("All campaign jointly"), required=False)
    withdraw = forms.BooleanField(
        label=_("Each withdraws its candidates from the seats of the others, by the last hour to withdraw"),
        required=False,
    )
    words = words_field(_("Words to the other side"))
    reply_due = hour_field(label=_("Reply due"), required=False)
    note = words_field(_("Note for ourselves, never sent"))
    once = once_field()

    def __init__(
        self,
        talk: Talk,
        case: LibraryCase,
        data: QueryDict | None = None,
        text: Text | None = None,
        *,
        at: datetime,
    ) -> None:
        super().__init__(data)
        self.talk, self.case, self.zone = talk, case, zone_of(case.country)
        self.fields["words"].max_length = LONGEST  # type: ignore[attr-defined]
        self.fields["reply_due"].help_text = _("Time of %(zone)s") % {"zone": self.zone}
        self.closed = names_stay(case, at)
        self._add_seats()
        if all(seat.code in self.closed for seat in self._seats()):
            del self.fields["withdraw"]  # there is nobody left who can
        self._add_conditions()
        self._add_duties()
        self.order_fields([*self._added(), "campaign", "withdraw", "words", "reply_due", "note"])
        if text is not None:
            self.initial = initial_of(text, self.zone)

    @property
    def regions(self) -> list[tuple[str, list[forms.BoundField]]]:
        """List the regions with the fields of their seats."""
        found: dict[str, list[forms.BoundField]] = {}
        names = {region.code: region.name for region in self.case.regions}
        for seat in self._seats():
            name = names.get(self.case.region_of[seat.code], "")
            found.setdefault(name, []).append(self[f"seat-{seat.code}"])
        return list(found.items())

    @property
    def names_stay(self) -> list[str]:
        """List the seats of the form in which nobody can withdraw any more."""
        return [seat.code for seat in self._seats() if seat.code in self.closed]

    @property
    def conditions(self) -> list[forms.BoundField]:
        """List the fields of conditions, and of what is offered elsewhere."""
        return [self[name] for name in self.fields if name.startswith(("leaves-", "courtesy-", "support-"))]

    @property
    def undertakings(self) -> list[forms.BoundField]:
        """List the fields of what each undertakes to do."""
        return [self[name] for name in self.fields if name.startswith("duty-")]

    def draft(self, answers: Any = None) -> Draft:  # noqa: ANN401 - an id or nothing
        """Return the offer as it was written."""
        held, talk = self.cleaned_data, self.talk
        chosen = {seat.code: held[f"seat-{seat.code}"] for seat in self._seats()}
        seats = {p: tuple(seat for seat, party in chosen.items() if party == p) for p in talk.members}
        due = in_zone(held["reply_due"], self.zone)
        text = Text(
            sender=talk.ours,
            parties=talk.members,
            seats={party: rows for party, rows in seats.items() if rows},
            region=talk.region,
            friendly=tuple(seat for seat, party in chosen.items() if party == FRIENDLY),
            courtesies=tuple(self._courtesies()),
            only_if=tuple((p, held[f"leaves-{p}"]) for p in talk.members if held[f"leaves-{p}"]),
            support=tuple(self._support()),
            duties=tuple(self._duties(seats)),
            words=held["words"].replace("\r\n", "\n"),
            reply_due=due.isoformat() if due else "",
        )
        return Draft(text, held["note"].replace("\r\n", "\n"), answers, held["once"])

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of a condition, or for none of it."""
        held = self.cleaned_data
        for names in self._together():
            given = [name for name in names if held.get(name)]
            if given and len(given) < len(names):
                missing = next(name for name in names if name not in given)
                self.add_error(missing, gettext("Fill in the whole of it, or leave all of it out."))
        return held

    def _together(self) -> Iterator[tuple[str, ...]]:
        for n in ROWS:
            yield f"courtesy-seat-{n}", f"courtesy-giver-{n}", f"courtesy-taker-{n}"
            yield f"duty-party-{n}", f"duty-words-{n}"
        yield "support-giver", "support-taker", "support-election"

    def _seats(self) -> list[Seat]:
        region = self.talk.region
        return [seat for seat in self.case.seats if not region or self.case.region_of[seat.code] == region]

    def _added(self) -> list[str]:
        return [name for name in self.fields if "-" in name]

    def _add_seats(self) -> None:
        members = [(party, party) for party in self.talk.members]
        choices = [("", _("left open")), *members, (FRIENDLY, _("friendly contest"))]
        for seat in self._seats():
            self._add(f"seat-{seat.code}", f"{seat.code} – {seat.name}", choices)

    def _add_conditions(self) -> None:
        every = [("", _("no condition")), *parties_of(self.case)]
        members = [("", "–"), *((party, party) for party in self.talk.members)]
        seats = [("", "–"), *((seat.code, f"{seat.code} – {seat.name}") for seat in self.case.seats)]
        for party in self.talk.members:
            self._add(f"leaves-{party}", gettext("Only if %(party)s leaves") % {"party": party}, every)
        for n in ROWS:
            self._add(f"courtesy-seat-{n}", gettext("Courtesy %(n)s: the seat") % {"n": n}, seats)
            self._add(f"courtesy-giver-{n}", gettext("Courtesy %(n)s: left by") % {"n": n}, members)
            self._add(f"courtesy-taker-{n}", gettext("Courtesy %(n)s: left to") % {"n": n}, members)
        self._add("support-giver", gettext("Support elsewhere: given by"), members)
        self._add("support-taker", gettext("Support elsewhere: given to"), members)
        label = gettext("Support elsewhere: in which election")
        self.fields["support-election"] = forms.CharField(label=label, max_length=200, required=False)

    def _add_duties(self) -> None:
        members = [("", "–"), *((party, party) for party in self.talk.members)]
        for n in ROWS:
            self._add(f"duty-party-{n}", gettext("Undertaking %(n)s: of") % {"n": n}, members)
            label = gettext("Undertaking %(n)s: to do what") % {"n": n}
            self.fields[f"duty-words-{n}"] = forms.CharField(label=label, max_length=300, required=False)

    def _add(self, name: str, label: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def _courtesies(self) -> Iterator[tuple[str, str, str]]:
        held = self.cleaned_data
        for n in ROWS:
            if held[f"courtesy-seat-{n}"]:
                yield held[f"courtesy-seat-{n}"], held[f"courtesy-giver-{n}"], held[f"courtesy-taker-{n}"]

    def _support(self) -> Iterator[tuple[str, str, str]]:
        held = self.cleaned_data
        if held["support-giver"]:
            yield held["support-giver"], held["support-taker"], held["support-election"]

    def _duties(self, seats: dict[PartyCode, tuple[str, ...]]) -> Iterator[Promise]:
        held, members = self.cleaned_data, self.talk.members
        if held["campaign"]:
            yield from (Promise(party, Duty.CAMPAIGN.value) for party in members)
        if held.get("withdraw"):
            kept = {holder: [seat for seat in seats[holder] if seat not in self.closed] for holder in members}
            for party, seat in ((p, s) for holder in members for s in kept[holder] for p in members if p != holder):
                due = withdrawals_close(self.case, seat)
                yield Promise(party, Duty.WITHDRAW.value, seat, due=due.isoformat() if due else "")
        for n in ROWS:
            if held[f"duty-party-{n}"]:
                yield Promise(held[f"duty-party-{n}"], Duty.OTHER.value, words=held[f"duty-words-{n}"])


def initial_of(text: Text, zone: Any) -> dict[str, Any]:  # noqa: ANN401 - a time zone
    """Return what the form shows of a text."""
    found: dict[str, Any] = {f"seat-{seat}": party for party, seats in text.seats.items() for seat in seats}
    found |= {f"seat-{seat}": FRIENDLY for seat in text.friendly}
    found |= {f"leaves-{party}": leaves for party, leaves in text.only_if}
    for n, row in zip(ROWS, text.courtesies, strict=False):
        found |= dict(zip((f"courtesy-seat-{n}", f"courtesy-giver-{n}", f"courtesy-taker-{n}"), row, strict=True))
    for row in text.support[:1]:
        found |= dict(zip(("support-giver", "support-taker", "support-election"), row, strict=True))
    other = [duty for duty in text.duties if duty.duty == Duty.OTHER]
    for n, duty in zip(ROWS, other, strict=False):
        found |= {f"duty-party-{n}": duty.party, f"duty-words-{n}": duty.words}
    found["campaign"] = any(duty.duty == Duty.CAMPAIGN for duty in text.duties)
    found["withdraw"] = any(duty.duty == Duty.WITHDRAW for duty in text.duties)
    due: datetime | None = parse_datetime(text.reply_due) if text.reply_due else None
    return found | {"words": text.words, "reply_due": due.astimezone(zone).replace(tzinfo=None) if due else None}
