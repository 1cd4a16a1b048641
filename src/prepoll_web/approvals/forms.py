"""The forms of bodies."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prepoll_web.approvals.actions import LONGEST_NAME
from prepoll_web.approvals.models import Kind


class KindsForm(forms.Form):
    """What a body must approve."""

    needed_for = forms.MultipleChoiceField(
        label=_("Must approve"), choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def kinds(self) -> list[Kind]:
        """Return what was chosen."""
        return [Kind(each) for each in self.cleaned_data["needed_for"]]


class BodyForm(KindsForm):
    """A new body."""

    name = forms.CharField(label=_("Name of the body"), max_length=LONGEST_NAME)
    field_order = ("name", "needed_for")


class SpeakerForm(forms.Form):
    """Who speaks for a body."""

    user = forms.ChoiceField(label=_("Who speaks for it"))

    def __init__(self, names: list[str], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["user"] = forms.ChoiceField(label=_("Who speaks for it"), choices=[(each, each) for each in names])
