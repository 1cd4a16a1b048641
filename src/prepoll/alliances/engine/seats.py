"""A seat as the walk needs it: who is placed in which order, who stays, and the draws of those who matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.block import BOUND, CLOSED, FREE, Seat
from prepoll.alliances.engine.codes import bell, completions
from prepoll.alliances.frame import present_in
from prepoll.alliances.types import Bloc, Election, StandDown
from prepoll.names import PartyCode, SeatCode

Key = tuple[int, float]
Flow = np.ndarray[tuple[int, int, int], np.dtype[np.float32]]

FLOWS = 256 * 1024 * 1024
"""Bytes of what flows that are cut out at a time: 80 seats of ten parties and 2,000 draws."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a search may not change.

    `units` are parties that move together (each named by one player in it), `stay` blocs without a
    player, which nobody joins; `apart` pairs are never in one bloc; `claims` say who stands first in a
    seat (see `claimed_slate`): the strongest where nobody claims.
    """

    apart: tuple[tuple[PartyCode, PartyCode], ...] = ()
    units: tuple[Bloc, ...] = ()
    stay: tuple[Bloc, ...] = ()
    courtesies: tuple[StandDown, ...] = ()
    claims: Mapping[SeatCode, Sequence[PartyCode]] = field(default_factory=dict)

    def unit_of(self, player: PartyCode) -> Bloc:
        """Return a player with those that move with it."""
        return next((unit for unit in self.units if player in unit), frozenset({player}))


@dataclass(frozen=True, slots=True)
class Local:
    """A seat with its players in the order in which the walk places them."""

    code: SeatCode
    seat: Seat
    order: tuple[int, ...]  # places of the free players among all
    columns: tuple[int, ...]  # (k,): places of the rows on the party axis of the draws

    @property
    def rows(self) -> int:
        """Count the places that a walk counts into."""
        return int(self.seat.level[-1]) + bell(len(self.order))


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a seat a walk needs: who is placed, how, and for which player; and the rows of those who matter."""

    code: SeatCode
    place: int
    placed: tuple[tuple[PartyCode, int, int], ...]
    key: Mapping[PartyCode, Key]
    columns: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def parties(self) -> tuple[PartyCode, ...]:
        """List who is placed, in order."""
        return tuple(party for party, _, _ in self.placed)

    def nbytes(self, draws: int) -> int:
        """Count the bytes of all that flows between those who are placed."""
        m = len(self.placed)
        return 4 * draws * m * (2 * m + len(self.rows))


def localise(election: Election, code: SeatCode, players: Sequence[PartyCode], limits: Limits) -> Local:
    """Cut a seat out of an election."""
    return next(localised(election, (code,), players, limits))


def localised(
    election: Election, codes: Sequence[SeatCode], players: Sequence[PartyCode], limits: Limits
) -> Iterator[Local]:
    """Cut seats out of an election, in order.

    What flows is asked for once for as many seats as there is room for: it is drawn for all seats at a time.
    """
    waiting: list[Cut] = []
    held = 0
    for code in codes:
        cut = _cut(election, code, players, limits)
        if waiting and held + cut.nbytes(election.draws.count) > FLOWS:
            yield from _locals(election, waiting, limits)
            waiting, held = [], 0
        waiting.append(cut)
        held += cut.nbytes(election.draws.count)
    yield from _locals(election, waiting, limits)


def _cut(election: Election, code: SeatCode, players: Sequence[PartyCode], limits: Limits) -> Cut:
    draws, present = election.draws, present_in(election, code)
    columns = tuple(i for i, party in enumerate(draws.contenders) if party in present)
    key = _keys(election, code, limits)
    rows = (*columns, *range(len(draws.contenders), len(draws.parties)))
    return Cut(code, draws.seat_index[code], tuple(_placed(present, players, limits, key)), key, columns, rows)


def _locals(election: Election, cuts: Sequence[Cut], limits: Limits) -> Iterator[Local]:
    flows = _flows(election, cuts)
    for cut in cuts:
        yield _local(election, cut, flows.pop(0), limits)


