"""Read seats.geojson: one outline for each seat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from prepoll.case import cells
from prepoll.case.tables import contents
from prepoll.case.types import Boundary
from prepoll.errors import Finding, Severity

Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]
_LEAST = 4  # points of a ring: a triangle and its start again


def read_boundaries(
    path: Path, file: str, seats: Iterable[str], seats_file: str
) -> tuple[tuple[Boundary, ...], list[Finding]]:
    """Read the outlines of `seats`, which stand in `seats_file`; a boundary or a seat without the other is a defect."""
    raw = contents(path)
    if isinstance(raw, tuple):
        return (), [Finding(file, None, None, None, *raw)]
    features = _features(raw, file)
    if isinstance(features, Finding):
        return (), [features]
    codes = list(seats)
    lines = _Lines(raw)
    boundaries: dict[str, Boundary] = {}
    findings: list[Finding] = []
    spare: list[int] = []  # places in findings of boundaries that some seat may lack
    for number, feature in enumerate(features, 1):
        boundary = _boundary(feature, number, (file, lines.of_feature(number)), findings)
        if boundary is None:
            spare.append(len(findings) - 1)
            continue
        if boundary.seat not in codes or boundary.seat in boundaries:
            spare.append(len(findings))
        findings.extend(_place_findings(boundary, codes, boundaries, (file, lines.of(boundary.seat), seats_file)))
        boundaries[boundary.seat] = boundary
    findings.extend(_turned_round(tuple(boundaries.values()), file, lines))
    findings.extend(_lacking(file, [code for code in codes if code not in boundaries], findings, spare))
    return tuple(boundaries[code] for code in codes if code in boundaries), findings


def _features(raw: bytes, file: str) -> list[Any] | Finding:
    """Take the features out of a file; or say where it is no JSON, or that it is something else."""
    problem, way_out = "is not a GeoJSON feature collection", 'Write {"type": "FeatureCollection", "features": […]}.'
    try:
        return list(json.loads(raw)["features"])
    except json.JSONDecodeError as error:
        line = error.doc.split("\n")[error.lineno - 1]
        shown = line[max(0, error.colno - 20) : error.colno + 20].strip()
        problem, way_out = f"{problem}: no valid JSON ({error.msg})", f"Mend what stands there. {way_out}"
        return Finding(file, error.lineno, str(error.colno), shown, problem, way_out)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Finding(file, 1, "features", "", problem, f'{way_out} Each has the property "seat".')


def _turned_round(boundaries: tuple[Boundary, ...], file: str, lines: _Lines) -> list[Finding]:
    """Find a boundary that lies away from all others and among them once its points are turned round."""
    found: list[Finding] = []
    points = {each.seat: [point for ring in chain(*each.polygons) for point in ring] for each in boundaries}
    corners = {seat: own[0] for seat, own in points.items() if own}
    for seat, (x, y) in corners.items():
        others = [point for other, point in corners.items() if other != seat]
        if len(others) < _LEAST:
            return []
        (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*others, strict=True))
        wide, high = max(east - west, 1.0), max(north - south, 1.0)
        away = not (west - 2 * wide <= x <= east + 2 * wide and south - 2 * high <= y <= north + 2 * high)
        if away and west - wide <= y <= east + wide and south - high <= x <= north + high:
            problem, way_out = "the boundary lies away from all others", "Exchange its longitudes and latitudes."
            found.append(Finding(file, lines.of(seat), seat, f"{x:g}, {y:g}", problem, way_out, Severity.WARNING))
    return found


def _lacking(file: str, lacking: list[str], findings: list[Finding], spare: list[int]) -> list[Finding]:
    """Name seats without a boundary; as many as there are boundaries too many are named in the findings of those."""
    if lacking and len(lacking) <= len(spare):
        missed = f" {', '.join(lacking)} {'has' if len(lacking) == 1 else 'have'} none."
        findings[spare[0]] = replace(findings[spare[0]], way_out=findings[spare[0]].way_out + missed)
        return []
    way_out = 'Add a feature with this "seat", or leave the whole file out.'
    return [Finding(file, 1, "seat", code, "the seat has no boundary", way_out, Severity.WARNING) for code in lacking]


class _Lines:
    """Finds the line of a boundary by the code in its properties."""

    def __init__(self, raw: bytes) -> None:
        self.text = raw.decode("utf-8", "replace")

    def of(self, seat: str) -> int | None:
        """Return the line of the last boundary of a seat."""
        places = [found.start() for found in re.finditer(rf'"seat"\s*:\s*"?{re.escape(seat)}"?', self.text)]
        return 1 + self.text.count("\n", 0, places[-1]) if places else None

    def of_feature(self, number: int) -> int | None:
        """Return the line on which the feature with this number begins, counted from 1."""
        begins = list(re.finditer(r'\{\s*"type"\s*:\s*"Feature"', self.text))
        return 1 + self.text.count("\n", 0, begins[number - 1].start()) if number <= len(begins) else None


def _place_findings(
    boundary: Boundary, codes: list[str], seen: dict[str, Boundary], place: tuple[str, int | None, str]
) -> list[Finding]:
    findings: list[Finding] = []
    file, line, seats_file = place
    if boundary.seat not in codes:
        way_out = f"{cells.nearest(boundary.seat, codes)}Take a code of seats.csv."
        problem, rests_on = "the boundary belongs to no seat", (seats_file,)
        findings.append(Finding(file, line, "seat", boundary.seat, problem, way_out, Severity.WARNING, rests_on))
    if boundary.seat in seen:
        way_out = "Join the parts to one MultiPolygon."
        findings.append(Finding(file, line, "seat", boundary.seat, "the seat has two boundaries", way_out))
    points = [point for polygon in boundary.polygons for ring in polygon for point in ring]
    outside = next((point for point in points if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90)), None)
    if outside is not None:
        way_out = "Points are longitude and latitude in degrees (WGS84), in this order."
        shown = f"{outside[0]:g}, {outside[1]:g}"
        findings.append(Finding(file, line, boundary.seat, shown, "the point is not on the globe", way_out))
    rings = [ring for polygon in boundary.polygons for ring in polygon]
    broken = next((ring for ring in rings if len(ring) < _LEAST or ring[0] != ring[-1]), None)
    if broken is not None or not rings:
        way_out = "A ring has four points or more and ends where it starts."
        shown = f"{broken[-1][0]:g}, {broken[-1][1]:g}" if broken else ""
        findings.append(Finding(file, line, boundary.seat, shown, "a ring of the boundary is not closed", way_out))
    return findings


def _boundary(
    feature: Any,  # noqa: ANN401 - JSON
    number: int,
    place: tuple[str, int | None],
    findings: list[Finding],
) -> Boundary | None:
    at = "seat"
    try:
        seat = str(feature["properties"]["seat"])
        at = "geometry"
        kind, parts = feature["geometry"]["type"], feature["geometry"]["coordinates"]
        polygons = {"Polygon": [parts], "MultiPolygon": parts}[kind]
        return Boundary(seat, tuple(_polygon(polygon) for polygon in polygons))
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        way_out = 'Each feature needs properties {"seat": code} and a Polygon or MultiPolygon.'
        findings.append(Finding(*place, at, f"feature {number}", "is not a seat's boundary", way_out))
        return None


def _polygon(rings: Any) -> Polygon:  # noqa: ANN401 - JSON
    return tuple(tuple((float(point[0]), float(point[1])) for point in ring) for ring in rings)
