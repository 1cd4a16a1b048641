"""A scenario as a brief: who is where, and the assessment as if the scenario were agreed."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prepoll.brief import Brief, make_brief
from prepoll.brief import assessment as assess
from prepoll.brief.make import described
from prepoll_web.cases.store import empty_room, keep
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.runs.models import Run
from prepoll_web.runs.store import run_folder, write_editions
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import Plan, plan_json, read_plan
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User


def brief_of(opened: Opened, scenario: Scenario) -> Brief:
    """Write a scenario as a brief without advice: a what-if weighs no options.

    Its input hash covers the case, what is supposed, and the name.
    """
    plan, study = read_plan(scenario.plan), opened.study
    with opened.lock:
        outcome = opened.outcome(plan)
        made = make_brief(
            study.case, study.ledger, study.strength, study.election, (), study.readings, study.ledger_before(),
            replace(study.run, input_hash=_hash(opened, scenario)),
        )  # fmt: skip
    return replace(
        made,
        title=f"{made.title}: {scenario.name}",
        base=f"a what-if of the desk, {described(plan.structure, study.case)}{_names(opened, plan)}",
        seats=assess.seats(study.case, study.strength, outcome),
        totals=assess.totals(outcome),
    )


def _names(opened: Opened, plan: Plan) -> str:
    """Say where names stay on the ballot, as a brief goes on after what is supposed."""
    where = opened.staying_in_words(plan)
    return f"; withdrawals have closed, so that names stay on the ballot in {where}" if where else ""


def make_scenario_brief(by: User, team: str, scenario: UUID, at: datetime) -> Run:
    """Make the brief of a scenario as it stands, keep its files and note the run; asking again gives the same run.

    Raises what the library raises.
    """
    _, found = fetch_scenario(by, team, scenario, Right.MAKE_BRIEF)
    return work_out_scenario_brief(by, found, lambda doing, progress: None)(at)


def work_out_scenario_brief(
    by: User, scenario: Scenario, tell: Callable[[str, int], None]
) -> Callable[[datetime], Run]:
    """Work out the brief of a scenario beside all that is kept, and return what keeps it.

    `tell` is called with each long step and how much of 100 is done. Raises as `make_scenario_brief`.
    """
    tell(_("The case is opened"), 0)
    opened = open_case(scenario.case, scenario.seed, scenario.draws)
    tell(_("The scenario is counted"), 40)
    brief = brief_of(opened, scenario)
    if earlier := _same_run(scenario, brief):
        return lambda at: earlier
    tell(_("The brief is written"), 70)
    room = empty_room()
    write_editions(brief, room)
    return lambda at: _keep(by, scenario, brief, room, at)


@transaction.atomic
def _keep(by: User, scenario: Scenario, brief: Brief, room: Path, at: datetime) -> Run:
    fetch_scenario(by, scenario.team.slug, scenario.id, Right.MAKE_BRIEF)  # again: it took seconds, and rights can end
    if earlier := _same_run(scenario, brief):
        shutil.rmtree(room)
        return earlier
    run = Run(
        id=uuid.uuid4(), case=scenario.case, team=scenario.team, made_by=by, made_at=at, parties=[],
        seed=brief.run.seed, draws=brief.run.draws, version=brief.run.version, input_hash=brief.run.input_hash,
        as_of=brief.run.as_of,
    )  # fmt: skip
    run.save(force_insert=True)
    details: dict[str, str | int | None] = {"scenario": str(scenario.id), "version_of_scenario": scenario.version}
    about = f"brief:{run.id}"
    record(What.BRIEF_MADE, by=by.username, at=at, team=run.team_id, about=about, details=details)
    keep(room, run_folder(run.team_id, run.id))  # last, so that a row that cannot be written leaves no files
    return run


def _hash(opened: Opened, scenario: Scenario) -> str:
    parts = [opened.study.run.input_hash, plan_json(read_plan(scenario.plan)), scenario.name]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _same_run(scenario: Scenario, brief: Brief) -> Run | None:
    pinned = brief.run
    return Run.objects.filter(
        case=scenario.case, seed=pinned.seed, draws=pinned.draws, version=pinned.version, input_hash=pinned.input_hash
    ).first()
