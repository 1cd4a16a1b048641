"""When something ends, in words: what ends with a day is said by that day, not by the next one's first second."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

SHORT = "j M Y"
LONG = "l, j F Y"


def day_ended(moment: datetime) -> date | None:
    """Return the day with which something ends, None where it ends at an hour within a day.

    >>> day_ended(datetime(2024, 3, 27)), day_ended(datetime(2024, 3, 26, 15))
    (datetime.date(2024, 3, 26), None)
    """
    return moment.date() - timedelta(days=1) if moment.time() == time(0) else None


def ending(moment: datetime, form: str = SHORT) -> str:
    """Say when something ends, by the clocks of the moment's own time zone."""
    day, zone = day_ended(moment), moment.tzname() or ""
    if day is None:
        return f"{date_format(moment, f'{form}, H:i')} {zone}".strip()
    return _("the end of %(day)s, %(zone)s") % {"day": date_format(day, form), "zone": zone}
