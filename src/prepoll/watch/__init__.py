"""Following feeds: fetch and clock are handed in."""

from prepoll.watch.feeds import Item, parse_feed
from prepoll.watch.keep import follow

__all__ = ["Item", "follow", "parse_feed"]
