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
from django.utils.translation import gettext as _

from prepoll.alliances import StandDown, Structure
from prepoll.commands.offer import closed_seats, names_of
from prepoll.commands.studies import read_alliances
from prepoll.errors import UsageError
from prepoll.names import Stance, Verdict
from prepoll_web.cases.models import Case
from prepoll_web.deadlines.moments import names_stay, zone_of
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.evidence.actions import Decision, Draft, add_article, judge, newest_number, set_day
from prepoll_web.evidence.additions import day_of
from prepoll_web.evidence.coding import case_on, digest_of
from prepoll_web.evidence.models import Article, Claim, Way
from prepoll_web.scenarios.actions import LONGEST_NAME, Seen, Start, change_plan, make_scenario
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import Plan, names_kept
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.talks.access import fetch_agreement
from prepoll_web.talks.models import AgreementState, Side, Talk
from prepoll_web.talks.text import Text, alliance_given, read_text, seats_of
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

BINDS: Final = (Stance.AGREED, Stance.SEAT_DEAL)


def take_in(by: User, team: str, agreement: UUID, at: datetime) -> Side:
    """Write a signed agreement into the team's case; raises what the library raises on a case it cannot open."""
    _member, found, side = fetch_agreement(by, team, agreement, Right.NEGOTIATE)
    if found.state != AgreementState.SIGNED or side.scenario is not None or found.settled_at is None:
        return side
    text = read_text(found.text)
    opened = open_case(side.talk.case, side.talk.seed, side.talk.draws)  # takes seconds, so under no lock
    plan = plan_of(opened, text, found.settled_at)
    with transaction.atomic():
        side = _locked(side)
        if side.scenario is not None:
            return side
        side.scenario = _scenario(by, side, plan, text, at).id  # first: what is bound makes another study of the case
        side.article = side.article or _bind(by, side.talk, text, found.settled_at, at).id
        side.taken_in_at = at
        side.save(update_fields=["article", "scenario", "taken_in_at"])
        details: dict[str, str | int | None] = {"article": str(side.article), "scenario": str(side.scenario)}
        about = f"agreement:{found.id}"
        record(What.AGREEMENT_TAKEN_IN, by=by.username, at=at, team=side.talk.team_id, about=about, details=details)
    return side


def _bind(by: User, talk: Talk, text: Text, agreed: datetime, at: datetime) -> Article:
    """Add the agreement as a record of the team's own, and confirm what the coder reads in it: the relation is bound.

    What is known by then counts, so the case is taken to the day on which it was agreed.
    """
    case, team = talk.case, talk.team.slug
    day = day_of_record(case, agreed)
    if day > day_of(case):
        set_day(by, team, case.id, day, at)
    body = own_record(case, text, _local(case, agreed))
    names = " – ".join(sorted(text.parties))
    digest = digest_of(".md", body)
    article = Article.objects.filter(case=case, digest=digest).first()
    if article is None:
        draft = Draft(body, ".md", day, f"Agreement {names}", source="our own record, not public", way=Way.RECORD)
        article = add_article(by, team, case.id, draft, at)
    for claim in Claim.objects.filter(coding__article=article, coding__machine=True).order_by("id"):
        if claim.fields["stance"] in BINDS and not (seen := newest_number(case, claim.key)):
            judge(by, team, case.id, Decision(claim.key, Verdict.CONFIRMED, seen=seen), at)
    return article


def day_of_record(case: Case, agreed: datetime) -> date:
    """Return the day under which the record of an agreement stands: that of the clock.

    A case of another time, whose polls were before that day or which begins only after it, stays on its own day.
    """
    day, known = _local(case, agreed), case_on(case)
    polls = max((seat.polling_day for seat in known.seats if seat.polling_day), default=known.election_date)
    of_the_time = case.as_of <= day and (polls is None or day <= polls)
    return day if of_the_time else day_of(case)


def _local(case: Case, moment: datetime) -> date:
    """Return the day of a moment in the case's country, and no day that has not come by the server's own."""
    return min(moment.astimezone(zone_of(case_on(case).country)).date(), moment.date())


def own_record(case: Case, text: Text, day: date) -> str:
    """Say in words that every two parties have agreed, as the coder reads it, and that nobody was told.

    The seats are left to the scenario: what the ledger needs is that the pair is bound.
    """
    known = case_on(case)
    names = {party: known.party(party).name for party in text.parties}
    lines = [f"Our own record of {day:%d %B %Y}; it was not said in public."]
    lines += [
        f"The {names[a]} and the {names[b]} have agreed to fight the election in alliance."
        for a, b in combinations(sorted(text.parties), 2)
    ]
    return "\n\n".join(lines)


def plan_of(opened: Opened, text: Text, at: datetime) -> Plan:
    """Return what is in force with the agreement on top: its bloc, its courtesies, and who stands where.

    Raises UsageError where the case has not every seat: the other side's may be of more.

    Where withdrawals had closed at the hour at which it was agreed, names stay on the ballots, as in the value of
    the offer. Takes the case as it was before the agreement was written in: who is allied has settled its names.
    """
    if unknown := sorted(seats_of(text) - opened.seat.keys()):
        words = _("This case has no seat %(seats)s. Only talks on a case that has it can be written into the case.")
        raise UsageError(words % {"seats": ", ".join(unknown)})
    structure = opened.study.structure(read_alliances([alliance_given(text)]))
    given = tuple(StandDown(*row) for row in text.courtesies)
    kept = tuple(row for row in structure.courtesies if row not in given)
    with_courtesies = Structure.of(dict(structure.blocs), (*kept, *given))
    chosen = [(seat, party) for party, seats in text.seats.items() for seat in seats]
    chosen += [(seat, party) for seat in text.friendly for party in text.parties]
    stay = closed_seats(opened.study, names_stay(opened.case, at))
    return Plan(with_courtesies, candidates=tuple(sorted(chosen)), names=names_kept(names_of(opened.study, stay)))


def _locked(side: Side) -> Side:
    rows = Side.objects.select_for_update(of=("self",), no_key=True).select_related("talk__team", "talk__case")
    return rows.get(pk=side.pk)


def _scenario(by: User, side: Side, plan: Plan, text: Text, at: datetime) -> Scenario:
    talk = side.talk
    name = f"Agreement {' + '.join(sorted(text.parties))}"[:LONGEST_NAME]
    made = make_scenario(by, talk.team.slug, talk.case_id, Start(name, talk.seed, talk.draws), at)
    return change_plan(by, Seen(talk.team.slug, made.id, made.version), lambda _plan: plan, "as agreed", at)
