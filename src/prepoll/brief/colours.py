"""Party colours that can be read on light and dark paper, and which of them look alike to whom."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from prepoll.strength.types import Floats

DARKEST: Final = 0.075
"""Relative luminance with a contrast of 2 against the dark page."""
LIGHTEST: Final = 0.45
"""Relative luminance with a contrast of 2 against the white page.

A contrast of 3 (WCAG 2.2, 1.4.11) on both would squeeze all parties into one lightness, and lightness
is what colour-blind readers go by. Codes, shapes and outlines in ink carry what colour does not."""
NEAR: Final = 12.0
"""Distance in CIE Lab under which two patches are taken for one."""
UNCOLOURED: Final = "#777777"

MARKS: Final = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "triangle-left",
)

DEFICIENCIES: Final[Mapping[str, tuple[tuple[float, float, float], ...]]] = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What linear RGB becomes to colour-blind readers: Machado, Oliveira and Fernandes 2009, severity 1."""


def linear(colour: str) -> Floats:
    """Return linear RGB, (3,), 0 to 1, of `#rrggbb` (IEC 61966-2-1)."""
    coded = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    return float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str | None) -> str:
    """Return the colour, its lightness moved as little as needed to stand out on white and on dark paper.

    >>> readable("#ffff00") != "#ffff00", readable(None)
    (True, '#777777')
    """
    if colour is None:
        return UNCOLOURED
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    steps = sorted((abs(step / 100 - lightness), step / 100) for step in range(101))
    for _, tried in ((0.0, lightness), *steps):
        made = "#" + "".join(f"{round(c * 255):02x}" for c in colorsys.hls_to_rgb(hue, tried, saturation))
        if DARKEST <= luminance(made) <= LIGHTEST:
            return made
    return UNCOLOURED


def lab(rgb: Floats) -> Floats:
    """Return CIE Lab (D65), (3,), of linear RGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str) -> float:
    """Return how far apart two colours look to the reader who tells them apart worst (CIE 1976, in Lab)."""
    seen = (np.array(matrix) for matrix in DEFICIENCIES.values())
    return min(float(np.linalg.norm(lab(m @ linear(one)) - lab(m @ linear(other)))) for m in seen)


def confusable(colours: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Name for each party those whose colours somebody may take for its own."""
    seen = np.array([[lab(np.array(m) @ linear(c)) for c in colours.values()] for m in DEFICIENCIES.values()])
    apart = np.linalg.norm(seen[:, :, None, :] - seen[:, None, :, :], axis=-1).min(axis=0)
    codes = list(colours)
    return {
        code: tuple(other for j, other in enumerate(codes) if j != i and apart[i, j] < NEAR)
        for i, code in enumerate(codes)
    }


def marks(codes: Sequence[str]) -> dict[str, str]:
    """Give each party a shape, in turn, so that colour never stands alone."""
    return {code: MARKS[i % len(MARKS)] for i, code in enumerate(codes)}
