"""The brief as work in the background."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prepoll import __version__
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.jobs.kinds import Asked, Keep, Kind, Tell
from prepoll_web.jobs.models import Job
from prepoll_web.runs.actions import Pins, work_out_brief
from prepoll_web.teams.access import Right


def asked(pins: Pins) -> Asked:
    """Write down what a brief is asked for with."""
    return {"seed": pins.seed, "draws": pins.draws}


def fingerprint(case: Case, asked: Asked) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of what a brief depends on: files, pins, version."""
    inputs = [case.input_hash, working_folder(case).name, asked["seed"], asked["draws"], __version__]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def work(job: Job, tell: Tell) -> Keep:
    """Work out the brief of a job's case."""
    pins = Pins(int(job.asked["seed"]), int(job.asked["draws"]))
    keep = work_out_brief(job.asked_by, job.team.slug, job.case_id, pins, tell)

    def keep_run(at: datetime) -> Mapping[str, str]:
        return {"run": str(keep(at).id)}

    return keep_run


def address(job: Job) -> str:
    """Return the page of the brief that a job made."""
    return reverse("run", kwargs={"team": job.team.slug, "run": job.result["run"]})


def told(job: Job) -> list[tuple[Promise | str, str | int]]:
    """Name the pins that a brief was asked for with."""
    return [(_("Seed"), job.asked["seed"]), (_("Draws"), job.asked["draws"])]


BRIEF: Final = Kind("brief", _("Brief"), Right.MAKE_BRIEF, fingerprint, work, address, told)
