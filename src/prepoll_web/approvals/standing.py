"""How far something is approved: who has, who is still to be asked, and what was changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prepoll_web.approvals.models import STANDS, Approval, Body
from prepoll_web.approvals.texts import Difference, differences, digest_of
from prepoll_web.teams.models import Team


@dataclass(frozen=True, slots=True)
class Standing:
    """Who approved a text, and which bodies still have to. `missing` holds None where any approver will do.

    `stale` is what differs from `earlier`, the text approved last, where that was another.
    """

    digest: str
    approved_by: tuple[Approval, ...]
    missing: tuple[Body | None, ...]
    earlier: Mapping[str, object] | None
    text: Mapping[str, object]

    @property
    def stale(self) -> tuple[Difference, ...]:
        """What was changed since the text was approved."""
        return () if self.earlier is None else differences(self.earlier, self.text)

    @property
    def complete(self) -> bool:
        """Say whether everybody who has to approve the text has."""
        return not self.missing


def bodies_needed(team: Team, kind: str) -> tuple[Body, ...]:
    """List the bodies of a team that must approve something of a kind, in the order they were made."""
    return tuple(body for body in Body.objects.filter(team=team, ended_at=None) if kind in body.needed_for)


def standing(team: Team, subject: str, text: Mapping[str, object]) -> Standing:
    """Say how far a text is approved within a team.

    It is by the text's digest: after an edit nothing is approved, whatever was before, without anybody having
    to clear anything.
    """
    rows = list(Approval.objects.filter(STANDS, team=team, subject=subject).select_related("body", "by"))
    digest = digest_of(text)
    given = tuple(row for row in rows if row.digest == digest)
    there = {row.body_id for row in given}
    needed: tuple[Body | None, ...] = bodies_needed(team, kind_of(subject)) or (None,)
    missing = tuple(body for body in needed if (body.id if body else None) not in there)
    if needed == (None,) and given:
        missing = ()  # a body that is asked no more has approved it
    return Standing(digest, given, missing, _earlier(rows, digest) if missing else None, text)


def kind_of(subject: str) -> str:
    """Return the kind in a subject.

    >>> kind_of("offer:7f0c")
    'offer'
    """
    return subject.partition(":")[0]


def _earlier(rows: list[Approval], digest: str) -> Mapping[str, object] | None:
    return next((row.text for row in reversed(rows) if row.digest != digest), None)
