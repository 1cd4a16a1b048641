"""Why a figure is what it is: from the figure through draws and evidence to the rows of the case."""

from prepoll.explain.chain import explain, explain_in
from prepoll.explain.figures import Figures
from prepoll.explain.printing import explanation_text
from prepoll.explain.types import (
    Drawn,
    Ending,
    Explanation,
    Method,
    Moved,
    Passed,
    Piece,
    Said,
    Setting,
    SourceRow,
)
from prepoll.explain.whys import with_whys

__all__ = [
    "Drawn",
    "Ending",
    "Explanation",
    "Figures",
    "Method",
    "Moved",
    "Passed",
    "Piece",
    "Said",
    "Setting",
    "SourceRow",
    "explain",
    "explain_in",
    "explanation_text",
    "with_whys",
]
