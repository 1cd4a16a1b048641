"""The engine: every structure over some players, counted exactly on every draw (see `search`)."""

from prepoll.alliances.engine.optimised import search_optimised
from prepoll.alliances.engine.search import search_all
from prepoll.alliances.engine.seats import Limits
from prepoll.alliances.engine.tables import Searched
from prepoll.alliances.parts import UNIT

__all__ = ["UNIT", "Limits", "Searched", "search_all", "search_optimised"]
