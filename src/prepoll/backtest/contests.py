"""The constituencies of an election: who stands, for which front, what was counted before and now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz

from prepoll.backtest.spellings import seat_key
from prepoll.backtest.types import Count, Floats, FrontName, Record, SeatKey, StateName, UnitCount
from prepoll.names import NOTA, OTHERS, PartyCode, SeatCode

SMALL = 0.02
"""A party under this share of a state's votes in all elections used, and in no front, adds into OTHERS …"""

WIDE = (3, 1 / 3)
"""… unless it stands in this many seats and this part of a state's: somebody who was not there before may be large."""

ELECTIONS_USED = 3
"""General elections before the tested one that are looked at."""

ASSEMBLIES_USED = 2
"""Assembly elections before the tested one that are looked at in each state."""

LOOKED_AT = 0.10
"""A front with less of a seat's votes does not make the seat one of a new, renewed or broken alliance."""

ALIKE = 80
"""Two names of one number with at least this likeness (0 to 100) are two spellings of one constituency."""

CUTS = ("new", "renewed", "broken", "split")
"""Kinds of seat that are scored apart."""


@dataclass(frozen=True)
class Contest:
    """One constituency: votes before by party, who stands now and for which front, and what happened."""

    key: SeatKey
    name: str
    before: Mapping[PartyCode, float]  # shares at the election before, of the state where the seat is new
    in_state: Mapping[PartyCode, float]  # shares at the election before in all of the state's seats
    fronts_before: Mapping[PartyCode, FrontName]
    standing: frozenset[PartyCode]
    front_of: Mapping[PartyCode, FrontName]
    fronts: tuple[FrontName, ...]  # of those standing, in order of name, OTHERS last
    actual: Floats  # (front,), sums to 1
    won: int  # place of the front whose candidate won
    cuts: frozenset[str]
    matched: bool  # the seat itself was fought at the election before
    leading: float = 0.0  # part of OTHERS' votes that the strongest of them has

    @property
    def state(self) -> StateName:
        """Return the state."""
        return self.key[0]

    @property
    def seat(self) -> SeatCode:
        """Return the code of the seat in a case of its state."""
        return self.key[1]

    @cached_property
    def place(self) -> Mapping[FrontName, int]:
        """Map each front to its place."""
        return {front: i for i, front in enumerate(self.fronts)}

    def front(self, party: PartyCode) -> FrontName:
        """Return the front of a party, itself where it is in none."""
        return self.front_of.get(party, party)


