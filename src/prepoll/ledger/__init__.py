"""Room 3: statements and judgements become where each party stands towards each other on a day."""

from prepoll.ledger.build import build_ledger
from prepoll.ledger.changes import changes
from prepoll.ledger.judging import judgement_findings
from prepoll.ledger.overrides import with_overrides
from prepoll.ledger.printing import as_table, entry_json
from prepoll.ledger.types import Bar, Change, Contradiction, Courtesy, Due, Entry, Judged, Ledger

__all__ = [
    "Bar",
    "Change",
    "Contradiction",
    "Courtesy",
    "Due",
    "Entry",
    "Judged",
    "Ledger",
    "as_table",
    "build_ledger",
    "changes",
    "entry_json",
    "judgement_findings",
    "with_overrides",
]
