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
from prepoll.stability.keeping import Brought, Keeping, brought, keeping
from prepoll.stability.landscape import Landscape, in_words, landscapes
from prepoll.stability.outside import best_others
from prepoll.stability.stability import THRESHOLD, VOTES_THRESHOLD, default_objective, on_objective, stability
from prepoll.stability.types import Deviation, Marginal, Stability

__all__ = [
    "THRESHOLD",
    "VOTES_THRESHOLD",
    "Answer",
    "Brought",
    "Deviation",
    "Game",
    "Keeping",
    "Landscape",
    "Marginal",
    "Stability",
    "Stable",
    "Walk",
    "alone_outside",
    "best_others",
    "brought",
    "default_objective",
    "in_words",
    "interaction",
    "keeping",
    "landscapes",
    "on_objective",
    "shapley",
    "stability",
    "stable_structures",
]
