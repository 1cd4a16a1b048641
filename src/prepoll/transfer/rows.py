"""Events as numbers: what stood, what it polled, what its partners' former votes foretell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.names import PartyCode
from prepoll.transfer.pair import Floats
from prepoll.transfer.reference import Ints, Yardstick, numbered
from prepoll.transfer.returns import Event, Joint, own_bundle

Direction = tuple[PartyCode, PartyCode]  # q, whose voters are asked for, and c, who stood


@dataclass(frozen=True, slots=True)
class Rows:
    """One event for the fit; shares are of the electorate."""

    event: Event
    directions: tuple[Direction, ...]
    covariates: Floats  # (direction, covariate)
    bundles: tuple[str, ...]  # each has a swing of its own
    swaps: tuple[Direction, ...]  # (who stood when apart, who stood when together), partners both times
    share: Floats  # (row,), of the stander when together
    own: Floats  # (row,), expected of the stander's own bundle at no swing
    own_bundle: Ints  # (row,)
    swap: Ints  # (row,), -1 where the same party stood
    partner: Floats  # (row, direction), expected of q at no swing where c stood, else 0
    partner_bundle: Ints  # (direction,)
    group: Ints  # (row,)
    yard: Yardstick


def rows_of(event: Event, yard: Yardstick, covariates: Mapping[Direction, Sequence[float]]) -> Rows:
    """Lay an event out for the fit; `covariates` has a row for each direction of the event."""
    directions = all_directions(event)
    place = {direction: i for i, direction in enumerate(directions)}
    bundles = tuple(dict.fromkeys(_plain(piece.bundle) for unit in event.units for piece in unit.pieces))
    swaps = tuple(dict.fromkeys(pair for unit in event.units if (pair := _swap(unit)) is not None))
    expected = _expected(event, yard)
    partner = np.zeros((len(event.units), len(directions)))
    partner_bundle = np.zeros(len(directions), dtype=np.int64)
    own = np.zeros(len(event.units))
    for i, unit in enumerate(event.units):
        for piece in unit.pieces:
            if piece.bundle == own_bundle(unit):
                own[i] += expected[i, piece.party]
            else:
                j = place[piece.party, unit.stander]
                partner[i, j] = expected[i, piece.party]
                partner_bundle[j] = bundles.index(_plain(piece.bundle))
    return Rows(
        event=event,
        directions=directions,
        covariates=np.array([covariates[d] for d in directions], dtype=np.float64).reshape(len(directions), -1),
        bundles=bundles,
        swaps=swaps,
        share=np.array([unit.share for unit in event.units]),
        own=own,
        own_bundle=np.array([bundles.index(_plain(own_bundle(unit) or "")) for unit in event.units], dtype=np.int64),
        swap=np.array([-1 if _swap(u) is None else swaps.index(_swap(u)) for u in event.units], dtype=np.int64),
        partner=partner,
        partner_bundle=partner_bundle,
        group=numbered([unit.place[0] for unit in event.units]),
        yard=yard,
    )


def all_directions(event: Event) -> tuple[Direction, ...]:
    """List every (partner, stander) pair of an event, however small."""
    pairs = {
        (piece.party, unit.stander) for unit in event.units for piece in unit.pieces if piece.bundle != own_bundle(unit)
    }
    return tuple(sorted(pairs))


def _plain(bundle: str) -> str:
    return bundle.split("|", maxsplit=1)[0]


def _swap(unit: Joint) -> Direction | None:
    """Return who stood for the stander's own front when apart, where it was somebody else."""
    own = [piece.party for piece in unit.pieces if piece.bundle == own_bundle(unit)]
    return None if unit.stander in own or not own else (own[0], unit.stander)


def _expected(event: Event, yard: Yardstick) -> dict[tuple[int, PartyCode], float]:
    """Draw each party's former shares towards their means, over the units in which it stood."""
    stood: dict[PartyCode, list[tuple[int, float]]] = {}
    for i, unit in enumerate(event.units):
        for piece in unit.pieces:
            stood.setdefault(piece.party, []).append((i, piece.share))
    found = {}
    for party, seen in stood.items():
        share = np.array([value for _, value in seen])
        group = numbered([event.units[i].place[0] for i, _ in seen])
        for (i, _), value in zip(seen, yard.expected(share, float(share.mean()), group), strict=True):
            found[i, party] = float(value)
    return found
