"""Counted elections with their fronts, and the alliances that were formed or broken between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from prepoll.names import PartyCode

Place = tuple[str, str]  # a group (seat, or district in an assembly election) and a unit within it
Shares = Mapping[PartyCode, float]

SEEN = 0.015
"""A partner's mean former share, of the electorate, under which nothing can be measured."""
NO_PARTY = frozenset({"IND", "INDEPENDENT", "NOTA"})
FEWEST = 3
"""Units with a partner's former votes under which nothing is measured."""
CONTAMINATED = 0.25
"""A piece whose former votes hold more than this of outsiders' voters is left out."""
UNSEEN = 0.15
"""A unit in which members not counted before outweigh this part of the counted ones is left out."""


@dataclass(frozen=True)
class Returns:
    """One election of one state: shares of the electorate by place and party, and who fought together."""

    state: str
    kind: str  # "GE" or "AE"
    year: int
    places: Mapping[Place, Shares]
    front_of: Mapping[PartyCode, str]

    @cached_property
    def weight(self) -> Mapping[PartyCode, float]:
        """Each party's share of the electorate, averaged over all places, those without it included."""
        total: dict[PartyCode, float] = {}
        for shares in self.places.values():
            for party, share in shares.items():
                total[party] = total.get(party, 0.0) + share
        return {party: share / len(self.places) for party, share in total.items()}

    @cached_property
    def level(self) -> Mapping[PartyCode, float]:
        """Each party's mean share over the places in which it stood."""
        stood: dict[PartyCode, list[float]] = {}
        for shares in self.places.values():
            for party, share in shares.items():
                stood.setdefault(party, []).append(share)
        return {party: sum(rows) / len(rows) for party, rows in stood.items()}

    def bundle(self, party: PartyCode) -> str:
        """Name the front of a party; its own code where it has none."""
        return self.front_of.get(party, party)

    def members(self, front: str) -> frozenset[PartyCode]:
        """List the members of a front; a party without one is its own."""
        return frozenset(p for p, name in self.front_of.items() if name == front) or frozenset({front})


@dataclass(frozen=True, slots=True)
class Piece:
    """What a member of a later (or earlier) front polled on its own account when the front was apart."""

    party: PartyCode  # who stood
    bundle: str  # the front it stood for
    share: float


