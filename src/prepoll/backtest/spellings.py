"""Parties, states and columns that sources write in several ways."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from prepoll.backtest.types import StateName
from prepoll.case.codes import same_name
from prepoll.names import ElectionKind, PartyCode

SPELLINGS = Path(__file__).parent / "spellings.csv"
KINDS = {"ge": ElectionKind.PARLIAMENT, "ae": ElectionKind.ASSEMBLY}
KIND_WORDS = {
    "lok sabha": ElectionKind.PARLIAMENT,
    "loksabha": ElectionKind.PARLIAMENT,
    "general": ElectionKind.PARLIAMENT,
    "parliament": ElectionKind.PARLIAMENT,
    "assembly": ElectionKind.ASSEMBLY,
    "vidhan": ElectionKind.ASSEMBLY,
}
KINDS |= {"pc": KINDS["ge"], "ls": KINDS["ge"], "ac": KINDS["ae"], "vs": KINDS["ae"]}
MARKS = re.compile(r"\((SC|ST|BL|GEN)\)")
NUMBERED = re.compile(r"^\d+\s*[-–.):]\s*(?=\D)")
"""A number before a name."""


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
    return _known("state").get(same_name(plain), plain.title() if plain.isupper() or plain.islower() else plain)


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
    """Bring a constituency's name to capital letters without reservation marks and numbers.

    >>> normalised("Valmiki  Nagar (SC)")
    'VALMIKINAGAR'
    """
    return "".join(letter for letter in seat_key(name) if not letter.isdigit())


@cache
def seat_key(name: str) -> str:
    """Bring a constituency's name to capital letters without reservation marks and a number before it.

    >>> seat_key("Valmiki  Nagar (SC)"), seat_key("12 - Áraku"), seat_key("PC 12"), seat_key("12")
    ('VALMIKINAGAR', 'ARAKU', 'PC12', '12')
    """
    letters = unicodedata.normalize("NFKD", NUMBERED.sub("", MARKS.sub("", name.upper().strip())))
    return "".join(letter for letter in letters if _spells(letter))


def _spells(letter: str) -> bool:
    """Say whether a sign is part of a name: letters, digits, vowel signs of Indian scripts; no accents."""
    kind = unicodedata.category(letter)[0]
    return kind in "LN" or (kind == "M" and not unicodedata.combining(letter))


def kind_named(words: str | None) -> ElectionKind | None:
    """Return which kind of election words mean; None where they mean neither.

    >>> kind_named("GE").value, kind_named("State Assembly Election (AE)").value, kind_named("Local")
    ('parliament', 'assembly', None)
    """
    low = (words or "").strip().casefold()
    return KINDS.get(low, next((kind for word, kind in KIND_WORDS.items() if word in low), None))
