"""Check that regions, seats and old units fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from prepoll.case import cells
from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.records import Record
from prepoll.case.toml_reader import SETTINGS_FILE
from prepoll.case.types import Region
from prepoll.errors import Finding, Severity
from prepoll.names import AlliancesBy, RegionCode, SeatCode


def with_seats(regions: Iterable[Region], seats: Iterable[tuple[SeatCode, RegionCode | None]]) -> tuple[Region, ...]:
    """Give each region that lists no seats those whose own row names it; `seats` are pairs of seat and region."""
    rows = tuple(seats)
    return tuple(
        region if region.seats else replace(region, seats=tuple(seat for seat, code in rows if code == region.code))
        for region in regions
    )


def geography_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check regions against seats, the days of the seats against the election's, and units against seats."""
    yield from _region_findings(folder, visible["seats"])
    yield from _schedule_findings(folder, visible["seats"])
    yield from _unit_findings(folder, visible["units"])


def _region_findings(folder: Folder, seats: list[Record]) -> Iterator[Finding]:
    if not seats:
        return
    pairs = ((str(row.values["code"]), row.values.get("region")) for row in seats if "code" in row.values)
    regions = with_seats(folder.settings.regions, pairs)
    named = regions or any("region" in record.values for record in seats)
    if folder.settings.alliances_by is AlliancesBy.REGION and not named:
        way_out = 'Give seats a region, or write alliances_by = "case".'
        yield folder.in_settings("alliances_by", "region", "the case has no regions", way_out, Severity.WARNING)
    if not regions:
        yield from _half_regions(folder, seats)
        return
    codes = [str(record.values["code"]) for record in seats if "code" in record.values]
    held: dict[str, str] = {}
    for region in regions:
        for seat in region.seats:
            if seat not in codes:
                way_out = f"{cells.nearest(seat, codes)}Take a code of seats.csv, or add the seat there."
                finding = folder.in_settings("region.seats", seat, f"region {region.code} names no seat", way_out)
                yield replace(finding, rests_on=(folder.tables["seats"].file,))
            if seat in held:
                problem = f"the seat is in region {held[seat]} and in region {region.code}"
                yield folder.in_settings("region.seats", seat, problem, "Keep it in one of them.")
            held.setdefault(seat, region.code)
    strays = [seat for seat in held if seat not in codes]
    meant = {cells.nearest(seat, [code for code in codes if code not in held]) for seat in strays}
    for record in seats:
        if f"Did you mean {record.values.get('code')}? " not in meant:
            yield from _seat_region(folder, record, held)


def _half_regions(folder: Folder, seats: list[Record]) -> Iterator[Finding]:
    if any("region" in record.values for record in seats):
        for record in seats:
            if "region" not in record.values:
                way_out = "Give every seat its region, or none."
                file, code = folder.tables["seats"].file, record.values.get("code")
                problem, rests_on = "the seat has no region, and others have one", (SETTINGS_FILE,)
                yield Finding(file, record.line, "region", code, problem, way_out, Severity.ERROR, rests_on)


def _seat_region(folder: Folder, record: Record, held: dict[str, str]) -> Iterator[Finding]:
    file, code, region = folder.tables["seats"].file, record.values.get("code"), record.values.get("region")
    if code is not None and code not in held:
        way_out = "Add it to the seats of one [[region]] in case.toml, or name its region in this row."
        yield Finding(file, record.line, "code", code, "the seat is in no region of case.toml", way_out)
    elif region is not None and region not in {each.code for each in folder.settings.regions}:
        return  # named as an unknown code
    elif code is not None and region is not None and held[code] != region:
        way_out = "Write the same region in both places."
        yield Finding(file, record.line, "region", region, f"case.toml puts {code} in region {held[code]}", way_out)


def _schedule_findings(folder: Folder, seats: list[Record]) -> Iterator[Finding]:
    settings = folder.settings
    days = [record.values["polling_day"] for record in seats if "polling_day" in record.values]
    if settings.election_date is not None and days and min(days) != settings.election_date:
        problem = f"the first polling day in seats.csv is {min(days)}"
        way_out = "Write the first polling day in both places."
        yield folder.in_settings("election_date", str(settings.election_date), problem, way_out, Severity.WARNING)
    last = max(days, default=settings.election_date)
    if settings.as_of is not None and last is not None and settings.as_of > last:
        problem = f"the day of the case is after the last polling day, {last}"
        way_out = "Nothing can be agreed any more; set an earlier as_of."
        yield folder.in_settings("as_of", str(settings.as_of), problem, way_out, Severity.WARNING)


def _unit_findings(folder: Folder, units: list[Record]) -> Iterator[Finding]:
    file = folder.tables["units"].file
    parts: dict[str, dict[object, Record]] = {}  # one row a seat: repeated ones are a finding of their own
    for record in units:
        if "unit" in record.values and "weight" in record.values:
            parts.setdefault(record.values["unit"], {}).setdefault(record.values.get("seat"), record)
    broken = {record.values.get("unit") for record in units if "weight" in record.broken}
    for unit, rows in parts.items():
        if unit in broken:
            continue
        records = list(rows.values())
        total = sum(record.values["weight"] for record in records)
        if abs(total - 1) > 0.005:
            way_out = "Weights are the parts of the old unit in today's seats; they add up to 1."
            problem = f"the weights of unit {unit} add up to {total:g}"
            yield Finding(file, records[0].line, "weight", cells.shown(records[0].values["weight"]), problem, way_out)
