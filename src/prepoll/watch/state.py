"""What is remembered of each feed between rounds: what it last said of itself, and when it may be asked again."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed: its marks for a conditional request, failures in a row, and the hour before which it is let be."""

    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    not_before: str | None = None  # ISO, with zone

    def due(self, now: datetime) -> bool:
        """Say whether the feed may be asked."""
        return self.not_before is None or datetime.fromisoformat(self.not_before) <= now

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for news only."""
        held = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in held.items() if value}

    def failed(self, now: datetime, after: float | None) -> FeedState:
        """Return the state after a failure: the pause doubles each time, and is no shorter than the host asks."""
        pause = min(FIRST_PAUSE * 2 ** min(self.failures, 20), LONGEST_PAUSE)
        pause = max(pause, min(timedelta(seconds=after or 0), timedelta(days=1)))
        return replace(self, failures=self.failures + 1, not_before=(now + pause).isoformat())


class StateFile:
    """The states of a case's feeds in one file, replaced whole; one that cannot be read counts as empty."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.feeds: dict[str, FeedState] = self._read()

    def _read(self) -> dict[str, FeedState]:
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            return {address: FeedState(**row) for address, row in held.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # nothing is lost: the feeds are asked for everything again, and items are kept once

    def of(self, address: str) -> FeedState:
        """Return the state of a feed."""
        return self.feeds.get(address, FeedState())

    def put(self, address: str, state: FeedState) -> None:
        """Remember the state of a feed."""
        self.feeds[address] = state
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f"{self.path.name}.part")
        rows = {name: asdict(row) for name, row in sorted(self.feeds.items())}
        beside.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        os.replace(beside, self.path)
