"""The brief as one HTML file that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from prepoll.alliances.types import Interval
from prepoll.brief import margins, tables, wording
from prepoll.brief.atlas import seat_map
from prepoll.brief.chart import shares_chart, whisker
from prepoll.brief.network import network
from prepoll.brief.network_key import network_key
from prepoll.brief.passages import pieces
from prepoll.brief.proposals import Nearness, OptionRow, PartnerRow, PartyAdvice, TermRow
from prepoll.brief.template_cache import template_cache
from prepoll.brief.terms_map import TermsMaps
from prepoll.brief.types import Audience, Brief, ChangeRow
from prepoll.names import PartyCode, RegionCode, SeatCode

TEMPLATES: Final = Path(__file__).parent / "templates"

SECTIONS: Final = (
    ("verdict", "Verdict"),
    ("who", "Who is where"),
    ("changed", "What changed"),
    ("voices", "Our own people"),
    ("assessment", "Assessment"),
    ("options", "Options"),
    ("terms", "Terms"),
    ("calendar", "Calendar"),
    ("public-line", "Public line"),
    ("would-change", "What would change this"),
    ("find-out", "What to find out"),
    ("method", "Method and caveats"),
    ("passages", "Passages"),
)
WITH_VOICES: Final = (Audience.TEAM, Audience.MEETING)
"""Who reads what the party's own people report."""
DATE_WORDS: Final = {
    "nominations_close": "last day of nominations",
    "withdrawals_close": "last day of withdrawals",
    "polling": "polling day",
    "own_deadline": "a party’s own deadline",
    "schedule_unknown": "not announced",
}


def as_html(brief: Brief) -> str:
    """Write a brief as one self-contained HTML page, pictures included as static SVG."""
    page = environment().get_template("brief.html.j2")
    pictures = {"network": network(brief), "map": seat_map(brief), "shares": shares_chart(brief)}
    return page.render(**context(brief), **arranged(brief), **pictures, terms_maps=TermsMaps(brief)) + "\n"


