"""The text of an offer: what is laid before every side, in the fields that are allowed and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from prepoll.case.types import Case
from prepoll.errors import UsageError
from prepoll.names import PartyCode, PartyKind, RegionCode, SeatCode
from prepoll_web.deadlines.moments import names_stay

ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "sender": (),
    "parties": (),
    "region": (),
    "seats": (),
    "friendly": (),
    "courtesies": ("seat", "giver", "taker"),
    "only_if": ("party", "leaves"),
    "support": ("giver", "taker", "election"),
    "duties": ("party", "duty", "seat", "words", "due"),
    "words": (),
    "reply_due": (),
}
"""The fields of an offer that the other side sees, and of a field that lists things the fields of each; no other."""

WITHDRAW: Final = "withdraw"
"""The duty to withdraw a candidate, as `models.Duty` has it."""

LONGEST: Final = 4000
"""Characters that the words of an offer may have."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that a party undertakes to do."""

    party: PartyCode
    duty: str  # a Duty
    seat: SeatCode = ""
    words: str = ""
    due: str = ""  # ISO 8601 with a time zone, or nothing


@dataclass(frozen=True, slots=True)
class Text:
    """An offer in words that both sides read; `seats` has for each party the seats that it is to contest.

    A seat that is in nobody's list is left open. In a friendly contest all parties may stand. `only_if` names a
    party and whom it has to leave; `courtesies` are seats left to another outside the alliance's region.
    """

    sender: PartyCode
    parties: tuple[PartyCode, ...]
    seats: Mapping[PartyCode, tuple[SeatCode, ...]]
    region: RegionCode = ""
    friendly: tuple[SeatCode, ...] = ()
    courtesies: tuple[tuple[SeatCode, PartyCode, PartyCode], ...] = ()  # seat, giver, taker
    only_if: tuple[tuple[PartyCode, PartyCode], ...] = ()  # party, whom it leaves
    support: tuple[tuple[PartyCode, PartyCode, str], ...] = ()  # giver, taker, election
    duties: tuple[Promise, ...] = ()
    words: str = ""
    reply_due: str = ""


def text_json(text: Text) -> dict[str, Any]:
    """Write a text as it is kept, shared and approved; parties and seats in the order of their codes."""
    return {
        "sender": text.sender,
        "parties": sorted(text.parties),
        "region": text.region,
        "seats": {party: sorted(text.seats[party]) for party in sorted(text.seats) if text.seats[party]},
        "friendly": sorted(text.friendly),
        "courtesies": [dict(zip(ALLOWED["courtesies"], row, strict=True)) for row in sorted(text.courtesies)],
        "only_if": [dict(zip(ALLOWED["only_if"], row, strict=True)) for row in sorted(text.only_if)],
        "support": [dict(zip(ALLOWED["support"], row, strict=True)) for row in sorted(text.support)],
        "duties": [
            {"party": row.party, "duty": row.duty, "seat": row.seat, "words": row.words, "due": row.due}
            for row in text.duties
        ],
        "words": text.words,
        "reply_due": text.reply_due,
    }


def read_text(kept: Mapping[str, Any]) -> Text:
    """Read a text that was kept; the same text again."""
    return Text(
        sender=kept["sender"],
        parties=tuple(kept["parties"]),
        seats={party: tuple(seats) for party, seats in kept["seats"].items()},
        region=kept["region"],
        friendly=tuple(kept["friendly"]),
        courtesies=tuple((row["seat"], row["giver"], row["taker"]) for row in kept["courtesies"]),
        only_if=tuple((row["party"], row["leaves"]) for row in kept["only_if"]),
        support=tuple((row["giver"], row["taker"], row["election"]) for row in kept["support"]),
        duties=tuple(Promise(**{key: row[key] for key in ALLOWED["duties"]}) for row in kept["duties"]),
        words=kept["words"],
        reply_due=kept["reply_due"],
    )


