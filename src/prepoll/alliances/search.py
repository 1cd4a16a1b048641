"""Every structure over some players, ranked by what a party wants; the best are valued in full.

The engine counts the seats that every structure gives (see `prepoll.alliances.engine`), region by
region where alliances may differ: seats, and seats denied to rivals, add over regions, so that the
best structure is made of each region's best. For other objectives each structure is counted by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import product
from operator import add
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from prepoll.alliances.frame import present_in
from prepoll.alliances.links import Link, best_linked
from prepoll.alliances.memo import Memo, kept_for
from prepoll.alliances.outcomes import interval, outcome_id
from prepoll.alliances.slates import claimed, optimised, strongest
from prepoll.alliances.standing import FEASIBLE, HARD, HYPOTHETICAL, SOFT, groups_of, is_hypothetical
from prepoll.alliances.structures import alone, base_structure, judge, touches
from prepoll.alliances.tally import Glance, Samples, Tally, tally
from prepoll.alliances.types import Bloc, Election, Ranked, Slate, Structure
from prepoll.alliances.votes import Local, local_structure, votes_of
from prepoll.alliances.worth import COUNTED, by_law, deposit_rule, lawful, rival_sets, value_of, with_asked, worth_of
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.ledger.types import Entry, Ledger
from prepoll.names import AlliancesBy, PartyCode, RegionCode, Relation, SeatCode, Status

MOST_PLAYERS = 10
"""Players searched over by default where seats are counted: Bell(10) is 115,975 structures a region."""

MOST_SINGLY = 7
"""Players by default where each structure is counted by itself: Bell(7) is 877."""

BARRED_TOO = 8
"""Up to so many players what is barred is searched too; with more, bars prune at the source."""

JOINED = 144
"""Structures that differ from those in force in more than one region, at most, for each group."""

LISTED = 50
"""Structures of each group that are valued in full."""

if TYPE_CHECKING:
    from prepoll.alliances.engine import Limits

Claims = Mapping[SeatCode, Sequence[PartyCode]]
"""Who has the first claim to each seat, then the second …"""

WILLING = frozenset({Relation.ALLIED, Relation.TALKING, Relation.OPEN, Relation.SUPPORTING})


def search(  # noqa: PLR0913  the six that say what is asked; how much is listed has its default
    case: Case,
    ledger: Ledger,
    election: Election,
    party: PartyCode,
    objective: Objective,
    players: Sequence[PartyCode] | None = None,
    *,
    listed: int = LISTED,
    links: Sequence[Link] = (),
    optimise: bool = False,
    claims: Claims | None = None,
) -> tuple[Ranked, ...]:
    """Search every structure over the players and value the best for a party in full; the strongest stand.

    Searched are each region's every partition with the other regions as in force, and the best of the
    regions joined. Parties in one bloc by bond move together, the party asked for apart; who is no
    player stays as in force. Listed are the best of each group: feasible, hypothetical (nobody has named
    some of its parties together), softly barred, barred; within each by expected value. With links, only
    what keeps them all, and then the best of all joint structures. With `optimise`, the party's bloc puts
    up in each seat whoever wins it most often, not its strongest; with `claims` every bloc puts up whoever
    has the first claim to a seat (see `claimed_slate`), with both every bloc but the party's own. Raises
    UsageError where a party is no contender or a link names a region that is not there.
    """
    every = lawful(case, with_asked(objective, case.objectives))
    asked = Asked(party, every[0], every, optimise, claims or {})
    chosen = players_of(case, ledger, election, party, objective, players)
    return _Search(case, ledger, election, asked).ranked(chosen, listed, links)


def players_of(
    case: Case,
    ledger: Ledger,
    election: Election,
    party: PartyCode,
    objective: Objective,
    players: Sequence[PartyCode] | None = None,
) -> tuple[PartyCode, ...]:
    """Return over whom a search goes: the party and those named, or those of `default_players`.

    Seven where structures are counted one by one. Raises UsageError where one is no contender.
    """
    by_seats = Asked(party, by_law(case, objective), (), optimise=False, claims={}).by_seats
    default = () if players is not None else default_players(case, ledger, election, party)
    chosen = (party, *players) if players is not None else default[: None if by_seats else MOST_SINGLY]
    unknown = [player for player in chosen if player not in election.draws.contenders]
    if unknown:
        known = ", ".join(election.draws.contenders)
        raise UsageError(f"Not among the contenders: {', '.join(unknown)}. Name parties of {known}.")
    return tuple(dict.fromkeys(chosen))


def rank_structures(  # noqa: PLR0913  as above
    case: Case,
    ledger: Ledger,
    election: Election,
    party: PartyCode,
    objective: Objective,
    structures: Sequence[Structure],
    *,
    optimise: bool = False,
    claims: Claims | None = None,
) -> tuple[Ranked, ...]:
    """Value some structures for a party in full, in the order of `search`, who stands as there."""
    every = lawful(case, with_asked(objective, case.objectives))
    under_way = _Search(case, ledger, election, Asked(party, every[0], every, optimise, claims or {}))
    return tuple(sorted(map(under_way.valued, dict.fromkeys(structures)), key=order))


def default_players(case: Case, ledger: Ledger, election: Election, party: PartyCode) -> tuple[PartyCode, ...]:
    """Return the party and up to nine others, those in touch with it first, each group by mean strength.

    In touch: its entry with the party is open, talking, allied, supporting or softly barred, and not
    inferred. Then come those who are willing towards anybody. Softly barred parties are searched,
    so that what they would bring is known.
    """
    contenders = set(election.draws.contenders)
    means = election.draws.share[:, :-3].mean(axis=(0, 2), dtype=np.float64)
    strength = dict(zip(election.draws.contenders, means, strict=True))
    touch = {other for row in ledger.entries for other in _in_touch(row, party)}
    willing = {side for row in ledger.entries for side in _willing(row)}
    rest = sorted((touch | willing) & contenders - {party}, key=lambda p: (p not in touch, -strength[p], p))
    return (party, *rest[: MOST_PLAYERS - 1])


def _in_touch(row: Entry, party: PartyCode) -> tuple[PartyCode, ...]:
    if row.b is None or party not in (row.a, row.b) or row.inferred or row.status is Status.BARRED:
        return ()
    if row.status is Status.SOFTLY_BARRED or {row.relation, row.a_stands, row.b_stands} & WILLING:
        return (row.b if row.a == party else row.a,)
    return ()


def _willing(row: Entry) -> tuple[PartyCode, ...]:
    sides = [(row.a, row.a_stands)] + ([] if row.b is None else [(row.b, row.b_stands)])
    return tuple(side for side, stands in sides if stands in WILLING)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search is for."""

    party: PartyCode
    objective: Objective
    objectives: tuple[Objective, ...]  # all that worth is said on, the objective first
    optimise: bool  # the slate of the party's bloc
    claims: Claims  # to seats; the strongest stand where there are none

    @property
    def by_seats(self) -> bool:
        """Say whether the objective is counted in seats, won or denied."""
        return self.objective.code == "seats" or (self.objective.code not in COUNTED and bool(self.objective.rivals))


