"""Where a partner's voters go who do not follow: to the main rival, to other parties, or home.

Across the units of an event the share of each destination is regressed on its share when the partners were
apart and on the partners' former share. The slope on the partners' former share is what the destination gains
for each partner vote. The same is done with bystanders, parties that went on standing, of which nothing should
leak: what the method finds there is its error, and is taken off. No count shows who went where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.names import PartyCode
from prepoll.transfer import record
from prepoll.transfer.pair import Floats
from prepoll.transfer.reference import LARGE, major_members
from prepoll.transfer.returns import NO_PARTY, Event, Returns, Shares, own_bundle

DESTINATIONS = ("rival", "home", "others")
FEWEST = 12
"""Units under which an event says nothing of leak."""
LEAST_SPREAD = 0.01
"""Spread of the partners' former share under which there is no pattern to see."""
STATED_SD = 0.15
"""How far the stated share that stays at home may be off; judgement."""

Slope = tuple[float, float]  # and its standard error


@dataclass(frozen=True, slots=True)
class Flows:
    """What each destination gains for a partner's former vote, in one event."""

    event: Event | None  # None for a bystander
    rival: frozenset[PartyCode]
    slopes: Mapping[str, Slope]
    units: int


@dataclass(frozen=True, slots=True)
class Pooled:
    """A mean over events with its standard error, and the spread of events around it."""

    mean: float
    error: float
    spread: float
    events: int


def event_flows(event: Event, together: Returns, apart: Returns) -> Flows | None:
    """Measure one event; None where there are too few units or no pattern."""
    rival = _rival(together, frozenset(event.members))
    partner = {
        unit.place: sum(piece.share for piece in unit.pieces if piece.bundle != own_bundle(unit))
        for unit in event.units
    }
    return _flows(event, partner, (rival, frozenset(event.members)), together, apart)


def bystander_flows(together: Returns, apart: Returns) -> Iterator[Flows]:
    """Measure every pair of unchanged fronts of two elections, the one as rival, the other as bystander."""
    fronts = list(dict.fromkeys(_unchanged(together, apart)))
    for bystander in fronts:
        partner = {place: _sum(shares, bystander) for place, shares in apart.places.items()}
        for rival in fronts:
            found = None if rival == bystander else _flows(None, partner, (rival, bystander), together, apart)
            if found is not None:
                yield found


def _unchanged(together: Returns, apart: Returns) -> Iterator[frozenset[PartyCode]]:
    for party in sorted((set(apart.level) & set(together.level)) - NO_PARTY):
        members = major_members(apart, party)
        if members == major_members(together, party) and sum(together.weight[m] for m in sorted(members)) > LARGE:
            yield members


def _rival(together: Returns, members: frozenset[PartyCode]) -> frozenset[PartyCode]:
    """Return the strongest front outside in the state."""
    weight: dict[str, float] = {}
    for party, share in sorted(together.weight.items()):
        if party not in members | NO_PARTY:
            weight[together.bundle(party)] = weight.get(together.bundle(party), 0.0) + share
    return together.members(max(weight, key=lambda front: weight[front])) if weight else frozenset()


def _flows(
    event: Event | None,
    partner: Mapping[tuple[str, str], float],
    sides: tuple[frozenset[PartyCode], frozenset[PartyCode]],
    together: Returns,
    apart: Returns,
) -> Flows | None:
    """Regress each destination; `sides` are the rival and the front (or bystander) that is left out."""
    places = [place for place in sorted(partner) if partner[place] > 0 or event is not None]
    pairs = [(together.places[p], apart.places[p], partner[p]) for p in places if p in together.places]
    pairs = [row for row in pairs if _sum(row[0], sides[0]) > 0 and _sum(row[1], sides[0]) > 0]
    given = np.array([row[2] for row in pairs])
    if len(pairs) < FEWEST or given.std() < LEAST_SPREAD:
        return None
    now = np.array([_split(row[0], *sides) for row in pairs])
    then = np.array([_split(row[1], *sides) for row in pairs])
    slopes = {name: _slope(now[:, i], then[:, i], given) for i, name in enumerate(DESTINATIONS)}
    return Flows(event, sides[0], slopes, len(pairs))


def _split(shares: Shares, rival: frozenset[PartyCode], left_out: frozenset[PartyCode]) -> tuple[float, float, float]:
    """Return the shares of the electorate of the rival, of those at home and of all others."""
    polled, for_rival = sum(shares.values()), _sum(shares, rival)
    return for_rival, 1 - polled, polled - for_rival - _sum(shares, left_out)


def _sum(shares: Shares, parties: Iterable[PartyCode]) -> float:
    return sum(shares.get(party, 0.0) for party in sorted(parties))


def _slope(now: Floats, then: Floats, given: Floats) -> Slope:
    columns = np.column_stack([np.ones(len(now)), then, given])
    found = np.linalg.lstsq(columns, now, rcond=None)[0]
    left = now - columns @ found
    variance = np.linalg.pinv(columns.T @ columns) * (left @ left) / (len(now) - 3)
    return float(found[2]), float(np.sqrt(variance[2, 2]))


def pool(slopes: Sequence[Slope], rounds: int = 100) -> Pooled:
    """Pool slopes with random effects (Paule and Mandel 1982, the spread found by iteration)."""
    value, error = (np.array([slope[i] for slope in slopes]) for i in (0, 1))
    spread = 0.0
    for _ in range(rounds):
        weight = 1 / (error**2 + spread)
        mean = float(weight @ value / weight.sum())
        spread = max(float((weight**2 @ ((value - mean) ** 2 - error**2)) / (weight**2).sum()), 0.0)
    return Pooled(mean, float(weight.sum() ** -0.5), float(np.sqrt(spread)), len(slopes))


def net(events: Sequence[Flows], bystanders: Sequence[Flows]) -> dict[str, Slope]:
    """Return what each destination gains for a partner's vote beyond what the method finds for bystanders."""
    found = {}
    for name in DESTINATIONS:
        there, error = (pool([flows.slopes[name] for flows in rows]) for rows in (events, bystanders))
        found[name] = (there.mean - error.mean, float(np.hypot(there.error, error.error)))
    return found


def at_home(gains: Mapping[str, Slope]) -> Slope:
    """Return which part of those who leave stays at home, measured and stated weighed by their errors."""
    total = sum(slope[0] for slope in gains.values())
    if total <= 0:
        return record.ABSTAIN, STATED_SD
    part = gains["home"][0] / total
    error = np.sqrt(
        ((1 - part) * gains["home"][1]) ** 2 + sum((part * gains[name][1]) ** 2 for name in ("rival", "others"))
    )
    weight = STATED_SD**2 / (STATED_SD**2 + (float(error) / total) ** 2)
    mean = weight * part + (1 - weight) * record.ABSTAIN
    return float(np.clip(mean, 0.05, 0.8)), float(STATED_SD * np.sqrt(1 - weight))
