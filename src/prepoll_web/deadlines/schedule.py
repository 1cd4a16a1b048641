"""The schedule of a team's cases: when nominations and withdrawals close, seat by seat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

from prepoll.case import load_case
from prepoll.errors import PrepollError
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.deadlines.moments import SeatMoment, Term, seat_moments
from prepoll_web.deadlines.sources import Deadline
from prepoll_web.teams.models import Membership


def seat_deadlines(member: Membership, at: datetime) -> Iterator[Deadline]:
    """Yield when nominations and withdrawals close in the cases of a team, each hour of a seat once.

    A newer state of a case is a case of its own, so the newest goes first; one that cannot be read has none.
    """
    told: set[tuple[str, Term]] = set()
    for case in Case.objects.filter(team=member.team).order_by("-added_at", "id"):
        for moment in _moments(case):
            named = (f"{case.title}/{moment.seat}", moment.term)
            if named not in told:
                told.add(named)
                yield _deadline(case, moment)


def _moments(case: Case) -> tuple[SeatMoment, ...]:
    try:
        return _read(working_folder(case))
    except (PrepollError, OSError):  # its own page says what is wrong with it
        return ()


@lru_cache(maxsize=64)
def _read(folder: Path) -> tuple[SeatMoment, ...]:
    return seat_moments(load_case(folder))


def _deadline(case: Case, moment: SeatMoment) -> Deadline:
    words = (
        _("Nominations close in %(seat)s") if moment.term is Term.NOMINATIONS else _("Withdrawals close in %(seat)s")
    )
    return Deadline(
        about=f"seat:{case.id}:{moment.seat}",
        term=moment.term,
        ends=moment.ends,
        words=words % {"seat": moment.name},
        href=reverse("case", args=(case.team.slug, case.id)),
    )
