"""One page for the executive meeting: what it is asked to decide, with the mandate drafted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from prepoll.advice.bench import STEP, VOTE_STEP
from prepoll.alliances.types import Interval
from prepoll.brief import wording
from prepoll.brief.html_writer import context, environment
from prepoll.brief.proposals import DayRow, EffectRow, OptionRow, PartyAdvice
from prepoll.brief.types import Audience, Brief
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode, Status

OPTIONS: Final = 4
"""Options with a line each."""
DATES: Final = 7
"""Days listed."""
OPEN: Final = frozenset({Status.FREE.value, Status.BOUND.value})
BINDING: Final = frozenset({"nominations_close", "own_deadline", "schedule_unknown"})
"""Kinds of days on which a party must have settled."""
OTHER: Final = {"votes": "votes", "deposits": "deposits", "recognition": "to be recognised"}
"""What else an option can bring."""
KINDS: Final = ("html", "markdown")


@dataclass(frozen=True, slots=True)
class Mandate:
    """A draft: who may negotiate, with whom, within what limits, until when, and what may be said.

    Figures and seats are those of one slate.
    """

    who: str
    with_parties: tuple[PartyCode, ...]
    where: tuple[RegionCode, ...]
    conclude: bool  # False: the mandate is one to explore, and nothing is conceded
    explore: tuple[str, ...]  # what to explore, where it is
    least: tuple[SeatCode, ...]  # seats to stand in, no fewer
    most: tuple[tuple[SeatCode, PartyCode], ...]  # seats to concede and to whom, no more
    unsettled: tuple[SeatCode, ...]  # seats in which the figures do not tell who should stand
    until: date | None
    until_why: str
    on_record: tuple[str, ...]
    slate: str  # how the seats are shared in the figures


@dataclass(frozen=True, slots=True)
class Agenda:
    """What one party's executive is asked to decide."""

    advice: PartyAdvice
    decisions: tuple[str, ...]
    options: tuple[OptionRow, ...]
    mandate: Mandate | None  # None: nothing to negotiate
    doubt: str | None  # why a mandate may not be worth giving
    dates: tuple[DayRow, ...]
    dates_of: PartyCode | None = None  # the party on whose page before this one the same dates stand


def as_agenda(brief: Brief, kind: str = "html") -> str:
    """Write the meeting's page, one for each advised party, as `html` or `markdown`.

    Raises UsageError for another kind, or for a brief made for the public: a mandate is internal.
    """
    if kind not in KINDS:
        raise UsageError(f"An agenda of kind {kind!r} is not known. Choose one of: {', '.join(KINDS)}.")
    if brief.audience is Audience.PUBLIC:
        raise UsageError("An agenda holds the mandate and is not for the public. Leave out --public.")
    agendas = dates_once(agenda(brief, advice) for advice in brief.advices)
    if kind == "html":
        return environment().get_template("agenda.html.j2").render(**context(brief), agendas=agendas) + "\n"
    from prepoll.brief.markdown_writer import markdown  # noqa: PLC0415 - the two writers need each other's words

    return markdown("agenda.md.j2", brief, agendas=agendas)


def agenda(brief: Brief, advice: PartyAdvice) -> Agenda:
    """Draw up one party's agenda."""
    open_options = [option for option in advice.options if option.status in OPEN]
    best = open_options[0] if open_options else None
    return Agenda(
        advice=advice,
        decisions=decisions(advice, best),
        options=(*open_options[:OPTIONS], *[o for o in advice.options if o.status == "softly_barred"][:1]),
        mandate=mandate(brief, advice, best) if best else None,
        doubt=doubt(brief, advice, best) if best else None,
        dates=dates(advice),
    )


def dates_once(agendas: Iterable[Agenda]) -> tuple[Agenda, ...]:
    """Name the page that has the same dates where one before does."""
    first: dict[tuple[str, ...], PartyCode] = {}
    found = []
    for row in agendas:
        said = tuple(each.words for each in row.dates)
        found.append(replace(row, dates_of=first.get(said)) if said else row)
        first.setdefault(said, row.advice.party)
    return tuple(found)


