"""Options too small to be estimated by themselves, and units whose two totals differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from prepoll.ecological.matching import common_names, in_common
from prepoll.ecological.types import ENTRIES, EXITS, Balance, Estimate, Floats, Units
from prepoll.errors import ModelError
from prepoll.names import OTHERS

SMALLEST = 0.01
"""An option with a smaller part of a district's votes is estimated together with the others like it."""

TURNED = {ENTRIES: EXITS, EXITS: ENTRIES}
MOST_NAMES = 40
"""With more names of origins in all districts, those of few districts are known by their rank."""
FEW = 3
"""Districts under which a name is one of few."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Options of one side, some of them taken together."""

    names: tuple[str, ...]  # of the groups
    of: npt.NDArray[np.intp]  # (option,) the group of each
    part: Floats  # (option,) the part of its group's votes that each has; 0 where it has none

    def gathered(self, counts: Floats) -> Floats:
        """Add up counts of options, (unit, option), into counts of groups, (unit, group)."""
        sums = np.zeros((len(counts), len(self.names)))
        np.add.at(sums.T, self.of, counts.T)
        return sums

    def turned(self) -> Groups:
        """Return the groups with those who come as those who go, and the other way."""
        return replace(self, names=tuple(TURNED.get(name, name) for name in self.names))


def grouped(options: Sequence[str], votes: Floats, smallest: float) -> Groups:
    """Take options below `smallest` of all votes together under OTHERS, and options of one name under it.

    A single small option keeps its name, unless OTHERS is there already. An option without votes is in no
    group; it is put with the first, of which it has no part.
    """
    total = max(float(votes.sum()), 1e-300)
    small = [i for i, count in enumerate(votes) if 0 < count < smallest * total]
    together = len(small) > 1 or OTHERS in options
    names = [OTHERS if together and i in small else name for i, name in enumerate(options)]
    counted = {name for name, count in zip(names, votes, strict=True) if count > 0}
    distinct = tuple(sorted(counted, key=lambda name: (name == OTHERS, name)))
    of = np.array([distinct.index(name) if name in counted else 0 for name in names], dtype=np.intp)
    group_votes = np.bincount(of, weights=votes, minlength=len(distinct))
    part = np.divide(votes, group_votes[of], out=np.zeros_like(votes), where=votes > 0)
    return Groups(distinct, of, part)


@dataclass(frozen=True, slots=True)
class Reduced:
    """A district with its small options taken together and its empty units and options left out."""

    start: Floats  # (unit, origin group)
    end: Floats  # (unit, destination group)
    origins: Groups
    destinations: Groups

    def spread_out(self, tables: Floats) -> Floats:
        """Give tables of groups, (…, origin group, destination group), back to the options.

        Options of one group share its row and its column in proportion to their votes.
        """
        rows = tables[..., self.origins.of, :] * self.origins.part[:, None]
        whole: Floats = rows[..., self.destinations.of] * self.destinations.part
        return whole

    def turned(self) -> Reduced:
        """Return the district seen from where voters went to where they came from."""
        return Reduced(self.end, self.start, self.destinations.turned(), self.origins.turned())


def reduced(units: Units, smallest: float = SMALLEST) -> Reduced:
    """Take the small options of a district together and leave out units without votes."""
    if units.start.sum() <= 0:
        raise ModelError(f"District {units.district}: no unit has votes. Leave the district out.")
    origins = grouped(common_names(units.origins), units.rows, smallest)
    destinations = grouped(common_names(units.destinations), units.columns, smallest)
    counted = units.start.sum(axis=1) > 0
    return Reduced(
        origins.gathered(units.start[counted]), destinations.gathered(units.end[counted]), origins, destinations
    )


def common_parts(districts: Sequence[Reduced]) -> tuple[float, float]:
    """Return which part of the votes of all districts goes by names that most of them have: origins, destinations."""
    return (
        in_common([(data.origins.names, data.start.sum(axis=0)) for data in districts]),
        in_common([(data.destinations.names, data.end.sum(axis=0)) for data in districts]),
    )


def with_common_names(districts: Sequence[Reduced]) -> list[Reduced]:
    """Call origins that stand in few districts by their rank among such, where there are too many names.

    The largest is LOCAL 1 in every district: what they have in common is that they are local.
    """
    count = Counter(name for data in districts for name in data.origins.names)
    if len(count) <= MOST_NAMES:
        return list(districts)
    return [
        replace(data, origins=_ranked(data, {n for n, times in count.items() if times < FEW})) for data in districts
    ]


def _ranked(data: Reduced, rare: set[str]) -> Groups:
    votes = dict(zip(data.origins.names, data.start.sum(axis=0), strict=True))
    order = sorted(rare & set(votes), key=lambda name: (-votes[name], name))
    rank = {name: f"LOCAL {place + 1}" for place, name in enumerate(order)}
    return replace(data.origins, names=tuple(rank.get(name, name) for name in data.origins.names))


def merged(estimate: Estimate, smallest: float) -> Estimate:
    """Take options with less than `smallest` of a district's votes together, after they were estimated."""
    origins = grouped(estimate.origins, estimate.votes.sum(axis=1), smallest)
    destinations = grouped(estimate.destinations, estimate.votes.sum(axis=0), smallest)

    def added(tables: Floats) -> Floats:
        rows = np.eye(len(origins.names))[origins.of]
        columns = np.eye(len(destinations.names))[destinations.of]
        sums: Floats = rows.T @ tables @ columns
        return sums

    draws = None if estimate.draws is None else added(estimate.draws)
    return replace(
        estimate, origins=origins.names, destinations=destinations.names, votes=added(estimate.votes), draws=draws
    )


def balanced(units: tuple[Sequence[str], Floats], ends: tuple[Sequence[str], Floats], balance: Balance) -> Units:
    """Bring both sides of each unit to one total.

    `units` and `ends` are option names with counts, (unit, option). SCALE brings the votes at the end to the
    unit's total at the start; a unit that is empty on one side is left out. FLOWS adds what is missing: a row
    ENTRIES where more vote at the end, a column EXITS where fewer do.
    """
    (origins, start), (destinations, end) = units, ends
    before, after = start.sum(axis=1), end.sum(axis=1)
    if balance is Balance.SCALE:
        both = (before > 0) & (after > 0)
        scale = before[both] / after[both]
        return Units("", tuple(origins), tuple(destinations), start[both], end[both] * scale[:, None])
    entries, exits = np.maximum(after - before, 0.0), np.maximum(before - after, 0.0)
    if entries.any():
        origins, start = (*origins, ENTRIES), np.column_stack([start, entries])
    if exits.any():
        destinations, end = (*destinations, EXITS), np.column_stack([end, exits])
    return Units("", tuple(origins), tuple(destinations), start, end)
