"""Tables of reports in and out: in the columns of reports.csv, every defect of a table at once."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext

from prepoll.case.types import Case as LibraryCase
from prepoll.commands.output import Row
from prepoll.errors import UsageError
from prepoll.names import Measure, PartyKind, ReportKind
from prepoll_web.cases.models import Case
from prepoll_web.field.actions import Told
from prepoll_web.field.additions import COLUMNS, row_of
from prepoll_web.field.models import FieldReport

MOST_ROWS: Final = 5000
CODE: Final = re.compile(r"R-(\d{3,6})")
QUOTED: Final = re.compile(r"'(?=[=+\-@\t\r])")
"""The mark that keeps a text from being read as a formula; taken off again on the way in."""

NEEDED: Final = ("date", "party", "reporter", "measure")
SHARES: Final = frozenset({Measure.SHARE_VALID, Measure.SHARE_ADDED, Measure.SHARE_ELECTORATE, Measure.TRANSFER})


def rows_out(case: Case) -> list[Row]:
    """Return the reports of a case for a table, with receipt and hour beside the columns of reports.csv."""
    reports = FieldReport.objects.filter(case=case).select_related("reporter")
    return [
        {**row_of(each), "receipt": each.receipt, "received": each.received_at.isoformat(timespec="seconds")}
        for each in reports
    ]


def read_table(case: Case, read: LibraryCase, content: bytes, today: date) -> list[tuple[int, Told]]:
    """Read a table of reports: the number of each reporter's code, and what is reported.

    A row's id follows from its content, so that the same table sent twice adds nothing. Raises
    UsageError with every defect and its line.
    """
    if b"\x00" in content:
        raise UsageError(gettext("The table cannot be read (it holds a zero byte). Save it as CSV UTF-8 with commas."))
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            gettext("The table cannot be read (%(error)s). Save it as CSV UTF-8 with commas.") % {"error": error}
        ) from error
    header = [name.strip().lower() for name in lines[0]] if lines else []
    missing = [name for name in NEEDED if name not in header]
    if missing or len(lines) > MOST_ROWS:
        lacks = gettext("The table has no column %(missing)s. Its columns are those of reports.csv: %(list)s.")
        long = gettext("The table has more than %(most)s rows. Its columns are those of reports.csv: %(list)s.")
        values = {"missing": ", ".join(missing), "most": MOST_ROWS, "list": ", ".join(COLUMNS)}
        raise UsageError((lacks if missing else long) % values)
    given = [
        (place, {name: _unquoted(cell) for name, cell in zip(header, cells, strict=False)})
        for place, cells in enumerate(lines[1:], start=2)
        if any(cells)
    ]
    told = gettext("Line %(line)s: %(problem)s")
    found = ((place, problem) for place, row in given for problem in _defects(read, row, today))
    defects = [told % {"line": place, "problem": problem} for place, problem in found]
    if defects:
        raise UsageError("\n".join(defects[:100]))
    seen: Counter[str] = Counter()
    return [_told(case, row, seen) for _, row in given]


def _unquoted(cell: str) -> str:
    return QUOTED.sub("", cell.strip(), count=1) if cell.startswith("'") else cell.strip()


def _defects(read: LibraryCase, row: Mapping[str, str], today: date) -> Iterator[str]:
    get = row.get
    parties = {each.code for each in read.parties if each.kind is PartyKind.PARTY}
    if not CODE.fullmatch(get("reporter", "")):
        yield gettext("reporter %(code)s is no code such as R-001; names of people are not taken.") % {
            "code": repr(get("reporter"))
        }
    if get("party", "") not in parties:
        codes = {"code": repr(get("party")), "codes": ", ".join(sorted(parties))}
        yield gettext("there is no party %(code)s. Codes: %(codes)s.") % codes
    if get("seat", "") and get("seat") not in {each.code for each in read.seats}:
        yield gettext("there is no seat %(seat)s.") % {"seat": repr(get("seat"))}
    if get("kind", "") and get("kind") not in set(ReportKind):
        yield gettext("%(kind)s is no kind. Known: %(known)s.") % {
            "kind": repr(get("kind")),
            "known": ", ".join(ReportKind),
        }
    if get("measure", "") not in set(Measure):
        yield gettext("%(measure)s is no measure. Known: %(known)s.") % {
            "measure": repr(get("measure")),
            "known": ", ".join(Measure),
        }
    yield from _bad_day(get("date", ""), today)
    yield from _bad_numbers(row)
    if get("unit", ""):
        yield gettext("reports on parts of a seat are not taken here; leave unit empty and name it in the note.")


def _bad_day(written: str, today: date) -> Iterator[str]:
    try:
        if date.fromisoformat(written) > today:
            yield gettext("%(day)s has not come yet.") % {"day": written}
    except ValueError:
        yield gettext("%(day)s is no day. Write it as 2024-03-19.") % {"day": repr(written)}


def _bad_numbers(row: Mapping[str, str]) -> Iterator[str]:
    numbers: list[float] = []
    for name in ("low", "estimate", "high"):
        written = row.get(name, "")
        try:
            numbers += [float(written)] if written else []
        except ValueError:
            yield gettext("%(column)s %(written)s is no number.") % {"column": name, "written": repr(written)}
            return
    if any(not abs(number) <= 1e9 for number in numbers):
        yield gettext("a number is out of bounds.")
    elif row.get("measure") in SHARES and any(not 0 <= number <= 1 for number in numbers):
        yield gettext("shares are fractions: 0.25 is a quarter.")
    elif numbers != sorted(numbers):
        yield gettext("low, estimate and high are not in their order.")


def _told(case: Case, row: Mapping[str, str], seen: Counter[str]) -> tuple[int, Told]:
    content = "\x1f".join(row.get(name, "") for name in COLUMNS)
    seen[content] += 1
    name: UUID = uuid5(NAMESPACE_URL, f"{case.id}\x1f{content}\x1f{seen[content]}")
    code = CODE.fullmatch(row["reporter"])
    assert code is not None, "defects are found before"
    numbers = {key: float(row[key]) if row.get(key) else None for key in ("estimate", "low", "high")}
    told = Told(
        client_id=name,
        day=date.fromisoformat(row["date"]),
        party=row["party"],
        kind=ReportKind(row.get("kind") or ReportKind.STRENGTH),
        measure=Measure(row["measure"]),
        seat=row.get("seat", ""),
        of=row.get("of", "")[:200],
        note=row.get("note", "")[:2000],
        source=row.get("source", "")[:200],
        **numbers,
    )
    return int(code[1]), told
