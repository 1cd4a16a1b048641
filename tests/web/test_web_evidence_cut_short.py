"""A failure at every write in turn: what was acknowledged is there with its event, what failed has left nothing."""

from datetime import date

import pytest
from django.db import OperationalError
from failing import write_that_fails
from web_evidence_world import ours
from web_field_world import a_report

from prepoll.names import Verdict
from prepoll_web.cases.models import Case
from prepoll_web.events.chain import breaks
from prepoll_web.evidence import actions
from prepoll_web.evidence.actions import Decision, Draft
from prepoll_web.evidence.models import Article, Claim, Coding, DaySet, Judgement
from prepoll_web.field import actions as field
from prepoll_web.field.models import FieldReport, Forgotten, Link, Reporter

TEAM = "lantern-desk"
TEXT = "The Lantern Movement ruled out any alliance with the Harbour League, Tamsin Wick said."
KEPT = (Article, Coding, Claim, Judgement, DaySet, FieldReport, Forgotten, Link, Reporter)


def judged(world, user, case):
    key = Claim.objects.filter(coding__article__case=case).first().key
    return actions.judge(user, TEAM, case.id, Decision(key, Verdict.REJECTED), world.now)


def added(world, user, case):
    return actions.add_article(user, TEAM, case.id, Draft(TEXT, ".md", date(2030, 3, 17), "A denial"), world.now)


def withdrawn(world, user, case):
    return actions.withdraw_article(user, TEAM, ours(Article).first().id, world.now)


def undone(world, user, case):
    return actions.take_back(user, TEAM, case.id, world.now)


def moved_on(world, user, case):
    return actions.set_day(user, TEAM, case.id, date(2030, 3, 25), world.now)


def sent(world, user, case):
    return field.send_by_link(Link.objects.get(id=world.ids["a"]["field_link"]), a_report(), world.now)


def tabled(world, user, case):
    return field.send_table(user, TEAM, case.id, [(1, a_report()), (1, a_report(seat="OAK"))], world.now)


def coded(world, user, case):
    return field.add_reporter(user, TEAM, "press", world.now)


def linked(world, user, case):
    return field.make_link(user, TEAM, case.id, 1, world.now)


def deleted(world, user, case):
    return field.delete_report(user, TEAM, FieldReport.objects.get(case=case).id, world.now)


BEFORE = {undone: judged, deleted: sent}


@pytest.mark.parametrize(
    "doing",
    [judged, added, withdrawn, undone, moved_on, sent, tabled, coded, linked, deleted],
    ids=lambda each: each.__name__,
)
def test_it_is_done_whole_with_its_event_or_not_at_all(world, doing):
    case, user = Case.objects.get(id=world.ids["a"]["case"]), world.user("analyst")
    if doing in BEFORE:
        BEFORE[doing](world, user, case)

    def state():
        return [sorted(map(str, model.objects.values_list())) for model in KEPT], world.events().count()

    before, failures = state(), 0
    for number in range(1, 60):
        with write_that_fails(number) as counted:
            try:
                doing(world, user, case)
            except OperationalError:
                assert state() == before
                failures += 1
                continue
        assert counted.left > 0, "a write failed and nobody said so"
        break
    assert failures >= 2
    assert state()[0] != before[0]
    assert state()[1] > before[1]
    assert breaks(str(world.ids["a"]["id"])) == []
