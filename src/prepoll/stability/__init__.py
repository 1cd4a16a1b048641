"""Room 8: who would leave, what would keep them, and what each member adds."""

from prepoll.stability.game import (
    Answer,
    Game,
    Stable,
    Walk,
    alone_outside,
    interaction,
    shapley,
    stable_structures,
)
from prepoll.stability.stability import THRESHOLD, VOTES_THRESHOLD, default_objective, on_objective, stability
from prepoll.stability.types import Deviation, Marginal, Stability

__all__ = [
    "THRESHOLD",
    "VOTES_THRESHOLD",
    "Answer",
    "Deviation",
    "Game",
    "Marginal",
    "Stability",
    "Stable",
    "Walk",
    "alone_outside",
    "default_objective",
    "interaction",
    "on_objective",
    "shapley",
    "stability",
    "stable_structures",
]
