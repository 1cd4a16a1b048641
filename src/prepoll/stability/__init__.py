"""Room 8: who would leave, what would keep them, and what each member adds."""

from prepoll.stability.stability import THRESHOLD, VOTES_THRESHOLD, default_objective, on_objective, stability
from prepoll.stability.types import Deviation, Marginal, Stability

__all__ = [
    "THRESHOLD",
    "VOTES_THRESHOLD",
    "Deviation",
    "Marginal",
    "Stability",
    "default_objective",
    "on_objective",
    "stability",
]
