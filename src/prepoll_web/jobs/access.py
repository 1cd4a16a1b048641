"""Fetching a job is the permission check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from prepoll_web.jobs.kinds import kind_of
from prepoll_web.jobs.models import Job
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_job(user: User, team: str, job: UUID) -> tuple[Membership, Job]:
    """Fetch a job of a team with the user's membership, for reading; Http404 for a stranger."""
    member = fetch_membership(user, team, Right.READ)
    found = Job.objects.filter(team=member.team, id=job).select_related("team", "case", "asked_by").first()
    if found is None:
        raise Http404
    return member, found


def fetch_job_to_change(user: User, team: str, job: UUID) -> tuple[Membership, Job]:
    """Fetch a job as `fetch_job`, for whoever may ask for its kind; PermissionDenied for other members."""
    _, found = fetch_job(user, team, job)
    return fetch_membership(user, team, kind_of(found.kind).right), found
