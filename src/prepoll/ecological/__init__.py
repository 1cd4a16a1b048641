"""Estimates from counts by unit where the voters of each party went: ecological inference."""

from prepoll.ecological.assumptions import Assumptions, assumptions
from prepoll.ecological.elections import Flows, case_flows
from prepoll.ecological.estimate import Options, estimate
from prepoll.ecological.options import balanced, merged
from prepoll.ecological.picture import flows_picture
from prepoll.ecological.reading import UnitsFile, read_units
from prepoll.ecological.types import (
    ENTRIES,
    EXITS,
    LEVELS,
    Balance,
    Convergence,
    Estimate,
    Estimator,
    Units,
)

__all__ = [
    "ENTRIES",
    "EXITS",
    "LEVELS",
    "Assumptions",
    "Balance",
    "Convergence",
    "Estimate",
    "Estimator",
    "Flows",
    "Options",
    "Units",
    "UnitsFile",
    "assumptions",
    "balanced",
    "case_flows",
    "estimate",
    "flows_picture",
    "merged",
    "read_units",
]
