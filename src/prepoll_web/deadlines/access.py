"""Whoever has the secret of a calendar reads it, for as long as its owner belongs to the team."""

from __future__ import annotations

import hashlib

from django.core.exceptions import PermissionDenied
from django.http import Http404

from prepoll_web.deadlines.models import Feed
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a secret; 32 random bytes need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fetch_by_secret(secret: str) -> tuple[Membership, Feed]:
    """Fetch a calendar and its owner's membership; Http404 where it was revoked or the right has ended."""
    feed = Feed.objects.select_related("team", "user").filter(secret_hash=digest_of(secret), revoked_at=None).first()
    if feed is None:
        raise Http404
    try:
        return fetch_membership(feed.user, feed.team.slug, Right.KEEP_CALENDAR), feed
    except PermissionDenied as error:
        raise Http404 from error
