"""A failure at every write of a meeting, an approval or a mandate: all of it is there with its event, or nothing."""

from datetime import date

import pytest
from django.db import OperationalError
from failing import write_that_fails
from web_meetings_world import granted, seen

from prepoll_web.approvals import actions as approvals
from prepoll_web.approvals.models import Approval, Body, Kind, Speaker
from prepoll_web.events.chain import breaks
from prepoll_web.meetings import actions, granting
from prepoll_web.meetings.models import Item, ItemKind, Mandate, MandateEdition, Meeting, PublicLine
from prepoll_web.meetings.public_line import Says

KEPT = (Approval, Body, Speaker, Item, Mandate, MandateEdition, Meeting, PublicLine)


def named(world, by, ids):
    approvals.make_body(by, ids["team"], "National body", [Kind.MANDATE], world.now)


def asked(world, by, ids):
    approvals.ask_for_kinds(by, ids["team"], ids["body"], [Kind.OFFER], world.now)


def ended(world, by, ids):
    approvals.end_body(by, ids["team"], ids["body"], world.now)


def silenced(world, by, ids):
    approvals.end_speaker(by, ids["team"], ids["body"], "approver", world.now)


def called(world, by, ids):
    what = actions.Called(ids["body"], "LM", world.now)
    actions.call_meeting(by, ids["team"], ids["case"], what, world.now)


def corrected(world, by, ids):
    first = Item.objects.filter(meeting_id=ids["meeting"], kind="minutes", corrected_by=None).first()
    written = actions.Written(ItemKind.MINUTES, "Noted otherwise.", first.id)
    actions.write_down(by, ids["team"], ids["meeting"], written, world.now)


def closed(world, by, ids):
    actions.close(by, ids["team"], ids["meeting"], world.now)


def settled(world, by, ids):
    said = actions.Said("It is ruled out.", {"HL": Says.REFUSES}, date(2030, 3, 18))
    actions.settle_line(by, ids["team"], ids["meeting"], said, world.now)


def given_up(world, by, ids):
    actions.end_line(by, ids["team"], ids["public_line"], world.now)


def mandated(world, by, ids):
    granting.grant(by, ids["team"], ids["meeting"], granted("negotiator", ids["decision"], world.now), world.now)


def changed(world, by, ids):
    looked_at = granting.Seen(ids["team"], ids["mandate"], 1, 0)
    granting.change(by, looked_at, granted("negotiator", ids["decision"], world.now), world.now)


def signed(world, by, ids):
    granting.sign(by, ids["team"], ids["mandate"], seen(ids), world.now)


def unsigned(world, by, ids):
    granting.unsign(by, ids["team"], ids["mandate"], world.now)


def withdrawn(world, by, ids):
    granting.withdraw(by, ids["team"], ids["mandate"], world.now)


ACTIONS = (
    *(named, asked, ended, silenced, called, corrected, closed, settled, given_up),
    *(mandated, changed, signed, unsigned, withdrawn),
)


@pytest.mark.parametrize("doing", ACTIONS, ids=lambda each: each.__name__)
def test_it_is_done_whole_with_its_event_or_not_at_all(world, doing):
    by, ids = world.user("owner"), world.ids["a"]
    if doing is unsigned:
        signed(world, by, ids)

    def state():
        return [sorted(map(str, model.objects.values_list())) for model in KEPT], world.events().count()

    before, number = state(), 0
    while True:
        number += 1
        with write_that_fails(number) as counted:
            try:
                doing(world, by, ids)
            except OperationalError:
                assert state() == before
                continue
        assert counted.left > 0
        break
    assert number > 2
    rows, events = state()
    assert rows != before[0]
    assert events == before[1] + 1
    assert breaks(str(ids["id"])) == []
