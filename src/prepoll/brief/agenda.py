"""One page for the executive meeting: what it is asked to decide, with the mandate drafted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from prepoll.brief import wording
from prepoll.brief.html_writer import context, environment
from prepoll.brief.proposals import DayRow, OptionRow, PartyAdvice, TermRow
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
    """A draft: who may negotiate, with whom, within what limits, until when, and what may be said."""

    who: str
    with_parties: tuple[PartyCode, ...]
    where: tuple[RegionCode, ...]
    least: tuple[SeatCode, ...]  # seats to stand in, no fewer
    most: tuple[tuple[SeatCode, PartyCode], ...]  # seats to concede and to whom, no more
    until: date | None
    until_why: str
    on_record: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What one party's executive is asked to decide."""

    advice: PartyAdvice
    decisions: tuple[str, ...]
    options: tuple[OptionRow, ...]
    mandate: Mandate | None  # None: nothing to negotiate
    doubt: str | None  # why a mandate may not be worth giving
    dates: tuple[DayRow, ...]


def as_agenda(brief: Brief, kind: str = "html") -> str:
    """Write the meeting's page, one for each advised party, as `html` or `markdown`.

    Raises UsageError for another kind, or for a brief made for the public: a mandate is internal.
    """
    if kind not in KINDS:
        raise UsageError(f"An agenda of kind {kind!r} is not known. Choose one of: {', '.join(KINDS)}.")
    if brief.audience is Audience.PUBLIC:
        raise UsageError("An agenda holds the mandate and is not for the public. Leave out --public.")
    agendas = tuple(agenda(brief, advice) for advice in brief.advices)
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


def dates(advice: PartyAdvice) -> tuple[DayRow, ...]:
    """Choose the days to come on which something must be settled, and the seats without any."""
    coming = (row for row in advice.calendar if row.kind in BINDING and (row.days_left is None or row.days_left >= 0))
    return tuple(coming)[:DATES]


def doubt(brief: Brief, advice: PartyAdvice, best: OptionRow) -> str | None:
    """Say where the best open option gains nothing on the objective: the meeting may want it for other reasons."""
    if best.gain.mean > 0 and best.chance_gain > best.chance_loss and best.gain.high90 > 0:
        return None
    other = [
        f"{wording.signed(gain.mean, code, brief.country)} {words}"
        for code, gain in best.objectives
        if (words := OTHER.get(code))
    ]
    said = f" It is judged to bring {wording.listed(other)}." if other else ""
    return f"{best.name} gains nothing that can be told on the objective ({advice.objective_name.lower()}).{said}"


def decisions(advice: PartyAdvice, best: OptionRow | None) -> tuple[str, ...]:
    """List what the meeting is asked to decide."""
    if best is None:
        return (f"Whether {advice.party} stands alone in every seat: no alliance is open to it.",)
    asked = [
        f"Whether {advice.party} negotiates with {wording.listed(best.partners)} or stands alone in every seat.",
        "Whether to give the mandate drafted below, and to whom.",
        "Which seats it stands in whatever is agreed, and which it may concede.",
    ]
    soft = next((option for option in advice.options if option.status == "softly_barred"), None)
    if soft is not None:
        asked.append(f"Whether the refusal that stands before {soft.name} is kept, and in which words.")
    if advice.public_warnings:
        asked.append("Which of the statements that contradict each other holds, and who speaks for the party.")
    if advice.find_out:
        asked.append(f"Whom to charge with finding out: {advice.find_out[0].words}")
    return tuple(asked)


def mandate(brief: Brief, advice: PartyAdvice, best: OptionRow) -> Mandate:
    """Draft the mandate for the best open option."""
    terms = best.terms[0] if best.terms else None
    until, why = deadline(advice, best, terms)
    return Mandate(
        who=negotiator(brief, advice.party),
        with_parties=best.partners,
        where=best.regions,
        least=kept(terms, best, advice.party),
        most=conceded(terms, best, advice.party),
        until=until,
        until_why=why,
        on_record=advice.public_line,
    )


def negotiator(brief: Brief, party: PartyCode) -> str:
    """Name who negotiates: whoever is on record as authorised, else who leads the party."""
    said = next((claim for claim in brief.claims if claim.actor == party and claim.authorised), None)
    if said is not None and said.authorised is not None:
        return f"{said.authorised} (authorised on record, {wording.day(said.dated)})"
    leader = next((row for row in brief.leaders if row.party == party), None)
    return f"{leader.name}, {leader.role}" if leader else "to be named by the meeting"


def allocation(terms: TermRow | None, option: OptionRow) -> tuple[tuple[SeatCode, PartyCode | None], ...]:
    """Return who stands where: by the best sharing, else as the option was judged."""
    return terms.allocation if terms else tuple((row.seat, row.stands) for row in option.effects)


def kept(terms: TermRow | None, option: OptionRow, party: PartyCode) -> tuple[SeatCode, ...]:
    """List the seats that the party stands in."""
    return tuple(seat for seat, stands in allocation(terms, option) if stands == party)


def conceded(terms: TermRow | None, option: OptionRow, party: PartyCode) -> tuple[tuple[SeatCode, PartyCode], ...]:
    """List the seats that go to a partner."""
    return tuple((seat, stands) for seat, stands in allocation(terms, option) if stands and stands != party)


def deadline(advice: PartyAdvice, best: OptionRow, terms: TermRow | None) -> tuple[date | None, str]:
    """Return the day by which to settle: the party's own word or, if that is earlier, the first nominations."""
    seats = {seat for seat, _ in allocation(terms, best)}
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
