"""The languages that pages come in: English, and each that has a translation beside the code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Named = tuple[str, str | Promise]

ENGLISH: Final[Named] = ("en-gb", _("English"))
OTHERS: Final[Mapping[str, str | Promise]] = {"hi": _("Hindi"), "ur": _("Urdu")}


def spoken(folder: Path) -> list[Named]:
    """List the languages of a folder of translations, `CODE/LC_MESSAGES/django.mo` for each, and English."""
    held = [(code, name) for code, name in OTHERS.items() if (folder / code / "LC_MESSAGES" / "django.mo").is_file()]
    return [ENGLISH, *held]
