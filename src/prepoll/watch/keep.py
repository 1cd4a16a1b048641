"""Keep articles in a case's news folder: each once, with its source, the hour it came and its hash."""

from __future__ import annotations

import gzip
import hashlib
import html
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from prepoll.watch.feeds import Item

HASH_LINE = re.compile(r"^sha256: ([0-9a-f]{64})$", re.MULTILINE)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Found:
    """An article to be kept; `digest` names it, so that it is kept once."""

    title: str
    source: str  # the feed's address, or the file it came in
    address: str  # its page; empty for a file
    day: date
    text: str
    digest: str
    page: bytes | None = None  # as it was fetched; None where only the feed's summary is kept


class Shelf:
    """The news folder of a case, and beside it the pages as they were fetched."""

    def __init__(self, news: Path, pages: Path) -> None:
        self.news, self.pages = news, pages
        self.news.mkdir(parents=True, exist_ok=True)
        self.kept = kept_hashes(news)

    def keep(self, found: Found, now: datetime) -> Path | None:
        """Write an article where it is not kept yet, whole or not at all; return its path, or None."""
        if found.digest in self.kept:
            return None
        page = None if found.page is None else self._keep_page(found.page)
        path = self.news / f"{found.day}-{slug(found.title)}-{found.digest[:8]}.md"
        _put(path, as_markdown(found, now, page).encode("utf-8"))
        self.kept.add(found.digest)
        return path

    def _keep_page(self, page: bytes) -> str:
        """Keep a page as it came, packed, under its hash; return the hash."""
        digest = hashlib.sha256(page).hexdigest()
        self.pages.mkdir(parents=True, exist_ok=True)
        path = self.pages / f"{digest}.html.gz"
        if not path.exists():
            _put(path, gzip.compress(page, mtime=0))
        return digest


def kept_hashes(folder: Path) -> set[str]:
    """Return the hashes of the articles that a folder holds."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.md")))
    return {match.group(1) for text in texts if (match := HASH_LINE.search(text))}


def item_hash(item: Item) -> str:
    """Name an item by what it says and where it stands."""
    return hashlib.sha256("\x1f".join((item.address, item.title, item.summary)).encode()).hexdigest()


def plain(summary: str) -> str:
    """Take tags and entities off a feed's summary.

    >>> plain("<p>A &amp; B</p><p>talk</p>")
    'A & B talk'
    """
    return " ".join(html.unescape(TAG.sub(" ", summary)).split())


def slug(title: str) -> str:
    """Make a file name of a title; it cannot name a place outside the folder."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "untitled"


def as_markdown(found: Found, now: datetime, page: str | None) -> str:
    """Write an article as Markdown with front matter."""
    head: Mapping[str, object] = {
        "date": found.day,
        "source": found.source,
        "address": found.address,
        "title": found.title,
        "fetched": now.isoformat(),
        "sha256": found.digest,
        "page_sha256": page or "",
    }
    lines = [f"{key}: {' '.join(str(value).split())}" for key, value in head.items() if value]
    return "\n".join(["---", *lines, "---", "", found.text.strip(), ""])


def _put(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    os.replace(beside, path)
