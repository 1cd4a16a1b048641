"""The map: each seat in the colour of its likely winner, striped where that is uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from markupsafe import Markup

from prepoll.brief.picture import element, picture, text
from prepoll.brief.types import Brief, SeatRow
from prepoll.brief.wording import UNCERTAIN_BELOW, in_hundred
from prepoll.case.types import Boundary
from prepoll.strength.types import Floats

WIDTH: Final = 420.0
MARGIN: Final = 6.0
COARSE: Final = 0.7
"""Points nearer to the last one than this, in pixels, are left out."""
LABELLED: Final = 12
"""With more seats than this, seats carry their codes only."""
EDGE: Final = 6.0
"""Longest edge, in pixels, in the search for a label's place."""
LABEL: Final = 38.0
"""Height that a label takes, with a little room."""
FINE: Final = 18
"""Steps each way in the search for a label's place."""

STRIPES: Final = 14.0
"""Pixels from stripe to stripe; the second party's band is as wide as the leader's chance to lose."""

Ring = Sequence[tuple[float, float]]


class Projection:
    """Equirectangular, true at the middle latitude: degrees to pixels."""

    def __init__(self, boundaries: Sequence[Boundary]) -> None:
        points = np.array([p for b in boundaries for polygon in b.polygons for ring in polygon for p in ring])
        self.west, self.south = points.min(axis=0)
        self.east, self.north = points.max(axis=0)
        self.narrow = float(np.cos(np.radians((self.south + self.north) / 2)))
        self.scale = (WIDTH - 2 * MARGIN) / max((self.east - self.west) * self.narrow, 1e-9)
        self.height = (self.north - self.south) * self.scale + 2 * MARGIN

    def __call__(self, ring: Ring) -> Floats:
        """Return pixels, (point, 2), of a ring of (longitude, latitude)."""
        degrees = np.array(ring, dtype=float)
        x = (degrees[:, 0] - self.west) * self.narrow * self.scale + MARGIN
        y = (self.north - degrees[:, 1]) * self.scale + MARGIN
        return np.column_stack([x, y])