@cache
def environment() -> Environment:
    """Make the template environment: everything printed is escaped, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=template_cache("html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def safe_link(address: str | None) -> str:
    """Return an address of the web, the empty text for anything else.

    >>> safe_link("https://example.org/a b"), safe_link("javascript:alert(1)"), safe_link(None)
    ('https://example.org/a%20b', '', '')
    """
    address = (address or "").strip()
    return address.replace(" ", "%20") if urlsplit(address).scheme in {"http", "https"} else ""


def host(address: str | None) -> str:
    """Return the host of an address without its www."""
    return urlsplit(address or "").netloc.removeprefix("www.")


FILTERS: Final = {
    "day": wording.day,
    "days": wording.days,
    "decimal": wording.decimal,
    "grouped": wording.grouped,
    "host": host,
    "in_hundred": wording.in_hundred,
    "percent": wording.percent,
    "safe_link": safe_link,
    "share_range": wording.share_range,
    "short_day": wording.short_day,
    "signed": wording.signed,
    "worth": wording.worth,
    "worth_range": wording.worth_range,
    "zip": zip,
}


def context(brief: Brief) -> dict[str, object]:
    """Return what every page can call: words, names, figures."""
    words = Words(brief)
    shown = {id_ for id_, _ in SECTIONS} - (set() if brief.audience in WITH_VOICES else {"voices"})
    shown -= set() if brief.passages else {"passages"}
    return {
        "brief": brief,
        "lang": "en-GB",
        "whys": {why.figure: why for why in brief.whys},
        "css": Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        "public": brief.audience is Audience.PUBLIC,
        "with_voices": brief.audience in WITH_VOICES,
        "sections": [row for row in SECTIONS if row[0] in shown],
        "STATUS": wording.STATUS_WORDS,
        "RELATION": wording.RELATION_WORDS,
        "ATTRIBUTION": tables.ATTRIBUTION_WORDS,
        "NORM": wording.NORM_WORDS,
        "SPHERE": wording.SPHERE_WORDS,
        "MEASURE": wording.MEASURE_WORDS,
        "MOVED_NOTE": wording.MOVED_NOTE,
        "measured": wording.measured,
        "heard": wording.heard,
        "EVIDENCE": wording.EVIDENCE_WORDS,
        "DATE": DATE_WORDS,
        "cutoffs": wording.cutoffs().capitalize(),
        "uncertain_below": wording.UNCERTAIN_BELOW,
        **{name: getattr(words, name) for name in WORDS},
    }


def arranged(brief: Brief) -> dict[str, object]:
    """Return the brief's rows as the page's tables."""
    return {
        "network_key": network_key(),
        "matrix": tables.matrix(brief),
        "outright": tables.outright(brief),
        "voices_by_sphere": tables.by_sphere(brief.voices),
        "heard_alike": tables.heard_alike,
        "moved": tables.moved(brief),
        "leads": tables.leads(brief),
        "calendar": tables.calendar(brief),
        "slack": tables.slack(brief),
        "alike": tables.alike(brief),
        "evidence_by_source": tables.evidence_by_source(brief.evidence),
        "claim_title": tables.claim_title,
        "particulars": tables.particulars,
        "grouped_options": tables.grouped_options,
        "bars_of": tables.bars_of,
        "shown_options": tables.shown_options,
        "detailed": lambda advice, option: option in tables.shown_options(advice),
        "steps_out": tables.steps_out,
        "closest": tables.closest(brief),
        "many": len(brief.seats) > tables.FEW,
        "effects": tables.effects,
        "seats_of_each": tables.seats_of_each,
        "margin_words": margins.margin_words,
        "low_words": margins.low_words,
        "by_seat": tables.by_seat,
        "deal_said": tables.deal_said,
        "largest": lambda seat: tables.largest(brief, seat),
        "pieces": lambda passage: pieces(passage, brief.claims),
    }


WORDS: Final = (
    "name", "names", "questions", "seat_name", "seat_names", "region", "where", "place", "colour", "objective_name",
    "unit", "figure", "pairs", "gain_of", "range_of", "picture_of", "gain_picture", "term_chance",
)  # fmt: skip


class Words:
    """Names and figures of one brief in words."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.seats: Mapping[SeatCode, str] = {seat.code: seat.name for seat in brief.seats}
        self.regions: Mapping[RegionCode, str] = dict(brief.regions)
        self.spans: dict[PartyCode, tuple[float, float]] = {}

    def name(self, code: PartyCode) -> str:
        """Return a party's name, its code where it has none."""
        row = self.brief.party.get(code)
        return row.name if row else code

    def names(self, codes: tuple[PartyCode, ...]) -> str:
        """Join party codes in words."""
        return wording.listed(list(codes))

    def colour(self, code: PartyCode) -> str:
        """Return a party's colour."""
        row = self.brief.party.get(code)
        return row.colour if row else "currentColor"

    def region(self, code: RegionCode) -> str:
        """Return a region's name."""
        return self.regions.get(code, "all seats" if code == "*" else code)

    def where(self, codes: tuple[RegionCode, ...]) -> str:
        """Join regions in words; all of them are everywhere."""
        if len(codes) > 2 and set(codes) == set(self.regions):
            return "everywhere"
        return wording.listed([self.region(code) for code in codes])

    def questions(self, near: Nearness, codes: tuple[str, ...]) -> str:
        """Join questions in their words, in code where they have none."""
        texts = {row.question: row.question_text or row.question.replace("_", " ") for row in near.answers}
        return "; ".join(texts.get(code, code.replace("_", " ")) for code in codes)

    def objective_name(self, code: str) -> str:
        """Return an objective's name."""
        return dict(self.brief.objectives).get(code, code)

    def seat_name(self, code: SeatCode) -> str:
        """Return a seat's name."""
        return self.seats.get(code, code)

    def seat_names(self, codes: tuple[SeatCode, ...]) -> str:
        """Join seats in words."""
        return wording.listed([self.seat_name(code) for code in codes])

    def unit(self, advice: PartyAdvice) -> str:
        """Name what the objective counts."""
        return wording.UNIT_WORDS.get(advice.objective, f"({advice.objective_name.lower()})")

    def place(self, seat: SeatCode | None, unit: str | None) -> str:
        """Name a place: seat, unit, or everywhere."""
        where = self.seat_name(seat) if seat else "everywhere" if unit is None else ""
        return f"{where} {unit}".strip() if unit else where

    def figure(self, value: float, measure: str) -> str:
        """Write a report's figure: shares in per cent, the rest as numbers."""
        if measure in wording.FRACTIONS:
            return wording.percent(value)
        return wording.grouped(value, self.brief.country) if float(value).is_integer() else wording.decimal(value)

    def pairs(self, rows: list[ChangeRow]) -> str:
        """Say how many pairs changed by inference only, for each relation they have now."""
        count: dict[str, int] = {}
        for row in rows:
            count[wording.RELATION_WORDS[row.now]] = count.get(wording.RELATION_WORDS[row.now], 0) + 1
        said = wording.listed([f"{number} as “{words}”" for words, number in count.items()])
        return f"Besides, by words to like-minded parties or to a bloc only, pairs now count: {said}."

    def gain_of(self, value: float, side: PartyAdvice | PartnerRow) -> str:
        """Write a gain on the objective of a party or partner."""
        return wording.signed(value, side.objective, self.brief.country)

    def range_of(self, value: Interval, side: PartyAdvice | PartnerRow, gain: bool = False) -> str:
        """Write a value's or gain's 90 % interval on an objective."""
        return wording.worth_range(value, side.objective, self.brief.country, gain=gain)

    def picture_of(self, advice: PartyAdvice) -> tuple[str, str]:
        """Choose what the small pictures show: the objective, or votes where it never differs; with a title."""
        if any(row.gain.low90 < row.gain.high90 for row in advice.options):
            return advice.objective, f"Gain: {advice.objective_name.lower()}"
        codes = {code for row in advice.options for code, _ in row.objectives}
        return ("votes", "Gain in votes") if "votes" in codes else (advice.objective, "Gain")

    def gain_picture(self, option: OptionRow, advice: PartyAdvice) -> Markup:
        """Draw an option's gain on the span that all options of the party share."""
        code, title = self.picture_of(advice)
        gains = {row.structure: gain_on(row, code, advice.objective) for row in advice.options}
        own = gains[option.structure]
        span = (min(gain.low90 for gain in gains.values()), max(gain.high90 for gain in gains.values()))
        mean = wording.signed(own.mean, code, self.brief.country)
        reach = wording.worth_range(own, code, self.brief.country, gain=True)
        return whisker(own, span, f"{option.name}, {title.lower()}: {mean}, 90% {reach}")

    def term_chance(self, term: TermRow, seat: SeatCode) -> str:
        """Write the chance of the alliance's candidate in a seat."""
        chance = dict(term.seat_wins).get(seat)
        return "–" if chance is None else wording.in_hundred(chance)


def gain_on(option: OptionRow, code: str, objective: str) -> Interval:
    """Return an option's gain on the party's objective or on another one."""
    return option.gain if code == objective else dict(option.objectives).get(code, option.gain)