class Roll:
    """The constituencies of one election of a record, with what was counted in them before."""

    def __init__(self, record: Record, year: int, past: int | None = None) -> None:
        self.record, self.year = record, year
        self.past = record.last_before(year) if past is None else past
        self.now = by_seat(record, year)
        self.then = by_seat(record, self.past)
        self.came_from = predecessors(self.now, self.then)

    @cached_property
    def states(self) -> Mapping[StateName, tuple[SeatKey, ...]]:
        """Map each state to its constituencies."""
        found: dict[StateName, list[SeatKey]] = defaultdict(list)
        for key in sorted(self.now):
            found[key[0]].append(key)
        return {state: tuple(keys) for state, keys in found.items()}

    @cached_property
    def heirs(self) -> Mapping[SeatKey, SeatKey]:
        """Map the constituencies of the election before, and those of now, to those of now that bear them on."""
        return {old: new for new, old in self.came_from.items()} | {key: key for key in self.now}

    def seat_now(self, state: StateName, seat: str) -> SeatCode | None:
        """Return today's name of a constituency of a state that had it under this or a former name."""
        heir = self.heirs.get((state, seat))
        return heir[1] if heir is not None and heir[0] == state else None

    @property
    def left(self) -> tuple[SeatKey, ...]:
        """List the constituencies of the election before that none of now comes from."""
        return tuple(sorted(set(self.then) - set(self.came_from.values())))

    @property
    def unmatched(self) -> tuple[SeatKey, ...]:
        """List the constituencies that no constituency of the election before is found for."""
        return tuple(key for key in sorted(self.now) if key not in self.came_from)

    def contests(self) -> tuple[Contest, ...]:
        """List the constituencies, state by state."""
        return tuple(row for state in sorted(self.states) for row in self._state(state))

    def _state(self, state: StateName) -> Iterable[Contest]:
        columns = frozenset(parties_of(self.record, state, self.year))
        usual = _folded(self._shares(self._earlier_seats(state)), columns)
        sizes = _sizes(usual, self._shares(self.states[state], now=True))
        for key in self.states[state]:
            old = self.came_from.get(key)
            before = _folded(self._shares([old]), columns) if old is not None else usual
            yield self._contest(key, (before, usual), columns, sizes)

    def _earlier_seats(self, state: StateName) -> list[SeatKey]:
        own = [self.came_from[key] for key in self.states[state] if key in self.came_from]
        return own or [key for key in self.then if key[0] == state] or list(self.then)

    def _shares(self, keys: Iterable[SeatKey], *, now: bool = False) -> dict[PartyCode, float]:
        """Return shares of votes for candidates over constituencies."""
        votes: dict[PartyCode, float] = defaultdict(float)
        for key in keys:
            for count in (self.now if now else self.then)[key]:
                if count.party != NOTA:
                    votes[count.party] += count.votes
        total = sum(votes.values()) or 1.0
        return {party: number / total for party, number in votes.items()}

    def _contest(
        self,
        key: SeatKey,
        before: tuple[Mapping[PartyCode, float], Mapping[PartyCode, float]],
        columns: frozenset[PartyCode],
        sizes: Mapping[PartyCode, float],
    ) -> Contest:
        state = key[0]
        old = self.came_from.get(key, key)[0]
        front_of = self.record.fronts.get((self.year, state), {})
        fronts_before = {} if self.past is None else self.record.fronts.get((self.past, old), {})
        tally, best = _tally(self.now[key], front_of, columns)
        fronts = tuple(sorted(tally, key=lambda name: (name == OTHERS, name)))
        total = sum(tally.values())
        seen = [front for front in fronts if front != OTHERS and tally[front] >= LOOKED_AT * total]
        return Contest(
            key=key,
            name=self.now[key][0].constituency,
            before=before[0],
            in_state=before[1],
            fronts_before=fronts_before,
            standing=frozenset(count.party for count in self.now[key]) & columns,
            front_of=front_of,
            fronts=fronts,
            actual=np.array([tally[name] / total for name in fronts]),
            won=int(np.argmax([best[name] for name in fronts])),
            cuts=frozenset(_cuts(seen, front_of, fronts_before, sizes, self._born(key))),
            matched=key in self.came_from,
            leading=best[OTHERS] / tally[OTHERS] if tally.get(OTHERS) else 0.0,
        )

    def _born(self, key: SeatKey) -> bool:
        """Say whether a party with a twentieth of the seat's votes has come out of another, or out of nowhere."""
        known = {count.party for row in self.then.values() for count in row}
        split = {row.party for row in self.record.lineage if (self.past or 0) <= row.year <= self.year}
        total = sum(count.votes for count in self.now[key])
        large = {count.party for count in self.now[key] if count.votes >= total / 20} - {OTHERS, NOTA}
        return bool(large & split or large - known)


def contests(record: Record, year: int) -> tuple[Contest, ...]:
    """List the constituencies of a year's election."""
    return Roll(record, year).contests()


def by_seat(record: Record, year: int | None) -> dict[SeatKey, list[Count]]:
    """Put the counts of one election together by constituency."""
    seats: dict[SeatKey, list[Count]] = defaultdict(list)
    for count in record.by_year.get(year, ()) if year is not None else ():
        seats[count.state, seat_key(count.constituency)].append(count)
    return dict(seats)


