"""Recognise what a column of somebody's own results table holds, by its heading as people write it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final


class Role(StrEnum):
    """What a column holds."""

    SEAT = "seat"
    SEAT_CODE = "seat_code"
    REGION = "region"
    PARTY = "party"
    CANDIDATE = "candidate"
    VOTES = "votes"
    VALID = "valid"
    ELECTORS = "electors"
    YEAR = "year"
    ELECTION = "election"
    DATE = "date"
    BY_ELECTION = "by_election"
    UNUSED = "unused"


_SHARE: Final = re.compile(r"(?:^|\s)(?:share|percentage|percent|pct|per cent|turnout|majority|margin)(?:\s|$)")


@cache
def known_headings() -> Mapping[str, Role]:
    """Read the headings that are known, the more usual ones of each role first."""
    root = tomllib.loads((Path(__file__).parent / "headings.toml").read_text("utf-8"))
    return {plain(words): Role(role) for role, headings in root.items() for words in headings}


def plain(heading: str) -> str:
    """Write a heading in small letters, without marks.

    >>> plain("Constituency_Name"), plain("Electors (2019)"), plain("Vote %")
    ('constituency name', 'electors', 'vote percent')
    """
    words = re.sub(r"\((?:19|20)\d\d\)", " ", heading).replace("%", " percent ").replace("&", " and ")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return " ".join(re.findall(r"[^\W_]+", words.casefold()))


def role_of(heading: str) -> Role | None:
    """Say what a heading stands for, None where it may be a party's name.

    >>> role_of("PC Name"), role_of("Vote share (%)"), role_of("BJP")
    (<Role.SEAT: 'seat'>, <Role.UNUSED: 'unused'>, None)
    """
    words = plain(heading)
    if not words:
        return Role.UNUSED
    found = known_headings().get(words)
    if found is None and _SHARE.search(words):
        return Role.UNUSED
    return found


def roles(header: tuple[str, ...]) -> dict[Role, list[int]]:
    """List the columns of each role, those first whose heading is the more usual one."""
    found: dict[Role, list[int]] = {}
    for place, heading in enumerate(header):
        if (role := role_of(heading)) is not None:
            found.setdefault(role, []).append(place)
    usual = list(known_headings())
    for places in found.values():
        places.sort(key=lambda place: usual.index(words) if (words := plain(header[place])) in usual else len(usual))
    return found


def without_votes(heading: str) -> str:
    """Take the word for votes out of a party's heading.

    >>> without_votes("BJP votes"), without_votes("Con / Votes"), without_votes("Votes: Green Party")
    ('BJP', 'Con', 'Green Party')
    >>> without_votes("PH / Undi")
    'PH'
    """
    above, _, below = heading.rpartition(" / ")
    if above and role_of(below) is Role.VOTES:
        return above
    return (
        re.sub(r"(?i)\b(?:total )?votes?\b(?: for| of)?(?! front)|[/:]\s*$|^\s*[/:]", "", heading).strip(" _-/:")
        or heading
    )
