"""Read RSS 2.0 and Atom feeds into items."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from prepoll.errors import NewsError

ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed."""

    title: str
    address: str
    published: datetime | None
    summary: str


def parse_feed(raw: bytes, address: str) -> tuple[Item, ...]:
    """Read a feed; NewsError where it is neither RSS nor Atom, or declares entities of its own.

    >>> feed = b'<rss><channel><item><title>A</title><link>http://x.example/a</link></item></channel></rss>'
    >>> [item.title for item in parse_feed(feed, "x")]
    ['A']
    """
    if b"<!ENTITY" in raw:
        raise NewsError(f"{address}: the feed declares entities, which can be made to grow without bound. Left unread.")
    try:
        root = ET.fromstring(raw)
    except ET.ParseError as error:
        raise NewsError(f"{address}: not a feed ({error}). Give the address of an RSS or Atom feed.") from error
    entries = root.findall(f"{ATOM}entry")
    items = [_atom(entry) for entry in entries] or [_rss(entry) for entry in root.iter("item")]
    return tuple(item for item in items if item.address)


def _rss(entry: ET.Element) -> Item:
    return Item(
        title=_text(entry, "title"),
        address=_text(entry, "link"),
        published=_mail_date(_text(entry, "pubDate")),
        summary=_text(entry, "description"),
    )


def _atom(entry: ET.Element) -> Item:
    links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    return Item(
        title=_text(entry, f"{ATOM}title"),
        address=links[0].get("href", "") if links else "",
        published=_iso_date(_text(entry, f"{ATOM}published") or _text(entry, f"{ATOM}updated")),
        summary=_text(entry, f"{ATOM}summary") or _text(entry, f"{ATOM}content"),
    )


def _text(entry: ET.Element, tag: str) -> str:
    return (entry.findtext(tag) or "").strip()


def _mail_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _iso_date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
