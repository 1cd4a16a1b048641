"""Figures and days in words: how likely, how much, when."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Final

from prepoll.alliances.types import Interval
from prepoll.case.country import Digits, country_rules

DIGIT_WORDS: Final[Mapping[Digits, str]] = {
    Digits.LAKHS: "in the Indian way, the last three figures and then pairs: 1,23,456",
    Digits.THOUSANDS: "in threes: 123,456",
}

CHANCE_WORDS: Final = ((0.80, "likely"), (0.60, "leaning"), (0.40, "toss-up"), (0.05, "unlikely"))
"""The least chance of winning that each word stands for; below the last one it is `out of reach`.

No seat is called safe: of those that the back-test would have called so too few were right (`record.md`).
"""

UNCERTAIN_BELOW: Final = 0.95
"""A seat is striped on the map where its leader's chance is under this."""

RELATION_WORDS: Final[Mapping[str, str]] = {
    "allied": "allied",
    "talking": "in talks",
    "open": "open",
    "supporting": "supports",
    "ruled_out": "ruled out",
    "broken": "broken off",
    "unknown": "nothing known",
}
STATUS_WORDS: Final[Mapping[str, str]] = {
    "bound": "bound",
    "free": "possible",
    "softly_barred": "behind a hedged refusal",
    "barred": "barred",
}
NORM_WORDS: Final[Mapping[str, str]] = {
    "optimum": "Optimum: most seats for the alliance",
    "nobody_worse": "Most seats with nobody below what it wins alone",
    "nash": "Largest product of gains over going alone (Nash)",
    "alternative": "About as good, and different",
    "proportional": "In proportion to votes",
    "winner_or_runner_up": "Winner or runner-up last time",
    "sitting_member": "Sitting member keeps the seat",
    "strongest": "If in each seat the strongest stands",
    "counter_offer": "Counter-offer",
}
SPHERE_WORDS: Final[Mapping[str, str]] = {
    "political": "Political: leaders and offices",
    "parliamentary": "Parliamentary: constituency reports",
    "field": "Field: workers and booths",
    "press": "Press: what was printed",
    "election": "Counts of other elections",
}
MEASURE_WORDS: Final[Mapping[str, str]] = {
    "share_valid": "share of valid votes",
    "share_added": "share added",
    "share_electorate": "share of electors",
    "votes": "votes",
    "lead": "lead",
    "rank": "rank",
    "seats_won": "seats won",
    "transfer": "transfer",
    "ratio": "ratio",
    "none": "no number",
}
MOVED_NOTE: Final = (
    "Own share of votes for candidates after each source, taken in this order, at the median of all strengths. The "
    "shares above are means over the draws, with the alliances in force: a leader's is lower there, the more so the "
    "wider its interval. A dash: the source says nothing about the party there."
)
EVIDENCE_WORDS: Final[Mapping[str, str]] = {
    "prior": "starting point",
    "result": "past result",
    "split": "party split",
    "poll": "opinion poll",
    "report": "field report",
}
UNIT_WORDS: Final[Mapping[str, str]] = {
    "seats": "seats",
    "deposits": "deposits",
    "votes": "votes",
    "recognition": "to be recognised",
}
"""What an objective counts; one that denies seats to rivals is named in full."""
FRACTIONS: Final = frozenset({"share_valid", "share_added", "share_electorate", "transfer", "ratio"})


def grouping_rule(country: str | None) -> str:
    """Say in words how digits are grouped in a country."""
    return DIGIT_WORDS[country_rules(country).digits]


def grouped(number: float, country: str | None) -> str:
    """Write a whole number with its digits grouped as the country does.

    >>> grouped(1234567, "India"), grouped(-1234567, "Malaysia"), grouped(999.6, "India")
    ('12,34,567', '−1,234,567', '1,000')
    """
    return country_rules(country).grouped(number)


def in_hundred(chance: float) -> str:
    """Write a chance as so many in a hundred.

    >>> in_hundred(0.724), in_hundred(0.0004), in_hundred(0.0), in_hundred(1.0)
    ('72 in 100', 'under 1 in 100', 'under 1 in 100', 'over 99 in 100')
    """
    if chance < 0.005:
        return "under 1 in 100"
    if chance >= 0.995:
        return "over 99 in 100"
    return f"{math.floor(chance * 100 + 0.5)} in 100"


