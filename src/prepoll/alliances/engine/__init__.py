"""The engine: every structure over some players, counted exactly on every draw (see `search`)."""

from prepoll.alliances.engine.search import search_all
from prepoll.alliances.engine.seats import Limits
from prepoll.alliances.engine.settle import UNIT
from prepoll.alliances.engine.tables import Searched

__all__ = ["UNIT", "Limits", "Searched", "search_all"]
