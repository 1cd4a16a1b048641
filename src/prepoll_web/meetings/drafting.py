"""The agenda as work in the background: drafted from a study of the case, with the mandate that it proposes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prepoll import __version__
from prepoll.brief import Run, as_agenda
from prepoll.brief.agenda import Mandate, agenda
from prepoll.errors import UsageError
from prepoll.study import Study
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.jobs.kinds import Asked, Keep, Kind, Tell, is_stale
from prepoll_web.jobs.models import Job, State
from prepoll_web.meetings.access import fetch_meeting
from prepoll_web.meetings.models import Meeting
from prepoll_web.teams.access import Right


@dataclass(frozen=True, slots=True)
class Drafted:
    """An agenda in Markdown, the mandate that it proposes as JSON, and the run that both come from."""

    agenda: str
    mandate: Mapping[str, Any]
    run: Run


def asked_for(meeting: Meeting, seed: int, draws: int) -> Asked:
    """Write down what an agenda is asked for with; who may see jobs sees no more of the meeting than its id."""
    return {"meeting": str(meeting.id), "seed": seed, "draws": draws}


def fingerprint(case: Case, asked: Asked) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of what an agenda depends on: files, meeting, pins, version."""
    inputs = [case.input_hash, working_folder(case).name, sorted(asked.items()), __version__]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def draft(case: Case, party: str, seed: int, draws: int, tell: Tell) -> Drafted:
    """Draft the agenda of a party's meeting, as `prepoll brief --for meeting` does; raises what the library raises."""
    steps: list[str] = []

    def step(sentence: str) -> None:
        steps.append(sentence)
        tell(sentence, min(20 * len(steps), 90))

    study = Study(working_folder(case), seed=seed, draws=draws, tell=step)
    brief = study.brief([party])
    proposed = agenda(brief, brief.advices[0]).mandate
    return Drafted(as_agenda(brief, "markdown"), draft_json(proposed), study.run)


def draft_json(proposed: Mandate | None) -> dict[str, Any]:
    """Write the mandate that an agenda proposes; empty where there is nothing to negotiate."""
    if proposed is None:
        return {}
    return {
        "who": proposed.who,
        "partners": list(proposed.with_parties),
        "conclude": proposed.conclude,
        "keep": list(proposed.least),
        "concede": [list(pair) for pair in proposed.most],
        "unsettled": list(proposed.unsettled),
        "until": proposed.until.isoformat() if proposed.until else None,
        "on_record": " ".join(proposed.on_record),
    }


def work(job: Job, tell: Tell) -> Keep:
    """Work out the agenda of a job's meeting."""
    asked, by, team = job.asked, job.asked_by, job.team.slug
    known_as = UUID(str(asked["meeting"]))
    _, before = fetch_meeting(by, team, known_as, Right.HOLD_MEETING)
    found = draft(job.case, before.party, int(asked["seed"]), int(asked["draws"]), tell)

    def keep(at: datetime) -> Mapping[str, str]:
        _, meeting = fetch_meeting(by, team, known_as, Right.HOLD_MEETING, lock=True)
        if meeting.closed_at is not None:
            raise UsageError(gettext("The minutes of the meeting are closed; its agenda stays as it is."))
        _put_in(meeting, found)
        meeting.save(update_fields=["agenda", "draft", "seed", "draws", "version", "input_hash", "as_of"])
        about, told = f"meeting:{meeting.id}", _pins(found.run)
        record(What.AGENDA_DRAFTED, by=by.username, at=at, team=job.team_id, about=about, details=told)
        return {"meeting": str(meeting.id)}

    return keep


def _put_in(meeting: Meeting, found: Drafted) -> None:
    meeting.agenda, meeting.draft = found.agenda, dict(found.mandate)
    meeting.seed, meeting.draws, meeting.version = found.run.seed, found.run.draws, found.run.version
    meeting.input_hash, meeting.as_of = found.run.input_hash, found.run.as_of


def _pins(run: Run) -> dict[str, str | int | None]:
    return {"seed": run.seed, "draws": run.draws, "version": run.version, "input_hash": run.input_hash}


def address(job: Job) -> str:
    """Return the page of the meeting whose agenda a job drafted."""
    return reverse("meeting", kwargs={"team": job.team.slug, "meeting": job.result["meeting"]})


def moved_on(meeting: Meeting) -> bool:
    """Say whether the case or the program has changed since an agenda was drafted."""
    if meeting.seed is None or meeting.draws is None:
        return False
    made = Job.objects.filter(case=meeting.case, kind=AGENDA.name, state=State.DONE, result__meeting=str(meeting.id))
    newest = made.order_by("-ended_at").first()
    return newest is not None and is_stale(newest)


def proposed_end(meeting: Meeting) -> date | None:
    """Return the day by which the agenda proposes to settle."""
    until = meeting.draft.get("until")
    return date.fromisoformat(until) if until else None


AGENDA: Final = Kind("agenda", _("Agenda of a meeting"), Right.HOLD_MEETING, fingerprint, work, address)
