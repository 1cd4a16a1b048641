"""Read the counts and shares in cells of somebody's own table, and say which columns hold them."""

from __future__ import annotations

import re
from collections.abc import Collection

from prepoll.case import cells
from prepoll.case.sheets import Sheet

_COUNT = re.compile(r"\d+(?:\.0+)?|\d{1,3}(?:[,.'\s\u00a0\u202f]\d{2,3})*[,.'\s\u00a0\u202f]\d{3}")
_SHARE = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*%|\d{1,2}[.,]\d{1,2}|\d{1,2}\.\d{4,}|0?[.,]\d+|0|100(?:\.0+)?")
_WHOLE = 0.01  # what `share_of` makes of a whole that is written as 1
_MEANT = re.compile(r"#.*|=.*|[-+]\d[\d.,]*|\d[\d.,]*[A-Za-z]*\d*|\d+[.,]\d+")  # a count that went wrong
_EMPTY = frozenset({"", "-", "–", "—", "n/a", "na", "n.a.", "nil", "..", "x"})


def is_empty(cell: str) -> bool:
    """Say whether a cell says that nobody stood."""
    return cell.casefold() in _EMPTY


def holds_counts(sheet: Sheet, place: int) -> bool:
    """Say whether most filled cells of a column are counts, or were to be: some may be broken; and not shares."""
    column = [row[place] for row in sheet.rows if not is_empty(row[place])]
    counts = sum(bool(_COUNT.fullmatch(cell)) for cell in column)
    meant = sum(bool(_MEANT.fullmatch(cell)) for cell in column)
    most = counts > 0.5 * len(column) or (3 * counts >= len(column) and counts + meant > 0.75 * len(column))
    return bool(column) and most and not holds_shares(sheet, place)


def holds_shares(sheet: Sheet, place: int) -> bool:
    """Say whether the filled cells of a column are shares: a per cent sign or decimals, none over 100."""
    column = [row[place] for row in sheet.rows if not is_empty(row[place])]
    decimals = sum(bool(re.search(r"%|[.,]\d*[1-9]\d*$", cell)) for cell in column if _SHARE.fullmatch(cell))
    return bool(column) and all(_SHARE.fullmatch(cell) for cell in column) and 2 * decimals > len(column)


def count_of(cell: str) -> int | None:
    """Read a count as spreadsheets show it, None where it is none.

    Three noughts behind a point are thousands: 44.000 is written so where a point groups digits.

    >>> count_of("1,23,456"), count_of("1 234"), count_of("57.0"), count_of("44.000"), count_of("many")
    (123456, 1234, 57, 44000, None)
    """
    if not _COUNT.fullmatch(cell):
        return None
    whole = cell if cells.POINTED.fullmatch(cell) else re.sub(r"^(\d+)\.0+$", r"\1", cell)
    digits = re.sub(r"\D", "", whole)
    return int(digits) if len(digits) < 13 else None


def share_of(cell: str) -> float | None:
    """Read per cent as a fraction, None where it is none.

    >>> share_of("51.2 %"), share_of("48,5"), share_of("many")
    (0.512, 0.485, None)
    """
    if not _SHARE.fullmatch(cell):
        return None
    return round(float(cell.rstrip("% ").replace(",", ".")) / 100, 9)


def holds_words(sheet: Sheet, place: int) -> bool:
    """Say whether no cell of a column is a count or a share."""
    return not any(_COUNT.fullmatch(row[place]) or _SHARE.fullmatch(row[place]) for row in sheet.rows)


def are_fractions(sheet: Sheet, places: Collection[int]) -> bool:
    """Say whether shares are fractions: in every row they add up to 1 or less."""
    sums = [sum(share_of(row[place]) or 0.0 for place in places) for row in sheet.rows]
    return all(total <= 1.01 * _WHOLE for total in sums)
