"""Which destination belongs to which origin: by name where names agree, else by the best assignment."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from prepoll.ecological.types import Floats

UNMATCHED = ""
"""The family of a destination that no origin answers to."""


def common_name(option: str) -> str:
    """Strip the number that a ballot or a table puts before an option's name.

    >>> common_name("07 Green Party"), common_name("3) Lab"), common_name("1984")
    ('Green Party', 'Lab', '1984')
    """
    return re.sub(r"^\d+\s*[.):\-]?\s+", "", option.strip()) or option.strip()


def families(origins: Sequence[str], destinations: Sequence[str], table: Floats) -> tuple[str, ...]:
    """Return the origin that each destination belongs to, `UNMATCHED` where there is none.

    `table` is (origin, destination), votes as far as they are known. Equal names belong together; what
    is left is assigned so that the sum of votes over the root of row times column total is greatest.
    """
    found = [name if name in origins else UNMATCHED for name in destinations]
    free_rows = [i for i, name in enumerate(origins) if name not in found]
    free_columns = [j for j, name in enumerate(found) if name == UNMATCHED]
    if free_rows and free_columns:
        worth = affinity(table)[np.ix_(free_rows, free_columns)]
        for i, j in assignment(worth):
            found[free_columns[j]] = origins[free_rows[i]]
    return tuple(found)


def affinity(table: Floats) -> Floats:
    """Return each cell over the root of its row total times its column total, (origin, destination)."""
    scale = np.sqrt(np.outer(table.sum(axis=1), table.sum(axis=0)))
    worth: Floats = np.divide(table, scale, out=np.zeros_like(table), where=scale > 0)
    return worth


def assignment(worth: Floats) -> tuple[tuple[int, int], ...]:
    """Pair rows with columns so that the sum of `worth` is greatest; the shorter side is paired in full.

    The Hungarian method by shortest augmenting paths (Jonker and Volgenant 1987).
    """
    if worth.shape[0] > worth.shape[1]:
        return tuple(sorted((i, j) for j, i in assignment(worth.T)))
    rows, columns = worth.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    holder = np.full(columns, -1)
    for row in range(rows):
        _augment(-worth, row, holder, row_price, column_price)
    return tuple(sorted((int(holder[j]), j) for j in range(columns) if holder[j] >= 0))


def _augment(cost: Floats, row: int, holder: np.ndarray, row_price: Floats, column_price: Floats) -> None:
    """Give one more row a column, moving others along the cheapest path; changes the last three."""
    columns = cost.shape[1]
    shortest, before = np.full(columns, np.inf), np.full(columns, -1)
    done = np.zeros(columns, dtype=bool)
    here, at, length = row, -1, 0.0
    while True:
        reach = length + cost[here] - row_price[here] - column_price
        nearer = ~done & (reach < shortest)
        shortest[nearer], before[nearer] = reach[nearer], at
        at = int(np.argmin(np.where(done, np.inf, shortest)))
        length, done[at] = shortest[at], True
        if holder[at] < 0:
            break
        here = int(holder[at])
    moved = done & (np.arange(columns) != at)
    row_price[row] += length
    row_price[holder[moved]] += length - shortest[moved]
    column_price[moved] -= length - shortest[moved]
    while at >= 0:
        previous = int(before[at])
        holder[at] = row if previous < 0 else holder[previous]
        at = previous
