"""Do one job, and say what came of it."""

from __future__ import annotations

import logging
from contextlib import suppress
from threading import current_thread

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from prepoll.errors import PrepollError
from prepoll_web.jobs.actions import NoLongerHeld, fail, finish, tell_of
from prepoll_web.jobs.kinds import Tell, kind_of
from prepoll_web.jobs.models import Job

LOG = logging.getLogger("django.prepoll")
RIGHTS_ENDED = "Whoever asked for this may not do it any more."
WENT_WRONG = "Something went wrong here. Nothing half done was kept. Tell who runs this workbench."


def _telling(job: Job) -> Tell:
    """Return what says how far a job is.

    A study works in several threads. Each that tells has a connection of its own, which nobody else would close.
    """
    here = current_thread()

    def tell(doing: str, progress: int) -> None:
        try:
            tell_of(job, doing, progress)
        finally:
            if current_thread() is not here:
                connection.close()

    return tell


def do(job: Job) -> None:
    """Do a job that was taken up; whatever goes wrong ends in the job's own row, in words."""
    with suppress(NoLongerHeld):
        try:
            keep = kind_of(job.kind).work(job, _telling(job))
            finish(job, keep, timezone.now())
        except PrepollError as error:
            fail(job, str(error), timezone.now())
        except (PermissionDenied, Http404):
            fail(job, RIGHTS_ENDED, timezone.now())
        except NoLongerHeld:
            raise
        except Exception:
            LOG.exception("Job %s went wrong", job.id)
            fail(job, WENT_WRONG, timezone.now())