def allowed(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a text that the other side may see; whatever else a row has come to hold stays here."""
    return {name: _only(kept[name], fields) if fields else kept[name] for name, fields in ALLOWED.items()}


def _only(rows: Sequence[Mapping[str, Any]], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in fields} for row in rows]


def reply_due(text: Text) -> datetime | None:
    """Return when a reply is due, None where no time is set."""
    return parse_datetime(text.reply_due) if text.reply_due else None


def allocation(text: Text) -> dict[PartyCode, frozenset[SeatCode]]:
    """Return the seats of each party, those left to it as a courtesy included; a friendly contest is everybody's."""
    friendly = frozenset(text.friendly)
    left = {
        party: frozenset(seat for seat, _giver, taker in text.courtesies if taker == party) for party in text.parties
    }
    return {party: frozenset(text.seats.get(party, ())) | friendly | left[party] for party in text.parties}


def seats_of(text: Text) -> frozenset[SeatCode]:
    """Return the seats that a text shares out, in which it has a friendly contest, or which it leaves to somebody."""
    return frozenset().union(*allocation(text).values())


def seats_given(text: Text) -> str:
    """Write who stands where as `prepoll offer --seats` takes it; in a friendly contest all parties do.

    >>> seats_given(Text("A", ("A", "B"), {"B": ("S3",), "A": ("S1", "S2")}, friendly=("S4",)))
    'A=S1,S2 B=S3 A+B=S4'
    """
    given = [(party, text.seats[party]) for party in sorted(text.seats) if text.seats[party]]
    together = [("+".join(sorted(text.parties)), text.friendly)] if text.friendly else []
    return " ".join(f"{team}={','.join(seats)}" for team, seats in [*given, *together])


def courtesies_given(text: Text) -> tuple[str, ...]:
    """Write each seat that is left to another as `prepoll offer --courtesy` takes it.

    >>> courtesies_given(Text("A", ("A", "B"), {}, courtesies=(("S5", "A", "B"),)))
    ('A:B@S5',)
    """
    return tuple(f"{giver}:{taker}@{seat}" for seat, giver, taker in text.courtesies)


def alliance_given(text: Text) -> str:
    """Write who is together as `--alliance` takes it.

    >>> alliance_given(Text("A", ("B", "A"), {}, region="COAST"))
    'A+B@COAST'
    """
    return "+".join(sorted(text.parties)) + (f"@{text.region}" if text.region else "")


def check(text: Text, case: Case, at: datetime) -> None:
    """Raise UsageError with everything that is amiss with a text."""
    problems = list(_problems(text, case, at))
    if problems:
        raise UsageError("\n".join(problems))


def _problems(text: Text, case: Case, at: datetime) -> Iterator[str]:
    known = {party.code for party in case.parties if party.kind is PartyKind.PARTY}
    yield from (
        _("There is no party %(party)s in this case.") % {"party": party}
        for party in sorted({*text.parties, *(row[1] for row in text.only_if)} - known)
    )
    named = [seat for seats in text.seats.values() for seat in seats]
    every = [*named, *text.friendly, *(row[0] for row in text.courtesies), *(row.seat for row in text.duties)]
    yield from (
        _("There is no seat %(seat)s in this case.") % {"seat": seat}
        for seat in sorted({seat for seat in every if seat and seat not in case.region_of})
    )
    yield from (
        _("Seat %(seat)s is given twice. Give it to one party, or make it a friendly contest.") % {"seat": seat}
        for seat in sorted({seat for seat in [*named, *text.friendly] if [*named, *text.friendly].count(seat) > 1})
    )
    yield from _places(text, case, [*named, *text.friendly])
    yield from _terms(text, at)
    if late := sorted({row.seat for row in text.duties if row.duty == WITHDRAW} & names_stay(case, at)):
        told = _("Withdrawals have closed in %(seats)s: nobody can withdraw there. Leave that out.")
        yield told % {"seats": ", ".join(late)}


def _places(text: Text, case: Case, seats: Sequence[SeatCode]) -> Iterator[str]:
    if not any(text.seats.values()) and not text.friendly:
        yield _("The offer gives no party a seat. Say who is to stand in at least one.")
    outside = [seat for seat in seats if text.region and case.region_of.get(seat, text.region) != text.region]
    if outside:
        yield _("%(seats)s is not in %(region)s. Outside the region a seat can be left as a courtesy.") % {
            "seats": ", ".join(sorted(outside)),
            "region": text.region,
        }
    within = {row[0] for row in text.courtesies if text.region in ("", case.region_of.get(row[0]))}
    if inside := sorted(within):
        told = _("In %(seats)s the parties are partners by this offer, so nothing is left there as a courtesy. ")
        way_out = _("Say who stands there; a courtesy is for a seat outside the region of the talks.")
        yield (told + way_out) % {"seats": ", ".join(inside)}


def _terms(text: Text, at: datetime) -> Iterator[str]:
    if len(text.words) > LONGEST or "\x00" in text.words:
        yield _("The words of an offer have at most %(most)s characters.") % {"most": LONGEST}
    due = reply_due(text)
    if text.reply_due and (due is None or due.tzinfo is None):
        yield _("The hour by which a reply is due cannot be read.")
    elif due is not None and due <= at:
        yield _("The hour by which a reply is due is over.")
    yield from (
        _("%(party)s leaves a seat to itself.") % {"party": giver}
        for _seat, giver, taker in text.courtesies
        if giver == taker
    )
