"""Make codes from names as people write them: short, plain, each its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from prepoll.names import NOTA, RESIDUAL

Key = TypeVar("Key", bound=Hashable)
OTHER_PARTIES = "OTH"
_OTHERS = frozenset(
    (
        *("oth", "other", "others", "other parties", "all others", "minor parties", "misc", "miscellaneous"),
        *("ind", "independent", "independents", "independent(s)", "indep", "others and independents", "unaffiliated"),
        *("none", "nopty", "no party", "non-party", "no affiliation", "speaker"),
    )
)
_NOTA = frozenset({"nota", "none of the above", "none of these candidates", "blank"})
_IN_BRACKETS = re.compile(r"(?=(\S))[^()]+\s\((?=\1)([A-Z][A-Z0-9]{1,5})\)")  # a name and the code it is known by
_SMALL = frozenset({"of", "the", "and", "for", "in", "de", "la", "le", "a"})


def same_name(name: str) -> str:
    """Write a name so that spellings differing in capitals, blanks and dots are one.

    >>> same_name("Green  Party ") == same_name("GREEN PARTY")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace(".", "").split())


def remainder(party: str) -> str | None:
    """Return NOTA or the code of the others where a party's name means one of them, else None.

    >>> remainder("Independent"), remainder("None of the Above"), remainder("Greens")
    ('OTH', 'NOTA', None)
    """
    name = same_name(party)
    if name in _NOTA:
        return NOTA
    return OTHER_PARTIES if name in _OTHERS else None


def party_code(name: str) -> str:
    """Make the code that a party is likely to be known by.

    >>> party_code("Bharatiya Janata Party"), party_code("JD(U)"), party_code("con"), party_code("Plaid Cymru")
    ('BJP', 'JDU', 'CON', 'PC')
    >>> party_code("Samajwadi Party (SP)"), party_code("Janata Dal (United)")
    ('SP', 'JDU')
    """
    if found := _IN_BRACKETS.fullmatch(name):
        return found[2]
    words = [word for word in re.findall(r"[^\W_]+", _ascii(name)) if word.casefold() not in _SMALL]
    joined = "".join(words)
    if not joined:
        return _native(name, 10) or "P"
    if len(name.split()) == 1 and (joined.isupper() or len(joined) <= 5):
        return joined.upper()[:10]
    if len(words) == 1:
        return joined[:3].upper()
    return "".join(word if word.isdigit() or (word.isupper() and len(word) < 4) else word[0] for word in words).upper()[
        :8
    ]


def seat_code(name: str, wanted: str | None) -> str:
    """Take a code that the table gives where it is plain, else the first letters of the name.

    >>> seat_code("Brecon & Radnorshire", None), seat_code("Arfon", "W07000041"), seat_code("Agra", "18.0")
    ('BRE', 'W07000041', '18')
    """
    wanted = re.sub(r"\.0+$", "", wanted or "")
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,15}", wanted):
        return wanted
    return "".join(re.findall(r"[A-Za-z0-9]", _ascii(name)))[:3].upper() or _native(name, 16) or "S"


def distinct(wanted: Mapping[Key, str], longer: Mapping[Key, str], taken: Iterable[str] = ()) -> dict[Key, str]:
    """Give each key a code of its own: the one wanted, else more letters of the `longer` name, else a number."""
    used = {code.casefold() for code in (*taken, *RESIDUAL)}
    codes: dict[Key, str] = {}
    for key, code in wanted.items():
        letters = "".join(re.findall(r"[A-Za-z0-9]", _ascii(longer[key]))).upper()
        options = (code, *(letters[:size] for size in range(len(code) + 1, 9) if letters.startswith(code)))
        free = next((each for each in options if each.casefold() not in used), None)
        number = 2
        while free is None:
            free = f"{code}{number}" if f"{code}{number}".casefold() not in used else None
            number += 1
        used.add(free.casefold())
        codes[key] = free
    return codes


def _native(name: str, longest: int) -> str:
    """Write a name of other letters than Latin ones as a code: without blanks and marks, itself where it is short."""
    kept = [mark for mark in name if mark.isalnum() or unicodedata.category(mark) in ("Mn", "Mc")]
    return "".join(kept)[:longest]


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
