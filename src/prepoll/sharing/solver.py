"""HiGHS with one choice in each row of a table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]

NONE_BETTER = 0.0
"""The gap, as a part of the sum, at which the search ends: none."""

MOST_NODES = 20_000
"""Branches that one search takes at most: a limit in seconds would not give the same again."""


class Model:
    """A HiGHS model: a 0-1 variable for each seat and option allowed, one option in each seat.

    Further variables that are not whole numbers may be added; each counts 1 in the sum that is sought.
    Where it need not be `whole`, a seat may be divided between options.
    """

    def __init__(self, allowed: npt.NDArray[np.bool_], gap: float, *, whole: bool = True) -> None:
        import highspy  # noqa: PLC0415  (0.13 s to load, and only those who share seats need it)

        self.highs = highspy.Highs()
        self.highs.silent()
        options: Mapping[str, float] = {
            "threads": 1,
            "mip_rel_gap": gap,
            "mip_abs_gap": 0.0,
            "random_seed": 0,
            "mip_max_nodes": MOST_NODES,
        }
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self.cells = np.argwhere(allowed)  # (variable, 2): seat, option
        self.width, self.extra, self.options = len(allowed), 0, allowed.shape[1]
        n_cells = len(self.cells)
        self.highs.addVars(n_cells, np.zeros(n_cells), np.ones(n_cells))
        if whole:
            self.highs.changeColsIntegrality(
                n_cells, np.arange(n_cells, dtype=np.int32), np.full(n_cells, highspy.HighsVarType.kInteger)
            )
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.found = {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit}
        self.gap, self.bound = 0.0, np.inf
        for seat in range(self.width):
            index = np.flatnonzero(self.cells[:, 0] == seat).astype(np.int32)
            self.highs.addRow(1.0, 1.0, len(index), index, np.ones(len(index)))

    def add_variable(self, low: float, high: float) -> int:
        """Add a variable between two bounds and return its number."""
        self.highs.addVar(low, high)
        self.extra += 1
        return len(self.cells) + self.extra - 1

    def keep(self, table: Table, low: float, high: float, also: Mapping[int, float] | None = None) -> None:
        """Keep the sum of a table (seat, option) over the choice, and of multiples of variables, between bounds."""
        row = table[self.cells[:, 0], self.cells[:, 1]].astype(np.float64)
        index = np.flatnonzero(row).astype(np.int32)
        more = also or {}
        places = np.concatenate([index, np.array(list(more), dtype=np.int32)])
        values = np.concatenate([row[index], np.array(list(more.values()), dtype=np.float64)])
        self.highs.addRow(low, high, len(places), places, values)

    def best(self, table: Table | None = None) -> tuple[int, ...] | None:
        """Return the choice with the largest sum of a table and of the further variables, None where there is none.

        `gap` is then what a better choice might have more, as a part of this one's sum; `bound` the most there can be.
        """
        values = self._run(table)
        if values is None:
            return None
        info = self.highs.getInfo()
        self.gap, self.bound = max(float(info.mip_gap), 0.0), float(info.mip_dual_bound)
        picked = self.cells[values > 0.5]
        choice = np.zeros(self.width, dtype=np.int64)
        choice[picked[:, 0]] = picked[:, 1]
        return tuple(int(option) for option in choice)

    def divided(self) -> Table | None:
        """Return how much of each seat each option has, (seat, option), where the further variables' sum is largest."""
        values = self._run(None)
        if values is None:
            return None
        self.bound = float(self.highs.getInfo().objective_function_value)
        parts = np.zeros((self.width, self.options))
        parts[self.cells[:, 0], self.cells[:, 1]] = values
        return parts

    def _run(self, table: Table | None) -> npt.NDArray[np.float64] | None:
        n_cells = len(self.cells)
        costs = np.ones(n_cells + self.extra)
        costs[:n_cells] = 0.0 if table is None else table[self.cells[:, 0], self.cells[:, 1]]
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.highs.run()
        value = self.highs.getInfo().objective_function_value
        if self.highs.getModelStatus() not in self.found or not np.isfinite(value):
            return None
        return np.asarray(self.highs.getSolution().col_value)[:n_cells]
