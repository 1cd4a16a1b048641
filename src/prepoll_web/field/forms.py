"""The forms of the field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prepoll.case.types import Case as LibraryCase
from prepoll.names import Measure, PartyKind, ReportKind, Sphere
from prepoll_web.field.actions import Told
from prepoll_web.field.models import Reporter
from prepoll_web.wording import SPHERES

KINDS: Final = {
    ReportKind.STRENGTH: gettext_lazy("How many would vote for the party"),
    ReportKind.TRANSFER: gettext_lazy("How many of its voters would follow to a partner's candidate"),
    ReportKind.PARTNER_ACCEPTANCE: gettext_lazy("How many of its workers would accept a partner"),
    ReportKind.REBEL_RISK: gettext_lazy("How likely somebody denied the seat would stand against"),
    ReportKind.CANDIDATE: gettext_lazy("A candidate"),
    ReportKind.ISSUE: gettext_lazy("An issue"),
    ReportKind.OTHER: gettext_lazy("Something else"),
}
MEASURES: Final[Mapping[ReportKind, Measure]] = {
    ReportKind.STRENGTH: Measure.SHARE_VALID,
    ReportKind.TRANSFER: Measure.TRANSFER,
    ReportKind.PARTNER_ACCEPTANCE: Measure.TRANSFER,
    ReportKind.REBEL_RISK: Measure.RATIO,
}
"""What the number of each kind says; the kinds that are left out take none."""

OWN_SPHERES: Final = (Sphere.FIELD, Sphere.POLITICAL, Sphere.PARLIAMENTARY, Sphere.PRESS)
"""Where a reporter's word can come from; counts come with the case."""


class ReportForm(forms.Form):
    """One report, short enough for a phone."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    party = forms.ChoiceField(label=gettext_lazy("Party"))
    seat = forms.ChoiceField(label=gettext_lazy("Seat"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=[(k.value, v) for k, v in KINDS.items()])
    of = forms.CharField(label=gettext_lazy("Partner, if it is about one"), max_length=200, required=False)
    estimate = forms.FloatField(label=gettext_lazy("In 100"), required=False, min_value=0, max_value=100)
    low = forms.FloatField(label=gettext_lazy("At least"), required=False, min_value=0, max_value=100)
    high = forms.FloatField(label=gettext_lazy("At most"), required=False, min_value=0, max_value=100)
    note = forms.CharField(
        label=gettext_lazy("In words; no names of people"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    source = forms.CharField(label=gettext_lazy("How it was found out"), max_length=200, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(
        self, case: LibraryCase, data: QueryDict | None = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        parties = [(each.code, f"{each.code} – {each.name}") for each in case.parties if each.kind is PartyKind.PARTY]
        seats = [("", gettext_lazy("the whole case")), *((each.code, each.name) for each in case.seats)]
        self.fields["party"] = forms.ChoiceField(label=gettext_lazy("Party"), choices=parties)
        self.fields["seat"] = forms.ChoiceField(label=gettext_lazy("Seat"), choices=seats, required=False)
        self.latest = date.max

    def clean(self) -> dict[str, Any]:
        """Ask for low, estimate and high in their order, and for a number where one is needed to be used."""
        held = self.cleaned_data
        given = [held[name] for name in ("low", "estimate", "high") if held.get(name) is not None]
        if given != sorted(given):
            self.add_error("estimate", _("It lies between “at least” and “at most”."))
        if given and held.get("estimate") is None:
            self.add_error("estimate", _("Give the number itself, beside its range."))
        if not given and not held.get("note", "").strip() and not self.errors:
            self.add_error("note", _("Give a number or a word."))
        if held.get("day") and held["day"] > self.latest:
            self.add_error("day", _("This day has not come yet."))
        return held

    def told(self) -> Told:
        """Return what the report says, in fractions."""
        held = self.cleaned_data
        kind = ReportKind(held["kind"])
        numbers = {name: held[name] for name in ("estimate", "low", "high") if held[name] is not None}
        measure = MEASURES.get(kind, Measure.NONE) if "estimate" in numbers else Measure.NONE
        if measure is Measure.NONE:
            numbers = {}
        return Told(
            client_id=held["client_id"],
            day=held["day"],
            party=held["party"],
            kind=kind,
            measure=measure,
            seat=held["seat"],
            of=" ".join(held["of"].split()),
            note=" ".join(held["note"].split()),
            source=" ".join(held["source"].split()),
            **{name: number / 100 for name, number in numbers.items()},
        )


class ReporterForm(forms.Form):
    """Where a new reporter's word comes from; the code is given, no name is asked."""

    sphere = forms.ChoiceField(
        label=gettext_lazy("Sphere"), choices=[(each.value, SPHERES[each]) for each in OWN_SPHERES]
    )


class WhoForm(forms.Form):
    """Whose report it is, among the codes of a team."""

    reporter = forms.TypedChoiceField(label=gettext_lazy("Reporter"), coerce=int)

    def __init__(self, reporters: list[Reporter], data: QueryDict | None = None) -> None:
        super().__init__(data)
        codes = [(each.number, each.code) for each in reporters]
        self.fields["reporter"] = forms.TypedChoiceField(label=gettext_lazy("Reporter"), coerce=int, choices=codes)


class TableForm(forms.Form):
    """A table of reports."""

    file = forms.FileField(label=gettext_lazy("Table of reports, .csv"), max_length=200)
