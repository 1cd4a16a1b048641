"""Silent periods: hours in which nothing of a case may be shown to the public, and who answers where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from prepoll.brief import SilenceError
from prepoll.brief.make import silence
from prepoll.brief.publication import Window, hour, windows
from prepoll.brief.types import Silence
from prepoll.case.types import Case, Seat


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the silent periods of a case follow from."""

    country: str | None
    silence: Silence
    seats: Sequence[Seat]


def windows_of(case: Case) -> tuple[Window, ...]:
    """List the silent periods of a case, the earliest first."""
    return windows(Schedule(case.country, silence(case), case.seats))


def check_open(rows: Iterable[Window], at: datetime, answers: str) -> str:
    """Say what is overridden at an hour by who answers; SilenceError with the rules where nobody does."""
    closed = [window for window in rows if window.covers(at)]
    if closed and not answers:
        raise SilenceError(
            gettext("Nothing may be shown to the public on %(hour)s: ")
            % {"hour": hour(at.astimezone(closed[0].ends.tzinfo))}
            + "\n".join(str(window) for window in closed)
        )
    return "; ".join(str(window) for window in closed)


def window_json(window: Window) -> dict[str, Any]:
    """Write a silent period as it is kept."""
    return {
        "rule": window.rule,
        "source": window.source,
        "seats": list(window.seats),
        "begins": window.begins.isoformat(),
        "ends": window.ends.isoformat(),
    }


def read_window(kept: dict[str, Any]) -> Window:
    """Read a silent period that was kept."""
    begins, ends = (datetime.fromisoformat(kept[key]) for key in ("begins", "ends"))
    return Window(kept["rule"], kept["source"], tuple(kept["seats"]), begins, ends)
