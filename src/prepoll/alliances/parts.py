"""A seat in whole parts, so that shares of ties are added up and compared exactly."""

from __future__ import annotations

from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

UNIT = lcm(*range(1, 23))
"""One seat in whole parts: up to 22 parties can tie and each gets a whole number of parts."""


def whole_parts(won: npt.NDArray[Any]) -> int:
    """Add up what somebody wins in all draws, (draw,): 1, 1/k in a tie of k; in 1/UNIT."""
    return int((UNIT // np.rint(1 / won[won > 0]).astype(np.int64)).sum())
