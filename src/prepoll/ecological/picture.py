"""A picture of flows: from each origin a band to each destination, as wide as its votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from prepoll.ecological.types import Estimate, Floats

WIDTH, HEIGHT = 760.0, 520.0
LEFT, RIGHT, TOP = 190.0, 570.0, 46.0
BLOCK = 14.0
GAP = 8.0
THINNEST = 0.004
"""A flow with a smaller part of all votes is not drawn."""
PALETTE = ("#4269d0", "#ff725c", "#3ca951", "#efb118", "#a463f2", "#6cc5b0", "#97bbf5", "#ff8ab7", "#9c6b4e", "#9498a0")


def flows_picture(
    estimate: Estimate, sides: tuple[str, str] = ("from", "to"), colours: Mapping[str, str] | None = None
) -> str:
    """Draw the flows of a district as SVG.

    A band is as wide as its estimated votes; its dark core is as wide as the low end of the 90 %
    interval, and the full interval stands in the band's title and, on wide bands, beside it. `colours`
    gives a colour to an origin by name.
    """
    votes = estimate.votes
    scale = (HEIGHT - TOP - 20 - GAP * max(votes.shape)) / max(float(votes.sum()), 1e-300)
    left = _blocks(votes.sum(axis=1), scale)
    right = _blocks(votes.sum(axis=0), scale)
    tints = [(colours or {}).get(name, PALETTE[i % len(PALETTE)]) for i, name in enumerate(estimate.origins)]
    parts = [_head(estimate, sides)]
    parts += _bands(estimate, scale, (left, right), tints)
    parts += [_block(LEFT - BLOCK, top, size, tint) for (top, size), tint in zip(left, tints, strict=True)]
    parts += [_block(RIGHT, top, size, "#555") for top, size in right]
    parts += _labels(estimate.origins, votes.sum(axis=1), left, LEFT - BLOCK - 6, "end")
    parts += _labels(estimate.destinations, votes.sum(axis=0), right, RIGHT + BLOCK + 6, "start")
    return "\n".join([*parts, "</svg>", ""])


def _blocks(totals: Floats, scale: float) -> list[tuple[float, float]]:
    """Return the top and the height of each block."""
    heights = totals * scale
    tops = TOP + np.concatenate([[0.0], np.cumsum(heights + GAP)[:-1]])
    return [(float(top), float(height)) for top, height in zip(tops, heights, strict=True)]


def _bands(
    estimate: Estimate,
    scale: float,
    blocks: tuple[list[tuple[float, float]], list[tuple[float, float]]],
    tints: Sequence[str],
) -> list[str]:
    """Draw a band for each cell, those of one origin in its colour."""
    left, right = blocks
    intervals = estimate.intervals()
    at_left, at_right = [top for top, _ in left], [top for top, _ in right]
    total, rows = estimate.votes.sum(), estimate.votes.sum(axis=1)
    drawn = []
    for r, c in np.ndindex(estimate.votes.shape):
        votes = float(estimate.votes[r, c])
        size = votes * scale
        ends = None if intervals is None or rows[r] <= 0 else tuple(float(end[r, c]) for end in intervals[0.9])
        if votes > THINNEST * total:
            title = f"{estimate.origins[r]} → {estimate.destinations[c]}: {_in_words(votes / rows[r], ends)}"
            middle = at_left[r] + size / 2, at_right[c] + size / 2
            core = 0.0 if ends is None else min(size, ends[0] * float(rows[r]) * scale)
            drawn.append(_band(middle, (size, core), tints[r], title))
            if size > 11:
                drawn.append(_text(LEFT + 5, middle[0] + 4, _in_words(votes / rows[r], ends), "start", 10))
        at_left[r] += size
        at_right[c] += size
    return drawn


def _band(middle: tuple[float, float], sizes: tuple[float, float], tint: str, title: str) -> str:
    """Draw a band in two strokes: pale as wide as the estimate, dark as wide as what is nearly sure."""
    bend = (LEFT + RIGHT) / 2
    begin, end = middle
    path = f"M{LEFT:.1f},{begin:.1f} C{bend:.1f},{begin:.1f} {bend:.1f},{end:.1f} {RIGHT:.1f},{end:.1f}"
    strokes = "".join(
        f'<path d="{path}" fill="none" stroke="{escape(tint)}" stroke-opacity="{opacity}" stroke-width="{size:.2f}"/>'
        for size, opacity in zip(sizes, (0.3, 0.5), strict=True)
        if size > 0
    )
    return f"<g><title>{escape(title)}</title>{strokes}</g>"


def _in_words(share: float, ends: tuple[float, ...] | None) -> str:
    interval = "" if ends is None else f" ({100 * ends[0]:.0f}–{100 * ends[1]:.0f})"
    return f"{100 * share:.0f} %{interval}"


def _block(x: float, top: float, size: float, tint: str) -> str:
    return f'<rect x="{x:.1f}" y="{top:.1f}" width="{BLOCK}" height="{max(size, 0.5):.1f}" fill="{escape(tint)}"/>'


def _labels(
    names: Sequence[str], totals: Floats, blocks: Sequence[tuple[float, float]], x: float, anchor: str
) -> list[str]:
    """Write a name and its part of all votes beside each block."""
    whole = max(float(totals.sum()), 1e-300)
    shown = zip(names, totals, blocks, strict=True)
    return [
        _text(x, top + size / 2 + 4, f"{_short(name)} {100 * total / whole:.0f} %", anchor, 11)
        for name, total, (top, size) in shown
        if total > THINNEST * whole
    ]


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"


def _text(x: float, y: float, words: str, anchor: str, size: int) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#222">{escape(words)}</text>'


def _head(estimate: Estimate, sides: tuple[str, str]) -> str:
    kind = "no intervals from this estimator" if estimate.draws is None else "dark: nearly sure (low end of 90 %)"
    key = f"share of the row (90 % interval); {kind}"
    title = f"Where voters went, {estimate.district}: {sides[0]} to {sides[1]}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" font-family="sans-serif" '
        f'role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
        '<rect width="100%" height="100%" fill="#fff"/>'
        f"{_text(12, 20, title, 'start', 14)}{_text(WIDTH - 12, 34, key, 'end', 10)}"
    )