@dataclass(frozen=True, slots=True)
class Field:
    """All structures over the movers of some regions, (structure,) by rank."""

    regions: tuple[RegionCode, ...]
    movers: tuple[Bloc, ...]
    stay: tuple[Bloc, ...]
    labels: npt.NDArray[np.uint8]  # (structure, mover)
    value: npt.NDArray[np.float64]  # on the objective, up to what is the same for all
    group: npt.NDArray[np.int8]  # FEASIBLE, HYPOTHETICAL, SOFT, HARD
    in_force: int  # the rank of what is in force

    def blocs(self, rank: int) -> tuple[Bloc, ...]:
        """Return the blocs of a structure."""
        found: dict[int, Bloc] = {}
        for mover, label in zip(self.movers, self.labels[rank], strict=True):
            found[int(label)] = found.get(int(label), frozenset()) | mover
        return (*found.values(), *self.stay)

    def best(self, groups: Sequence[int], most: int) -> list[int]:
        """List the best of some groups; what is equal by how few it binds, then by rank."""
        open_ = np.flatnonzero(np.isin(self.group, groups) & np.isfinite(self.value))
        bound = len(self.movers) - self.labels[open_].max(axis=1, initial=0)
        return [int(rank) for rank in open_[np.lexsort((bound, -self.value[open_]))][:most]]


