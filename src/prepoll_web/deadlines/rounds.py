"""The rounds that a server makes beside its pages: it sends reminders. What lapses does so without them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from django.db import DatabaseError, close_old_connections, connection

from prepoll.errors import PrepollError
from prepoll_web.deadlines.reminders import remind

EVERY: Final = 60.0
"""Seconds between two rounds."""

_said = logging.getLogger("django.prepoll.deadlines")


@contextmanager
def reminding() -> Iterator[None]:
    """Send reminders until the block ends."""
    over = Event()
    rounds = Thread(target=_go, args=(over,), name="reminders", daemon=True)
    rounds.start()
    try:
        yield
    finally:
        over.set()
        rounds.join(EVERY)


def _go(over: Event) -> None:
    try:
        while not over.wait(EVERY):
            close_old_connections()
            make_round()
    finally:
        connection.close()


def make_round() -> None:
    """Send what is due; a mail server or database that does not answer is said, and tried again in the next round."""
    try:
        remind()
    except (OSError, DatabaseError, PrepollError) as error:
        _said.warning("Reminders could not be sent: %s", error)
