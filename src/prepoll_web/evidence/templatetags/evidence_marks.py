"""The mark on a figure that rested on what no longer counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone

from prepoll_web.cases.models import Case
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.marks import marks_since, touched

register = template.Library()


@register.inclusion_tag("evidence/marks.html")
def evidence_marks(case: Case, made: datetime, day: date) -> Mapping[str, object]:
    """Say what a figure of a case, made at an hour as of a day, rested on that changed since; nothing where nothing."""
    if touched(case, made):
        take_stock(case, timezone.now())  # whoever looks first after an update has the articles read anew
    return {"marks": marks_since(case, made, day), "team": case.team, "case": case}
