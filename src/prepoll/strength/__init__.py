"""Room 4: past results, splits, polls and field reports become own strength, and draws of it."""

from prepoll.strength.assess import assess
from prepoll.strength.draws import draw_strength
from prepoll.strength.explain import explain_seat, explain_text
from prepoll.strength.types import Draws, Evidence, EvidenceKind, Move, Strength

__all__ = [
    "Draws",
    "Evidence",
    "EvidenceKind",
    "Move",
    "Strength",
    "assess",
    "draw_strength",
    "explain_seat",
    "explain_text",
]
