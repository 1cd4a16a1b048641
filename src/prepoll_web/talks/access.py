"""Fetching talks and what belongs to them is the permission check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from prepoll_web.talks.models import Agreement, Approach, Offer, Side, Talk
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_approach(user: User, team: str, approach: UUID, right: Right) -> tuple[Membership, Approach]:
    """Fetch an approach of a team with the user's membership, if it carries a right; else as `fetch_membership`."""
    member = fetch_membership(user, team, right)
    rows = Approach.objects.filter(team=member.team, id=approach)
    found = rows.select_related("team", "case__team", "made_by").first()
    if found is None:
        raise Http404
    return member, found


def fetch_talk(user: User, team: str, talk: UUID, right: Right) -> tuple[Membership, Talk]:
    """Fetch talks of a team, as above."""
    member = fetch_membership(user, team, right)
    found = Talk.objects.filter(team=member.team, id=talk).select_related("team", "case__team", "opened_by").first()
    if found is None:
        raise Http404
    return member, found


def fetch_offer(user: User, team: str, offer: UUID, right: Right) -> tuple[Membership, Offer]:
    """Fetch a team's own copy of an offer, as above; the other side has another, by another id."""
    member = fetch_membership(user, team, right)
    rows = Offer.objects.filter(talk__team=member.team, id=offer)
    found = rows.select_related("talk__team", "talk__case__team", "shared", "answers", "made_by").first()
    if found is None:
        raise Http404
    return member, found


def fetch_agreement(user: User, team: str, agreement: UUID, right: Right) -> tuple[Membership, Agreement, Side]:
    """Fetch an agreement of which a team has a side, with that side; as above."""
    member = fetch_membership(user, team, right)
    sides = Side.objects.filter(talk__team=member.team, own=True, agreement=agreement)
    side = sides.select_related("agreement__shared", "talk__team", "talk__case__team", "signed_by").first()
    if side is None:
        raise Http404
    return member, side.agreement, side