class _Search:
    """One search under way."""

    def __init__(self, case: Case, ledger: Ledger, election: Election, asked: Asked) -> None:
        self.case, self.ledger, self.election, self.asked = case, ledger, election, asked
        self.base = base_structure(case, ledger)
        self.regions = tuple(dict.fromkeys(election.region_of[seat] for seat in election.draws.seats))
        self.memo: Memo[Local, Tally] = Memo()
        self.alone = self._value(self._count(alone(self.base, asked.party))[0])

    def ranked(self, players: tuple[PartyCode, ...], listed: int, links: Sequence[Link]) -> tuple[Ranked, ...]:
        by_region = self.case.alliances_by is AlliancesBy.REGION
        parts: list[tuple[RegionCode, ...]] = [(region,) for region in self.regions] if by_region else [self.regions]
        fields = [self._field(regions, players) for regions in parts]
        chosen: dict[Structure, None] = {}
        for group in (FEASIBLE, HYPOTHETICAL, SOFT, HARD):
            for ranks in best_linked(fields, links, group, listed) if links else _best(fields, group, listed):
                chosen[self._structure(fields, ranks)] = None
        return tuple(sorted(map(self.valued, chosen), key=order))

    def _field(self, regions: tuple[RegionCode, ...], players: tuple[PartyCode, ...]) -> Field:
        """Search every partition of the players in some regions, the rest as in force."""
        from prepoll.alliances.engine import Limits, search_optimised  # noqa: PLC0415  Numba is heavy
        from prepoll.alliances.engine.codes import rank, strings  # noqa: PLC0415

        seats = [seat for seat in self.election.draws.seats if self.election.region_of[seat] in regions]
        units, stay = self._units(seats, regions[0], players)
        bars = [bar for bar in self.ledger.bars if touches(bar, seats)]
        hard = () if len(units) <= BARRED_TOO else tuple((bar.a, bar.b) for bar in bars if not bar.soft)
        movers, labels = tuple(units.values()), strings(len(units))
        group = groups_of(labels, movers, self.ledger, bars)
        homes = {frozenset(b): i for i, b in enumerate(self.base.in_region(regions[0]))}
        home = [next((i for b, i in homes.items() if mover & b), len(homes) + j) for j, mover in enumerate(movers)]
        if self.asked.by_seats and movers:
            limits = Limits(hard, movers, stay, self.base.courtesies, self.asked.claims)
            party, players = self.asked.party, tuple(units)
            if self.asked.optimise and any(party in unit for unit in movers):
                won = search_optimised(self.election, players, party, seats, limits).expected_seats
            else:
                won = self._table(seats, movers, labels, limits)
            value = self._seats_of(won)
        else:
            made = Field(regions, movers, stay, labels, np.zeros(len(labels)), group, rank(home))
            alike = [self._structure([made], (i,)) for i in range(len(labels))]
            value = np.array([self._value(self._count(structure)[0]).mean() for structure in alike])
        return Field(regions, movers, stay, labels, value, group, rank(home))

    def _table(
        self, seats: Sequence[SeatCode], movers: Sequence[Bloc], labels: npt.NDArray[np.uint8], limits: Limits
    ) -> npt.NDArray[np.float64]:
        """Return the seats of all contenders under every structure, (structure, contender).

        They do not depend on whom a search is for: of the same movers they are counted once, in one order.
        """
        from prepoll.alliances.engine import search_all  # noqa: PLC0415  as above
        from prepoll.alliances.engine.codes import ranks  # noqa: PLC0415

        order = sorted(range(len(movers)), key=lambda i: sorted(movers[i]))
        units = tuple(movers[i] for i in order)
        claims = tuple((seat, tuple(row)) for seat, row in limits.claims.items())
        left = limits.courtesies
        kept, key = (
            kept_for(self.election),
            ("structures", tuple(seats), units, limits.apart, limits.stay, left, claims),
        )
        if key not in kept:
            players = [next(p for p in self.election.draws.contenders if p in unit) for unit in units]
            kept[key] = search_all(self.election, players, seats, replace(limits, units=units)).expected_seats
        table = kept[key]
        assert isinstance(table, np.ndarray)
        found: npt.NDArray[np.float64] = table[ranks(labels[:, order])]
        return found

    def _seats_of(self, seats: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the party's seats, or the seats of its rivals with the sign turned, (structure,)."""
        contenders = self.election.draws.contenders
        if self.asked.objective.code == "seats":
            return seats[:, contenders.index(self.asked.party)]
        rivals = [contenders.index(rival) for rival in self.asked.objective.rivals if rival in contenders]
        denied: npt.NDArray[np.float64] = -seats[:, rivals].sum(axis=1)
        return denied

    def _units(
        self, seats: Sequence[SeatCode], region: RegionCode, players: tuple[PartyCode, ...]
    ) -> tuple[dict[PartyCode, Bloc], tuple[Bloc, ...]]:
        """Return the players with strength in some seats, each with those bound to it, and the blocs that stay."""
        here = frozenset(party for seat in seats for party in present_in(self.election, seat))
        bound = [bloc - {self.asked.party} for bloc in self.base.in_region(region)]
        units: dict[PartyCode, Bloc] = {}
        for player in players:
            unit = next((bloc for bloc in bound if player in bloc), frozenset({player}))
            if unit & here and not any(player in other for other in units.values()):
                units[player] = unit
        stay = tuple(bloc for bloc in self.base.in_region(region) if not any(bloc & u for u in units.values()))
        return units, stay

    def _structure(self, fields: Sequence[Field], ranks: Sequence[int]) -> Structure:
        blocs = dict(self.base.blocs)
        for field, rank in zip(fields, ranks, strict=True):
            blocs |= dict.fromkeys(field.regions, field.blocs(rank))
        return Structure.of(blocs, self.base.courtesies)

    def valued(self, structure: Structure) -> Ranked:
        """Value a structure in full."""
        counted, slate = self._count(structure)
        status, barred_by = judge(structure, self.ledger, self.election.region_of)
        if status is Status.BOUND and set(structure.courtesies) - set(self.base.courtesies):
            status = Status.FREE  # nobody has promised these
        gain = self._value(counted) - self.alone
        return Ranked(
            structure,
            outcome_id(structure, slate),
            status,
            barred_by,
            worth_of(counted, self.asked.party, self.asked.objective, self.asked.objectives),
            interval(gain),
            float((gain > 0).mean()),
            float((gain < 0).mean()),
            status in (Status.BOUND, Status.FREE) and is_hypothetical(structure, self.ledger),
        )

    def _value(self, counted: Tally) -> Samples:
        return value_of(counted, self.asked.objective, self.asked.objectives)

    def _count(self, structure: Structure) -> tuple[Tally, Slate]:
        """Add up a structure's seats for the party, always in the order of the draws, so that equal is equal."""
        standing = {seat: self._standing(structure, seat) for seat in self.election.draws.seats}
        tallies = []
        for seat, parties in standing.items():
            local = local_structure(self.election, structure, seat, parties)
            tallies.append(self.memo.get(local, partial(self._seat_tally, local)))
        return reduce(add, tallies), Slate(standing)

    def _standing(self, structure: Structure, seat: SeatCode) -> frozenset[PartyCode]:
        """Return who stands by the rule asked for."""
        claims = self.asked.claims.get(seat, ())
        if self.asked.optimise:
            return optimised(self.election, structure, seat, self.asked.party, claims)
        if claims:
            return claimed(self.election, structure, seat, claims)
        return strongest(self.election, structure, seat)

    def _seat_tally(self, local: Local) -> Tally:
        """Count one seat from the party's side."""
        counted = votes_of(self.election, local)
        draws = self.election.draws
        place = {draws.parties[row]: i for i, row in enumerate(counted.rows)}
        none = np.zeros((1, draws.count), dtype=np.float32)
        mine = place.get(self.asked.party)
        sets = [[place[rival] for rival in row if rival in place] for row in rival_sets(self.asked.objectives)]
        glance = Glance(
            own=none if mine is None else counted.votes[[mine]],
            candidates=counted.votes[:-2].sum(axis=0, keepdims=True),
            wins=none if mine is None else counted.wins[[mine]],
            rivals=tuple(counted.wins[rows].sum(axis=0, keepdims=True) for rows in sets),
            electors=draws.electors[[draws.seats.index(local.seat)]],
        )
        return tally(glance, deposit_rule(self.asked.objectives))


def _best(fields: Sequence[Field], group: int, listed: int) -> list[tuple[int, ...]]:
    """List the best of a group: of one field, or of several joined, with each one's own beside the rest in force."""
    if len(fields) == 1:
        return [(rank,) for rank in fields[0].best([group], listed)]
    here = [field.in_force for field in fields]
    found = {
        (*here[:i], rank, *here[i + 1 :]) for i, field in enumerate(fields) for rank in field.best([group], listed)
    }
    each = max(1, int(JOINED ** (1 / len(fields)) + 1e-9))
    found |= set(product(*(field.best(range(group + 1), each) for field in fields)))
    good = [ranks for ranks in found if max(int(f.group[r]) for f, r in zip(fields, ranks, strict=True)) == group]
    return sorted(good, key=lambda ranks: (-sum(f.value[r] for f, r in zip(fields, ranks, strict=True)), ranks))[
        :listed
    ]


def order(row: Ranked) -> tuple[int, float, int, str]:
    """Order by group, then by expected value; what is equal by how few parties it binds, then by name."""
    group = HYPOTHETICAL if row.hypothetical else {Status.SOFTLY_BARRED: SOFT, Status.BARRED: HARD}.get(row.status, 0)
    bound = sum(len(bloc) for _, blocs in row.structure.blocs for bloc in blocs)
    return group, -row.worth.value.mean, bound, str(row.structure)
