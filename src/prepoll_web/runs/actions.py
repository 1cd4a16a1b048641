"""Every change of runs: they are made, and stay as they are."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext

from prepoll.case import input_hash
from prepoll.errors import UsageError
from prepoll.explain import with_whys
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
from prepoll.study import Study
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import empty_room, folder_of, keep
from prepoll_web.cases.working import working_folder
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.runs.models import Run
from prepoll_web.runs.store import run_folder, write_editions
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User


@dataclass(frozen=True, slots=True)
class Pins:
    """What a run is asked for with."""

    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS


def make_brief(by: User, team: str, case: uuid.UUID, pins: Pins, at: datetime) -> Run:
    """Make the brief of a case, keep its files and note the run; asking again gives the run that is there.

    Raises UsageError where the case names no party to advise or its files are not those uploaded, and
    what the library raises.
    """
    return work_out_brief(by, team, case, pins, lambda doing, progress: None)(at)


def work_out_brief(
    by: User, team: str, case: uuid.UUID, pins: Pins, tell: Callable[[str, int], None]
) -> Callable[[datetime], Run]:
    """Work out the brief of a case beside all that is kept, and return what keeps it.

    `tell` is called with each long step and how much of 100 is done. Raises as `make_brief`.
    """
    _, found = fetch_case(by, team, case, Right.MAKE_BRIEF)
    folder = working_folder(found)
    study = Study(folder, seed=pins.seed, draws=pins.draws, tell=_steps(tell))
    _check_study(study, found)
    if earlier := _same_run(study, found):
        return lambda at: earlier
    room = empty_room()
    write_editions(with_whys(study, study.brief()), room)
    return lambda at: _keep_run(by, team, study, room, Run(case=found, team=found.team, made_by=by, made_at=at))


def _steps(tell: Callable[[str, int], None]) -> Callable[[str], None]:
    """Count the steps of a study: each takes half of what is left, as their number depends on the case."""
    done = 0

    def step(sentence: str) -> None:
        nonlocal done
        tell(sentence, done)
        done += (100 - done) // 3

    return step


@transaction.atomic
def _keep_run(by: User, team: str, study: Study, room: Path, run: Run) -> Run:
    noted = _note_run(by, team, study, run)
    if noted.id == run.id:
        keep(room, run_folder(run.team_id, run.id))
    else:
        shutil.rmtree(room)
    return noted


@transaction.atomic
def _note_run(by: User, team: str, study: Study, run: Run) -> Run:
    """Write the run's row, or return the one that somebody else wrote while this brief was made."""
    fetch_case(by, team, run.case_id, Right.MAKE_BRIEF)  # again: a brief takes seconds, and rights can end
    if earlier := _same_run(study, run.case):
        return earlier
    pinned = study.run
    run.seed, run.draws, run.version = pinned.seed, pinned.draws, pinned.version
    run.input_hash, run.as_of, run.parties = pinned.input_hash, pinned.as_of, list(study.case.focal)
    run.save(force_insert=True)
    record(
        What.BRIEF_MADE,
        by=by.username,
        at=run.made_at,
        team=run.team_id,
        about=f"brief:{run.id}",
        details={"seed": run.seed, "draws": run.draws, "version": run.version, "input_hash": run.input_hash},
    )
    return run


def _same_run(study: Study, case: Case) -> Run | None:
    pinned = study.run
    return Run.objects.filter(
        case=case, seed=pinned.seed, draws=pinned.draws, version=pinned.version, input_hash=pinned.input_hash
    ).first()


def _check_study(study: Study, case: Case) -> None:
    if study.folder == folder_of(case) and input_hash(study.case) != case.input_hash:
        raise UsageError(gettext("The files of this case are not those that were uploaded. Upload the case again."))
    if not study.case.focal:
        raise UsageError(
            gettext('case.toml names no party to advise. Add a line such as focal = ["A"] and upload it again.')
        )
