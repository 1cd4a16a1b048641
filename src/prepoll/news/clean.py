"""An article as it came becomes plain text, with its date; offsets stay true."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^([A-Za-z_]+):[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text that offsets count in; `body` is where the article proper begins."""

    text: str
    body: int
    date: date | None
    title: str | None


def clean(raw: str, *, html: bool = False) -> Cleaned:
    """Take the front matter off text or Markdown, or the boilerplate off HTML.

    For text and Markdown `text` is `raw`, character for character; for HTML it is what was extracted.
    """
    if html:
        return extract(raw)
    found = FRONT_MATTER.match(raw)
    if found is None:
        return Cleaned(raw, 0, None, None)
    fields = {key.lower(): value.strip("\"'") for key, value in FIELD.findall(found[1])}
    return Cleaned(raw, found.end(), day(fields.get("date")), fields.get("title") or None)


def extract(page: str) -> Cleaned:
    """Extract an HTML page's article; an empty text where there is none."""
    import trafilatura  # noqa: PLC0415  slow to import, and only pages need it

    if not page.strip():
        return Cleaned("", 0, None, None)
    text = trafilatura.extract(page, include_comments=False, include_tables=False) or ""
    known = trafilatura.extract_metadata(page)
    return Cleaned(text, 0, day(known.date if known else None), known.title if known else None)


def day(written: str | None) -> date | None:
    """Read an ISO date, None where it is none."""
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
