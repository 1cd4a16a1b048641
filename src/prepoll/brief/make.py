"""All that the other rooms found, gathered into one brief."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from prepoll.advice.types import Advice
from prepoll.alliances import base_structure, evaluate
from prepoll.alliances.types import Election, Structure
from prepoll.brief import assessment, standings
from prepoll.brief.colours import confusable, marks, readable
from prepoll.brief.flows import flow_tables
from prepoll.brief.options import party_advice
from prepoll.brief.passages import passages
from prepoll.brief.rules import rules_in_words
from prepoll.brief.types import Audience, Brief, Leader, PartyRow, Run, Silence
from prepoll.brief.voices import spreads, voices
from prepoll.brief.wording import cutoffs, grouping_rule, listed
from prepoll.case.types import Case, Party, Person
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode, PartyKind, PollKind
from prepoll.news.types import Reading
from prepoll.strength.types import Strength

LEADERS: Final = ("president", "chairman", "chairperson", "chairwoman", "leader", "convener", "general secretary")
"""Roles that speak for a party, the first that is filled counts."""


def make_brief(  # noqa: PLR0913, PLR0917 - the brief is where all rooms meet; each gives one value
    case: Case,
    ledger: Ledger,
    strength: Strength,
    election: Election,
    advices: tuple[Advice, ...],
    readings: Iterable[Reading],
    before: Ledger | None,
    run: Run,
) -> Brief:
    """Gather what the rooms found on one day into a brief; `before` is the ledger that changes are counted from."""
    base = base_structure(case, ledger)
    outcome = evaluate(election, base)
    focal = tuple(advice.party for advice in advices)
    claims = standings.claims(case, ledger)
    heard = voices(case, strength)
    return Brief(
        title=case.title,
        country=case.country,
        as_of=case.as_of,
        election_date=case.election_date,
        run=run,
        audience=Audience.TEAM,
        focal=focal,
        regions=tuple((region.code, region.name) for region in case.regions),
        objectives=tuple((objective.code, objective.name) for objective in case.objectives),
        parties=party_rows(case, focal),
        leaders=leaders(case, focal),
        standings=tuple(standings.standing(entry) for entry in ledger.entries),
        claims=claims,
        due=standings.due(ledger),
        clashes=standings.clashes(ledger),
        before=before.as_of if before else None,
        changes=standings.changed(before, ledger),
        voices=heard,
        spreads=spreads(heard),
        base=described(base, case),
        seats=assessment.seats(case, strength, outcome),
        totals=assessment.totals(outcome),
        moves=assessment.moves(strength),
        evidence=assessment.evidence(strength),
        advices=tuple(party_advice(advice, claims) for advice in advices),
        caveats=caveats(case, run),
        notes=tuple(dict.fromkeys((*strength.notes, *case.notes))),
        passages=passages(case, readings, claims),
        silence=silence(case),
        boundaries=case.boundaries,
        flows=flow_tables(case, {party.code: readable(party.colour) for party in case.parties}),
    )


def silence(case: Case) -> Silence:
    """Say what the case sets for publication, and whether it holds exit polls."""
    exit_polls = any(poll.kind is PollKind.EXIT for poll in case.polls)
    return Silence(case.publication.silence_hours, case.publication.exit_polls_until, exit_polls)


def described(structure: Structure, case: Case) -> str:
    """Say what the assessment takes for granted: the blocs and where they hold, then courtesies."""
    regions = {region.code: region.name for region in case.regions}
    seats = {seat.code: seat.name for seat in case.seats}
    where: dict[str, list[str]] = {}
    for code, blocs in structure.blocs:
        for bloc in blocs:
            where.setdefault(" + ".join(sorted(bloc)), []).append(regions.get(code, "all seats"))
    rows = [f"{bloc} together in {listed(places)}" for bloc, places in where.items()]
    rows += [f"{c.giver} leaves {seats.get(c.seat, c.seat)} to {c.taker}" for c in structure.courtesies]
    return "; ".join(rows) + ", every other party alone" if rows else "every party alone"


def party_rows(case: Case, focal: tuple[PartyCode, ...]) -> tuple[PartyRow, ...]:
    """List parties and blocs with colours that can be read and shapes beside them."""
    chosen = [party for party in case.parties if party.kind is not PartyKind.OTHER]
    colours = {party.code: readable(party.colour) for party in chosen}
    shapes, alike = marks([party.code for party in chosen]), confusable(colours)
    return tuple(party_row(p, p.code in focal, colours[p.code], shapes[p.code], alike[p.code]) for p in chosen)


def party_row(party: Party, focal: bool, colour: str, mark: str, alike: tuple[PartyCode, ...]) -> PartyRow:
    """Write one party."""
    return PartyRow(
        code=party.code,
        name=party.name,
        kind=party.kind.value,
        focal=focal,
        colour=colour,
        colour_given=party.colour,
        mark=mark,
        confusable=alike,
    )


def leaders(case: Case, focal: tuple[PartyCode, ...]) -> tuple[Leader, ...]:
    """Name who leads each focal party on the day, where the case says so."""
    found = (leader(case.people, party, case.as_of) for party in focal)
    return tuple(row for row in found if row is not None)


def leader(people: Iterable[Person], party: PartyCode, on: date) -> Leader | None:
    """Find the person with the first of the leading roles in force on a day."""
    serving = {
        person.role.lower(): person for person in people if person.party == party and person.role and serves(person, on)
    }
    role = next((role for role in LEADERS if role in serving), None)
    return None if role is None else Leader(party, serving[role].name, role)


def serves(person: Person, on: date) -> bool:
    """Say whether a person has a role on a day."""
    return (person.since is None or person.since <= on) and (person.until is None or on <= person.until)


def caveats(case: Case, run: Run) -> tuple[str, ...]:
    """State the method's limits."""
    return (
        f"Every figure is a count over {run.draws} joint draws of strength, turnout, transfer, leak and desertion; "
        "an interval of 90% is meant to hold the truth nine times in ten.",
        f"Words for the chance to win a seat: {cutoffs()}.",
        "Shares are of votes for candidates; NOTA is left out. Others and independents are added up and never win.",
        "A claim counts from the day it was known. It is shown in the words of the article, with who said it; "
        "machine reading can err, so open the passage before you act on it.",
        "Field reports are corrected for a reporter's bias, which is not taken to be nought. "
        "What cannot be read as strength is shown and not used.",
        "Transfer of votes between partners is the weakest part: it rests on few past alliances, "
        "so each option is shown with transfer at its low and its high end.",
        "Only aggregate data of seats and units are used: nothing here is about single voters.",
        "Dates come from the announced schedule. This is not legal advice: "
        "ask the returning officer before you rely on an hour.",
        "Like-mindedness rests on positions that are partly editorial judgement; each row names its source.",
        "Sources and licences of the data stand in the README of the case; some sets allow non-commercial use only, "
        "with citation. Press is quoted by passage and cited by address.",
        *rules_in_words(case.country_rules),
        f"Digits are grouped {grouping_rule(case.country)}.",
    )
