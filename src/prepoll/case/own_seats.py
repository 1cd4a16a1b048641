"""Tell the seats of somebody's own table apart, and give each a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from prepoll.case.codes import distinct, same_name, seat_code
from prepoll.case.counts import Count
from prepoll.case.own_types import OwnSeat

SeatKey = tuple[str, str, str]  # region, name and number, as the table has them


def seat_key(count: Count) -> SeatKey:
    """Return what the table calls a count's seat."""
    return count.region or "", same_name(count.seat), count.seat_code or ""


def seats_of(counts: list[Count], newest: str, notes: list[str]) -> tuple[tuple[OwnSeat, ...], dict[SeatKey, str]]:
    """List the seats, and the code of each by what the table calls it."""
    keys, by_number = _identities(counts)
    names: dict[tuple[str, str], Count] = {}
    electors: dict[tuple[str, str], int] = {}
    for count in sorted(counts, key=lambda each: each.when != newest):
        key = keys[seat_key(count)]
        names.setdefault(key, count)
        if count.electors is not None:
            electors.setdefault(key, count.electors)
    wanted = {key: seat_code(count.seat, count.seat_code if by_number else None) for key, count in names.items()}
    codes = distinct(wanted, {key: count.seat for key, count in names.items()})
    regions = _regions(names, notes)
    if len({count.when for count in counts}) > 1:
        what = "number" if by_number else "name"
        notes.append(f"a seat of one {what} is the same seat in every year; where borders were redrawn, mend it")
    if not electors:
        notes.append("the table has no electors; add them to seats.csv, so that turnout is known (--electors-column)")
    shared = Counter(same_name(count.seat) for count in names.values())
    seats: list[OwnSeat] = []
    for key, count in names.items():
        name = f"{count.seat} ({key[0]})" if shared[same_name(count.seat)] > 1 else count.seat
        seats.append(OwnSeat(codes[key], name, regions.get(key), electors.get(key)))
    return tuple(seats), {seat: codes[key] for seat, key in keys.items()}


def _identities(counts: list[Count]) -> tuple[dict[SeatKey, tuple[str, str]], bool]:
    """Say by what seats are told apart, and whether their number alone does it.

    It is the number where numbers and names fit each other, else the name; and the region beside it
    where one of them means two seats of two regions in one election.
    """
    seats = dict.fromkeys((count.when, *seat_key(count)) for count in counts)
    numbered = all(number for *_, number in seats)
    scoped = all(region for _, region, _, _ in seats) and (
        _repeats(seats, 2, 1) or (numbered and _repeats(seats, 3, 1))
    )
    inner = {(f"{when} {region}" if scoped else when, "", name, number) for when, region, name, number in seats}
    by_number = numbered and not _repeats(inner, 2, 3) and not _repeats(inner, 3, 2)
    keys = {
        (region, name, number): (region if scoped else "", number if by_number else name)
        for _, region, name, number in seats
    }
    return keys, by_number and not scoped


def _repeats(seats: Iterable[tuple[str, str, str, str]], one: int, other: int) -> bool:
    """Say whether in some election one name, number or region goes with several of another kind."""
    pairs = {(seat[0], seat[one], seat[other]) for seat in seats}
    return max(Counter((when, first) for when, first, _ in pairs).values()) > 1


def _regions(names: Mapping[tuple[str, str], Count], notes: list[str]) -> dict[tuple[str, str], str]:
    regions = {key: count.region for key, count in names.items() if count.region}
    different = set(regions.values())
    if not 1 < len(different) <= 40 or len(regions) < len(names) or len(different) == len(names):
        return {}
    notes.append(f'the seats lie in {len(different)} regions; write alliances_by = "region" where partners may differ')
    return regions
