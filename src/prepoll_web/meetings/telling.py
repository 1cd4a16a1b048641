"""A mandate's text in the words of its page, so that two of them can be set beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from prepoll.names import SeatCode
from prepoll_web.approvals.texts import Difference, differences
from prepoll_web.deadlines.wording import LONG, ending

Names = Mapping[SeatCode, str]


def in_words(text: Mapping[str, Any], names: Names, zone: tzinfo) -> dict[str, str]:
    """Write each part of a mandate's text in words, by what the part is called; seats by name, hours in a zone."""
    return {
        _("Who"): text["holder"],
        _("With"): ", ".join(text["partners"]),
        _("Keeps"): ", ".join(names.get(seat, seat) for seat in text["keep"]) or _("no seat by name"),
        _("No fewer than"): _bounds(text["at_least"]),
        _("Concede no more than"): _bounds(text["at_most"]),
        _("Until"): hour(datetime.fromisoformat(text["until"]), zone),
        _("On record"): text["on_record"] or "–",
        _("By the decision"): text["decision"],
    }


def changed(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], names: Names, zone: tzinfo
) -> tuple[Difference, ...]:
    """List in words what differs between two texts of a mandate; nothing where there is no earlier one."""
    return () if before is None else differences(in_words(before, names, zone), in_words(after, names, zone))


def hour(moment: datetime, zone: tzinfo) -> str:
    """Write a moment as the clocks of a zone show it."""
    return ending(moment.astimezone(zone), LONG)


def _bounds(bounds: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(map(_bound, bounds)) or _("no number is set")


def _bound(bound: Mapping[str, Any]) -> str:
    where = _("everywhere") if bound["where"] == "everywhere" else _("in %(where)s") % {"where": bound["where"]}
    words = f"{bound['number']} {where}"
    return words if bound["party"] is None else _("%(words)s for %(party)s") % {"words": words, "party": bound["party"]}
