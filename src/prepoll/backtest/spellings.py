"""Parties and states that sources write in several ways."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from prepoll.backtest.types import StateName
from prepoll.names import PartyCode

SPELLINGS = Path(__file__).parent / "spellings.csv"


@cache
def _known(kind: str) -> Mapping[str, str]:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return {row["spelling"]: row["same_as"] for row in csv.DictReader(file) if row["kind"] == kind}


def party_code(spelling: str) -> PartyCode:
    """Return the one code of a party.

    >>> party_code("LJNSP"), party_code("BJP")
    ('LJP', 'BJP')
    """
    return _known("party").get(spelling, spelling)


def state_name(spelling: str) -> StateName:
    """Return the one name of a state.

    >>> state_name("Andaman_and_Nicobar_Islands"), state_name("Uttar_Pradesh")
    ('Andaman & Nicobar Islands', 'Uttar Pradesh')
    """
    plain = spelling.replace("_", " ").strip()
    return _known("state").get(plain, plain)


@cache
def normalised(name: str) -> str:
    """Bring a constituency's name to capital letters without reservation marks.

    >>> normalised("Valmiki  Nagar (SC)")
    'VALMIKINAGAR'
    """
    return re.sub(r"[^A-Z]", "", re.sub(r"\((SC|ST|BL)\)", "", name.upper()))