def dates(advice: PartyAdvice) -> tuple[DayRow, ...]:
    """Choose the days to come on which something must be settled, and the seats without any."""
    coming = (row for row in advice.calendar if row.kind in BINDING and (row.days_left is None or row.days_left >= 0))
    return tuple(coming)[:DATES]


def gains(advice: PartyAdvice, best: OptionRow) -> bool:
    """Say whether an option brings a gain on the objective that can be told."""
    return best.gain.mean >= smallest(advice.objective) and best.chance_gain > best.chance_loss


def concludes(advice: PartyAdvice, best: OptionRow) -> bool:
    """Say whether a mandate to conclude is drafted.

    None is where the option loses on the objective, nor where it brings no gain there that can be
    told and costs votes.
    """
    if gains(advice, best):
        return True
    votes = dict(best.objectives).get("votes")
    costs = votes is not None and votes.mean <= -smallest("votes")
    return best.gain.mean > -smallest(advice.objective) and best.chance_loss <= best.chance_gain and not costs


def smallest(objective: str) -> float:
    """Return the smallest gain on an objective that is called one."""
    return VOTE_STEP if objective == "votes" else STEP


def told(code: str, gain: Interval, country: str | None) -> str:
    """Write what an option brings besides, votes to the nearest thousand; empty where it is too little to tell."""
    if code not in OTHER or abs(gain.mean) < smallest(code):
        return ""
    value = round(gain.mean, -3) if code == "votes" else gain.mean
    return f"{wording.signed(value, code, country)} {OTHER[code]}"


def doubt(brief: Brief, advice: PartyAdvice, best: OptionRow) -> str | None:
    """Say where the best open option gains nothing on the objective: the meeting may want it for other reasons."""
    if gains(advice, best):
        return None
    loses = best.gain.mean <= -smallest(advice.objective)
    other = [words for code, gain in best.objectives if (words := told(code, gain, brief.country))]
    said = f" It is judged, {best.slate}, to bring {wording.listed(other)}." if other else ""
    what = "loses" if loses else "gains nothing that can be told"
    advised = "" if concludes(advice, best) else " No mandate to conclude is advised; a mandate to explore is drafted."
    return f"{best.name} {what} on the objective ({advice.objective_name.lower()}).{said}{advised}"


def explored(brief: Brief, advice: PartyAdvice, best: OptionRow, open_seats: Sequence[str]) -> tuple[str, ...]:
    """List what a mandate to explore is for."""
    asked = [f"on what terms {row.party} would agree: {row.words.rstrip('.')}" for row in best.partner_gains]
    if open_seats:
        asked.append(f"who is to stand in {wording.listed(list(open_seats))}, which the figures do not tell")
    for other in advice.options:
        more = [words for code, gain in other.objectives if (words := told(code, gain, brief.country))]
        if other.status in OPEN and len(other.partners) == 1 and other.partners[0] not in best.partners:
            asked.append(f"{other.name} in its stead ({wording.listed(more) if more else 'nothing that can be told'})")
    asked = list({row.split(" (")[0]: row for row in reversed(asked)}.values())[::-1]
    asked.append("nothing is conceded and nothing concluded before the executive meets again")
    return tuple(asked)


def decisions(advice: PartyAdvice, best: OptionRow | None) -> tuple[str, ...]:
    """List what the meeting is asked to decide."""
    polling = [row for row in advice.calendar if row.kind == "polling"]
    if polling and not advice.options and all(row.days_left is not None and row.days_left < 0 for row in polling):
        return ("None: the polls are closed.",)
    if best is None:
        return (f"Whether {advice.party} stands alone in every seat: no alliance is open to it.",)
    asked = [
        f"Whether {advice.party} negotiates with {wording.listed(best.partners)} or stands alone in every seat.",
        f"Whether to give the mandate{'' if concludes(advice, best) else ' to explore'} drafted below, and to whom.",
        "Which seats it stands in whatever is agreed, and which it may concede.",
    ]
    soft = next((option for option in advice.options if option.status == "softly_barred"), None)
    if soft is not None:
        asked.append(f"Whether the refusal that stands before {soft.name} is kept, and in which words.")
    if advice.public_warnings:
        asked.append("Which of the statements that contradict each other holds, and who speaks for the party.")
    if advice.find_out and advice.find_out[0].changes > 0:
        asked.append(f"Whom to charge with finding out: {advice.find_out[0].words}")
    return tuple(asked)


