"""A team's jobs: the list, one of them as it goes on, cancelling, asking again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from prepoll.commands.output import Row
from prepoll_web.jobs.access import fetch_job, fetch_job_to_change
from prepoll_web.jobs.actions import ask_for, cancel
from prepoll_web.jobs.kinds import is_stale, kind_of
from prepoll_web.jobs.models import Job, State
from prepoll_web.teams.access import Right, fetch_membership, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_file
from prepoll_web.teams.models import Membership

SHOWN = 50
"""How many jobs the list shows."""


@require_safe
def of_team(request: HttpRequest, team: str) -> HttpResponse:
    """List the newest jobs of a team."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    part = _is_for_a_part(request)
    if not part:
        note_reading(member, "jobs", timezone.now())
    jobs = Job.objects.filter(team=member.team).select_related("case", "asked_by").order_by("-asked_at", "id")[:SHOWN]
    rows = [_shown(job, member) for job in jobs]
    page = {"team": member.team, "rows": rows, "going_on": any(job.is_open for job in jobs)}
    return render(request, "jobs/_table.html" if part else "jobs/of_team.html", page)


@require_safe
def page(request: HttpRequest, team: str, job: UUID) -> HttpResponse:
    """Show how far a job is, and what came of it."""
    member, found = fetch_job(signed_in(request), team, job)
    part = _is_for_a_part(request)
    if not part:
        note_reading(member, f"job:{found.id}", timezone.now())
    shown = {"team": found.team, "case": found.case, **_shown(found, member)}
    return render(request, "jobs/_state.html" if part else "jobs/page.html", shown)


@require_safe
def of_team_file(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """Hand out all jobs of a team, the newest first, as JSON or as a table."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    note_reading(member, f"jobs.{kind}", timezone.now())
    jobs = Job.objects.filter(team=member.team).select_related("case", "asked_by").order_by("-asked_at", "id")
    return as_file(kind, [_row(job) for job in jobs], COLUMNS, "runs")


@require_safe
def page_file(request: HttpRequest, team: str, job: UUID, kind: str) -> HttpResponse:
    """Hand out how far a job is, as JSON or as a table of one row."""
    member, found = fetch_job(signed_in(request), team, job)
    note_reading(member, f"job:{found.id}.{kind}", timezone.now())
    return as_file(kind, [_row(found)], COLUMNS, "run")


@require_POST
def stop(request: HttpRequest, team: str, job: UUID) -> HttpResponse:
    """Cancel a job."""
    cancel(signed_in(request), team, job, timezone.now())
    return redirect("job", team=team, job=job)


@require_POST
def again(request: HttpRequest, team: str, job: UUID) -> HttpResponse:
    """Ask for the same work on the case as it is now."""
    member, found = fetch_job_to_change(signed_in(request), team, job)
    new = ask_for(member.user, team, found.case_id, found.kind, found.asked, timezone.now())
    return redirect("job", team=team, job=new.id)


COLUMNS = ("id", "kind", "case", "state", "progress", "asked", "by", "ended", "stale", "input_hash", "problem")


def _row(job: Job) -> Row:
    values = (
        str(job.id),
        job.kind,
        job.case.title,
        job.state,
        job.progress,
        job.asked_at.isoformat(timespec="seconds"),
        job.asked_by.username,
        job.ended_at.isoformat(timespec="seconds") if job.ended_at else "",
        "stale" if job.state == State.DONE and is_stale(job) else "",
        job.input_hash,
        job.problem,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _is_for_a_part(request: HttpRequest) -> bool:
    """Say whether htmx asks, to bring a part of a page up to date that is being read already."""
    return bool(getattr(request, "htmx", False))


def _shown(job: Job, member: Membership) -> dict[str, object]:
    kind, done = kind_of(job.kind), job.state == State.DONE
    return {
        "job": job,
        "kind": kind.words,
        "asked": kind.told(job) if kind.told else sorted(job.asked.items()),
        "address": kind.address(job) if done else "",
        "stale": done and is_stale(job),
        "may_change": may(member, kind.right),
    }
