"""Fetching an article or a feed is the permission check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from prepoll_web.evidence.models import Article, Feed
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_article(user: User, team: str, article: UUID, right: Right) -> tuple[Membership, Article]:
    """Fetch an article of a team's case with the user's membership, if it carries a right."""
    member = fetch_membership(user, team, right)
    found = Article.objects.filter(case__team=member.team, id=article).select_related("case__team", "added_by").first()
    if found is None:
        raise Http404
    return member, found


def fetch_feed(user: User, team: str, feed: UUID, right: Right) -> tuple[Membership, Feed]:
    """Fetch a feed of a team's case with the user's membership, if it carries a right."""
    member = fetch_membership(user, team, right)
    found = Feed.objects.filter(case__team=member.team, id=feed).select_related("case__team").first()
    if found is None:
        raise Http404
    return member, found
