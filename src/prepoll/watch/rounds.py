"""One round: ask each feed that is due, look into each folder, keep what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prepoll.errors import NewsError
from prepoll.news.clean import clean
from prepoll.watch.feeds import Item, parse_feed
from prepoll.watch.fetch import Answer, BusyError
from prepoll.watch.keep import Found, Shelf, item_hash, plain
from prepoll.watch.state import FeedState, StateFile

Fetch = Callable[[str, Mapping[str, str]], Answer]
ENDINGS = frozenset({".txt", ".md", ".html", ".htm"})
SETTLED = timedelta(seconds=2)  # a file younger than this may still be being written
PATIENCE = 3  # failures in a row after which a page that cannot be had is no longer waited for


@dataclass(slots=True)
class Round:
    """What one round brought."""

    kept: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    resting: list[str] = field(default_factory=list)  # feeds that are not to be asked yet


@dataclass(frozen=True, slots=True)
class Sources:
    """What is followed; with `pages`, the page behind each item is fetched too."""

    feeds: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    pages: bool = True


def follow(sources: Sources, shelf: Shelf, states: StateFile, fetch: Fetch, now: datetime) -> Round:
    """Make one round; what one source does wrong is told and keeps no other from being followed.

    Killed at any moment and run again, it keeps nothing twice and leaves nothing out: an article is there
    whole or not at all, and what a feed said of itself is remembered only after all its items are kept.
    """
    made = Round()
    for feed in sources.feeds:
        state = states.of(feed)
        if not state.due(now):
            made.resting.append(feed)
            continue
        try:
            states.put(feed, _follow_feed(feed, state, _Round(sources, shelf, fetch, now, made)))
        except BusyError as error:
            made.problems.append(str(error))
            states.put(feed, state.failed(now, error.after))
        except NewsError as error:
            made.problems.append(str(error))
            states.put(feed, state.failed(now, None))
    for folder in sources.folders:
        _follow_folder(folder, shelf, now, made)
    return made


@dataclass(frozen=True, slots=True)
class _Round:
    """What a feed needs to be followed in this round."""

    sources: Sources
    shelf: Shelf
    fetch: Fetch
    now: datetime
    made: Round


def _follow_feed(feed: str, state: FeedState, on: _Round) -> FeedState:
    answer = on.fetch(feed, state.conditions())
    if answer.status == 304:
        return FeedState(state.etag, state.modified)
    for item in parse_feed(answer.body, feed):
        if item_hash(item) not in on.shelf.kept:
            kept = on.shelf.keep(_found(item, feed, state.failures, on), on.now)
            on.made.kept += [kept] if kept else []
    return FeedState(answer.headers.get("etag"), answer.headers.get("last-modified"))


def _found(item: Item, feed: str, failures: int, on: _Round) -> Found:
    """Get an item's page; where it cannot be had, the summary must do."""
    day = (item.published or on.now).date()
    text, page = plain(item.summary), None
    if on.sources.pages:
        try:
            page = on.fetch(item.address, {}).body
            text = clean(page.decode("utf-8", "replace"), html=True).text or text
        except BusyError as error:
            if failures < PATIENCE:
                raise
            on.made.problems.append(f"{error} Only the summary is kept.")
        except NewsError as error:
            on.made.problems.append(f"{error} Only the summary is kept.")
    return Found(item.title, feed, item.address, day, f"{item.title}\n\n{text}", item_hash(item), page)


def _follow_folder(folder: Path, shelf: Shelf, now: datetime, made: Round) -> None:
    if not folder.is_dir():
        made.problems.append(f"{folder} is not a folder. Give a folder that articles are put into.")
        return
    for path in _files(folder):
        try:
            found = _from_file(path, now)
        except (OSError, UnicodeDecodeError) as error:
            made.problems.append(f"{path} cannot be read ({error}). Save it as UTF-8.")
            continue
        if found is not None:
            kept = shelf.keep(found, now)
            made.kept += [kept] if kept else []


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and not path.name.startswith("."))


def _from_file(path: Path, now: datetime) -> Found | None:
    """Read a file as an article; None while it may still be being written."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if timedelta(0) <= now - changed < SETTLED:
        return None
    raw = path.read_bytes()
    written = raw.decode("utf-8-sig")
    page = path.suffix.lower() in (".html", ".htm")
    cleaned = clean(written, html=page)
    day = cleaned.date or changed.date()
    title = cleaned.title or path.stem
    digest = hashlib.sha256(path.name.encode() + b"\x1f" + raw).hexdigest()
    return Found(title, path.name, "", day, cleaned.text[cleaned.body :], digest, raw if page else None)
