"""The form of a mandate: with whom, which seats, how few and how many, until when, what may be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prepoll.case.types import Case as LibraryCase
from prepoll.names import PartyCode, SeatCode
from prepoll_web.deadlines.moments import Term, due
from prepoll_web.meetings.drafting import proposed_end
from prepoll_web.meetings.forms import hour_input, parties_of
from prepoll_web.meetings.granting import Granted
from prepoll_web.meetings.limits import Bound, Limits
from prepoll_web.meetings.models import Item, Mandate, Meeting
from prepoll_web.meetings.terms import Terms, read_terms
from prepoll_web.teams.models import Membership

EVERYWHERE: Final = "everywhere"
MOST_BOXES: Final = 40
"""Seats that are shown as boxes; more are a list to choose from."""
A_MINUTE: Final = timedelta(minutes=1)
_LINE: Final = re.compile(r"(?P<party>[^:]+?)(?:\s+in\s+(?P<where>[^:]+?))?\s*:\s*(?P<number>\d{1,4})")


class MandateForm(forms.Form):
    """What a mandate is to say. For each place there is a pair of numbers, `least-…` and `most-…`."""

    decision = forms.ChoiceField(label=gettext_lazy("By the decision"))
    holder = forms.ChoiceField(label=gettext_lazy("Who negotiates"))
    partners = forms.MultipleChoiceField(
        label=gettext_lazy("With which parties"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    keep = forms.MultipleChoiceField(label=gettext_lazy("Seats it keeps"), required=False, choices=())
    single = forms.CharField(
        label=gettext_lazy("No more to a single partner"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One in a line, such as “DPAP: 1” or “DPAP in Jammu: 1”."),
    )
    until = forms.DateTimeField(label=gettext_lazy("Until"), widget=hour_input())
    on_record = forms.CharField(
        label=gettext_lazy("What may be said on record"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    approvals = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        case: LibraryCase,
        meeting: Meeting,
        holders: Sequence[Membership],
        data: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.party, self.places = meeting.party, places_of(case)
        partners = [row for row in parties_of(case) if row[0] != meeting.party]
        self.others = [code for code, _name in partners]
        self._choose("decision", [(str(row.id), f"{row.number}. {row.text[:120]}") for row in decisions_of(meeting)])
        self._choose("holder", [(row.user.username, str(row.user)) for row in holders])
        self._choose("partners", partners)
        self._choose("keep", [(seat.code, f"{seat.name} ({seat.code})") for seat in case.seats])
        few = len(case.seats) <= MOST_BOXES
        self.fields["keep"].widget = forms.CheckboxSelectMultiple() if few else forms.SelectMultiple(attrs={"size": 12})
        self._choose("keep", [(seat.code, f"{seat.name} ({seat.code})") for seat in case.seats])
        for number, _place in enumerate(self.places):
            for name in (f"least-{number}", f"most-{number}"):
                self.fields[name] = forms.IntegerField(required=False, min_value=0, max_value=len(case.seats))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def numbers(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Yield each place with its two fields."""
        for number, place in enumerate(self.places):
            yield place, self[f"least-{number}"], self[f"most-{number}"]

    def clean_single(self) -> list[Bound]:
        """Read how much a single partner may be given; all lines that cannot be read are named."""
        found, wrong = [], []
        for line in filter(None, map(str.strip, self.cleaned_data["single"].splitlines())):
            read = _LINE.fullmatch(line)
            where = (read["where"] or EVERYWHERE) if read else ""
            if read is None or read["party"] not in self.others or where not in self.places:
                wrong.append(line)
            else:
                found.append(Bound(read["party"], where, self.places[where], int(read["number"])))
        if wrong:
            known = {"lines": " / ".join(wrong), "places": ", ".join(self.places)}
            words = _("Cannot read: %(lines)s. Write a party's code, “in” and one of %(places)s, and a number.")
            raise ValidationError(words % known)
        return found

    def granted(self) -> Granted:
        """Return what the mandate is to say."""
        given = self.cleaned_data
        limits = Limits(
            party=self.party,
            partners=frozenset(given["partners"]),
            keep=frozenset(given["keep"]),
            at_least=tuple(self._bounds("least", self.party)),
            at_most=(*self._bounds("most", None), *given["single"]),
            until=given["until"],
        )
        return Granted(given["holder"], UUID(given["decision"]), Terms(limits, given["on_record"]))

    def _bounds(self, which: str, party: PartyCode | None) -> Iterator[Bound]:
        for number, (place, seats) in enumerate(self.places.items()):
            if (given := self.cleaned_data[f"{which}-{number}"]) is not None:
                yield Bound(party, place, seats, given)


