"""Do one job, and say what came of it."""

from __future__ import annotations

import logging
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_noop

from prepoll.errors import PrepollError
from prepoll_web.jobs.actions import NoLongerHeld, fail, finish, tell_of
from prepoll_web.jobs.kinds import kind_of
from prepoll_web.jobs.models import Job
from prepoll_web.place import is_full

LOG = logging.getLogger("django.prepoll")
RIGHTS_ENDED = gettext_noop("Whoever asked for this may not do it any more.")
NO_ROOM = gettext_noop(
    "The disk of this workbench is full. Nothing half done was kept. Tell who runs it, then ask again."
)
WENT_WRONG = gettext_noop("Something went wrong here. Nothing half done was kept. Tell who runs this workbench.")


def do(job: Job) -> None:
    """Do a job that was taken up; whatever goes wrong ends in the job's own row, in words."""
    with suppress(NoLongerHeld):
        try:
            keep = kind_of(job.kind).work(job, lambda doing, progress: tell_of(job, doing, progress))
            finish(job, keep, timezone.now())
        except PrepollError as error:
            fail(job, str(error), timezone.now())
        except (PermissionDenied, Http404):
            fail(job, RIGHTS_ENDED, timezone.now())
        except NoLongerHeld:
            raise
        except Exception as error:
            LOG.exception("Job %s went wrong", job.id)
            full = isinstance(error, OSError) and is_full(error)
            fail(job, NO_ROOM if full else WENT_WRONG, timezone.now())
