"""Charts: shares seat by seat by Vega-Lite, small intervals by hand; all static SVG."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from threading import Thread
from typing import Final

from markupsafe import Markup

from prepoll.alliances.types import Interval
from prepoll.brief.picture import FONT, element, picture
from prepoll.brief.tables import closest
from prepoll.brief.types import Brief
from prepoll.brief.wording import percent, share_range

INK: Final = "#010203"
"""Stands for the colour of the page's text until the picture is in the page."""
FAINT: Final = "#040506"
"""Stands for the colour of the page's fine lines."""
LARGEST: Final = 6
"""Parties shown in a seat."""
Spec = Mapping[str, object]


def points(brief: Brief) -> list[dict[str, object]]:
    """List one row for each seat and party of the chart."""
    return [
        {
            "seat": seat.name, "party": row.party, "rank": rank, "mean": row.share.mean,
            "low": row.share.low90, "high": row.share.high90, "low50": row.share.low50, "high50": row.share.high50,
        }
        for seat in closest(brief)
        for rank, row in enumerate(seat.parties[:LARGEST])
    ]  # fmt: skip


def shares_spec(brief: Brief) -> Spec:
    """Write the Vega-Lite specification of shares with 50 and 90 % intervals, one panel a seat."""
    values = points(brief)
    codes = sorted({str(row["party"]) for row in values})
    colour = {"domain": codes, "range": [brief.party[c].colour if c in brief.party else INK for c in codes]}
    shape = {"domain": codes, "range": [brief.party[c].mark if c in brief.party else "circle" for c in codes]}
    y = {"field": "party", "type": "nominal", "sort": {"field": "rank"}, "title": None}
    hue = {"field": "party", "type": "nominal", "scale": colour, "legend": None}
    marker = {"field": "party", "type": "nominal", "scale": shape, "legend": None}
    axis = {"format": "%", "tickCount": 5, "title": None}

    def across(low: str, high: str) -> dict[str, object]:
        return {"y": y, "x": {"field": low, "type": "quantitative", "axis": axis}, "x2": {"field": high}, "color": hue}

    layers: list[dict[str, object]] = [
        {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": across("low", "high")},
        {"mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.55}, "encoding": across("low50", "high50")},
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "stroke": INK, "strokeWidth": 0.7},
            "encoding": {"y": y, "x": {"field": "mean", "type": "quantitative"}, "color": hue, "shape": marker},
        },
    ]
    header = {"title": None, "labelAnchor": "start", "labelFontWeight": "bold", "labelFontSize": 13, "labelColor": INK}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "facet": {"field": "seat", "type": "nominal", "sort": [s.name for s in closest(brief)], "header": header},
        "columns": 1,
        "spacing": 14,
        "spec": {"width": 330, "height": {"step": 18}, "layer": layers},
        "resolve": {"scale": {"y": "independent"}},
        "config": look(),
    }


def look() -> Spec:
    """Return the chart's look: no background, ink and fine lines in the page's colours."""
    return {
        "background": "transparent",
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK, "labelFontSize": 12, "gridColor": FAINT, "domain": False, "ticks": False,
            "labelLimit": 90,
        },
    }  # fmt: skip


def warm_up() -> Thread:
    """Start the engine of the charts beside other work, so that the first chart does not wait for it.

    Nothing that is written depends on it. The thread ends by itself, after the first conversion.
    """
    thread = Thread(target=drawn, args=({"data": {"values": [{}]}, "mark": "point"},), name="charts")
    thread.start()
    return thread


def drawn(spec: Spec) -> str:
    """Render a Vega-Lite specification as SVG, without scripts or resources."""
    import vl_convert  # noqa: PLC0415 - starts slowly; only a run that writes HTML needs it

    svg: str = vl_convert.vegalite_to_svg(dict(spec))
    return svg


def adopted(svg: str, name: str, title: str, description: str) -> Markup:
    """Take a rendered chart into the page: its colours from the page, one text alternative for the whole."""
    head = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    inside = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", inside)
    inside = inside.replace(INK, "currentColor").replace(FAINT, "var(--line)")
    inside = inside.replace('font-family="sans-serif"', f'font-family="{FONT.replace(chr(34), "")}"')
    size = (float(head[1]), float(head[2])) if head else (420.0, 420.0)
    return picture(
        name, size, title, description, f'<g fill="none" stroke-miterlimit="10" aria-hidden="true">{inside}</g>'
    )


def shares_chart(brief: Brief) -> Markup | None:
    """Draw the shares of the largest parties in each seat, None where there are no seats."""
    if not brief.seats:
        return None
    said = (
        f"{seat.name}: "
        + ", ".join(f"{r.party} {percent(r.share.mean)} ({share_range(r.share)})" for r in seat.parties[:3])
        for seat in closest(brief)
    )
    svg = drawn(shares_spec(brief))
    return adopted(svg, "shares", "Expected shares with 50 and 90 per cent intervals", ". ".join(said) + ".")


def whisker(value: Interval, span: tuple[float, float], words: str) -> Markup:
    """Draw one interval on a common span: 90 % thin, 50 % thick, the mean a dot, a line at nought."""
    wide, middle = 150.0, 9.0
    low, high = min(span[0], 0.0), max(span[1], 0.0)
    room = (high - low) or 1.0

    def x(at: float) -> float:
        return 5 + (at - low) / room * (wide - 10)

    nought = element("line", x1=x(0), x2=x(0), y1=1, y2=17, class_="nought")
    thin = element("line", x1=x(value.low90), x2=x(value.high90), y1=middle, y2=middle, class_="thin")
    thick = element("line", x1=x(value.low50), x2=x(value.high50), y1=middle, y2=middle, class_="thick")
    dot = element("circle", cx=x(value.mean), cy=middle, r=3.6, class_="dot")
    size = 'viewBox="0 0 150 18" width="150" height="18"'
    head = f'<svg class="picture whisker" {size} role="img" aria-label="{escape(words)}">'
    return Markup(f"{head}{nought}{thin}{thick}{dot}</svg>")
