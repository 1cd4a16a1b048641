"""The network picture: parties on a circle, lines for where they stand towards each other."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Final

from markupsafe import Markup

from prepoll.brief.picture import element, picture, text
from prepoll.brief.types import Brief, Standing
from prepoll.brief.wording import RELATION_WORDS

SIZE: Final = 420.0
NODE: Final = 25.0
LIKE_MINDED: Final = "like-minded"
FRIENDLY: Final = frozenset({"allied", "talking", "open", "supporting"})
REFUSAL: Final = frozenset({"ruled_out", "broken"})

Place = tuple[float, float]
Line = tuple[str, str]


def shown(brief: Brief) -> tuple[Standing, ...]:
    """Choose the standings that are drawn: said outright, or inferred for a focal party."""
    known = (row for row in brief.standings if row.relation != "unknown")
    return tuple(row for row in known if not row.inferred or row.relation in {"allied", "talking"})


def ends(row: Standing) -> Line:
    """Name the two ends of a standing's line."""
    return row.a, row.b or LIKE_MINDED


def crossings(order: list[str], lines: list[Line]) -> int:
    """Count the pairs of lines that cross when the parties sit on a circle in this order."""
    place = {code: i for i, code in enumerate(order)}
    chords = [tuple(sorted((place[a], place[b]))) for a, b in lines]
    return sum(1 for (a, b), (c, d) in combinations(chords, 2) if a < c < b < d or c < a < d < b)


def seated(codes: list[str], lines: list[Line]) -> list[str]:
    """Order parties on the circle: swap pairs while that lessens crossings."""
    best, least, moved = codes, crossings(codes, lines), True
    while moved:
        moved = False
        for i, j in combinations(range(len(best)), 2):
            tried = best.copy()
            tried[i], tried[j] = tried[j], tried[i]
            count = crossings(tried, lines)
            if count < least:
                best, least, moved = tried, count, True
    return best


def places(order: list[str]) -> dict[str, Place]:
    """Place parties on a circle, the first at the top."""
    radius = SIZE / 2 - NODE - 6
    turn = 2 * math.pi / max(len(order), 1)
    return {
        code: (SIZE / 2 + radius * math.sin(i * turn), SIZE / 2 - radius * math.cos(i * turn))
        for i, code in enumerate(order)
    }


def trimmed(a: Place, b: Place) -> tuple[Place, Place]:
    """Shorten a line so that it ends at the rims of its nodes."""
    length = math.dist(a, b) or 1.0
    dx, dy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    gap = NODE + 4
    return (a[0] + dx * gap, a[1] + dy * gap), (b[0] - dx * gap, b[1] - dy * gap)


def between(a: Place, b: Place, part: float) -> Place:
    """Return the point at a part of the way from a to b."""
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def kind_of(row: Standing) -> str:
    """Name the style of a standing's line."""
    if row.relation in REFUSAL:
        return "soft-refusal" if row.status == "softly_barred" or row.hedged else "refusal"
    return row.relation


def arrow(tip: Place, tail: Place, style: str) -> str:
    """Draw an arrowhead at `tip` of a line that comes from `tail`."""
    angle = math.atan2(tip[1] - tail[1], tip[0] - tail[0])
    corners = [(tip[0] - 10 * math.cos(angle + s), tip[1] - 10 * math.sin(angle + s)) for s in (-0.42, 0.42)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, *corners))
    return element("polygon", points=points, class_=f"head {style}")


def cross(at: Place, toward: Place, style: str) -> str:
    """Draw the bar across a refused line, at the refusing party's end."""
    angle = math.atan2(toward[1] - at[1], toward[0] - at[0]) + math.pi / 2
    dx, dy = 8 * math.cos(angle), 8 * math.sin(angle)
    return element("line", x1=at[0] - dx, y1=at[1] - dy, x2=at[0] + dx, y2=at[1] + dy, class_=f"stop {style}")


def signs(row: Standing, a: Place, b: Place, style: str) -> str:
    """Draw what each end says: a bar where it refuses, an arrow where only it is open."""
    drawn = ""
    for stands, own, other in ((row.a_stands, a, b), (row.b_stands, b, a)):
        if stands in REFUSAL:
            drawn += cross(between(own, other, 0.16), other, style)
        elif stands in {"open", "supporting"} and row.relation in {"open", "supporting"}:
            drawn += arrow(other, own, style)
    return drawn


def line(row: Standing, at: dict[str, Place]) -> str:
    """Draw one standing with a tooltip."""
    a, b = trimmed(*(at[code] for code in ends(row)))
    style = kind_of(row)
    tip = element("title", str(Markup.escape(in_words(row))))
    drawn = element("line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], class_=f"tie {style}")
    return element("g", tip + drawn + signs(row, a, b, style))


def node(code: str, at: Place, brief: Brief) -> str:
    """Draw a party: its colour as the rim, its code in ink; focal parties have a double rim."""
    x, y = at
    row = brief.party.get(code)
    if row is None:
        ring = element("circle", cx=x, cy=y, r=NODE + 4, class_="node anyone")
        first = text("like-", x, y - 2, class_="ink", font_size=11, text_anchor="middle")
        return ring + first + text("minded", x, y + 11, class_="ink", font_size=11, text_anchor="middle")
    halo = element("circle", cx=x, cy=y, r=NODE + 3.5, fill="none", stroke=row.colour, stroke_width=1.5)
    ring = element("circle", cx=x, cy=y, r=NODE - 1.5, class_="node", stroke=row.colour)
    size = 13 if len(code) <= 4 else 11
    name = element("title", str(Markup.escape(row.name)))
    words = text(code, x, y + 4.5, class_="ink", font_size=size, font_weight="700", text_anchor="middle")
    return element("g", name + (halo if row.focal else "") + ring + words)


def in_words(row: Standing) -> str:
    """Say what a line shows."""
    hedge = ", hedged" if row.hedged else ""
    return f"{row.a} and {row.b or 'like-minded parties'}: {RELATION_WORDS.get(row.relation, row.relation)}{hedge}"


def network(brief: Brief) -> Markup | None:
    """Draw who is where, None where nothing is known."""
    rows = shown(brief)
    if not rows:
        return None
    lines = [ends(row) for row in rows]
    named = {code for pair in lines for code in pair}
    order = [*(c for c in brief.focal if c in named), *sorted(named - set(brief.focal))]
    at = places(seated(order, lines))
    drawn = "".join(line(row, at) for row in sorted(rows, key=lambda row: row.relation in FRIENDLY))
    nodes = "".join(node(code, place, brief) for code, place in at.items())
    words = ". ".join(in_words(row) for row in rows) + "."
    return picture("network", (SIZE, SIZE), "Who stands where towards whom", words, drawn + nodes)
