"""When something ends, for any page."""

from __future__ import annotations

from datetime import datetime

from django import template

from prepoll_web.deadlines import wording

register = template.Library()


@register.filter
def ending(moment: datetime) -> str:
    """Say when something ends; `moment` carries the time zone that it is to be said in."""
    return wording.ending(moment)
