"""The forms of scenarios."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
from prepoll_web.runs.forms import LARGEST_SEED, MOST_DRAWS
from prepoll_web.scenarios.actions import LONGEST_NAME, Start
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.sharing import LONGEST_DAYS, LinkAsked


class StartForm(forms.Form):
    """What a new scenario is made from."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    like = forms.ChoiceField(label=_("Start from"), required=False)
    seed = forms.IntegerField(label=_("Seed"), required=False, min_value=0, max_value=LARGEST_SEED)
    draws = forms.IntegerField(label=_("Draws"), required=False, min_value=1, max_value=MOST_DRAWS)

    def __init__(self, data: QueryDict | None = None, *, scenarios: list[Scenario]) -> None:
        super().__init__(data)
        self.scenarios = scenarios
        like = self.fields["like"]
        assert isinstance(like, forms.ChoiceField)
        like.choices = [("", _("what is in force")), *((str(row.id), row.name) for row in scenarios)]

    def start(self) -> Start:
        """Return what was asked for; what is left out has its default."""
        given = self.cleaned_data
        return Start(
            name=given["name"],
            seed=DEFAULT_SEED if given["seed"] is None else given["seed"],
            draws=DEFAULT_DRAWS if given["draws"] is None else given["draws"],
            like=UUID(given["like"]) if given["like"] else None,
        )


class LinkForm(forms.Form):
    """Whom a link is for, and how long it lasts."""

    name = forms.CharField(label=_("Whom it is for"), max_length=80)
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=LONGEST_DAYS, initial=7)
    answers = forms.CharField(
        label=_("Who answers for showing it in a silent period"),
        max_length=80,
        required=False,
        help_text=_("Leave it empty: the page is then kept back in those hours. A name is shown on the page."),
    )

    def asked(self) -> LinkAsked:
        """Return what was asked for."""
        given = self.cleaned_data
        return LinkAsked(given["name"], given["days"], given["answers"])
