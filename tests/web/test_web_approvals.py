"""Approvals: who may give them, for which body, of exactly which text; taking them back; bodies and their speakers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from prepoll.errors import UsageError
from prepoll_web.approvals import actions
from prepoll_web.approvals.models import Approval, Body, Kind, Speaker
from prepoll_web.approvals.standing import bodies_needed, standing
from prepoll_web.approvals.texts import canonical, differences, digest_of
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, Role

SUBJECT = "offer:3f0c"
TEXT = {"seats": {"LM": ["TID"], "HL": ["SAL", "GUL"]}, "version": 1}


def member(world, name):
    return Membership.objects.select_related("team", "user").get(user=world.user(name))


def now_of(world, text=TEXT):
    return standing(member(world, "owner").team, SUBJECT, text)


def give(world, name, text=TEXT, **more):
    return actions.approve(member(world, name), SUBJECT, text, at=world.now, **more)


def given_here():
    return Approval.objects.filter(subject=SUBJECT)


def body(world, name, *speakers, kinds=(Kind.OFFER,)):
    later = world.now + timedelta(minutes=Body.objects.count())
    made = actions.make_body(world.user("owner"), world.ids["a"]["team"], name, kinds, later)
    for each in speakers:
        actions.name_speaker(world.user("owner"), world.ids["a"]["team"], made.id, each, world.now)
    return made


def test_where_no_body_is_asked_one_approver_does(world):
    assert now_of(world).missing == (None,)
    row = give(world, "approver")
    found = now_of(world)
    assert found.complete
    assert [(each.by.username, each.body) for each in found.approved_by] == [("approver", None)]
    event = world.events().last()
    assert (event.what, event.who, event.about) == ("approved", "approver", SUBJECT)
    assert (event.details["digest"], event.details["text"]) == (digest_of(TEXT), canonical(TEXT))
    assert row.text == TEXT


@pytest.mark.parametrize("name", ["viewer", "analyst", "negotiator"])
def test_whoever_may_not_approve_does_not(world, name):
    with pytest.raises(PermissionDenied):
        give(world, name)
    with pytest.raises(PermissionDenied):
        actions.take_back(member(world, name), SUBJECT, at=world.now)
    assert not given_here().exists()


def test_an_approval_in_one_team_is_none_in_another(world):
    give(world, "stranger")
    assert now_of(world).missing == (None,)
    assert standing(member(world, "stranger").team, SUBJECT, TEXT).complete


def test_whoever_has_left_since_approves_nothing(world):
    left = member(world, "approver")
    Membership.objects.filter(pk=left.pk).delete()
    with pytest.raises(Http404):
        actions.approve(left, SUBJECT, TEXT, at=world.now)


def test_a_joint_approval_takes_every_body_that_is_asked(world):
    state, national = body(world, "State board", "approver"), body(world, "National body", "owner")
    body(world, "Youth wing", "owner", kinds=(Kind.AGREEMENT,))
    assert bodies_needed(state.team, "offer") == (state, national)
    give(world, "approver")
    assert now_of(world).missing == (national,)
    assert not now_of(world).complete
    with pytest.raises(UsageError, match="still: National body"):
        give(world, "approver")
    give(world, "owner")
    found = now_of(world)
    assert found.complete
    assert {each.body: each.by.username for each in found.approved_by} == {state: "approver", national: "owner"}
    with pytest.raises(actions.AlreadyApprovedError):
        give(world, "owner")
    assert given_here().count() == 2


def test_one_who_speaks_for_two_bodies_approves_for_one_at_a_time(world):
    state, national = body(world, "State board", "owner"), body(world, "National body", "owner")
    assert give(world, "owner").body == state
    assert now_of(world).missing == (national,)
    assert give(world, "owner").body == national
    assert now_of(world).complete


def test_any_edit_resets_the_approval_and_says_what_was_changed(world):
    give(world, "approver")
    edited = {"seats": {"LM": ["TID"], "HL": ["SAL"]}, "version": 2}
    found = now_of(world, edited)
    assert (found.complete, found.approved_by) == (False, ())
    assert [(row.place, row.before, row.after) for row in found.stale] == [
        ("seats / HL", "SAL, GUL", "SAL"),
        ("version", "1", "2"),
    ]
    give(world, "owner", edited)
    assert now_of(world, edited).complete
    assert now_of(world, edited).stale == ()


def test_the_text_that_was_read_is_the_text_that_is_approved(world):
    with pytest.raises(actions.TextMovedError):
        give(world, "approver", {**TEXT, "version": 2}, seen=digest_of(TEXT))
    assert not given_here().exists()
    give(world, "approver", seen=digest_of(TEXT))
    assert now_of(world).complete


def test_an_approval_that_is_taken_back_counts_no_more_and_stays_in_the_record(world):
    give(world, "approver")
    with pytest.raises(UsageError, match="no approval of yours"):
        actions.take_back(member(world, "owner"), SUBJECT, at=world.now)
    assert actions.take_back(member(world, "approver"), SUBJECT, at=world.now) == 1
    assert now_of(world).missing == (None,)
    assert [event.what for event in world.events().order_by("number")][-2:] == ["approved", "approval_ended"]
    give(world, "owner")
    assert now_of(world).complete
    assert given_here().count() == 2


def test_another_speaker_of_the_body_takes_its_approval_back(world):
    body(world, "State board", "approver", "owner")
    give(world, "approver")
    assert actions.take_back(member(world, "owner"), SUBJECT, at=world.now) == 1
    assert not now_of(world).complete


def test_a_body_named_later_is_asked_from_then_on_and_one_that_ended_no_more(world):
    give(world, "approver")
    late = body(world, "State board", "owner")
    assert now_of(world).missing == (late,)
    give(world, "owner")
    assert now_of(world).complete
    actions.end_body(world.user("owner"), world.ids["a"]["team"], late.id, world.now)
    assert now_of(world).complete  # what it approved stays
    assert now_of(world, {**TEXT, "version": 9}).missing == (None,)


def test_whoever_speaks_no_more_or_may_approve_no_more_approves_nothing(world):
    team, made = world.ids["a"]["team"], body(world, "State board", "approver", "owner")
    actions.end_speaker(world.user("owner"), team, made.id, "approver", world.now)
    with pytest.raises(UsageError, match="You do not speak for"):
        give(world, "approver")
    actions.name_speaker(world.user("owner"), team, made.id, "approver", world.now + timedelta(hours=1))
    Membership.objects.filter(user=world.user("approver")).update(role=Role.ANALYST)
    with pytest.raises(PermissionDenied):
        give(world, "approver")
    assert not given_here().exists()


def test_only_owners_name_bodies_and_only_approvers_speak_for_them(world):
    team = world.ids["a"]["team"]
    with pytest.raises(PermissionDenied):
        actions.make_body(world.user("approver"), team, "State board", [], world.now)
    with pytest.raises(Http404):
        actions.make_body(world.user("stranger"), team, "State board", [], world.now)
    made = body(world, "State board")
    for name in ("negotiator", "zquser", "nobody"):
        with pytest.raises(UsageError, match="Only approvers and owners"):
            actions.name_speaker(world.user("owner"), team, made.id, name, world.now)
    actions.name_speaker(world.user("owner"), team, made.id, "approver", world.now)
    with pytest.raises(UsageError, match="already"):
        actions.name_speaker(world.user("owner"), team, made.id, "approver", world.now)
    with pytest.raises(UsageError, match="of this name already"):
        body(world, " state  BOARD ")
    for name in ("", " ", "x" * 81, "a\x00b"):
        with pytest.raises(UsageError, match="1 to 80"):
            body(world, name)
    assert Speaker.objects.filter(body=made).count() == 1
    with pytest.raises(Http404):
        actions.end_body(world.user("stranger"), world.ids["b"]["team"], made.id, world.now)


def test_the_page_of_bodies_shows_them_and_takes_changes(world):
    page, owner = world.at("bodies"), world.usual_client("owner")
    fetch_membership(world.user("owner"), world.ids["a"]["team"], Right.MANAGE_PEOPLE)
    sent = owner.post(world.at("make-body"), {"name": "National body", "needed_for": ["agreement"]})
    assert sent.status_code == 302
    text = owner.get(page).content.decode()
    assert "Must approve: agreements." in text
    assert "Nobody speaks for it yet." in text
    assert owner.post(world.at("make-body"), {"name": "national body"}).status_code == 422
    Membership.objects.filter(user=world.user("approver")).update(role=Role.ANALYST)
    assert "may not approve any more" in owner.get(page).content.decode()
    assert "Name the body" not in world.usual_client("analyst").get(page).content.decode()


SEATS = st.lists(st.sampled_from("ABC"), max_size=2)
VALUES = st.sampled_from([None, True, 1, 2, "x", ""]) | SEATS | st.dictionaries(st.sampled_from("pq"), SEATS)
TEXTS = st.dictionaries(st.sampled_from("abc"), VALUES)


@given(TEXTS, TEXTS)
def test_two_texts_have_one_digest_only_where_they_are_the_same(one, other):
    assert (digest_of(one) == digest_of(other)) == (canonical(one) == canonical(other))
    assert differences(one, one) == ()
    if differences(one, other):
        assert digest_of(one) != digest_of(other)
    backwards = dict(reversed(list(one.items())))
    assert digest_of(backwards) == digest_of(one)