def thinned(pixels: Floats, gap: float = COARSE) -> Floats:
    """Leave out points that lie nearer than `gap` to the one kept before."""
    rows = pixels.tolist()
    kept = [rows[0]]
    for x, y in rows[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= gap:
            kept.append([x, y])
    return np.array(kept)


def outline(boundary: Boundary, project: Projection) -> str:
    """Write the path of a seat."""
    rings = (thinned(project(ring)) for polygon in boundary.polygons for ring in polygon)
    return "".join(
        "M" + " ".join(f"{x:g},{y:g}" for x, y in ring.round(1).tolist()) + "Z" for ring in rings if len(ring) > 2
    )


def inside(points: Floats, ring: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which points, (point, 2), lie in a ring: even-odd rule along a ray."""
    x, y = points[:, :1], points[:, 1:]
    (x1, y1), (x2, y2) = ring.T, np.roll(ring, -1, axis=0).T
    crosses = (y1 > y) != (y2 > y)
    slope = np.where(y2 == y1, 1e-12, y2 - y1)
    left: np.ndarray[tuple[int], np.dtype[np.bool_]] = (crosses & (x < (x2 - x1) * (y - y1) / slope + x1)).sum(
        axis=1
    ) % 2 == 1
    return left


def label_place(boundary: Boundary, project: Projection) -> tuple[float, float]:
    """Find the point of the largest polygon that lies farthest from its edge, on a grid."""
    ring = max((thinned(project(polygon[0]), EDGE / 2) for polygon in boundary.polygons), key=area)
    ring = densified(ring)
    low, high = ring.min(axis=0), ring.max(axis=0)
    steps = (np.arange(FINE) + 0.5) / FINE
    grid = np.array([(low[0] + a * (high[0] - low[0]), low[1] + b * (high[1] - low[1])) for a in steps for b in steps])
    within = inside(grid, ring)
    grid = grid[within] if within.any() else ring.mean(axis=0)[None, :]
    gap = grid[:, None, :] - ring[None, :, :]
    far = np.sqrt((gap * np.array([0.6, 1.0])) ** 2 @ np.ones(2)).min(axis=1)  # a label is wider than high
    x, y = grid[int(far.argmax())]
    return float(x), float(y)


def densified(ring: Floats) -> Floats:
    """Put points on long edges, so that the nearest point of a ring is near to its nearest edge."""
    after = np.roll(ring, -1, axis=0)
    counts = np.maximum(np.ceil(np.hypot(*(after - ring).T) / EDGE).astype(int), 1)
    parts = [a + (b - a) * (np.arange(n) / n)[:, None] for a, b, n in zip(ring, after, counts, strict=True)]
    return np.concatenate(parts)


def area(ring: Floats) -> float:
    """Return the area of a ring (shoelace formula)."""
    after = np.roll(ring, -1, axis=0)
    return float(abs((ring[:, 0] * after[:, 1] - after[:, 0] * ring[:, 1]).sum()) / 2)


def stripes(seat: SeatRow, brief: Brief) -> str:
    """Define the stripes of an uncertain seat: its leader and the party behind it."""
    leader = brief.party[seat.leader].colour
    second = brief.party[seat.second].colour if seat.second else leader
    wide = max(2.0, STRIPES * (1 - seat.chance))
    bands = element("rect", width=STRIPES - wide, height=STRIPES, fill=leader)
    bands += element("rect", x=STRIPES - wide, width=wide, height=STRIPES, fill=second)
    return element(
        "pattern", bands, id=f"stripes-{seat.code}", width=STRIPES, height=STRIPES,
        patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip


def uncertain(seat: SeatRow) -> bool:
    """Say whether a seat is striped."""
    return seat.chance < UNCERTAIN_BELOW


@dataclass(frozen=True, slots=True)
class Spoken:
    """A label's two lines: the seat, and what is said of it."""

    name: str
    words: str

    @property
    def extent(self) -> float:
        """Return the width of the label."""
        return max(7.2 * len(self.name), 6.2 * len(self.words)) + 10


def spoken(seat: SeatRow) -> Spoken:
    """Say who leads in a seat, with the chance."""
    return Spoken(seat.name, f"{seat.leader} {in_hundred(seat.chance)}")


def apart(rows: Sequence[Spoken], at: Sequence[tuple[float, float]], height: float) -> list[tuple[float, float]]:
    """Move labels that lie on each other up and down until none does, and all into the picture."""
    wide = [row.extent for row in rows]
    place = [[min(max(x, w / 2 + 2), WIDTH - w / 2 - 2), y] for (x, y), w in zip(at, wide, strict=True)]
    for _ in range(60):
        for i, j in combinations(range(len(place)), 2):
            gap = place[j][1] - place[i][1]
            if abs(place[i][0] - place[j][0]) < (wide[i] + wide[j]) / 2 and abs(gap) < LABEL:
                push = (LABEL - abs(gap)) / 2 * (1 if gap >= 0 else -1)
                place[i][1], place[j][1] = place[i][1] - push, place[j][1] + push
    return [(x, min(max(y, LABEL / 2), height - LABEL / 2)) for x, y in place]


def patch(row: Spoken, at: tuple[float, float]) -> str:
    """Write a label on a patch of paper."""
    (x, y), wide = at, row.extent
    paper = element("rect", class_="patch", x=x - wide / 2, y=y - 17, width=wide, height=35, rx=3)
    first = text(row.name, x, y - 3, class_="ink", font_size=12, font_weight="600", text_anchor="middle")
    return paper + first + text(row.words, x, y + 12, class_="ink", font_size=11, text_anchor="middle")


def labels(seats: Sequence[SeatRow], at: Sequence[tuple[float, float]], height: float) -> str:
    """Write the labels of all seats: long ones where there is room, codes where there are many."""
    if len(seats) > LABELLED:
        pairs = zip(seats, at, strict=True)
        return "".join(
            text(s.code, x, y + 4, class_="ink halo", font_size=10, text_anchor="middle") for s, (x, y) in pairs
        )
    rows = [spoken(seat) for seat in seats]
    return "".join(patch(row, place) for row, place in zip(rows, apart(rows, at, height), strict=True))


def seat_shape(seat: SeatRow, boundary: Boundary, project: Projection, brief: Brief) -> str:
    """Draw a seat's area with a tooltip."""
    fill = f"url(#stripes-{seat.code})" if uncertain(seat) else brief.party[seat.leader].colour
    tip = element("title", text_of(seat))
    return element("path", tip, d=outline(boundary, project), fill=fill, class_="border", fill_rule="evenodd")


def text_of(seat: SeatRow) -> str:
    """Say in words what the map shows of a seat, escaped."""
    return str(Markup.escape(f"{seat.name}: {seat.leader} leads, {seat.word}, {in_hundred(seat.chance)}"))


def seat_map(brief: Brief) -> Markup | None:
    """Draw the map, None where the case has no boundaries."""
    rows = {seat.code: seat for seat in brief.seats}
    drawn = [boundary for boundary in brief.boundaries if boundary.seat in rows]
    if not drawn:
        return None
    project = Projection(drawn)
    patterns = "".join(stripes(rows[b.seat], brief) for b in drawn if uncertain(rows[b.seat]))
    shapes = "".join(seat_shape(rows[b.seat], b, project, brief) for b in drawn)
    height = float(project.height)
    named = labels([rows[b.seat] for b in drawn], [label_place(b, project) for b in drawn], height)
    words = ". ".join(f"{s.name}: {s.leader} {s.word}, {in_hundred(s.chance)}" for s in brief.seats if s.code in rows)
    body = (element("defs", patterns) if patterns else "") + shapes + named
    return picture("map", (WIDTH, height), "Map: who leads in each seat", words + ".", body)
