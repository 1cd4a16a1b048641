"""The forms of the evidence pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prepoll.names import Attribution, Stance
from prepoll.news import Statement
from prepoll_web.evidence.actions import Draft
from prepoll_web.evidence.models import Way
from prepoll_web.evidence.words import SHORT, STANDS_BEHIND

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # how the stubs call a text that is translated late

LONGEST: Final = 200_000
"""Characters that an article may have."""

ENDINGS: Final = {".txt": ".txt", ".md": ".md", ".html": ".html", ".htm": ".html"}
CORRECTED: Final = ("actor", "target", "stance", "speaker", "role", "attribution", "hedge", "condition", "deadline")


def day_field(label: _StrPromise) -> forms.DateField:
    """Make a field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"])


class ArticleForm(forms.Form):
    """An article: its text, or a file with it."""

    day = day_field(gettext_lazy("Day of the article"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    source = forms.CharField(label=gettext_lazy("Newspaper or agency"), max_length=300, required=False)
    address = forms.URLField(label=gettext_lazy("Address"), max_length=1000, required=False, assume_scheme="https")
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file: .txt, .md or .html"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.html,.htm"}),
    )

    def clean_file(self) -> tuple[str, str] | None:
        """Read the file: its ending and its text."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        ending = ENDINGS.get(PurePath(file.name or "").suffix.lower())
        if ending is None:
            raise forms.ValidationError(_("Articles end in .txt, .md or .html."))
        if (file.size or 0) > 4 * LONGEST:
            raise forms.ValidationError(_("The file is too large for an article."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not UTF-8. Save it as UTF-8.")) from error
        if len(text) > LONGEST or "\x00" in text:
            raise forms.ValidationError(_("The file is too large for an article, or no text."))
        return ending, text

    def clean(self) -> dict[str, Any]:
        """Ask for a text or a file, not for both."""
        given = bool(self.cleaned_data.get("text", "").strip()) + bool(self.cleaned_data.get("file"))
        if given != 1 and not self.errors:
            raise forms.ValidationError(_("Give the text, or a file with it: one of the two."))
        return self.cleaned_data

    def draft(self) -> Draft:
        """Return the article as it is handed in."""
        held = self.cleaned_data
        ending, text = held["file"] or (".md", held["text"].replace("\r\n", "\n"))
        way = Way.UPLOAD if held["file"] else Way.PASTE
        return Draft(text, ending, held["day"], held["title"], held["source"], held["address"], way)


class FeedForm(forms.Form):
    """The address of a feed."""

    address = forms.URLField(
        label=gettext_lazy("Address of an RSS or Atom feed"), max_length=1000, assume_scheme="https"
    )


class DayForm(forms.Form):
    """The day that a case is taken to."""

    day = day_field(gettext_lazy("The day of the case"))


class CoderForm(forms.Form):
    """What another coder found, as `prepoll read` prints it."""

    coder = forms.CharField(label=gettext_lazy("Name or code of the coder"), max_length=100)
    file = forms.FileField(label=gettext_lazy("Coding, as JSON Lines"), max_length=200)


class CorrectionForm(forms.Form):
    """A claim with its fields, to be corrected; a field left empty is none."""

    actor = forms.ChoiceField(label=gettext_lazy("Who"))
    stance = forms.ChoiceField(label=gettext_lazy("Stance"), choices=[(each.value, SHORT[each]) for each in Stance])
    target = forms.ChoiceField(label=gettext_lazy("Towards whom"), required=False)
    speaker = forms.CharField(label=gettext_lazy("Speaker"), max_length=200, required=False)
    role = forms.CharField(label=gettext_lazy("The speaker's role"), max_length=200, required=False)
    attribution = forms.ChoiceField(
        label=gettext_lazy("Who stands behind it"), choices=[(each.value, STANDS_BEHIND[each]) for each in Attribution]
    )
    hedge = forms.CharField(label=gettext_lazy("Hedge"), max_length=200, required=False)
    condition = forms.CharField(label=gettext_lazy("Condition"), max_length=300, required=False)
    deadline = forms.CharField(label=gettext_lazy("Deadline"), max_length=200, required=False)

    def __init__(
        self, codes: list[str], data: QueryDict | None = None, initial: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        choices = [(code, code) for code in codes]
        self.fields["actor"] = forms.ChoiceField(label=gettext_lazy("Who"), choices=choices)
        named = [("", gettext_lazy("like-minded parties")), *choices]
        self.fields["target"] = forms.ChoiceField(label=gettext_lazy("Towards whom"), choices=named, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse the mark that parts corrections from each other."""
        for name, value in list(self.cleaned_data.items()):
            if ";" in value:
                self.add_error(name, _("Write it without a semicolon."))
        return self.cleaned_data

    def correction(self, statement: Statement) -> str:
        """Return what differs from a statement, as field=value; field=value; empty where nothing does."""
        held = {name: getattr(statement, name) or "" for name in CORRECTED}
        changed = {name: self.cleaned_data[name] for name in CORRECTED if self.cleaned_data[name] != str(held[name])}
        return "; ".join(f"{name}={value or 'none'}" for name, value in changed.items())


def initial_of(statement: Statement) -> dict[str, str]:
    """Return what a correction starts from."""
    return {name: str(getattr(statement, name) or "") for name in CORRECTED}


def day_asked(written: str | None, first: date, last: date) -> date:
    """Read the day of a request, within bounds; the last one where none or no day is asked for."""
    try:
        asked = date.fromisoformat(written or "")
    except ValueError:
        return last
    return min(max(asked, first), last)
