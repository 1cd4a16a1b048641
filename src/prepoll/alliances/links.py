"""Links between regions: who is together here must be, or must not be, together there.

Regions are searched one by one and joined. What a link speaks of is a yes or no for each structure of a
region, so that the structures of a region fall into few classes; of each class the best are enough to
find the best joint structures that keep every link, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import product
from typing import Protocol

import numpy as np
import numpy.typing as npt

from prepoll.alliances.types import Bloc, Structure
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode

Pair = tuple[PartyCode, PartyCode]
Where = tuple[Pair, RegionCode]
Joint = tuple[float, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Link:
    """If two parties are together in a region, two parties are, or are not, together in another."""

    here: Where
    there: Where
    together: bool = True

    def kept(self, is_here: bool, is_there: bool) -> bool:
        """Say whether the link holds."""
        return not is_here or is_there == self.together


class Searched(Protocol):
    """All structures over the movers of some regions, as `search` has them."""

    @property
    def regions(self) -> tuple[RegionCode, ...]:
        """Regions with the same blocs."""

    @property
    def movers(self) -> tuple[Bloc, ...]:
        """Parties that move together."""

    @property
    def stay(self) -> tuple[Bloc, ...]:
        """Blocs that stay as they are."""

    @property
    def labels(self) -> npt.NDArray[np.uint8]:
        """Blocs of the movers, (structure, mover)."""

    @property
    def value(self) -> npt.NDArray[np.float64]:
        """What each structure is worth, (structure,); not finite where it is not allowed."""

    @property
    def group(self) -> npt.NDArray[np.int8]:
        """Group of each structure, (structure,); that of a joint one is the greatest."""


def holds(links: Iterable[Link], structure: Structure) -> bool:
    """Say whether a structure keeps every link."""
    return all(link.kept(*(_together(structure, where) for where in (link.here, link.there))) for link in links)


def _together(structure: Structure, where: Where) -> bool:
    (a, b), region = where
    return b in structure.bloc_of(region, a)


def check_links(links: Iterable[Link], regions: Sequence[RegionCode]) -> None:
    """Raise UsageError where a link names a region that is not searched, all of them together."""
    named = dict.fromkeys(region for link in links for _, region in (link.here, link.there))
    unknown = [region for region in named if region not in regions]
    if unknown:
        raise UsageError(f"Links name regions that are not there: {', '.join(unknown)}. Known: {', '.join(regions)}.")


def best_linked(fields: Sequence[Searched], links: Sequence[Link], group: int, most: int) -> list[tuple[int, ...]]:
    """List the best joint structures of a group that keep every link, as one rank a field, best first.

    Raises UsageError where a link names a region of no field.
    """
    check_links(links, [region for field in fields for region in field.regions])
    classes = [_classes(field, links, group, most) for field in fields]
    found: list[Joint] = []
    for chosen in product(*(sorted(rows) for rows in classes)):
        said = {where: yes for key in chosen for where, yes in key[1]}
        if any(key[0] for key in chosen) and all(link.kept(said[link.here], said[link.there]) for link in links):
            found = _best(found + _sums([rows[key] for rows, key in zip(classes, chosen, strict=True)], most), most)
    return [ranks for _, ranks in found]


Class = tuple[bool, tuple[tuple[Where, bool], ...]]


def _classes(field: Searched, links: Sequence[Link], group: int, most: int) -> dict[Class, list[Joint]]:
    """Divide a field by whether a structure is of the group itself and by what links ask; keep the best of each."""
    asked = dict.fromkeys(w for link in links for w in (link.here, link.there) if w[1] in field.regions)
    answers = [field.group == group, *(_are_together(field, pair) for pair, _ in asked)]
    open_ = (field.group <= group) & np.isfinite(field.value)
    code = sum((np.where(yes, 1 << i, 0) for i, yes in enumerate(answers)), np.zeros(len(open_), dtype=np.int64))
    classes: dict[Class, list[Joint]] = {}
    for number in np.unique(code[open_]).tolist():
        ranks = np.flatnonzero(open_ & (code == number))
        best = ranks[np.lexsort((ranks, -field.value[ranks]))][:most]
        key = (bool(number & 1), tuple((where, bool(number >> i & 1)) for i, where in enumerate(asked, 1)))
        classes[key] = [(float(field.value[rank]), (int(rank),)) for rank in best]
    return classes


def _are_together(field: Searched, pair: Pair) -> npt.NDArray[np.bool_]:
    """Say in which structures two parties are in one bloc, (structure,)."""
    a, b = ({i for i, mover in enumerate(field.movers) if party in mover} for party in pair)
    if a and b:
        together: npt.NDArray[np.bool_] = field.labels[:, a.pop()] == field.labels[:, b.pop()]
        return together
    return np.full(len(field.labels), any(set(pair) <= bloc for bloc in field.stay))


def _sums(rows: Sequence[Sequence[Joint]], most: int) -> list[Joint]:
    """Join lists of structures, one a field, and keep the best sums."""
    found: list[Joint] = [(0.0, ())]
    for row in rows:
        found = _best([(value + more, (*ranks, *rank)) for value, ranks in found for more, rank in row], most)
    return found


def _best(found: Sequence[Joint], most: int) -> list[Joint]:
    """Keep the best; what is equal in the order of the ranks."""
    return nlargest(most, found, key=lambda joint: (joint[0], tuple(-rank for rank in joint[1])))
