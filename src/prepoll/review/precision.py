"""How often the coder was right, by the cue that found the claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from prepoll.names import Verdict
from prepoll.review.queue import Claim

CORE = frozenset({"actor", "target", "stance"})
"""Fields without which a claim is another claim; a correction of any other keeps the coder right."""


@dataclass(frozen=True, slots=True)
class CueRecord:
    """What people made of one cue's claims; `precision` is the part that was right."""

    cue: str
    judged: int
    accepted: int
    corrected: int  # attributes only: the claim itself was right
    wrong: int  # rejected, or another actor, target or stance

    @property
    def precision(self) -> float:
        """Return the part of judged claims that was right."""
        return (self.accepted + self.corrected) / self.judged


def precision_by_cue(claims: Iterable[Claim]) -> tuple[CueRecord, ...]:
    """Count the judged claims by cue, the most often judged first."""
    rows: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for claim in claims:
        if claim.judgement is not None:
            rows[claim.statement.cue or "–"][_place(claim)] += 1
    records = [CueRecord(cue, sum(counts), *counts) for cue, counts in rows.items()]
    return tuple(sorted(records, key=lambda record: (-record.judged, record.cue)))


def _place(claim: Claim) -> int:
    """Return 0 for accepted, 1 for corrected in its attributes, 2 for wrong."""
    assert claim.judgement is not None, "only judged claims are counted"
    if claim.judgement.verdict is Verdict.CONFIRMED:
        return 0
    fields = {part.partition("=")[0].strip() for part in (claim.judgement.correction or "").split(";")}
    return 1 if claim.judgement.verdict is Verdict.CORRECTED and not fields & CORE else 2