def mandate(brief: Brief, advice: PartyAdvice, best: OptionRow) -> Mandate:
    """Draft the mandate for the best open option: to conclude, or only to explore."""
    until, why = deadline(advice, best)
    concluding, left = concludes(advice, best), unsettled(best)
    names = {seat.code: seat.name for seat in brief.seats}
    return Mandate(
        who=negotiator(brief, advice.party),
        with_parties=best.partners,
        where=best.regions,
        conclude=concluding,
        explore=() if concluding else explored(brief, advice, best, [names.get(seat, seat) for seat in left]),
        least=kept(best, advice.party) if concluding else (),
        most=conceded(best, advice.party) if concluding else (),
        unsettled=left,
        until=until,
        until_why=why,
        on_record=advice.public_line,
        slate=best.slate,
    )


def negotiator(brief: Brief, party: PartyCode) -> str:
    """Name who negotiates: whoever is on record as authorised, else who leads the party."""
    said = next((claim for claim in brief.claims if claim.actor == party and claim.authorised), None)
    if said is not None and said.authorised is not None:
        return f"{said.authorised} (authorised on record, {wording.day(said.dated)})"
    leader = next((row for row in brief.leaders if row.party == party), None)
    return f"{leader.name}, {leader.role}" if leader else "to be named by the meeting"


def unsettled(option: OptionRow) -> tuple[SeatCode, ...]:
    """List the seats where the figures do not tell who should stand.

    So they do not where the optimum places another than the strongest; nor where members are level
    or differ by so few draws that it may be chance, and a partner stands there by any norm.
    """
    best = option.terms[0] if option.terms else None
    if best is None:
        return ()
    chosen, norms = dict(best.allocation), [dict(term.allocation) for term in option.terms]

    def disputed(row: EffectRow) -> bool:
        claimed = {row.stands, *(norm.get(row.seat, row.stands) for norm in norms)}
        return row.seat in best.level and not claimed.isdisjoint(option.partners)

    return tuple(row.seat for row in option.effects if chosen.get(row.seat) != row.stands or disputed(row))


def kept(option: OptionRow, party: PartyCode) -> tuple[SeatCode, ...]:
    """List the seats that the party stands in on the option's slate, those not settled left out."""
    left = unsettled(option)
    return tuple(row.seat for row in option.effects if row.stands == party and row.seat not in left)


def conceded(option: OptionRow, party: PartyCode) -> tuple[tuple[SeatCode, PartyCode], ...]:
    """List the seats that go to a partner on the option's slate; none where members are level."""
    left = unsettled(option)
    rows = [(row.seat, row.stands) for row in option.effects if row.seat not in left]
    return tuple((seat, stands) for seat, stands in rows if stands and stands != party)


def deadline(advice: PartyAdvice, best: OptionRow) -> tuple[date | None, str]:
    """Return the day by which to settle: the party's own word or, if that is earlier, the first nominations."""
    seats = {row.seat for row in best.effects}
    closing = [
        (row.on, row.words)
        for row in advice.calendar
        if row.kind == "nominations_close" and row.seat in seats and row.on and (row.days_left or 0) >= 0
    ]
    own = [
        (row.on, row.words)
        for row in advice.calendar
        if row.kind == "own_deadline" and row.party == advice.party and row.on and (row.days_left or 0) >= 0
    ]
    first = min(closing, default=None)
    word = max(own, default=None)
    if first and word:
        return min(first, word)
    return first or word or (None, "No day is announced yet.")
