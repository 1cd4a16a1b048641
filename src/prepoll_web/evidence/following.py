"""Feeds that a case follows: fetched with the library's care for addresses, kept once, read at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from prepoll.errors import NewsError, UsageError
from prepoll.watch import Answer, BusyError, Fetcher, Limits, Round, Shelf, Sources, StateFile, follow
from prepoll.watch.addresses import place_of
from prepoll.watch.keep import HASH_LINE
from prepoll.watch.state import FeedState
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.store import waiting_room
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.evidence.access import fetch_feed
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.coding import as_library, cast_of, code, storable
from prepoll_web.evidence.models import Article, Feed, Way
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

PATIENCE: Final = 25.0
"""Seconds that one round may take; what is left then comes with the next."""

Fetch = Callable[[str, Mapping[str, str]], Answer]


def add_feed(by: User, team: str, case: UUID, address: str, at: datetime) -> Feed:
    """Have a case follow a feed; UsageError where it does already or the address leads to no public host."""
    member, found = fetch_case(by, team, case, Right.ADD_EVIDENCE)
    try:
        place_of(address, private=_private())
    except NewsError as error:
        raise UsageError(_plain(str(error))) from error
    try:
        with transaction.atomic():
            feed = Feed.objects.create(case=found, address=address, added_by=by, added_at=at)
            details = {"address": address}
            about = f"feed:{feed.id}"
            record(What.FEED_ADDED, by=by.username, at=at, team=member.team.id, about=about, details=details)
    except IntegrityError as error:
        raise UsageError(gettext("This case follows that feed already.")) from error
    return feed


def ask_feed(by: User, team: str, feed: UUID, at: datetime) -> Round:
    """Ask a feed for news and keep what is new; what went wrong stands in the round and beside the feed."""
    member, found = fetch_feed(by, team, feed, Right.ADD_EVIDENCE)
    take_stock(found.case, at)
    fetch = _bounded(Fetcher(Limits(seconds=10.0, wait=5.0, most_bytes=2_000_000, private=_private())).fetch)
    with waiting_room() as room:
        shelf, states = Shelf(room / "news", room / "pages"), StateFile(room / "feeds.json")
        shelf.kept |= set(Article.objects.filter(case=found.case).values_list("digest", flat=True))
        states.put(found.address, FeedState(**found.state))
        made = follow(Sources(feeds=(found.address,)), shelf, states, fetch, at)
        with transaction.atomic():
            new = [_keep(path, found, by, at) for path in made.kept]
            problem = "\n".join(_plain(each) for each in made.problems)
            state = asdict(states.of(found.address))
            Feed.objects.filter(pk=found.pk).update(state=state, problem=problem, asked_at=at)
            details: dict[str, str | int | None] = {"new": sum(new), "problems": len(made.problems)}
            about = f"feed:{found.id}"
            record(What.FEED_ASKED, by=by.username, at=at, team=member.team.id, about=about, details=details)
    return made


def _keep(path: Path, feed: Feed, by: User, at: datetime) -> bool:
    """Take a kept article in and have it read; False where somebody else has taken it in meanwhile."""
    raw = storable(path.read_text(encoding="utf-8"))
    read, digest = as_library(path.stem, path.suffix, raw), HASH_LINE.search(raw)
    assert digest is not None, "the shelf writes it into every article"
    if Article.objects.filter(case=feed.case, digest=digest[1]).exists():
        return False
    article = Article.objects.create(
        case=feed.case,
        name=path.stem,
        ending=path.suffix,
        raw=raw,
        dated=read.date,
        title=(read.title or "")[:300],
        source=(read.source or "")[:300],
        address=(read.address or "")[:1000],
        digest=digest[1],
        way=Way.FEED,
        added_by=by,
        added_at=at,
    )
    code(article, cast_of(feed.case), at)
    return True


def _bounded(fetch: Fetch) -> Fetch:
    """Stop fetching after a while, as a host that is busy would."""
    end = time.monotonic() + PATIENCE

    def bounded(address: str, headers: Mapping[str, str]) -> Answer:
        if time.monotonic() > end:
            raise BusyError(
                gettext("%(address)s: not fetched within %(patience)s seconds. Ask again for the rest.")
                % {"address": address, "patience": format(PATIENCE, "g")},
                None,
            )
        return fetch(address, headers)

    return bounded


def _private() -> bool:
    """Say whether addresses that are not public may be fetched; no setting of the workbench allows it."""
    return bool(getattr(settings, "PREPOLL_PRIVATE_FEEDS", False))


def _plain(problem: str) -> str:
    return problem.replace(" Allow it with --allow-private.", " " + gettext("Only public addresses are followed here."))