def predecessors(
    now: Mapping[SeatKey, Sequence[Count]], then: Mapping[SeatKey, Sequence[Count]]
) -> dict[SeatKey, SeatKey]:
    """Find for each constituency the one of an earlier election: by name, then by number and a name alike.

    Without a number, by a name alike. Where a name is a number alone, by that, if the state has as many as then. A
    state that was not there before is looked for all over the country, first where most of its constituencies were;
    one that took others in, in those. Boundaries may have moved.
    """
    found = {key: key for key in now if key in then}
    states, old_states = ({state for state, _ in keys} for keys in (now, then))
    found.update(_by_number(now, then, found))
    for state in sorted(states & old_states):
        unnumbered = [key for key in sorted(set(now) - set(found)) if key[0] == state and _number(key, now) is None]
        found.update(_likest(unnumbered, {key for key in set(then) - set(found.values()) if key[0] == state}))
    for state in sorted(states - old_states):
        mine = [key for key in sorted(now) if key[0] == state]
        found.update(_likest(mine, set(then) - set(found.values())))
    gone = {key for key in set(then) - set(found.values()) if key[0] not in states}
    found.update(_likest(sorted(set(now) - set(found)), gone))
    return found


def _by_number(
    now: Mapping[SeatKey, Sequence[Count]], then: Mapping[SeatKey, Sequence[Count]], found: Mapping[SeatKey, SeatKey]
) -> dict[SeatKey, SeatKey]:
    """Find constituencies that bear another name by their number in the state."""
    by_number = {(key[0], then[key][0].number): key for key in then if key not in found}
    sizes, old_sizes = (Counter(state for state, _ in keys) for keys in (now, then))
    more: dict[SeatKey, SeatKey] = {}
    for key in sorted(set(now) - set(found)):
        old = by_number.get((key[0], _number(key, now)))
        numbered = key[1].isdigit() and sizes[key[0]] == old_sizes[key[0]]
        if old is not None and (numbered or fuzz.ratio(key[1], old[1]) >= ALIKE):
            more[key] = by_number.pop((key[0], _number(key, now)))
    return more


def _number(key: SeatKey, now: Mapping[SeatKey, Sequence[Count]]) -> int | None:
    return int(key[1]) if key[1].isdigit() else now[key][0].number


def _likest(keys: Sequence[SeatKey], free: set[SeatKey]) -> dict[SeatKey, SeatKey]:
    """Find constituencies by name among free ones; of two of one name, in the state where most others were."""
    origins = Counter(old[0] for _, name in keys for old in free if old[1] == name)
    found: dict[SeatKey, SeatKey] = {}
    for key in keys:
        left = free - set(found.values())
        likest = max(left, key=lambda old: (fuzz.ratio(key[1], old[1]), origins[old[0]], old), default=None)
        if likest is not None and fuzz.ratio(key[1], likest[1]) >= ALIKE:
            found[key] = likest
    return found


def parties_of(record: Record, state: StateName, year: int) -> tuple[PartyCode, ...]:
    """List the parties worth a column: of some size before, in a front now, or standing all over the state.

    In a small state that was not there before, they are those of some size where its constituencies were; where
    none of all these stands, whoever does is listed too.
    """
    large: set[PartyCode] = set()
    for votes in _tallies(record, state, year):
        large |= {party for party, number in votes.items() if number > SMALL * sum(votes.values())}
    seats: dict[PartyCode, set[str]] = defaultdict(set)
    for count in record.by_year.get(year, ()):
        if count.state == state:
            seats[count.party].add(count.constituency)
    named = {party for party in record.fronts.get((year, state), {}) if party in seats}
    every = len({name for names in seats.values() for name in names})
    wide = {party for party, names in seats.items() if len(names) >= max(WIDE[0], WIDE[1] * every)}
    left_out = {OTHERS, NOTA}
    found = (large | named | wide or _inherited(record, state, year)) - left_out
    return tuple(sorted(found if found & seats.keys() else found | seats.keys() - left_out))


