"""Invitations, roles, leaving: who may, who may not, and that a team keeps an owner."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from prepoll.errors import UsageError
from prepoll_web.events.models import Event
from prepoll_web.teams.invitations import OPEN_FOR, fetch_invitation, invite, join, revoke
from prepoll_web.teams.membership import alter_role, leave, remove
from prepoll_web.teams.models import Invitation, Membership, Role, User

DESK, PHRASE = "lantern-desk", "a long enough phrase"
NEW = {"username": "bela", "password": PHRASE}


def member(world, name):
    return Membership.objects.get(user=world.user(name), team__slug=DESK)


def invited(world, role=Role.ANALYST):
    return invite(world.user("owner"), DESK, "Bela", role, world.now)


def test_an_owner_makes_a_link_and_somebody_new_joins_by_it_once(world):
    page = world.client("owner").post(world.at("invite"), {"name": "Bela", "role": "analyst"}).content.decode()
    way = re.search(r"http://testserver(/join/[\w-]+/)", page)[1]
    assert "Lantern desk" in world.client().get(way).content.decode()
    bela = world.client()
    assert bela.post(way, NEW)["Location"] == world.at("team")
    assert bela.get(world.at("team")).status_code == 200
    assert member(world, "bela").role == Role.ANALYST
    assert world.client().get(way).status_code == 404
    assert world.client().post(way, {**NEW, "username": "second"}).status_code == 404
    assert not User.objects.filter(username="second").exists()
    kinds = world.events().exclude(what="read").values_list("what", "who").order_by("-number")[:2]
    assert list(kinds) == [("invitation_taken", "bela"), ("invited", "owner")]


def test_a_member_of_another_team_joins_as_who_they_are(world):
    _, secret = invited(world)
    client = world.client("stranger")
    assert client.post(f"/join/{secret}/")["Location"] == world.at("team")
    assert client.get(world.at("team")).status_code == 200
    assert client.get(world.at("team", "b")).status_code == 200


def test_the_link_leads_on_from_signing_in(world):
    _, secret = invited(world)
    page = world.client().get(f"/join/{secret}/").content.decode()
    assert f"/sign-in/?next=/join/{secret}/" in page


def test_the_secret_is_kept_nowhere(world):
    invitation, secret = invited(world)
    assert secret not in str(Invitation.objects.filter(id=invitation.id).values())
    assert secret not in str(list(Event.objects.values()))


def test_a_link_that_has_expired_or_was_taken_back_is_not_there(world):
    invitation, secret = invited(world)
    assert fetch_invitation(secret, world.now + OPEN_FOR - timedelta(seconds=1)) == invitation
    with pytest.raises(Http404):
        fetch_invitation(secret, world.now + OPEN_FOR)
    with pytest.raises(Http404):
        join(world.user("stranger"), secret, world.now + OPEN_FOR)
    revoke(world.user("owner"), DESK, invitation.id, world.now)
    with pytest.raises(Http404):
        join(world.user("stranger"), secret, world.now)
    revoke(world.user("owner"), DESK, invitation.id, world.now)
    assert world.events().filter(what="invitation_revoked").count() == 1


def test_who_is_a_member_keeps_the_role_and_the_link_stays_open(world):
    _, secret = invited(world, Role.OWNER)
    response = world.client("viewer").post(f"/join/{secret}/")
    assert response.status_code == 422
    assert "a member of this team already" in response.content.decode()
    assert member(world, "viewer").role == Role.VIEWER
    assert fetch_invitation(secret, world.now)


@pytest.mark.parametrize(("field", "value"), [("username", "owner"), ("username", "a b"), ("password", "short")])
def test_a_name_or_password_that_will_not_do_leaves_the_link_open_and_no_user(world, field, value):
    _, secret = invited(world)
    before = User.objects.count()
    assert world.client().post(f"/join/{secret}/", {**NEW, field: value}).status_code == 422
    assert User.objects.count() == before
    assert fetch_invitation(secret, world.now)


def test_of_two_who_take_up_a_link_at_once_one_joins(world, monkeypatch):
    from prepoll_web.teams import invitations

    invitation, secret = invited(world)
    monkeypatch.setattr(invitations, "fetch_invitation", lambda secret, at: invitation)
    join(world.user("stranger"), secret, world.now)
    second = User.objects.create_user("second")
    with pytest.raises(UsageError, match="not open any more"):
        join(second, secret, world.now)
    assert not second.memberships.exists()


@pytest.mark.parametrize("role", ["viewer", "analyst", "negotiator", "approver"])
def test_members_without_the_right_change_nobody(world, role):
    by, target = world.user(role), member(world, "former").id
    for call in (
        lambda: invite(by, DESK, "Bela", Role.OWNER, world.now),
        lambda: revoke(by, DESK, world.ids["a"]["invitation"], world.now),
        lambda: alter_role(by, DESK, target, Role.OWNER, world.now),
        lambda: remove(by, DESK, target, world.now),
    ):
        with pytest.raises(PermissionDenied, match="open to: owner"):
            call()
    page = world.client(role).get(world.at("people")).content.decode()
    assert "Nandini" not in page
    assert "Invite somebody" not in page


def test_strangers_and_members_of_others_are_not_found(world):
    theirs = world.ids["b"]
    for call in (
        lambda: invite(world.user("stranger"), DESK, "Bela", Role.OWNER, world.now),
        lambda: leave(world.user("stranger"), DESK, world.now),
        lambda: alter_role(world.user("owner"), DESK, theirs["member"], Role.OWNER, world.now),
        lambda: remove(world.user("owner"), DESK, theirs["member"], world.now),
        lambda: revoke(world.user("owner"), DESK, theirs["invitation"], world.now),
        lambda: revoke(world.user("owner"), DESK, uuid4(), world.now),
        lambda: remove(world.user("owner"), DESK, 10**9, world.now),
    ):
        with pytest.raises(Http404):
            call()


def test_a_role_is_changed_and_a_member_sent_away(world):
    client, former = world.client("owner"), member(world, "former")
    assert client.post(world.at("alter-role"), {"role": "approver"})["Location"] == world.at("people")
    assert member(world, "former").role == Role.APPROVER
    event = world.events().get(what="member_altered")
    assert (event.about, event.details) == ("member:former", {"before": "viewer", "role": "approver"})
    theirs = world.client("former")
    assert theirs.get(world.at("team")).status_code == 200
    client.post(world.at("remove-member"))
    assert not Membership.objects.filter(id=former.id).exists()
    assert theirs.get(world.at("team")).status_code == 404
    assert client.post(world.at("alter-role"), {"role": "king"}).status_code == 422


def test_a_team_keeps_its_last_owner(world):
    client, owner = world.client("owner"), member(world, "owner")
    for way, data in ((f"{owner.id}/role/", {"role": "viewer"}), (f"{owner.id}/remove/", {})):
        response = client.post(f"{world.at('people')}{way}", data)
        assert response.status_code == 422
        assert "A team needs an owner" in response.content.decode()
    assert "A team needs an owner" in client.post(world.at("leave-team")).content.decode()
    alter_role(world.user("owner"), DESK, member(world, "approver").id, Role.OWNER, world.now)
    assert client.post(world.at("leave-team"))["Location"] == "/"
    assert client.get(world.at("team")).status_code == 404
    with pytest.raises(UsageError, match="needs an owner"):
        leave(world.user("approver"), DESK, world.now)


def test_somebody_who_leaves_stays_in_the_record(world):
    world.client("analyst").post(world.at("leave-team"))
    assert world.client("analyst").get(world.at("team")).status_code == 404
    event = world.events().get(what="member_left")
    assert (event.who, event.about) == ("analyst", "member:analyst")


def test_anybody_founds_a_team_and_owns_it(world):
    client = world.client("viewer")
    way = client.post("/found-a-team/", {"name": "Second desk"})["Location"]
    assert client.get(f"{way}people/").status_code == 200
    assert "Invite somebody" in client.get(f"{way}people/").content.decode()
    assert world.client("owner").get(way).status_code == 404
    assert client.post("/found-a-team/", {"name": ""}).status_code == 422


def test_owners_read_the_record_and_check_it(world):
    client = world.client("owner")
    page = client.get(world.at("record")).content.decode()
    assert "founded the team" in page
    assert "The record holds" in client.get(world.at("record"), {"check": "1"}).content.decode()
    chosen = client.get(world.at("record"), {"what": "case_added", "who": "owner"}).content.decode()
    assert chosen.count('<tr><th scope="row">') == 1
    nothing = client.get(world.at("record"), {"who": "nobody\x00", "before": "9" * 30}).content.decode()
    assert "No row fits" in nothing
    assert world.client("approver").get(world.at("record")).status_code == 403


def test_the_record_is_read_page_by_page(world):
    from prepoll_web.events.chain import record
    from prepoll_web.events.models import What

    for number in range(230):
        record(What.READ, by="owner", at=world.now, team=world.ids["a"]["id"], about=f"page:{number}")
    client, seen, way = world.client("owner"), [], world.at("record")
    while way:
        page = client.get(way).content.decode()
        seen += [int(number) for number in re.findall(r'<tr><th scope="row">(\d+)<', page)]
        following = re.search(r'href="(\?before=[^"]+)"', page)
        way = following and world.at("record") + following[1].replace("&amp;", "&")
    rows = list(range(1, max(seen) + 1))
    assert sorted(seen) == rows
