"""The linear programme of Pavía and Romero: the table whose units are least wrong in the sum."""

from __future__ import annotations

import numpy as np

from prepoll.ecological.margins import fitted
from prepoll.ecological.types import Convergence, Floats
from prepoll.errors import ModelError


def lphom(start: Floats, end: Floats) -> tuple[Floats, Convergence]:
    """Return row shares that minimise the absolute errors of all units, (origin, destination).

    Rows sum to 1 and the district's totals hold exactly. Romero, Pavía, Martín and Romero 2020, lphom,
    Journal of Applied Statistics 47(13-15), equations 1-5.
    """
    import highspy  # noqa: PLC0415  (0.13 s to load, and only this estimator needs it)

    units, origins, destinations = len(start), start.shape[1], end.shape[1]
    cells, errors = origins * destinations, units * destinations
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    highs.addVars(cells + 2 * errors, np.zeros(cells + 2 * errors), np.full(cells + 2 * errors, highspy.kHighsInf))
    cost = np.concatenate([np.zeros(cells), np.ones(2 * errors)])
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    for index, weight, value in _equations(start, end):
        highs.addRow(value, value, len(index), index.astype(np.int32), weight)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        state = highs.modelStatusToString(highs.getModelStatus())
        raise ModelError(f"The linear programme has no optimum ({state}). Use another estimator.")
    found = np.asarray(highs.getSolution().col_value)[:cells].reshape(origins, destinations)
    return np.maximum(found, 0.0), Convergence(True, int(highs.getInfo().simplex_iteration_count), 0.0)


def _equations(start: Floats, end: Floats) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Return each equation as the variables in it, their weights and the value: cells, then errors up and down."""
    origins, destinations = start.shape[1], end.shape[1]
    cells, errors = origins * destinations, len(start) * destinations
    rows = [(r * destinations + np.arange(destinations), np.ones(destinations), 1.0) for r in range(origins)]
    for c in range(destinations):
        column = np.arange(origins) * destinations + c
        rows.append((column, start.sum(axis=0), float(end[:, c].sum())))
        for unit, voters in enumerate(start):
            place = cells + unit * destinations + c
            index = np.concatenate([column, [place, place + errors]])
            rows.append((index, np.concatenate([voters, [1.0, -1.0]]), float(end[unit, c])))
    return rows


def symmetric(start: Floats, end: Floats) -> tuple[Floats, Convergence]:
    """Return the mean of the programme's tables from start to end and from end to start, as row shares."""
    there, first = lphom(start, end)
    back, second = lphom(end, start)
    rows, columns = start.sum(axis=0), end.sum(axis=0)
    table = (fitted(there, rows, columns) + fitted(back, columns, rows).T) / 2
    return table / rows[:, None], Convergence(True, first.steps + second.steps, 0.0)