def _inherited(record: Record, state: StateName, year: int) -> set[PartyCode]:
    """List parties of some size, the time before, in the constituencies that a state's now come from."""
    then = by_seat(record, record.last_before(year))
    now = {key: rows for key, rows in by_seat(record, year).items() if key[0] == state}
    votes: dict[PartyCode, int] = defaultdict(int)
    for key in predecessors(now, then).values():
        for count in then[key]:
            votes[count.party] += count.votes
    return {party for party, number in votes.items() if number > SMALL * sum(votes.values())}


def _tallies(record: Record, state: StateName, year: int) -> list[Mapping[PartyCode, int]]:
    votes: dict[tuple[str, int], dict[PartyCode, int]] = defaultdict(lambda: defaultdict(int))
    for past in [past for past in record.years if past < year][-ELECTIONS_USED:]:
        for count in record.by_year[past]:
            if count.state == state:
                votes["GE", past][count.party] += count.votes
    for unit in assembly_before(record, state, year):
        votes["AE", unit.year][unit.party] += unit.votes
    return list(votes.values())


def assembly_before(record: Record, state: StateName, year: int) -> list[UnitCount]:
    """List what was counted in the last assembly elections of a state in years before `year`."""
    rows = record.assembly_of.get(state, ())
    used = sorted({row.year for row in rows if row.year < year})[-ASSEMBLIES_USED:]
    return [row for row in rows if row.year in used]


def _tally(
    now: Iterable[Count], front_of: Mapping[PartyCode, FrontName], columns: frozenset[PartyCode]
) -> tuple[dict[FrontName, int], dict[FrontName, int]]:
    """Return the votes of each front and those of its strongest candidate."""
    tally: dict[FrontName, int] = defaultdict(int)
    best: dict[FrontName, int] = defaultdict(int)
    for count in now:
        if count.party == NOTA:
            continue
        front = front_of.get(count.party, count.party) if count.party in columns else OTHERS
        tally[front] += count.votes
        best[front] = max(best[front], count.strongest)
    return tally, best


def _folded(shares: Mapping[PartyCode, float], columns: frozenset[PartyCode]) -> dict[PartyCode, float]:
    """Add parties without a column into OTHERS."""
    folded: dict[PartyCode, float] = defaultdict(float)
    for party, share in shares.items():
        folded[party if party in columns else OTHERS] += share
    return dict(folded)


def _sizes(before: Mapping[PartyCode, float], now: Mapping[PartyCode, float]) -> dict[PartyCode, float]:
    return {party: max(before.get(party, 0.0), now.get(party, 0.0)) for party in sorted({*before, *now})}


def _cuts(
    seen: Sequence[FrontName],
    now: Mapping[PartyCode, FrontName],
    before: Mapping[PartyCode, FrontName],
    sizes: Mapping[PartyCode, float],
    born: bool,
) -> Iterable[str]:
    """Say which kinds of seat this is; partners under `SMALL` of the state's votes, then and now, do not count."""
    fronts = [_partners(front, now, sizes) for front in seen]
    were_apart = [len({before.get(party, party) for party in front}) > 1 for front in fronts if len(front) > 1]
    if any(were_apart):
        yield "new"
    elif were_apart:
        yield "renewed"
    old = [_partners(front, before, sizes) for front in sorted(set(before.values()))]
    in_play = {party for front, partners in zip(seen, fronts, strict=True) for party in (front, *partners)}
    if any(len(front & in_play) and len({now.get(party, party) for party in front}) > 1 for front in old):
        yield "broken"
    if born:
        yield "split"


def _partners(
    front: FrontName, fronts: Mapping[PartyCode, FrontName], sizes: Mapping[PartyCode, float]
) -> frozenset[PartyCode]:
    return frozenset(party for party, name in fronts.items() if name == front and sizes.get(party, 0.0) >= SMALL)
