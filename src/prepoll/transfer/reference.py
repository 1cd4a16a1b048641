"""What fronts that stayed as they were tell of one election from another: the yardstick for those that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.names import PartyCode
from prepoll.transfer.pair import Floats
from prepoll.transfer.returns import NO_PARTY, Returns

Ints = npt.NDArray[np.int64]

LARGE = 0.05
"""A front's mean share of the electorate, in both elections together, under which it is no yardstick."""
FEWEST_GROUPS = 6
"""Groups (seats, or districts) in which a front must have stood both times."""
MAJOR = 0.10
"""Members under this part of their front do not change what it is."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How the share of an unchanged front in one election foretells that in another.

    Around the front's own mean a group keeps `between` of its deviation, and a unit in it `within`. What
    is left, in shares of the electorate, has the spread `group_sd` in common and `unit_sd` for each unit.
    """

    between: float
    within: float
    group_sd: float
    unit_sd: float
    swing_sd: float  # of the logarithm of a front's growth in a state
    fronts: int

    def expected(self, share: Floats, mean: float, group: Ints) -> Floats:
        """Return what share to expect at no swing: the former one drawn towards its group's and its own mean."""
        middle = group_means(share, group)
        drawn: Floats = mean + self.between * (middle - mean) + self.within * (share - middle)
        return np.maximum(drawn, 0.2 * share)


@dataclass(frozen=True, slots=True)
class Column:
    """One unchanged front: what is known, what it told, and the group of each place."""

    known: Floats
    told: Floats
    group: Ints

    @property
    def growth(self) -> float:
        """The logarithm of the front's growth."""
        return float(np.log(self.told.mean() / self.known.mean()))


def group_means(share: Floats, group: Ints) -> Floats:
    """Return the mean of each place's group, (place,)."""
    size = np.maximum(np.bincount(group), 1)
    means: Floats = (np.bincount(group, share) / size)[group]
    return means


def numbered(names: Sequence[str]) -> Ints:
    """Give groups numbers by first appearance, (place,)."""
    order = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names], dtype=np.int64)


def unchanged(known: Returns, told: Returns) -> Iterator[Column]:
    """List the fronts, single parties among them, with the same major members in both elections."""
    seen: set[frozenset[PartyCode]] = set()
    shared = sorted(set(known.places) & set(told.places))
    for party in sorted((set(known.level) & set(told.level)) - NO_PARTY):
        members = major_members(known, party)
        if members not in seen and members == major_members(told, party):
            seen.add(members)
            column = _column(known, told, members, shared)
            if column is not None:
                yield column


def major_members(election: Returns, party: PartyCode) -> frozenset[PartyCode]:
    """List the members of a party's front that make up a tenth of it or more."""
    members = election.members(election.bundle(party))
    total = sum(election.weight.get(member, 0.0) for member in members)
    return frozenset(m for m in members if election.weight.get(m, 0.0) > MAJOR * total)


def _column(
    known: Returns, told: Returns, members: frozenset[PartyCode], places: Sequence[tuple[str, str]]
) -> Column | None:
    rows: list[tuple[str, float, float]] = []
    for place in places:
        first, second = (sum(e.places[place].get(m, 0.0) for m in sorted(members)) for e in (known, told))
        if first > 0 and second > 0:
            rows.append((place[0], first, second))
    if len({row[0] for row in rows}) < FEWEST_GROUPS:
        return None
    column = Column(np.array([r[1] for r in rows]), np.array([r[2] for r in rows]), numbered([r[0] for r in rows]))
    return column if (column.known.mean() + column.told.mean()) / 2 > LARGE else None


def fit_yardstick(columns: Sequence[Column]) -> Yardstick:
    """Fit the yardstick by least squares over fronts, each brought to its own growth first."""
    between = _slope([_across(column) for column in columns])
    within = _slope([_inside(column) for column in columns])
    left = [_left_over(column, between, within) for column in columns]
    unit_sd, group_sd = _spreads(left, columns)
    swing = float(np.sqrt(np.mean([column.growth**2 for column in columns])))
    return Yardstick(between, within, group_sd, unit_sd, swing, len(columns))


def _across(column: Column) -> tuple[Floats, Floats]:
    first = np.unique(column.group, return_index=True)[1]
    x, y = (group_means(share, column.group)[first] for share in (column.known, column.told))
    return x - x.mean(), (y - y.mean()) / np.exp(column.growth)


def _inside(column: Column) -> tuple[Floats, Floats]:
    x, y = (share - group_means(share, column.group) for share in (column.known, column.told))
    return x, y / np.exp(column.growth)


def _slope(rows: Sequence[tuple[Floats, Floats]]) -> float:
    x, y = (np.concatenate([row[i] for row in rows]) for i in (0, 1))
    return float(np.clip((x @ y) / max(float(x @ x), 1e-9), 0.0, 1.0))


def _left_over(column: Column, between: float, within: float) -> Floats:
    yard = Yardstick(between, within, 0.0, 0.0, 0.0, 1)
    expected = yard.expected(column.known, float(column.known.mean()), column.group)
    left: Floats = column.told - expected * column.told.mean() / expected.mean()
    return left


def _spreads(left: Sequence[Floats], columns: Sequence[Column]) -> tuple[float, float]:
    """Return the spread of units within their group, and that which a group has in common; outliers cut at 3."""
    rows, middles, sizes = [], [], []
    for values, column in zip(left, columns, strict=True):
        size = np.bincount(column.group)
        means = group_means(values, column.group)
        scale = np.sqrt(size / np.maximum(size - 1, 1))[column.group]
        rows.append(((values - means) * scale)[size[column.group] > 1])
        middles.append(means[np.unique(column.group, return_index=True)[1]])
        sizes.append(size)
    unit_sd = _spread(np.concatenate(rows))
    per_group = float(np.mean(1 / np.concatenate(sizes)))
    group_sd = float(np.sqrt(max(_spread(np.concatenate(middles)) ** 2 - unit_sd**2 * per_group, 1e-4)))
    return unit_sd, group_sd


def _spread(values: Floats) -> float:
    """Return the spread without the outliers, which the fit weighs down as well."""
    if len(values) < 2:
        return 0.0
    rough = 1.4826 * float(np.median(np.abs(values)))
    kept = values[np.abs(values) <= 3 * max(rough, 1e-9)]
    return float(np.sqrt(np.mean(kept**2)))
