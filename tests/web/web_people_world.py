"""The people that come and go in the workbench of the tests."""

from contextlib import contextmanager

from django.db import transaction
from web_deadlines_world import CALENDARS
from web_meetings_world import CHANGES as MEETINGS
from web_talks_world import CHANGES as TALKS

FORMER = "former"
OWN = ("sign-in", "sign-out", "account", "found-team", "leave-team", "join")
"""Pages on which everybody changes what is their own."""
UNDONE = ("join", "found-team", "invite", "revoke-invitation", "alter-role", "remove-member", "leave-team")
"""Pages of which a test takes the change back, as the next person is to find what this one found."""


def with_people(now, ids):
    """Add an open invitation to each team, and a member who may be sent away."""
    from prepoll_web.teams.actions import add_member, make_user
    from prepoll_web.teams.invitations import invite
    from prepoll_web.teams.models import Role, User

    for team, who, name in (("a", "owner", "Nandini"), ("b", ids["b"]["owner"], "zqinvited")):
        by, here = User.objects.get(username=who), ids[team]
        invitation, secret = invite(by, here["team"], name, Role.VIEWER, now)
        former = make_user(f"{'zq' if team == 'b' else ''}{FORMER}", "a long enough phrase")
        member = add_member(by, here["team"], former, Role.VIEWER, now)
        here |= {"invitation": invitation.id, "secret": secret, "member": member.id}
    return ids


def people_form(page):
    """Return what a form about people is sent with to be taken."""
    return {
        "account": {"code": "000000"},
        "found-team": {"name": "Second desk"},
        "join": {"username": "newcomer", "password": "a long enough phrase"},
        "invite": {"name": "Somebody", "role": "viewer"},
        "alter-role": {"role": "analyst"},
    }.get(page, {})


@contextmanager
def taken_back(page):
    """Take back what a page changes that would change who is who."""
    with transaction.atomic():
        yield
        transaction.set_rollback(page in (*UNDONE, *CALENDARS, *MEETINGS, *TALKS))
