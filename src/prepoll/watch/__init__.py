"""Following feeds and folders: fetch and clock are handed in."""

from prepoll.watch.coding import code_new
from prepoll.watch.feeds import Item, parse_feed
from prepoll.watch.fetch import Answer, BusyError, Fetcher, Limits
from prepoll.watch.journal import Journal
from prepoll.watch.keep import Shelf
from prepoll.watch.rounds import Round, Sources, follow
from prepoll.watch.state import StateFile

__all__ = [
    "Answer",
    "BusyError",
    "Fetcher",
    "Item",
    "Journal",
    "Limits",
    "Round",
    "Shelf",
    "Sources",
    "StateFile",
    "code_new",
    "follow",
    "parse_feed",
]