@dataclass(frozen=True, slots=True)
class Joint:
    """One unit: who stood for the front when together, with what share, and the pieces when apart."""

    place: Place
    stander: PartyCode
    share: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An alliance that was formed or broken between two elections of one kind in one state."""

    state: str
    kind: str
    together: int  # years
    apart: int
    front: str
    members: tuple[PartyCode, ...]  # of the front when together; the weightiest first
    units: tuple[Joint, ...]
    left_out: tuple[str, ...]  # reasons, one for each unit not used

    @property
    def formed(self) -> bool:
        """Say whether the partners came together (False: they parted)."""
        return self.together > self.apart

    @property
    def year(self) -> int:
        """The later of the two elections: when the measurement was known."""
        return max(self.together, self.apart)

    @property
    def name(self) -> str:
        """Name the event by kind, state, years and members."""
        years = f"{min(self.together, self.apart)}–{self.year}"
        return f"{self.kind} {self.state} {years} {'formed' if self.formed else 'broken'}: {'+'.join(self.members)}"

    def directions(self) -> tuple[tuple[PartyCode, PartyCode], ...]:
        """List (partner, stander) pairs with enough former votes of the partner to be measured."""
        seen: dict[tuple[PartyCode, PartyCode], list[float]] = {}
        for unit in self.units:
            own = own_bundle(unit)
            for piece in unit.pieces:
                if piece.bundle != own:
                    seen.setdefault((piece.party, unit.stander), []).append(piece.share)
        return tuple(sorted(k for k, rows in seen.items() if len(rows) >= FEWEST and sum(rows) / len(rows) >= SEEN))


def own_bundle(unit: Joint) -> str | None:
    """Return the bundle that the stander belonged to when apart, None where it stood nowhere in the unit."""
    return next((piece.bundle for piece in unit.pieces if piece.party == unit.stander), None) or next(
        (piece.bundle for piece in unit.pieces if piece.bundle.endswith(f"|{unit.stander}")), None
    )


def find_events(elections: Sequence[Returns]) -> tuple[Event, ...]:
    """Find every front of a state that came together or parted between two elections of one kind in turn."""
    found: list[Event] = []
    ordered = sorted(elections, key=lambda row: (row.kind, row.state, row.year))
    for first, second in pairwise(ordered):
        if (first.kind, first.state) == (second.kind, second.state):
            found.extend(_changed(second, first))
            found.extend(_changed(first, second))
    return tuple(found)


def _changed(together: Returns, apart: Returns) -> Iterator[Event]:
    """Find the fronts of one election whose members stood for several fronts in the other."""
    for front in dict.fromkeys(together.front_of.values()):
        members = together.members(front)
        standing = {party for party in members if apart.weight.get(party, 0.0) > 0}
        if len({apart.bundle(party) for party in standing}) > 1:
            yield _event(together, apart, front)


def _event(together: Returns, apart: Returns, front: str) -> Event:
    units, reasons = [], []
    for place in sorted(set(together.places) & set(apart.places)):
        made = _joint(together, apart, front, place)
        if isinstance(made, str):
            reasons.append(made)
        else:
            units.append(made)
    members = tuple(sorted(together.members(front), key=lambda party: (-together.weight.get(party, 0.0), party)))
    years = together.year, apart.year
    return Event(together.state, together.kind, *years, front, members, tuple(units), tuple(reasons))


def _joint(together: Returns, apart: Returns, front: str, place: Place) -> Joint | str:
    """Read one unit; or say why it measures nothing."""
    members = together.members(front)
    now, then = together.places[place], apart.places[place]
    standing = [party for party in now if party in members]
    if len(standing) != 1:
        return "nobody of the front stood" if not standing else "several of the front stood"
    stander = standing[0]
    pieces = tuple(_pieces(members, then, apart))
    counted = sum(piece.share for piece in pieces)
    if own_bundle(Joint(place, stander, 0.0, pieces)) is None:
        if stander in then or not _spoken_for(stander, members, then, apart):
            return "the stander had no votes of its own when apart"
        pieces = tuple(_marked(piece, stander, apart) for piece in pieces)
    if _outsiders(members, then, apart) > CONTAMINATED * counted:
        return "former votes hold voters of parties outside the front"
    if _not_counted(members, then, apart) > UNSEEN * counted:
        return "a member's strength was not counted when apart"
    return Joint(place, stander, now[stander], pieces)


def _pieces(members: Iterable[PartyCode], then: Shares, apart: Returns) -> Iterator[Piece]:
    for party in sorted(members):
        if then.get(party, 0.0) > 0:
            yield Piece(party, apart.bundle(party), then[party])


def _spoken_for(party: PartyCode, members: frozenset[PartyCode], then: Shares, apart: Returns) -> bool:
    """Say whether a member of the front stood for a party's front of then."""
    mates = apart.members(apart.bundle(party)) & members
    return party in apart.front_of and any(mate in then for mate in mates)


def _marked(piece: Piece, stander: PartyCode, apart: Returns) -> Piece:
    """Mark the piece that stood in for the stander: the pair were partners already."""
    mine = apart.bundle(stander)
    return Piece(piece.party, f"{piece.bundle}|{stander}", piece.share) if piece.bundle == mine else piece


def _outsiders(members: frozenset[PartyCode], then: Shares, apart: Returns) -> float:
    """Return the weight of parties outside the front for which a piece stood as well when apart."""
    fronts = {apart.bundle(party) for party in members if party in then}
    absent = {p for front in fronts for p in apart.members(front) if p not in members and p not in then}
    return sum(apart.weight.get(party, 0.0) for party in absent)


def _not_counted(members: frozenset[PartyCode], then: Shares, apart: Returns) -> float:
    """Return the weight of members of the front for whom nobody of it stood when apart."""
    absent = [p for p in members if p not in then and not _spoken_for(p, members, then, apart)]
    return sum(apart.weight.get(party, 0.0) for party in absent)
