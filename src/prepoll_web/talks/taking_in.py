"""How a signed agreement goes into a team's own case: a bound relation, a scenario with its slate, a brief.

Each team's rows are written by that team's own requests, so that nothing of one team's case shows in what the
other waits for. Everything here can be asked for again: what is there already is left as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import combinations
from typing import Final
from uuid import UUID

from django.db import transaction

from prepoll.alliances import StandDown, Structure
from prepoll.commands.studies import read_alliances
from prepoll.names import Stance, Verdict
from prepoll_web.cases.models import Case
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.evidence.actions import Decision, Draft, add_article, judge, newest_number
from prepoll_web.evidence.additions import day_of
from prepoll_web.evidence.coding import case_on, digest_of
from prepoll_web.evidence.models import Article, Claim
from prepoll_web.scenarios.actions import LONGEST_NAME, Seen, Start, change_plan, make_scenario
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import Plan
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.talks.access import fetch_agreement
from prepoll_web.talks.models import AgreementState, Side
from prepoll_web.talks.text import Text, alliance_given, read_text
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

BINDS: Final = (Stance.AGREED, Stance.SEAT_DEAL)


def take_in(by: User, team: str, agreement: UUID, at: datetime) -> Side:
    """Write a signed agreement into the team's case; raises what the library raises on a case it cannot open."""
    _member, found, side = fetch_agreement(by, team, agreement, Right.NEGOTIATE)
    if found.state != AgreementState.SIGNED or side.scenario is not None:
        return side
    text = read_text(found.text)
    with transaction.atomic():
        side = _locked(side)
        if side.article is None:
            side.article = _bind(by, team, side.talk.case, text, at).id
            side.save(update_fields=["article"])
    opened = open_case(side.talk.case, side.talk.seed, side.talk.draws)  # takes seconds, so under no lock
    plan = plan_of(opened, text)
    with transaction.atomic():
        side = _locked(side)
        if side.scenario is None:
            side.scenario = _scenario(by, side, plan, text, at).id
            side.taken_in_at = at
            side.save(update_fields=["scenario", "taken_in_at"])
            details: dict[str, str | int | None] = {"article": str(side.article), "scenario": str(side.scenario)}
            about = f"agreement:{found.id}"
            record(What.AGREEMENT_TAKEN_IN, by=by.username, at=at, team=side.talk.team_id, about=about, details=details)
    return side


def _bind(by: User, team: str, case: Case, text: Text, at: datetime) -> Article:
    """Add the agreement as a text of its own, and confirm what the coder reads in it: the relation is bound."""
    day = min(day_of(case), at.date())
    body = announcement(case, text, day)
    names = " – ".join(sorted(text.parties))
    digest = digest_of(".md", body)
    article = Article.objects.filter(case=case, digest=digest).first()
    if article is None:
        draft = Draft(body, ".md", day, f"Agreement {names}", source="the talks of this team")
        article = add_article(by, team, case.id, draft, at)
    for claim in Claim.objects.filter(coding__article=article, coding__machine=True).order_by("id"):
        if claim.fields["stance"] in BINDS and not (seen := newest_number(case, claim.key)):
            judge(by, team, case.id, Decision(claim.key, Verdict.CONFIRMED, seen=seen), at)
    return article


def announcement(case: Case, text: Text, day: date) -> str:
    """Say in words that every two parties have agreed, as the coder reads it.

    The seats are left to the scenario: what the ledger needs is that the pair is bound.
    """
    known = case_on(case)
    names = {party: known.party(party).name for party in text.parties}
    lines = [
        f"The {names[a]} and the {names[b]} announced jointly on {day:%d %B %Y} that they have agreed to fight the "
        "election in alliance."
        for a, b in combinations(sorted(text.parties), 2)
    ]
    return "\n\n".join(lines)


def plan_of(opened: Opened, text: Text) -> Plan:
    """Return what is in force with the agreement on top: its bloc, its courtesies, and who stands where."""
    structure = opened.study.structure(read_alliances([alliance_given(text)]))
    given = tuple(StandDown(*row) for row in text.courtesies)
    kept = tuple(row for row in structure.courtesies if row not in given)
    with_courtesies = Structure.of(dict(structure.blocs), (*kept, *given))
    chosen = sorted((seat, party) for party, seats in text.seats.items() for seat in seats)
    return Plan(with_courtesies, candidates=tuple(chosen))


def _locked(side: Side) -> Side:
    rows = Side.objects.select_for_update(of=("self",), no_key=True).select_related("talk__team", "talk__case")
    return rows.get(pk=side.pk)


def _scenario(by: User, side: Side, plan: Plan, text: Text, at: datetime) -> Scenario:
    talk = side.talk
    name = f"Agreement {' + '.join(sorted(text.parties))}"[:LONGEST_NAME]
    made = make_scenario(by, talk.team.slug, talk.case_id, Start(name, talk.seed, talk.draws), at)
    return change_plan(by, Seen(talk.team.slug, made.id, made.version), lambda _plan: plan, "as agreed", at)
