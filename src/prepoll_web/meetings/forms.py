"""The forms of meetings: calling one, its paper, the line in public. Hours are those of the case's country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prepoll.case.types import Case as LibraryCase
from prepoll.names import PartyCode, PartyKind
from prepoll_web.approvals.models import Body
from prepoll_web.meetings.actions import LONGEST_TEXT, Called, Said, Written
from prepoll_web.meetings.models import ItemKind
from prepoll_web.meetings.public_line import ANY_OTHER, Says

HOUR: Final = "%Y-%m-%dT%H:%M"
ANY: Final = "says-any-other"
AS_OTHERS: Final = ""


def hour_input() -> forms.DateTimeInput:
    """Make the field in which a browser asks for a day and an hour."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOUR)


def parties_of(case: LibraryCase) -> list[tuple[PartyCode, str]]:
    """List the parties of a case for choosing: its focal ones first, in the order in which the case names them."""
    focal = {code: place for place, code in enumerate(case.focal)}
    rows = [party for party in case.parties if party.kind is PartyKind.PARTY]
    rows.sort(key=lambda party: (focal.get(party.code, len(focal)), party.code))
    return [(party.code, f"{party.code} – {party.name}") for party in rows]


class CallForm(forms.Form):
    """Which body meets, for which party, and when."""

    body = forms.ChoiceField(label=_("Body"))
    party = forms.ChoiceField(label=_("For the party"))
    begins_at = forms.DateTimeField(label=_("Begins"), widget=hour_input())

    def __init__(
        self, case: LibraryCase, bodies: Iterable[Body], data: QueryDict | None = None, ours: PartyCode = ""
    ) -> None:
        """Offer the bodies and parties of a case; `ours` is chosen from the start, else its first focal party."""
        super().__init__(data, initial={"party": ours} if ours else None)
        self.fields["body"] = forms.ChoiceField(label=_("Body"), choices=[(str(row.id), row.name) for row in bodies])
        self.fields["party"] = forms.ChoiceField(label=_("For the party"), choices=parties_of(case))

    def called(self) -> Called:
        """Return what was asked for."""
        given = self.cleaned_data
        return Called(UUID(given["body"]), given["party"], given["begins_at"])


class ItemForm(forms.Form):
    """A row for a meeting's paper, or the correction of one."""

    kind = forms.ChoiceField(choices=ItemKind.choices, widget=forms.HiddenInput)
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))

    def written(self) -> Written:
        """Return what was written."""
        given = self.cleaned_data
        return Written(ItemKind(given["kind"]), given["text"], given["instead_of"])


class LineForm(forms.Form):
    """The line in public, and what it says of each party."""

    text = forms.CharField(
        label=_("The line"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"})
    )
    said_on = forms.DateField(
        label=_("Said from this day on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("What is said in the news from then on is held against it."),
    )
    mandate = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        parties: Iterable[tuple[PartyCode, str]],
        data: QueryDict | None = None,
        initial: Any = None,  # noqa: ANN401  as Django has it
    ) -> None:
        super().__init__(data, initial=initial)
        self.parties = dict(parties)
        for code, name in self.parties.items():
            choices = [(AS_OTHERS, _("the same as of any other")), *Says.choices]
            self.fields[f"says-{code}"] = forms.ChoiceField(label=name, choices=choices, required=False)
        self.fields[ANY] = forms.ChoiceField(label=_("any other party"), choices=Says.choices, initial=Says.SILENT)

    def by_name(self) -> list[forms.BoundField]:
        """List the fields of the parties of which the line says something by name, and last that of any other."""
        named = [self[f"says-{code}"] for code in self.parties]
        return [*(each for each in named if each.value()), self[ANY]]

    def the_rest(self) -> list[forms.BoundField]:
        """List the fields of the parties of which it says the same as of any other."""
        return [each for code in self.parties if not (each := self[f"says-{code}"]).value()]

    def said(self) -> Said:
        """Return the line."""
        given = self.cleaned_data
        named = {code: given[f"says-{code}"] for code in self.parties}
        stands = {code: Says(says) for code, says in {**named, ANY_OTHER: given[ANY]}.items() if says != AS_OTHERS}
        return Said(given["text"], stands, given["said_on"], given["mandate"])


def line_start(text: str, stands: Mapping[PartyCode, Says], day: date, mandate: UUID | None) -> dict[str, object]:
    """Return what a form for the line starts from."""
    said = {f"says-{code}" if code != ANY_OTHER else ANY: says.value for code, says in stands.items()}
    return {"text": text, "said_on": day, "mandate": mandate, **said}
