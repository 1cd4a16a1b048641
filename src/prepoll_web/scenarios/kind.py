"""The brief of a scenario as work in the background."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prepoll import __version__
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.jobs.kinds import Asked, Keep, Kind, Tell
from prepoll_web.jobs.models import Job
from prepoll_web.scenarios.briefs import work_out_scenario_brief
from prepoll_web.scenarios.models import Edition, Scenario
from prepoll_web.teams.access import Right


def asked(scenario: Scenario) -> Asked:
    """Write down which scenario, in which state, a brief is asked for of."""
    return {"scenario": str(scenario.id), "version": scenario.version}


def as_asked(asked: Asked) -> Scenario:
    """Return a scenario in the state it was asked for in, whatever has been changed since."""
    edition = Edition.objects.select_related("scenario__case", "scenario__team").get(
        scenario=UUID(str(asked["scenario"])), version=asked["version"]
    )
    scenario = edition.scenario
    scenario.plan, scenario.name, scenario.version = edition.plan, edition.name, edition.version
    return scenario


def fingerprint(case: Case, asked: Asked) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of what such a brief depends on: files, scenario, pins, version."""
    found = as_asked(asked)
    inputs = [case.input_hash, working_folder(case).name, asked["scenario"], found.plan, found.name, __version__]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def work(job: Job, tell: Tell) -> Keep:
    """Work out the brief of a job's scenario."""
    keep = work_out_scenario_brief(job.asked_by, as_asked(job.asked), tell)

    def keep_run(at: datetime) -> Mapping[str, str]:
        return {"run": str(keep(at).id)}

    return keep_run


def address(job: Job) -> str:
    """Return the page of the brief that a job made."""
    return reverse("run", kwargs={"team": job.team.slug, "run": job.result["run"]})


def told(job: Job) -> list[tuple[Promise | str, str | int]]:
    """Name the scenario, as it was called when its brief was asked for."""
    return [(_("Scenario"), as_asked(job.asked).name), (_("Version"), job.asked["version"])]


SCENARIO_BRIEF: Final = Kind(
    "scenario_brief", _("Brief of a scenario"), Right.MAKE_BRIEF, fingerprint, work, address, told
)