def chance_word(chance: float) -> str:
    """Name a chance of winning by the cut-offs of `CHANCE_WORDS`.

    >>> [chance_word(p) for p in (0.97, 0.8, 0.6, 0.5, 0.2, 0.01)]
    ['likely', 'likely', 'leaning', 'toss-up', 'unlikely', 'out of reach']
    """
    return next((word for least, word in CHANCE_WORDS if chance >= least), "out of reach")


def cutoffs() -> str:
    """State the cut-offs of the words for chances."""
    words = [f"{word} from {math.floor(least * 100 + 0.5)} in 100" for least, word in CHANCE_WORDS]
    return ", ".join(words) + ", out of reach below"


def percent(share: float) -> str:
    """Write a fraction as per cent: whole ones, one decimal under two.

    >>> percent(0.234), percent(0.0123), percent(0.0002), percent(0.0)
    ('23%', '1.2%', 'under 0.1%', '0%')
    """
    if share == 0:
        return "0%"
    if 0 < share < 0.001:
        return "under 0.1%"
    return f"{share * 100:.1f}%" if 0 <= share < 0.0195 else f"{share * 100:.0f}%".replace("-", "−")


def share_range(share: Interval) -> str:
    """Write a share's 90 per cent interval.

    >>> share_range(Interval(0.2, 0.15, 0.25, 0.12, 0.3, 0.1, 0.321))
    '10% to 32%'
    """
    return f"{percent(share.low90)} to {percent(share.high90)}"


def decimal(value: float, places: int = 2) -> str:
    """Write a figure with a true minus, and without a sign where it rounds to nothing."""
    return f"{value:.{places}f}".replace("-", "−") if round(value, places) else f"{0:.{places}f}"


def worth(value: float, objective: str, country: str | None) -> str:
    """Write a value on an objective: votes are grouped, chances are in a hundred, the rest has two decimals."""
    if objective == "votes":
        return grouped(value, country)
    if objective == "recognition":
        return f"{decimal(value * 100, 0)} in 100"
    return decimal(value)


def signed(value: float, objective: str, country: str | None) -> str:
    """Write a gain on an objective with its sign.

    >>> signed(0.125, "seats", None), signed(-0.3, "seats", None), signed(20000, "votes", "India")
    ('+0.12', '−0.30', '+20,000')
    """
    written = worth(value, objective, country)
    nothing = not any(c in "123456789" for c in written.removesuffix(" in 100"))
    return written if value <= 0 or nothing else f"+{written}"


def worth_range(value: Interval, objective: str, country: str | None, *, gain: bool = False) -> str:
    """Write the 90 per cent interval of a value on an objective, with signs where it is a gain."""
    write = signed if gain else worth
    low, high = write(value.low90, objective, country), write(value.high90, objective, country)
    return f"{low} to {high}"


def day(when: date | None) -> str:
    """Write a day the British way.

    >>> day(date(2024, 3, 5)), day(None)
    ('5 March 2024', 'not announced')
    """
    return "not announced" if when is None else f"{when.day} {when:%B %Y}"


def short_day(when: date | None) -> str:
    """Write a day without its year.

    >>> short_day(date(2024, 3, 5))
    '5 Mar'
    """
    return "–" if when is None else f"{when.day} {when:%b}"


def days(number: int) -> str:
    """Write a number of days.

    >>> days(1), days(9), days(-2)
    ('1 day', '9 days', '2 days too late')
    """
    count = f"{abs(number)} day{'' if abs(number) == 1 else 's'}"
    return f"{count} too late" if number < 0 else count


def measured(measure: str, value: float) -> str:
    """Name what a report's number measures: one seat is a seat.

    >>> measured("seats_won", 1.0), measured("seats_won", 3.0), measured("share_valid", 0.08)
    ('seat won', 'seats won', 'share of valid votes')
    """
    return "seat won" if measure == "seats_won" and value == 1 else MEASURE_WORDS[measure]


def heard(used: bool, reading: str) -> str:
    """Say whether a report was used and how it was read, or why not.

    >>> heard(False, "shown and not used: no number")
    'Not used: no number'
    """
    return f"{'Used' if used else 'Not used'}: {reading.removeprefix('shown and not used: ')}"


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Join names in words.

    >>> listed(["A"]), listed(["A", "B", "C"])
    ('A', 'A, B and C')
    """
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else "none"