def _local(election: Election, cut: Cut, flow: tuple[Flow, Flow, Flow], limits: Limits) -> Local:
    draws, parties, key = election.draws, cut.parties, cut.key
    row = {draws.contenders[column]: i for i, column in enumerate(cut.columns)}
    order = tuple(player for _, how, player in cut.placed if how == FREE)
    tau, beta, lam = flow
    seat = Seat(
        own=np.ascontiguousarray(draws.share[cut.place, list(cut.rows)]),
        tau=tau,
        beta=beta,
        lam=lam,
        rebel=_rebels(election, cut.place, parties),
        row=np.array([row[party] for party in parties], dtype=np.int64),
        kind=np.array([kind for _, kind, _ in cut.placed], dtype=np.int64),
        even=np.array([sum((key[a] == key[b]) << i for i, b in enumerate(parties)) for a in parties], dtype=np.int64),
        apart=_apart(parties, limits),
        stays=np.array([row[party] for party in row if party not in parties], dtype=np.int64),
        ways=completions(len(order)),
        level=np.cumsum([0, *(bell(n) for n in range(len(order)))]).astype(np.int64),
    )
    return Local(cut.code, seat, order, cut.columns)


def _rebels(election: Election, place: int, parties: Sequence[PartyCode]) -> npt.NDArray[np.float32]:
    """Cut out whose voters follow a rebel, (party placed, draw)."""
    if election.rebels is None:
        return np.zeros((len(parties), election.draws.count), dtype=np.float32)
    return np.ascontiguousarray(election.rebels[place, [election.draws.party_index[party] for party in parties]])


def _keys(election: Election, code: SeatCode, limits: Limits) -> dict[PartyCode, Key]:
    """Say of each contender how early a bloc puts it up: by its claim, then by mean own strength."""
    means = election.draws.share[election.draws.seat_index[code], :-3].mean(axis=1, dtype=np.float64)
    claims = list(limits.claims.get(code, ()))
    return {
        party: (claims.index(party), 0.0) if party in claims else (len(claims), -float(mean))
        for party, mean in zip(election.draws.contenders, means, strict=True)
    }


def _placed(
    present: frozenset[PartyCode], players: Sequence[PartyCode], limits: Limits, key: Mapping[PartyCode, Key]
) -> list[tuple[PartyCode, int, int]]:
    """List who is placed, how, and for which player: blocs that stay, then players by their first member."""
    placed = []
    for bloc in sorted(limits.stay, key=sorted):
        members = sorted(bloc & present, key=lambda p: (key[p], p))
        if len(members) > 1:
            placed += [(party, BOUND if i else CLOSED, -1) for i, party in enumerate(members)]
    units = []
    for i, player in enumerate(players):
        members = sorted(limits.unit_of(player) & present, key=lambda p: (key[p], p))
        if members:
            units.append((key[members[0]], i, members))
    for _, i, members in sorted(units):
        placed += [(party, BOUND if j else FREE, i) for j, party in enumerate(members)]
    return placed


def _apart(parties: Sequence[PartyCode], limits: Limits) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return for each party placed the mask of those that are never in a bloc with it."""
    masks = np.zeros(len(parties), dtype=np.int64)
    for a, b in limits.apart:
        if a in parties and b in parties:
            masks[parties.index(a)] |= 1 << parties.index(b)
            masks[parties.index(b)] |= 1 << parties.index(a)
    return masks


def _flows(election: Election, cuts: Sequence[Cut]) -> list[tuple[Flow, Flow, Flow]]:
    """Cut out transfer, desertion and leak between those who are placed, seat by seat; each is asked for once."""
    transfers, n, found = election.transfers, election.draws.count, []
    for cut in cuts:
        m = len(cut.placed)
        pairs = np.zeros((2, m, m, n), dtype=np.float32)
        found.append((pairs[0], pairs[1], np.zeros((m, len(cut.rows), n), dtype=np.float32)))
    for q in dict.fromkeys(party for cut in cuts for party in cut.parties):
        here = [(cut, flow, cut.parties.index(q)) for cut, flow in zip(cuts, found, strict=True) if q in cut.parties]
        leak = transfers.leak(q)
        for cut, (_, _, lam), i in here:
            lam[i] = leak[cut.place, list(cut.rows)]
        for c in dict.fromkeys(party for cut, _, _ in here for party in cut.parties if party != q):
            given, deserted = transfers.given(q, c), transfers.desertion(q, c)
            for cut, (tau, beta, _), i in here:
                if c in cut.parties:
                    j = cut.parties.index(c)
                    tau[i, j], beta[i, j] = given[cut.place], deserted[cut.place]
    return found
