"""Words for figures: which end of an interval, whose, in what unit."""

from __future__ import annotations

from typing import Final

PARTS: Final = {
    "mean": "mean over the draws",
    "low50": "25 % quantile of the draws",
    "high50": "75 % quantile of the draws",
    "low80": "10 % quantile of the draws",
    "high80": "90 % quantile of the draws",
    "low90": "5 % quantile of the draws",
    "high90": "95 % quantile of the draws",
}
"""The parts of an interval."""

SHARE: Final = "fraction of votes for candidates, NOTA left out"
CHANCE: Final = "chance, 0 to 1"
DAY: Final = "day"
UNITS: Final = {
    "seats": "seats",
    "votes": "votes on the own symbol",
    "deposits": "deposits kept",
    "recognition": CHANCE,
}
"""Units of objectives by their codes; every other one denies seats."""

VOTES: Final = "docs/explanation/votes.md#the-formulas"
WORTH: Final = "docs/explanation/votes.md#what-a-structure-is-worth"
PRIOR: Final = "docs/explanation/votes.md#the-stated-prior"
MOVED: Final = "docs/explanation/strength.md#what-moved-a-figure"
RESULTS: Final = "docs/explanation/strength.md#past-results-through-the-slate-of-their-day"
POLLS: Final = "docs/explanation/strength.md#polls"
REPORTS: Final = "docs/explanation/strength.md#field-reports"
SPLITS: Final = "docs/explanation/strength.md#splits"
ASSUMPTIONS: Final = "src/prepoll/strength/assumptions.py"
TERMS: Final = "docs/explanation/sharing.md#who-stands-where"
LEAVING: Final = "docs/explanation/sharing.md#who-would-walk-out"
RANKS: Final = "docs/explanation/advice.md#how-options-are-ranked"
WILLING: Final = "docs/explanation/advice.md#would-they-say-yes"
LIKENESS: Final = "docs/explanation/advice.md#like-mindedness"
DATES: Final = "docs/explanation/advice.md#dates"
ROBUST: Final = "docs/explanation/advice.md#if-transfer-fails"
FINDING_OUT: Final = "docs/explanation/advice.md#what-to-find-out-first"
LEDGER: Final = "docs/how-to/override.md"
ROOMS: Final = "docs/explanation/rooms.md"
READING_JSON: Final = "docs/reference/brief.md"


SAID: Final = {
    "one_or_more": "chance of one seat or more",
    "share_with": "share of the votes with the alliance",
    "share_alone": "share of the votes without the alliance",
    "win_with": "chance to win with the alliance",
    "win_alone": "chance to win without the alliance",
    "leader_with": "likeliest winner with the alliance",
    "leader_chance": "chance of the likeliest winner",
    "low_end": "low end of the seats",
    "share": "share of the votes",
    "value": "worth",
}
"""Keys that say too little by themselves, in words."""


def unit_of(objective: str) -> str:
    """Return the unit of an objective."""
    return UNITS.get(objective, "seats denied to rivals")


def part(tokens: tuple[str, ...]) -> str:
    """Say which part of an interval an address ends in, nothing where it ends in none.

    >>> part(("gain", "low90"))
    ', 5 % quantile of the draws'
    """
    return f", {PARTS[tokens[-1]]}" if tokens[-1] in PARTS else ""


def spelt(key: str) -> str:
    """Write a key as words.

    >>> spelt("share_with"), spelt("best_gain")
    ('share of the votes with the alliance', 'best gain')
    """
    return SAID.get(key) or key.replace("_", " ")
