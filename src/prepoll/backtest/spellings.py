"""Parties, states and columns that sources write in several ways."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from prepoll.backtest.types import StateName
from prepoll.case.codes import same_name
from prepoll.names import PartyCode

SPELLINGS = Path(__file__).parent / "spellings.csv"


@cache
def _known(kind: str) -> Mapping[str, str]:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return {same_name(row["spelling"]): row["same_as"] for row in csv.DictReader(file) if row["kind"] == kind}


@cache
def party_code(spelling: str) -> PartyCode:
    """Return the one code of a party, from another code or from its full name.

    >>> party_code("LJNSP"), party_code("BJP"), party_code("Janata Dal  (United)")
    ('LJP', 'BJP', 'JD(U)')
    """
    return _known("party").get(same_name(spelling), spelling.strip())


@cache
def state_name(spelling: str) -> StateName:
    """Return the one name of a state.

    >>> state_name("Andaman_and_Nicobar_Islands"), state_name("Uttar_Pradesh"), state_name("TAMIL NADU")
    ('Andaman & Nicobar Islands', 'Uttar Pradesh', 'Tamil Nadu')
    """
    plain = " ".join(spelling.replace("_", " ").split())
    return _known("state").get(same_name(plain), plain.title() if plain.isupper() else plain)


@cache
def column_name(spelling: str) -> str:
    """Return the name that a column has here, itself in small letters where none is known.

    >>> column_name("Constituency_Name"), column_name("PC No."), column_name("Votes")
    ('constituency', 'constituency_no', 'votes')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", spelling.casefold()).strip("_")
    return _known("column").get(plain, plain)


@cache
def normalised(name: str) -> str:
    """Bring a constituency's name to capital letters without reservation marks.

    >>> normalised("Valmiki  Nagar (SC)")
    'VALMIKINAGAR'
    """
    return re.sub(r"[^A-Z]", "", re.sub(r"\((SC|ST|BL)\)", "", name.upper()))
