"""How a command opens a case with the options that all share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.commands.options import read_alliance, read_day, read_pair
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, Leak

if TYPE_CHECKING:
    from prepoll.study import Alliance, Study


def open_study(
    folder: Path,
    as_of: str | None,
    *,
    seed: int = DEFAULT_SEED,
    draws: int = DEFAULT_DRAWS,
    bars: list[str] | None = None,
    bonds: list[str] | None = None,
    tell: Callable[[str], None],
    with_strength: bool = True,
    leak: Leak = Leak.OTHERS,
) -> Study:
    """Open a case with the options as they were typed; without strength for what the ledger alone is asked."""
    from prepoll.study import Overrides, Study

    overrides = Overrides(tuple(map(read_pair, bars or ())), tuple(map(read_pair, bonds or ())))
    study = Study(folder, as_of=read_day(as_of), seed=seed, draws=draws, overrides=overrides, tell=tell)
    study.with_strength, study.leak = with_strength, leak
    return study


def read_alliances(texts: list[str] | None) -> tuple[Alliance, ...]:
    """Read the alliances that a command is asked to suppose."""
    from prepoll.study import Alliance

    return tuple(Alliance(*read_alliance(text)) for text in texts or ())
