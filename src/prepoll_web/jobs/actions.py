"""Every change of jobs: asked for, taken up, told of, ended."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from prepoll_web.cases.access import fetch_case
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.jobs.access import fetch_job_to_change
from prepoll_web.jobs.kinds import Asked, Keep, kind_of
from prepoll_web.jobs.models import MOVES, OPEN, Job, State
from prepoll_web.teams.models import User

LEASE: Final = timedelta(seconds=15)
"""How long a job stays with a worker that says nothing."""
ATTEMPTS: Final = 3
"""How often a job is taken up before it is said to have failed."""
GAVE_OUT: Final = gettext_noop(
    "The process that worked on this ended again and again. Perhaps the machine has too little memory."
)
"""Kept as it stands, and translated for whoever reads it."""


class NoLongerHeld(Exception):  # noqa: N818  no error: it was cancelled, or given to another worker
    """A job is not with this worker any more."""


@transaction.atomic
def ask_for(by: User, team: str, case: uuid.UUID, kind: str, asked: Asked, at: datetime) -> Job:
    """Ask for work on a case; the same inputs give the job that is there, unless it failed or was cancelled."""
    known = kind_of(kind)
    member, found = fetch_case(by, team, case, known.right)
    digest = known.fingerprint(found, asked)
    same = Q(case=found, kind=kind, input_hash=digest, state__in=(*OPEN, State.DONE))
    if earlier := Job.objects.filter(same).first():
        return earlier
    job = Job(team=member.team, case=found, kind=kind, asked=dict(asked), input_hash=digest, asked_by=by, asked_at=at)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:  # somebody has asked for the same in this moment
        return Job.objects.get(same)
    _note(What.JOB_ASKED, job, by.username, at)
    return job


@transaction.atomic
def cancel(by: User, team: str, job: uuid.UUID, at: datetime) -> Job:
    """Cancel a job; one that has ended stays as it ended. Whoever works on it finds out at once."""
    _, found = fetch_job_to_change(by, team, job)
    if _move(found, State.CANCELLED, Q(), ended_at=at):
        _note(What.JOB_CANCELLED, found, by.username, at)
    found.refresh_from_db()
    return found


def take(at: datetime) -> Job | None:
    """Take up the job that has waited longest, or one whose worker has fallen silent; None where there is none.

    A job that was taken up three times and brought down its worker each time is said to have failed.
    """
    silent = Q(state=State.RUNNING, lease_until__lt=at)
    job = Job.objects.filter(Q(state=State.WAITING) | silent).order_by("asked_at", "id").first()
    if job is None:
        return None
    unchanged = Q(state=job.state, held_by=job.held_by, attempts=job.attempts)
    if job.attempts >= ATTEMPTS:
        _give_up(job, unchanged, at)
        return None
    held = {"held_by": uuid.uuid4().hex, "lease_until": at + LEASE, "attempts": F("attempts") + 1}
    if not _move(job, State.RUNNING, unchanged, progress=0, doing="", **held):
        return None  # another worker was quicker
    job.refresh_from_db()
    return job


def hold_on(job: Job, at: datetime) -> None:
    """Say that a job is still worked on; raises NoLongerHeld where it is not to be."""
    if not _held(job).update(lease_until=at + LEASE):
        raise NoLongerHeld


def tell_of(job: Job, doing: str, progress: int) -> None:
    """Say how far a job is; raises NoLongerHeld where nobody waits for it any more."""
    if not _held(job).update(doing=doing[:200], progress=progress):
        raise NoLongerHeld


@transaction.atomic
def finish(job: Job, keep: Keep, at: datetime) -> None:
    """Keep what was worked out and end the job, both or neither; raises NoLongerHeld."""
    if not _move(job, State.DONE, Q(held_by=job.held_by), ended_at=at, progress=100, doing=""):
        raise NoLongerHeld
    Job.objects.filter(id=job.id).update(result=dict(keep(at)))
    _note(What.JOB_DONE, job, job.asked_by.username, at)


@transaction.atomic
def fail(job: Job, problem: str, at: datetime) -> None:
    """End a job that came to nothing, with the reason; raises NoLongerHeld."""
    if not _move(job, State.FAILED, Q(held_by=job.held_by), ended_at=at, problem=problem, doing=""):
        raise NoLongerHeld
    _note(What.JOB_FAILED, job, job.asked_by.username, at)


def give_back(job: Job, *, count: bool) -> None:
    """Let a job be taken up anew, as its worker stops or died; `count` says whether it may be at fault."""
    attempts = F("attempts") if count else F("attempts") - 1
    _move(job, State.WAITING, Q(held_by=job.held_by), held_by="", lease_until=None, attempts=attempts)


@transaction.atomic
def _give_up(job: Job, unchanged: Q, at: datetime) -> None:
    failed = {"state": State.FAILED, "ended_at": at, "problem": GAVE_OUT, "doing": ""}
    if Job.objects.filter(unchanged, id=job.id).update(**failed):
        _note(What.JOB_FAILED, job, job.asked_by.username, at)


def _move(job: Job, to: State, unchanged: Q, **changes: Any) -> int:  # noqa: ANN401  values of fields
    """Take a job to another state if it may go there and is still as it was found; return how many rows moved."""
    return Job.objects.filter(unchanged, id=job.id, state__in=MOVES[to]).update(state=to, **changes)


def _held(job: Job) -> Any:  # noqa: ANN401  a query set
    return Job.objects.filter(id=job.id, state=State.RUNNING, held_by=job.held_by)


def _note(what: What, job: Job, who: str, at: datetime) -> None:
    details = {"kind": job.kind, "input_hash": job.input_hash}
    record(what, by=who, at=at, team=job.team_id, about=f"job:{job.id}", details=details)
