"""What a mandate allows, and where an offer goes beyond it: pure functions of values, said in the page's language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext, ngettext

from prepoll.names import PartyCode, SeatCode


class Rule(StrEnum):
    """Which limit of a mandate is broken."""

    LAPSED = "lapsed"
    PARTNER = "partner"
    NAMED_SEAT = "named_seat"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Bound:
    """A number of seats for a party among some seats. As a ceiling, `party` None is all partners together."""

    party: PartyCode | None
    where: str  # a region's name or "everywhere"
    seats: frozenset[SeatCode]
    number: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The terms of a mandate for `party`: with whom, which seats it keeps, how few, how many it concedes, until when.

    A seat that is in no allocation is not conceded: nothing is agreed about it. `at_least` binds where an offer
    shares out any of its seats.
    """

    party: PartyCode
    partners: frozenset[PartyCode]
    keep: frozenset[SeatCode]
    at_least: tuple[Bound, ...]
    at_most: tuple[Bound, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that an offer breaks, in words; `party` and `seats` name what it is about."""

    rule: Rule
    words: str
    party: PartyCode | None = None
    seats: tuple[SeatCode, ...] = ()


def breaches(
    limits: Limits,
    partners: Collection[PartyCode],
    allocation: Mapping[PartyCode, frozenset[SeatCode]],
    at: datetime,
) -> tuple[Breach, ...]:
    """List every limit that an offer to `partners` breaks at an hour, an empty tuple where it keeps to all.

    `allocation` says which seats each party stands in, the mandate's own party among them.

    >>> from datetime import UTC
    >>> limits = Limits("A", frozenset({"B"}), frozenset({"1"}), (), (), datetime(2024, 4, 20, tzinfo=UTC))
    >>> [b.rule.value for b in breaches(limits, ["B"], {"B": frozenset({"1"})}, datetime(2024, 4, 21, tzinfo=UTC))]
    ['lapsed', 'named_seat']
    """
    held = {party: frozenset(seats) for party, seats in allocation.items()}
    found = (
        *_lapsed(limits, at),
        *_strangers(limits, {*partners, *held}),
        *_named(limits, held),
        *_too_few(limits, held),
        *_too_many(limits, held),
    )
    return tuple(found)


def _lapsed(limits: Limits, at: datetime) -> Iterator[Breach]:
    if at >= limits.until:
        ended = {"day": f"{limits.until:%d %B %Y}", "hour": f"{limits.until:%H:%M %Z}"}
        yield Breach(Rule.LAPSED, gettext("The mandate ended on %(day)s at %(hour)s.") % ended)


def _strangers(limits: Limits, parties: Iterable[PartyCode]) -> Iterator[Breach]:
    for party in sorted(set(parties) - limits.partners - {limits.party}):
        words = gettext("The mandate is not for talks with %(party)s.") % {"party": party}
        yield Breach(Rule.PARTNER, words, party)


def _named(limits: Limits, held: Mapping[PartyCode, frozenset[SeatCode]]) -> Iterator[Breach]:
    own = held.get(limits.party, frozenset())
    given = frozenset().union(*(seats for party, seats in held.items() if party != limits.party))
    lost = tuple(sorted(limits.keep & (given - own)))
    if lost:
        words = gettext("%(party)s keeps %(seats)s.") % {"party": limits.party, "seats": ", ".join(lost)}
        yield Breach(Rule.NAMED_SEAT, words, limits.party, lost)


def _too_few(limits: Limits, held: Mapping[PartyCode, frozenset[SeatCode]]) -> Iterator[Breach]:
    shared = frozenset().union(*held.values())
    for bound in limits.at_least:
        party = bound.party or limits.party
        stands = held.get(party, frozenset()) & bound.seats
        if bound.seats & shared and len(stands) < bound.number:
            words = gettext("%(party)s stands in %(seats)s; the mandate asks for no fewer than %(least)s.")
            told = {"party": party, "seats": _counted(stands, bound), "least": bound.number}
            yield Breach(Rule.TOO_FEW, words % told, party, tuple(sorted(stands)))


def _too_many(limits: Limits, held: Mapping[PartyCode, frozenset[SeatCode]]) -> Iterator[Breach]:
    for bound in limits.at_most:
        others = [bound.party] if bound.party else [party for party in held if party != limits.party]
        given = frozenset().union(*(held.get(party, frozenset()) for party in others)) & bound.seats
        if len(given) > bound.number:
            words = ngettext(
                "%(seats)s goes to %(who)s; the mandate concedes no more than %(most)s.",
                "%(seats)s go to %(who)s; the mandate concedes no more than %(most)s.",
                len(given),
            )
            told = {"seats": _counted(given, bound), "who": bound.party or gettext("partners"), "most": bound.number}
            yield Breach(Rule.TOO_MANY, words % told, bound.party, tuple(sorted(given)))


def _counted(seats: frozenset[SeatCode], bound: Bound) -> str:
    if bound.where == "everywhere":
        words = ngettext("%(count)s seat everywhere", "%(count)s seats everywhere", len(seats))
    else:
        words = ngettext("%(count)s seat in %(where)s", "%(count)s seats in %(where)s", len(seats))
    return words % {"count": len(seats), "where": bound.where}
