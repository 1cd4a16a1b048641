"""Founding a team and adding members: who may, who may not; the first owner."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404

from prepoll.errors import UsageError
from prepoll_web.teams.actions import add_member, found_team, make_user, take_first_owner
from prepoll_web.teams.models import Membership, Role, Team, User

PHRASE = "a long enough phrase"


def test_an_owner_adds_a_member_who_then_finds_the_team(world):
    guest = make_user("guest", PHRASE)
    assert world.client("guest").get(world.at("team")).status_code == 404
    add_member(world.user("owner"), "lantern-desk", guest, Role.VIEWER, world.now)
    assert world.client("guest").get(world.at("team")).status_code == 200
    event = world.events().get(about="member:guest")
    assert (event.who, event.what, event.details) == ("owner", "member_added", {"role": "viewer"})


@pytest.mark.parametrize("role", ["viewer", "analyst", "negotiator", "approver"])
def test_other_members_are_told_so(world, role):
    guest = make_user("guest", PHRASE)
    with pytest.raises(PermissionDenied, match="open to: owner"):
        add_member(world.user(role), "lantern-desk", guest, Role.OWNER, world.now)
    assert not guest.memberships.exists()


def test_a_stranger_finds_no_such_team(world):
    with pytest.raises(Http404):
        add_member(world.user("stranger"), "lantern-desk", world.user("stranger"), Role.OWNER, world.now)


def test_who_is_a_member_keeps_the_role_they_have(world):
    with pytest.raises(UsageError, match="already, as analyst"):
        add_member(world.user("owner"), "lantern-desk", world.user("analyst"), Role.OWNER, world.now)
    with pytest.raises(IntegrityError):
        Membership.objects.filter(user=world.user("viewer")).update(role="king")


def test_a_user_may_belong_to_several_teams(world):
    found_team(world.user("analyst"), "Second desk", world.now)
    page = world.client("analyst").get("/").content.decode()
    assert "Lantern desk" in page
    assert "Second desk" in page


def test_teams_of_one_name_have_addresses_of_their_own(world):
    owner = world.user("owner")
    slugs = [found_team(owner, name, world.now).team.slug for name in ("Desk", "Desk", "Desk", "दल", "दल")]
    assert slugs == ["desk", "desk-2", "desk-3", "team", "team-2"]
    for name in ("", " ", "x" * 81):
        with pytest.raises(UsageError, match="1 to 80"):
            found_team(owner, name, world.now)


def test_there_is_one_first_owner_only(world):
    with pytest.raises(UsageError, match="owner already"):
        take_first_owner("second", PHRASE, "Other", world.now)
    assert not Team.objects.filter(name="Other").exists()


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("new", "short", "too short"),
        ("new", "1234567890123", "entirely numeric"),
        ("new", "password123", "too common"),
        ("newcomer77", "newcomer77", "too similar"),
        ("a b", PHRASE, "valid username"),
        ("", PHRASE, "cannot be blank"),
        ("owner", PHRASE, "already exists"),
    ],
)
def test_names_and_passwords_that_will_not_do_are_refused_with_the_reason(world, name, password, reason):
    before = User.objects.count()
    with pytest.raises(UsageError, match=reason):
        make_user(name, password)
    assert User.objects.count() == before
