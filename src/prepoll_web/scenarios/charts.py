"""How likely each number of seats is: a Vega-Lite chart that the browser draws, and the table that says the same."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.utils.translation import gettext

from prepoll.names import PartyCode
from prepoll_web.scenarios.figures import Figures
from prepoll_web.scenarios.studies import Opened

SHOWN: Final = 6
"""Parties of a chart, those with the most expected seats."""
LEAST: Final = 0.005
"""Numbers of seats that are rarer are left out of the table."""
_MAKING = Lock()


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely a party is to win each number of seats; a seat won by lot counts by its chance, rounded down."""

    party: PartyCode
    parts: tuple[tuple[int, float], ...]  # seats, part of the draws


def seat_chances(figures: Figures) -> tuple[Chances, ...]:
    """Count in how many of the draws each of the largest parties wins each number of seats."""
    shown = [row.party for row in figures.totals if row.seats.high90 > 0][:SHOWN]
    return tuple(_chances(figures, party) for party in shown)


def _chances(figures: Figures, party: PartyCode) -> Chances:
    seats, counts = np.unique(np.floor(figures.won[party]).astype(int), return_counts=True)
    return Chances(party, tuple((int(k), int(n) / figures.draws) for k, n in zip(seats, counts, strict=True)))


def chart_spec(opened: Opened, chances: tuple[Chances, ...]) -> dict[str, Any]:
    """Write the chart as a Vega-Lite specification, one panel a party."""
    import altair as alt  # noqa: PLC0415 - starts slowly; only a chart needs it

    rows = [{"party": row.party, "seats": k, "part": part} for row in chances for k, part in row.parts]
    codes = [row.party for row in chances]
    colours = [opened.party[code].colour for code in codes]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("seats:Q", title=gettext("seats"), axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("part:Q", title=None, axis=alt.Axis(format="%", tickCount=3)),
            color=alt.Color("party:N", scale=alt.Scale(domain=codes, range=colours), legend=None),
            row=alt.Row("party:N", sort=codes, title=None, header=alt.Header(labelAngle=0, labelAlign="left")),
        )
        .properties(width=260, height=56)
    )
    spec: dict[str, Any] = chart.to_dict(validate=True)
    return spec


BUNDLE: Final = """
import os, sys, vl_convert
os.nice(10)
sys.stdout.buffer.write(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").encode())
"""
"""Run by a process of its own: it takes seconds in which no other thread of this one would get on; pages go first."""


def script_path() -> Path:
    """Return where the program that draws charts is kept, by the version it comes from."""
    return Path(settings.PREPOLL_DATA) / "made" / f"vega-{script_version()}.js"


def script_version() -> str:
    """Return the version of the wheel that the program comes from."""
    return version("vl-convert-python")


def make_script() -> Path:
    """Write the program that draws charts, unmodified from its wheel, unless it is there; whole or not at all."""
    path = script_path()
    with _MAKING:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            bundled = subprocess.run([sys.executable, "-c", BUNDLE], check=True, capture_output=True)
            beside.write_bytes(bundled.stdout)
            beside.replace(path)
    return path
