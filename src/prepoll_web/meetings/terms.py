"""The terms of a mandate as they are kept and approved: the limits, and what may be said on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prepoll_web.meetings.limits import Bound, Limits


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate says: its limits, and what may be said on record."""

    limits: Limits
    on_record: str


def terms_json(terms: Terms) -> dict[str, object]:
    """Write terms for a row; the moment they end is kept in a column of its own."""
    limits = terms.limits
    return {
        "party": limits.party,
        "partners": sorted(limits.partners),
        "keep": sorted(limits.keep),
        "at_least": [_bound_json(bound) for bound in limits.at_least],
        "at_most": [_bound_json(bound) for bound in limits.at_most],
        "on_record": terms.on_record,
    }


def read_terms(written: Mapping[str, Any], until: datetime) -> Terms:
    """Read terms as `terms_json` wrote them."""
    limits = Limits(
        party=written["party"],
        partners=frozenset(written["partners"]),
        keep=frozenset(written["keep"]),
        at_least=tuple(_bound(each) for each in written["at_least"]),
        at_most=tuple(_bound(each) for each in written["at_most"]),
        until=until,
    )
    return Terms(limits, written["on_record"])


def _bound_json(bound: Bound) -> dict[str, object]:
    return {"party": bound.party, "where": bound.where, "seats": sorted(bound.seats), "number": bound.number}


def _bound(written: Mapping[str, Any]) -> Bound:
    return Bound(written["party"], written["where"], frozenset(written["seats"]), written["number"])
