"""Keep what feeds bring: each article once, with its source, the hour it came and its hash."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from prepoll.errors import UsageError
from prepoll.watch.feeds import Item, parse_feed

Fetch = Callable[[str], bytes]
HASH_LINE = re.compile(r"^sha256: ([0-9a-f]{64})$", re.MULTILINE)


def follow(feeds: Iterable[str], folder: Path, fetch: Fetch, now: datetime) -> tuple[Path, ...]:
    """Fetch each feed and keep in `folder` the items that are new; return the files written.

    Stopped at any moment and run again, it writes nothing twice: an item counts as kept when a file
    with its hash is there, and a file appears whole or not at all. UsageError where the folder is
    missing; NewsError where a feed cannot be read, after the others have been kept.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. Give the news folder of a case.")
    kept = kept_hashes(folder)
    written: list[Path] = []
    for feed in feeds:
        for item in parse_feed(fetch(feed), feed):
            digest = item_hash(item)
            if digest not in kept:
                kept.add(digest)
                written.append(_write(folder, item, feed, digest, now))
    return tuple(written)


def kept_hashes(folder: Path) -> set[str]:
    """Return the hashes of the items that a folder holds."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.md")))
    return {match.group(1) for text in texts if (match := HASH_LINE.search(text))}


def item_hash(item: Item) -> str:
    """Name an item by what it says and where it stands."""
    return hashlib.sha256("\x1f".join((item.address, item.title, item.summary)).encode()).hexdigest()


def _write(folder: Path, item: Item, feed: str, digest: str, now: datetime) -> Path:
    """Write an item as Markdown with front matter, beside its place, and rename it into it."""
    day = (item.published or now).date()
    words = re.sub(r"[^a-z0-9]+", "-", item.title.lower()).strip("-")[:60] or "untitled"
    path = folder / f"{day}-{words}-{digest[:8]}.md"
    head = {
        "date": day,
        "source": feed,
        "address": item.address,
        "title": item.title,
        "fetched": now.isoformat(),
        "sha256": digest,
    }
    lines = ["---", *(f"{key}: {_one_line(str(value))}" for key, value in head.items()), "---", "", item.summary, ""]
    beside = path.with_name(f".{path.name}.part")
    beside.write_text("\n".join(lines), encoding="utf-8")
    os.replace(beside, path)
    return path


def _one_line(text: str) -> str:
    return " ".join(text.split())
