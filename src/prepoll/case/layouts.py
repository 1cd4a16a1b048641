"""The columns of each table of a case folder: what they hold and which of them date the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from prepoll.case import cells
from prepoll.names import (
    ElectionKind,
    FrontKind,
    FrontStands,
    LineageKind,
    Measure,
    PartyKind,
    PollKind,
    ReportKind,
    Sphere,
    Verdict,
)

REMARKS: Final = ("note", "source")
"""Columns that any table may have and nothing is computed from."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's columns with their readers; the first of `dated` that is filled says when the row was known."""

    name: str
    columns: Mapping[str, cells.Reader]
    required: tuple[str, ...]
    dated: tuple[str, ...] = ()
    key: tuple[str, ...] = ()  # two rows with an equal key are a defect


_SHARE = cells.between(0, 1, "fractions from 0 to 1: 0.25 is a quarter")
_PER_CENT = cells.between(0, 100, "per cent of the valid votes, 0 to 100")
_ANSWER = cells.between(-2, 2, "answers from -2 (against) to 2 (for)")
_WEIGHT = cells.between(0, 1e9, "weights, 0 or more")
_KNOWN: Final[dict[str, cells.Reader]] = {"known": cells.day}

PARTIES = Layout(
    "parties",
    {
        "code": cells.text,
        "name": cells.text,
        "aliases": cells.aliases,
        "kind": cells.choice(PartyKind),
        "founded": cells.day,
        "parent": cells.text,
        "colour": cells.colour,
    }
    | _KNOWN,
    required=("code", "name"),
    dated=("known", "founded"),
    key=("code",),
)
LINEAGE = Layout(
    "lineage",
    {
        "party": cells.text,
        "from_date": cells.day,
        "parent": cells.text,
        "weight": _SHARE,
        "low": _SHARE,
        "high": _SHARE,
        "kind": cells.choice(LineageKind),
    }
    | _KNOWN,
    required=("party", "from_date", "parent"),
    dated=("known", "from_date"),
    key=("party", "from_date", "parent"),
)
BLOCS = Layout(
    "blocs",
    {"bloc": cells.text, "party": cells.text, "from": cells.day, "to": cells.day} | _KNOWN,
    required=("bloc", "party"),
    dated=("known", "from"),
    key=("bloc", "party", "from"),
)
PEOPLE = Layout(
    "people",
    {
        "name": cells.text,
        "aliases": cells.aliases,
        "party": cells.text,
        "role": cells.text,
        "from": cells.day,
        "to": cells.day,
    }
    | _KNOWN,
    required=("name",),
    dated=("known", "from"),
    key=("name", "party", "role", "from"),
)
SEATS = Layout(
    "seats",
    {
        "code": cells.text,
        "name": cells.text,
        "region": cells.text,
        "electors": cells.count,
        "nominations_close": cells.day,
        "withdrawals_close": cells.day,
        "polling_day": cells.day,
    }
    | _KNOWN,
    required=("code", "name"),
    key=("code",),
)
RESULTS = Layout(
    "results",
    {
        "election": cells.text,
        "kind": cells.choice(ElectionKind),
        "date": cells.day,
        "unit": cells.text,
        "seat": cells.text,
        "party": cells.text,
        "candidate": cells.text,
        "votes": cells.count,
        "electors": cells.count,
        "contest": cells.text,
    }
    | _KNOWN,
    required=("election", "date", "seat", "party", "votes"),
    dated=("known", "date"),
)
UNITS = Layout(
    "units",
    {"unit": cells.text, "seat": cells.text, "weight": _SHARE} | _KNOWN,
    required=("unit", "seat", "weight"),
    dated=("known",),
    key=("unit", "seat"),
)
FRONTS = Layout(
    "fronts",
    {
        "election": cells.text,
        "region": cells.text,
        "front": cells.text,
        "party": cells.text,
        "kind": cells.choice(FrontKind),
        "stands": cells.choice(FrontStands),
    }
    | _KNOWN,
    required=("election", "region", "front", "party"),
    dated=("known",),
    key=("election", "region", "front", "party"),
)
POSITIONS = Layout(
    "positions",
    {
        "party": cells.text,
        "question": cells.text,
        "question_text": cells.text,
        "position": _ANSWER,
        "weight": _WEIGHT,
        "source": cells.text,
        "as_of": cells.day,
        "date": cells.day,
    }
    | _KNOWN,
    required=("party", "question", "position"),
    dated=("known", "as_of", "date"),
    key=("party", "question", "as_of", "date"),
)
POLLS = Layout(
    "polls",
    {
        "pollster": cells.text,
        "kind": cells.choice(PollKind),
        "from": cells.day,
        "to": cells.day,
        "published": cells.day,
        "sample": cells.count,
        "region": cells.text,
        "party": cells.text,
        "share": _PER_CENT,
        "scenario": cells.text,
    }
    | _KNOWN,
    required=("pollster", "party", "share"),
    dated=("known", "published", "to", "from"),
    key=("pollster", "kind", "from", "to", "published", "region", "party", "scenario"),
)
REPORTS = Layout(
    "reports",
    {
        "date": cells.day,
        "seat": cells.text,
        "unit": cells.text,
        "party": cells.text,
        "reporter": cells.text,
        "sphere": cells.choice(Sphere),
        "kind": cells.choice(ReportKind),
        "measure": cells.choice(Measure),
        "of": cells.text,
        "estimate": cells.number,
        "low": cells.number,
        "high": cells.number,
        "election": cells.text,
        "note": cells.text,
        "source": cells.text,
    }
    | _KNOWN,
    required=("date", "party", "reporter", "measure"),
    dated=("known", "date"),
)
JUDGEMENTS = Layout(
    "judgements",
    {
        "statement": cells.text,
        "verdict": cells.choice(Verdict),
        "correction": cells.text,
        "by": cells.text,
        "at": cells.moment,
    }
    | _KNOWN,
    required=("statement", "verdict", "by", "at"),
    dated=("known", "at"),
)

LAYOUTS: Final[Mapping[str, Layout]] = {
    layout.name: layout
    for layout in (
        PARTIES,
        LINEAGE,
        BLOCS,
        PEOPLE,
        SEATS,
        RESULTS,
        UNITS,
        FRONTS,
        POSITIONS,
        POLLS,
        REPORTS,
        JUDGEMENTS,
    )
}
"""All tables by name; the file is `<name>.csv`, `.csv.gz` or `.parquet` unless `[files]` says otherwise."""

CODE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "lineage": ("party", "parent"),
    "blocs": ("bloc", "party"),
    "people": ("party",),
    "results": ("party",),
    "fronts": ("party",),
    "positions": ("party",),
    "polls": ("party",),
    "reports": ("party",),
}
"""Columns that hold a code of parties.csv."""
