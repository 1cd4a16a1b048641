"""The forms of approaches and of talks; hours are those of the case's country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prepoll.case.types import Case as LibraryCase
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
from prepoll_web.deadlines.moments import zone_of
from prepoll_web.meetings.forms import parties_of
from prepoll_web.runs.forms import LARGEST_SEED, MOST_DRAWS
from prepoll_web.talks.actions import LONGEST, Answered, Approached, Opening, Reckoning, Terms
from prepoll_web.talks.models import Direction, Reply, Talk
from prepoll_web.talks.once import once_field
from prepoll_web.talks.signing import Standard

HOUR = "%Y-%m-%dT%H:%M"


def hour_field(**options: Any) -> forms.DateTimeField:  # noqa: ANN401 - whatever a field takes
    """Make a field for an hour, with the browser's own calendar."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOUR)
    return forms.DateTimeField(widget=widget, input_formats=[HOUR, f"{HOUR}:%S"], **options)


def words_field(label: Any, rows: int = 3) -> forms.CharField:  # noqa: ANN401 - a text that is translated late
    """Make a field for a few sentences in any script."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST, required=False, widget=widget)


def in_zone(hour: datetime | None, zone: tzinfo) -> datetime | None:
    """Take the hands of the clock that somebody typed for those of a time zone."""
    return None if hour is None else hour.replace(tzinfo=zone)


def region_choices(case: LibraryCase) -> list[tuple[str, Any]]:
    """List where talks can be: the whole case, or a region."""
    return [("", _("the whole case")), *((row.code, row.name) for row in case.regions)]


def set_choices(form: forms.Form, field: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Say what can be chosen in a field."""
    found = form.fields[field]
    assert isinstance(found, forms.ChoiceField)
    found.choices = list(choices)


class ApproachForm(forms.Form):
    """Whom we approach, or who approached us."""

    direction = forms.ChoiceField(label=_("Who approached whom"), choices=Direction.choices)
    ours = forms.ChoiceField(label=_("We speak for"))
    parties = forms.MultipleChoiceField(label=_("Parties"), widget=forms.CheckboxSelectMultiple)
    region = forms.ChoiceField(label=_("Where"), required=False)
    on_record = forms.BooleanField(label=_("It is on record"), required=False)
    words = words_field(_("What was said"))
    reply_due = hour_field(label=_("Reply due"), required=False)
    once = once_field()

    def __init__(self, case: LibraryCase, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.zone = zone_of(case.country)
        self.fields["reply_due"].help_text = _("Time of %(zone)s") % {"zone": self.zone}
        set_choices(self, "ours", parties_of(case))
        set_choices(self, "parties", parties_of(case))
        set_choices(self, "region", region_choices(case))

    def asked(self) -> Approached:
        """Return the approach as it is to be noted."""
        held = self.cleaned_data
        return Approached(
            ours=held["ours"], parties=tuple(held["parties"]), direction=Direction(held["direction"]),
            on_record=held["on_record"], words=held["words"], reply_due=in_zone(held["reply_due"], self.zone),
            region=held["region"], once=held["once"],
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What one party said to an approach."""

    party = forms.CharField(max_length=40)
    reply = forms.ChoiceField(choices=Reply.choices)
    before = forms.ChoiceField(choices=Reply.choices, required=False)  # what it corrects
    note = forms.CharField(max_length=LONGEST, required=False)

    def answer(self) -> Answered:
        """Return the answer as it is to be noted."""
        held = self.cleaned_data
        return Answered(held["party"], Reply(held["reply"]), held["note"], Reply(held["before"] or Reply.WAITING))


class ReckoningForm(forms.Form):
    """What the offers of talks are valued on."""

    objective = forms.ChoiceField(label=_("What counts"), required=False)
    seed = forms.IntegerField(label=_("Seed"), required=False, min_value=0, max_value=LARGEST_SEED)
    draws = forms.IntegerField(label=_("Draws"), required=False, min_value=1, max_value=MOST_DRAWS)

    def __init__(self, case: LibraryCase, data: QueryDict | None = None) -> None:
        super().__init__(data)
        rows = [(row.code, row.name) for row in case.objectives]
        set_choices(self, "objective", [("", _("the case’s default")), *rows])

    def reckoned(self) -> Reckoning:
        """Return what is valued on; what is left out has its default."""
        held = self.cleaned_data
        return Reckoning(
            objective=held["objective"],
            seed=DEFAULT_SEED if held["seed"] is None else held["seed"],
            draws=DEFAULT_DRAWS if held["draws"] is None else held["draws"],
        )


class OpeningForm(ReckoningForm):
    """With whom talks are opened, and on what their offers are valued."""

    ours = forms.ChoiceField(label=_("We speak for"))
    parties = forms.MultipleChoiceField(label=_("With"), widget=forms.CheckboxSelectMultiple)
    region = forms.ChoiceField(label=_("Where"), required=False)
    once = once_field()
    field_order = ("ours", "parties", "region")

    def __init__(self, case: LibraryCase, data: QueryDict | None = None) -> None:
        super().__init__(case, data)
        set_choices(self, "ours", parties_of(case))
        set_choices(self, "parties", parties_of(case))
        set_choices(self, "region", region_choices(case))

    def opening(self) -> Opening:
        """Return what talks are opened with."""
        held, found = self.cleaned_data, self.reckoned()
        return Opening(
            ours=held["ours"], parties=tuple(held["parties"]), region=held["region"], objective=found.objective,
            seed=found.seed, draws=found.draws, once=held["once"],
        )  # fmt: skip


class JoinForm(ReckoningForm):
    """The code by which another team's talks are joined, and on what offers are valued on our side."""

    code = forms.CharField(label=_("Code from the other side"), max_length=100)
    field_order = ("code",)

    def __init__(self, case: LibraryCase, data: QueryDict | None = None) -> None:
        super().__init__(case, data)
        self.auto_id = "id_join_%s"  # the form that opens talks stands on the same page


class TermsForm(forms.Form):
    """What stays with us."""

    reserve = forms.FloatField(label=_("An offer has to be worth at least"), required=False)
    note = words_field(_("Note"))

    def __init__(self, talk: Talk, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"reserve": talk.reserve, "note": talk.note})

    def terms(self) -> Terms:
        """Return what is to be kept."""
        return Terms(self.cleaned_data["reserve"], self.cleaned_data["note"])


class RebelForm(forms.Form):
    """Somebody who stands against an agreement."""

    name = forms.CharField(label=_("Who"), max_length=200)
    seat = forms.ChoiceField(label=_("Seat"))
    party = forms.ChoiceField(label=_("Of which party"))
    words = forms.CharField(label=_("What is known"), max_length=300, required=False)

    def __init__(self, case: LibraryCase, parties: Iterable[str], data: QueryDict | None = None) -> None:
        super().__init__(data)
        set_choices(self, "seat", [(seat.code, f"{seat.code} – {seat.name}") for seat in case.seats])
        set_choices(self, "party", [(party, party) for party in parties])

    def standard(self) -> Standard:
        """Return who is to be noted."""
        held = self.cleaned_data
        return Standard(held["seat"], held["party"], held["name"], held["words"])
