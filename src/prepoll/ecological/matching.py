"""Which destination belongs to which origin: by name where names agree, else by the best assignment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from prepoll.ecological.types import ENTRIES, EXITS, Floats
from prepoll.names import OTHERS

REMAINDERS = frozenset({"other", "others", "other parties", "other candidates", "rest", "the rest"})
"""Names under which files add small options up, in small letters."""
MOST = 0.5
"""The part of votes under common names from which districts have a side in common."""
AGREED = 0.6
"""The part of the districts with a name that must give it one origin."""
UNMATCHED = ""
"""The family of a destination that no origin answers to."""


def common_name(option: str) -> str:
    """Strip the number that a ballot or a table puts before an option's name; call what is left over OTHERS.

    >>> common_name("07 Green Party"), common_name("3) Lab"), common_name("1984"), common_name("Other")
    ('Green Party', 'Lab', '1984', 'OTHERS')
    """
    name = re.sub(r"^\d+\s*[.):\-]?\s+", "", option.strip()) or option.strip()
    return OTHERS if name.casefold() in REMAINDERS else name


def common_names(options: Sequence[str]) -> tuple[str, ...]:
    """Return the common names of a side's options, their own names where these alone tell them apart.

    >>> common_names(["1 Lab", "2 Nat"]), common_names(["1 of Otago", "2 of Otago"])
    (('Lab', 'Nat'), ('1 of Otago', '2 of Otago'))
    """
    named = tuple(common_name(option) for option in options)
    telling = [name for name in named if name != OTHERS]
    return named if len(set(telling)) == len(telling) else tuple(option.strip() for option in options)


def families(
    origins: Sequence[str], destinations: Sequence[str], table: Floats, agreed: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the origin that each destination belongs to, `UNMATCHED` where there is none.

    `table` is (origin, destination), votes as far as they are known. Equal names belong together, and those
    that districts have `agreed` upon; what is left is assigned so that the sum of affinities is greatest.
    """
    named = [(agreed or {}).get(name, name) for name in destinations]
    found = [name if name in origins else UNMATCHED for name in named]
    free_rows = [i for i, name in enumerate(origins) if name not in found]
    free_columns = [j for j, name in enumerate(found) if name == UNMATCHED]
    if free_rows and free_columns:
        worth = affinity(table)[np.ix_(free_rows, free_columns)]
        for i, j in assignment(worth):
            found[free_columns[j]] = origins[free_rows[i]]
    return tuple(found)


def agreement(districts: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Mapping[str, str]:
    """Return what districts agree upon: names of destinations and the origin that most of them give each.

    `districts` are destinations and their families. A name that stands in most districts and goes to one origin
    in more than `AGREED` of them goes there in all; where two names go to one origin, the one with more such
    districts. Names that mean another thing in each district, such as numbers on a ballot, find no agreement.
    """
    votes = Counter(pair for row in districts for pair in zip(*row, strict=True) if pair[1] != UNMATCHED)
    known = set(lasting([names for names, _ in districts])) - {OTHERS, EXITS}
    stood = Counter(name for names, _ in districts for name in names)
    found: dict[str, str] = {}
    for (name, family), count in sorted(votes.items(), key=lambda row: (-row[1], row[0])):
        if name in known and count > AGREED * stood[name] and family not in found.values():
            found.setdefault(name, family)
    return found


def in_common(sides: Sequence[tuple[Sequence[str], Floats]]) -> float:
    """Return the part of all votes under names that stand in most districts, from names and votes of each."""
    known = set(lasting([names for names, _ in sides])) - {OTHERS, ENTRIES, EXITS}
    named = sum(float(votes[[name in known for name in names]].sum()) for names, votes in sides)
    return named / max(sum(float(votes.sum()) for _, votes in sides), 1e-300)


def lasting(names: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """List the names that stand in more than half of several lists, in alphabetical order."""
    count = Counter(name for row in names for name in row)
    return tuple(sorted(name for name, times in count.items() if 2 * times > len(names)))


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
