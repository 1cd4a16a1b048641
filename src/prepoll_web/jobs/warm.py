"""Load and compile, before anybody waits for it, what a study needs."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import prepoll.case
from prepoll.study import Study

SAMPLE = Path(prepoll.case.__file__).parent / "tutorial"
DRAWS = 20


@cache
def warm() -> int:
    """Take the sample case through all rooms, with few draws; return how many options it has."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    study = Study(SAMPLE, draws=DRAWS)
    return sum(len(advice.options) for advice in study.brief().advices)
