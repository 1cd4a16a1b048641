"""The form for a run."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
from prepoll_web.runs.actions import Pins

MOST_DRAWS = 20_000
LARGEST_SEED = 2**63 - 1


class PinsForm(forms.Form):
    """Seed and draws; what is left out has its default."""

    seed = forms.IntegerField(
        label=_("Seed"), required=False, min_value=0, max_value=LARGEST_SEED, initial=DEFAULT_SEED
    )
    draws = forms.IntegerField(
        label=_("Draws"), required=False, min_value=1, max_value=MOST_DRAWS, initial=DEFAULT_DRAWS
    )

    def pins(self) -> Pins:
        """Return what was asked for."""
        seed, draws = self.cleaned_data["seed"], self.cleaned_data["draws"]
        return Pins(DEFAULT_SEED if seed is None else seed, DEFAULT_DRAWS if draws is None else draws)
