"""Every structure over some players, ranked by what a party wants.

Regions are searched one by one: expected seats, votes, deposits and rivals denied add over them, so
that the best structure is made of each region's best. The best of each region are then joined and
judged together, which recognition needs and everything else is shown by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import product
from operator import add

import numpy as np

from prepoll.alliances.frame import present_in
from prepoll.alliances.memo import Memo
from prepoll.alliances.outcomes import interval, outcome_id
from prepoll.alliances.slates import strongest
from prepoll.alliances.structures import SEVERITY, alone, base_structure, judge, partitions
from prepoll.alliances.tally import Glance, Samples, Tally, tally
from prepoll.alliances.types import Bloc, Election, Ranked, Slate, Structure
from prepoll.alliances.votes import Local, local_structure, votes_of
from prepoll.alliances.worth import deposit_rule, rival_sets, value_of, with_asked, worth_of
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.ledger.types import Entry, Ledger
from prepoll.names import AlliancesBy, PartyCode, RegionCode, Relation, Status

MOST_PLAYERS = 7
"""Players searched over by default: Bell(7) is 877 structures a region."""

JOINED = 144
"""Structures that differ from those in force in more than one region, at most."""

WILLING = frozenset({Relation.ALLIED, Relation.TALKING, Relation.OPEN, Relation.SUPPORTING})


def search(
    case: Case,
    ledger: Ledger,
    election: Election,
    party: PartyCode,
    objective: Objective,
    players: Sequence[PartyCode] | None = None,
) -> tuple[Ranked, ...]:
    """Rank every structure over the players by what it is worth to a party; the strongest members stand.

    Listed are each region's every partition with the other regions as in force, and the best of the
    regions joined. Parties in one bloc by bond move together, the party asked for apart; who is no
    player stays as in force. What is feasible comes first, then what is softly barred, then what is
    barred; within each by expected value. Raises UsageError where a party is no contender.
    """
    chosen = default_players(case, ledger, election, party) if players is None else (party, *players)
    unknown = [player for player in chosen if player not in election.draws.contenders]
    if unknown:
        known = ", ".join(election.draws.contenders)
        raise UsageError(f"Not among the contenders: {', '.join(unknown)}. Name parties of {known}.")
    asked = Asked(party, objective, with_asked(objective, case.objectives))
    return _Search(case, ledger, election, asked).ranked(tuple(dict.fromkeys(chosen)))


def default_players(case: Case, ledger: Ledger, election: Election, party: PartyCode) -> tuple[PartyCode, ...]:
    """Return the party and up to six others, those in touch with it first, each group by mean strength.

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


class _Search:
    """One search under way."""

    def __init__(self, case: Case, ledger: Ledger, election: Election, asked: Asked) -> None:
        self.case, self.ledger, self.election, self.asked = case, ledger, election, asked
        self.base = base_structure(case, ledger)
        self.regions = tuple(dict.fromkeys(election.region_of[seat] for seat in election.draws.seats))
        self.memo: Memo[Local, Tally] = Memo()
        self.alone = self._value(self._count(alone(self.base, asked.party))[0])

    def ranked(self, players: tuple[PartyCode, ...]) -> tuple[Ranked, ...]:
        by_region = self.case.alliances_by is AlliancesBy.REGION
        groups: list[tuple[RegionCode, ...]] = [(region,) for region in self.regions] if by_region else [self.regions]
        singly = [self._ranked_in(group, players) for group in groups]
        rows = {row.structure: row for part in singly for row in part}
        for structure in self._joined(groups, singly):
            if structure not in rows:
                rows[structure] = self._rank(structure)
        return tuple(sorted(rows.values(), key=order))

    def _ranked_in(self, regions: tuple[RegionCode, ...], players: tuple[PartyCode, ...]) -> list[Ranked]:
        """Rank every partition of the players in some regions, the rest as in force."""
        movers, stay = self._units(regions, players)
        rows = []
        for partition in partitions(tuple(movers)):
            blocs = [frozenset[PartyCode]().union(*(movers[name] for name in bloc)) for bloc in partition]
            rows.append(self._rank(self._with(regions, (*blocs, *stay))))
        return rows

    def _units(
        self, regions: tuple[RegionCode, ...], players: tuple[PartyCode, ...]
    ) -> tuple[dict[PartyCode, Bloc], tuple[Bloc, ...]]:
        """Return the players with strength in some regions, each with those bound to it, and the blocs that stay."""
        seats = [seat for seat in self.election.draws.seats if self.election.region_of[seat] in regions]
        here = frozenset(party for seat in seats for party in present_in(self.election, seat))
        bound = [bloc - {self.asked.party} for bloc in self.base.in_region(regions[0])]
        units: dict[PartyCode, Bloc] = {}
        for player in players:
            unit = next((bloc for bloc in bound if player in bloc), frozenset({player}))
            if unit & here and not any(player in other for other in units.values()):
                units[player] = unit
        stay = tuple(bloc for bloc in self.base.in_region(regions[0]) if not any(bloc & u for u in units.values()))
        return units, stay

    def _with(self, regions: tuple[RegionCode, ...], blocs: tuple[Bloc, ...]) -> Structure:
        every = {**dict(self.base.blocs), **dict.fromkeys(regions, blocs)}
        return Structure.of(every, self.base.courtesies)

    def _joined(self, groups: list[tuple[RegionCode, ...]], singly: list[list[Ranked]]) -> list[Structure]:
        """Join the regions' best: feasible with feasible, then those softly barred among them."""
        if len(groups) == 1:
            return []
        each = max(1, int(JOINED ** (1 / len(groups)) + 1e-9))
        found: dict[Structure, None] = {}
        for worst in (Status.FREE, Status.SOFTLY_BARRED):
            short = [self._shortlist(part, worst, each) for part in singly]
            for choice in product(*short):
                blocs = dict(self.base.blocs)
                for group, row in zip(groups, choice, strict=True):
                    blocs |= {region: row.structure.in_region(region) for region in group}
                found[Structure.of(blocs, self.base.courtesies)] = None
        return list(found)

    def _shortlist(self, rows: list[Ranked], worst: Status, most: int) -> list[Ranked]:
        fit = [row for row in rows if SEVERITY[row.status] <= SEVERITY[worst]]
        return sorted(fit, key=lambda row: (-row.worth.value.mean, order(row)))[:most]

    def _rank(self, structure: Structure) -> Ranked:
        counted, slate = self._count(structure)
        status, barred_by = judge(structure, self.ledger, self.election.region_of)
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
        )

    def _value(self, counted: Tally) -> Samples:
        return value_of(counted, self.asked.objective, self.asked.objectives)

    def _count(self, structure: Structure) -> tuple[Tally, Slate]:
        """Add up a structure's seats for the party, always in the order of the draws, so that equal is equal."""
        standing = {seat: strongest(self.election, structure, seat) for seat in self.election.draws.seats}
        tallies = []
        for seat, parties in standing.items():
            local = local_structure(self.election, structure, seat, parties)
            tallies.append(self.memo.get(local, partial(self._seat_tally, local)))
        return reduce(add, tallies), Slate(standing)

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


def order(row: Ranked) -> tuple[int, float, int, str]:
    """Order by status, then by expected value; what is equal by how few parties it binds, then by name."""
    feasible = max(SEVERITY[row.status], SEVERITY[Status.FREE])
    bound = sum(len(bloc) for _, blocs in row.structure.blocs for bloc in blocs)
    return feasible, -row.worth.value.mean, bound, str(row.structure)
