"""How far two coders of the same articles agree, level by level."""

from prepoll.agreement.alpha import krippendorff_alpha
from prepoll.agreement.files import read_coding
from prepoll.agreement.measures import agreement
from prepoll.agreement.types import Agreement, Claim, Coding, Level, Measure

__all__ = ["Agreement", "Claim", "Coding", "Level", "Measure", "agreement", "krippendorff_alpha", "read_coding"]
