"""What leaves the team: a page of its own without scripts, and the map as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string
from markupsafe import Markup

from prepoll_web.scenarios.figures import Figures, figures
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import SlateRule, read_plan
from prepoll_web.scenarios.seat_map import picture_of, swatch
from prepoll_web.scenarios.seat_table import seat_rows
from prepoll_web.scenarios.studies import Opened
from prepoll_web.wording import cutoffs, described

STYLE: Final = Path(__file__).parent / "public.css"
FONTS: Final = Path(__file__).resolve().parents[1] / "fonts"
"""Devanagari and Arabic letters for pictures: the machine that draws them may have none."""
POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""A page that leaves the team has its style inside; it runs no script and loads nothing."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody's word for showing something in a silent period, with the rule that it overrides."""

    by: str = ""
    rule: str = ""


def public_page(opened: Opened, scenario: Scenario, answered: Answered) -> str:
    """Write a scenario as one self-contained page: what is supposed, map, totals, seats, how they were made."""
    plan = read_plan(scenario.plan)
    found = figures(opened, plan)
    shown = {
        "title": scenario.name,
        "case": opened.case,
        "run": opened.study.run,
        "supposes": described(plan.structure, opened.case),
        "rule": SlateRule(plan.rule).label,
        "candidates": plan.candidates,
        "names_stay": opened.staying_in_words(plan),
        "figures": found,
        "map": Markup(_map(opened, scenario, found)),
        "rows": seat_rows(found.seats, opened.party),
        "totals": [(row, swatch(opened.party[row.party]), opened.party[row.party].name) for row in found.totals],
        "cutoffs": cutoffs(),
        "answered": answered,
        "style": Markup(_style()),
        "shared": True,
    }
    return render_to_string("scenarios/public.html", shown)


def map_picture(opened: Opened, scenario: Scenario) -> str:
    """Draw the map as an SVG that stands alone."""
    return _map(opened, scenario, figures(opened, read_plan(scenario.plan)))


def map_png(opened: Opened, scenario: Scenario) -> bytes:
    """Draw the map as a PNG."""
    return png_of(map_picture(opened, scenario))


def png_of(svg: str) -> bytes:
    """Draw an SVG as a PNG, two pixels to a unit; names in Hindi and Urdu have their letters."""
    import vl_convert  # noqa: PLC0415 - starts slowly; only a picture needs it

    _register_fonts()
    png: bytes = vl_convert.svg_to_png(svg, scale=2)
    return png


@cache
def _register_fonts() -> None:
    """Have pictures of this process drawn with our fonts beside those of the machine."""
    import vl_convert  # noqa: PLC0415 - as above

    vl_convert.register_font_directory(str(FONTS))


def _map(opened: Opened, scenario: Scenario, found: Figures) -> str:
    return picture_of(opened.sheet, found.seats, opened.party, scenario.name)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
