"""A meeting's paper in words: the agenda's Markdown for a page, and all of it as Markdown to take away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from prepoll_web.meetings.models import Item, ItemKind, Meeting, PublicLine

_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_ESCAPED: Final = re.compile(r"\\(.)")
_POINT: Final = re.compile(r"(?:-|\d+\.) (.*)")


def agenda_html(markdown: str) -> SafeString:
    """Turn an agenda into HTML under a second heading: headings, lists, paragraphs, bold; everything else is text.

    >>> agenda_html("# A & B" + chr(10) * 2 + "- **With** <b>")
    '<h3>A &amp; B</h3><ul><li><strong>With</strong> &lt;b&gt;</li></ul>'
    """
    return mark_safe("".join(_blocks(markdown.splitlines())))


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    points: list[str] = []
    mark = ""
    for line in [*(each.strip() for each in lines), "#"]:
        point = _POINT.fullmatch(line)
        if point:
            mark = mark or ("ul" if line.startswith("-") else "ol")
            points.append(f"<li>{_words(point[1])}</li>")
            continue
        if not line:
            continue
        if points:
            yield f"<{mark}>{''.join(points)}</{mark}>"
            points, mark = [], ""
        yield _block(line)


def _block(line: str) -> str:
    if line == "#":
        return ""
    for sign, tag in (("## ", "h4"), ("# ", "h3")):
        if line.startswith(sign):
            return f"<{tag}>{_words(line.removeprefix(sign))}</{tag}>"
    return f"<p>{_words(line)}</p>"


def _words(text: str) -> str:
    """Undo Markdown's signs, and escape for HTML; stars that were signs make bold, others stay stars."""
    parts = _BOLD.split(text)
    plain = [escape(html.unescape(_ESCAPED.sub(r"\1", part))) for part in parts]
    return "".join(f"<strong>{part}</strong>" if number % 2 else part for number, part in enumerate(plain))


def standing_items(meeting: Meeting, kind: ItemKind) -> list[Item]:
    """List the rows of a kind as they stand: a corrected row gives way to its correction."""
    rows = meeting.items.filter(kind=kind, corrected_by=None)
    return list(rows.select_related("by", "instead_of__by"))


def as_markdown(meeting: Meeting, lines: Iterable[PublicLine], zone: tzinfo) -> str:
    """Write a meeting's paper as Markdown: who was there, what was reported and decided, the line, the agenda."""
    parts = [
        f"# {meeting.body.name}, {meeting.begins_at.astimezone(zone):%d %B %Y, %H:%M %Z}",
        f"{meeting.case.title}: {meeting.party}",
    ]
    for kind in ItemKind:
        rows = standing_items(meeting, kind)
        if rows:
            parts += [f"## {kind.label}", *(f"{row.number}. {_indented(row.text)}" for row in rows)]
    for line in lines:
        parts += [f"## {_('Public line')}", line.text]
    if meeting.agenda:
        pins = f"seed {meeting.seed}, {meeting.draws} draws, prepoll {meeting.version}, input {meeting.input_hash}"
        parts += [f"## {_('Agenda')}", pins, re.sub(r"(?m)^#", "##", meeting.agenda)]
    return "\n\n".join(parts).rstrip() + "\n"


def _indented(text: str) -> str:
    return text.replace("\n", "\n   ")
