"""How structures stand against the ledger: feasible, hypothetical, softly barred or barred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from prepoll.alliances.types import Bloc, Structure
from prepoll.ledger.types import Bar, Ledger
from prepoll.names import PartyCode

FEASIBLE, HYPOTHETICAL, SOFT, HARD = 0, 1, 2, 3
"""Groups in the order in which they are listed."""

Pair = frozenset[PartyCode]


def named_pairs(ledger: Ledger) -> frozenset[Pair]:
    """Return the pairs that somebody has named together: bound, or with an entry that is not inferred."""
    bound = {frozenset(pair) for pair in ledger.bonds}
    entries = {frozenset((row.a, row.b)) for row in ledger.entries if row.b is not None and not row.inferred}
    return frozenset(bound | entries)


def is_hypothetical(structure: Structure, ledger: Ledger) -> bool:
    """Say whether a bloc holds together only through pairs that nobody has named together."""
    named = named_pairs(ledger)
    return any(not _connected(bloc, named) for _, blocs in structure.blocs for bloc in blocs)


def _connected(bloc: Iterable[PartyCode], named: frozenset[Pair]) -> bool:
    """Say whether each party of a bloc is reached from the others over named pairs."""
    rest = set(bloc)
    reached = {rest.pop()}
    while rest:
        next_ = {party for party in rest if any(frozenset((party, other)) in named for other in reached)}
        if not next_:
            return False
        reached |= next_
        rest -= next_
    return True


def groups_of(
    labels: npt.NDArray[np.uint8], movers: Sequence[Bloc], ledger: Ledger, bars: Sequence[Bar]
) -> npt.NDArray[np.int8]:
    """Return the group of each structure over movers, (structure, mover) → (structure,): its worst bloc's."""
    named = named_pairs(ledger)
    of_mask = np.array([_group(mask, movers, named, bars) for mask in range(1 << len(movers))], dtype=np.int8)
    bits = 1 << np.arange(len(movers), dtype=np.int64)
    worst = np.zeros(len(labels), dtype=np.int8)
    for bloc in range(len(movers)):
        worst = np.maximum(worst, of_mask[((labels == bloc) * bits).sum(axis=1)])
    return worst


def _group(mask: int, movers: Sequence[Bloc], named: frozenset[Pair], bars: Sequence[Bar]) -> int:
    """Return the group of one bloc of movers; one mover alone is feasible, whatever bound it."""
    inside = [mover for i, mover in enumerate(movers) if mask >> i & 1]
    bloc = frozenset[PartyCode]().union(*inside)
    pairs = {frozenset(pair) for pair in combinations(bloc, 2)}
    met = [bar for bar in bars if frozenset((bar.a, bar.b)) in pairs]
    if met:
        return HARD if any(not bar.soft for bar in met) else SOFT
    return HYPOTHETICAL if len(inside) > 1 and not _connected(bloc, named) else FEASIBLE