def places_of(case: LibraryCase) -> dict[str, frozenset[SeatCode]]:
    """Return the seats of the whole case and, where there are several regions, of each by its name."""
    whole = {EVERYWHERE: frozenset(seat.code for seat in case.seats)}
    regions = {region.name: frozenset(region.seats) for region in case.regions}
    return {**whole, **regions} if len(regions) > 1 else whole


def decisions_of(meeting: Meeting) -> list[Item]:
    """List the decisions of a meeting as they stand, those corrected left out."""
    return list(meeting.items.filter(kind="decision", corrected_by=None))


def start_from_draft(meeting: Meeting, case: LibraryCase) -> dict[str, object]:
    """Return what a form starts from: the mandate that the agenda proposes; one to explore concedes nothing."""
    draft, end = meeting.draft, proposed_end(meeting)
    found: dict[str, object] = {
        "partners": draft.get("partners", []),
        "keep": draft.get("keep", []),
        "on_record": draft.get("on_record", ""),
        "until": due(end, Term.MANDATE, case.country) - A_MINUTE if end else None,  # the day itself stands in the field
    }
    return found | dict(_numbers(draft, places_of(case))) if draft else found


def _numbers(draft: Mapping[str, Any], places: Mapping[str, frozenset[SeatCode]]) -> Iterator[tuple[str, int]]:
    """Yield how few and how many the form starts from, place by place.

    A seat in which the figures do not tell who should stand may go to a partner. Where there are regions, how
    few is said of each, so that an offer for one of them is held against what is kept there.
    """
    keep = frozenset(draft["keep"])
    given = frozenset(seat for seat, _party in draft["concede"])
    given |= frozenset(draft.get("unsettled", ()) if draft["conclude"] else ())
    touched = keep | given
    for number, (place, seats) in enumerate(places.items()):
        if place == EVERYWHERE or seats & touched:
            yield f"most-{number}", len(given & seats)
        if keep & seats and (place != EVERYWHERE or len(places) == 1):
            yield f"least-{number}", len(keep & seats)


def start_from(mandate: Mandate, case: LibraryCase, approvals: int) -> dict[str, object]:
    """Return what a form starts from to change a mandate."""
    terms, places = read_terms(mandate.terms, mandate.until), list(places_of(case))
    limits = terms.limits
    single = [bound for bound in limits.at_most if bound.party is not None]
    numbers = {f"least-{places.index(bound.where)}": bound.number for bound in limits.at_least}
    numbers |= {f"most-{places.index(row.where)}": row.number for row in limits.at_most if row.party is None}
    return {
        "decision": str(mandate.decision_id),
        "holder": mandate.holder.username,
        "partners": sorted(limits.partners),
        "keep": sorted(limits.keep),
        "single": "\n".join(map(_line, single)),
        "until": mandate.until,
        "on_record": terms.on_record,
        "version": mandate.version,
        "approvals": approvals,
        **numbers,
    }


def _line(bound: Bound) -> str:
    where = "" if bound.where == EVERYWHERE else f" in {bound.where}"
    return f"{bound.party}{where}: {bound.number}"
