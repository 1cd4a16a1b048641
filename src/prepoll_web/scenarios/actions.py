"""Every change of scenarios: each makes a new version, only of the version that was looked at, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
from prepoll_web.cases.access import fetch_case
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.models import Edition, Scenario
from prepoll_web.scenarios.plan import Plan, plan_json, read_plan
from prepoll_web.scenarios.studies import open_case
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

LONGEST_NAME = 80


class ScenarioMovedError(UsageError):
    """Somebody else changed the scenario since it was looked at."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a new scenario is made from: what is in force, or another scenario as it stands."""

    name: str
    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS
    like: UUID | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version of which scenario somebody looked at when they asked for a change."""

    team: str
    scenario: UUID
    version: int


def make_scenario(by: User, team: str, case: UUID, start: Start, at: datetime) -> Scenario:
    """Make a scenario of a case; raises UsageError where the name will not do, and what the library raises."""
    member, found = fetch_case(by, team, case, Right.EDIT_SCENARIO)
    name = _checked(start.name)
    if start.like is None:
        seed, draws = start.seed, start.draws
        plan = plan_json(open_case(found, seed, draws).base)
    else:
        source = Scenario.objects.filter(team=member.team, case=found, id=start.like, removed_at=None).first()
        if source is None:
            raise UsageError(gettext("The scenario to start from is not there any more."))
        seed, draws, plan = source.seed, source.draws, source.plan
    with transaction.atomic():
        fetch_case(by, team, case, Right.EDIT_SCENARIO)  # again: opening a case takes seconds, and rights can end
        scenario = Scenario(
            team=member.team, case=found, name=name, plan=plan, seed=seed, draws=draws,
            made_by=by, made_at=at, changed_by=by, changed_at=at,
        )  # fmt: skip
        scenario.save(force_insert=True)
        _note(scenario, None, "made", by, at)
        _record(What.SCENARIO_MADE, scenario, by, at, "made")
        return scenario


@transaction.atomic
def change_plan(by: User, seen: Seen, change: Callable[[Plan], Plan], words: str, at: datetime) -> Scenario:
    """Change what a scenario supposes; `words` say what was done.

    Raises ScenarioMovedError where somebody changed it since, and what `change` raises.
    """
    _, scenario = fetch_scenario(by, seen.team, seen.scenario, Right.EDIT_SCENARIO)
    _check_version(scenario, seen)
    scenario.plan = plan_json(change(read_plan(scenario.plan)))
    return _advance(scenario, seen, words, by, at)


@transaction.atomic
def rename(by: User, seen: Seen, name: str, at: datetime) -> Scenario:
    """Give a scenario another name."""
    _, scenario = fetch_scenario(by, seen.team, seen.scenario, Right.EDIT_SCENARIO)
    _check_version(scenario, seen)
    scenario.name = _checked(name)
    return _advance(scenario, seen, "renamed", by, at)


@transaction.atomic
def undo(by: User, seen: Seen, at: datetime) -> Scenario:
    """Bring back the state before the last change that was not undone; that is a new version too."""
    _, scenario = fetch_scenario(by, seen.team, seen.scenario, Right.EDIT_SCENARIO)
    _check_version(scenario, seen)
    now = Edition.objects.get(scenario=scenario, version=scenario.version)
    if now.before is None:
        raise UsageError(gettext("There is nothing to undo: this is how the scenario was made."))
    back = Edition.objects.get(scenario=scenario, version=now.before)
    scenario.plan, scenario.name = back.plan, back.name
    return _advance(scenario, seen, f"undone: {now.words}"[:300], by, at, undone=back)


@transaction.atomic
def remove(by: User, seen: Seen, at: datetime) -> Scenario:
    """Take a scenario off the list; its rows stay, and its links end."""
    _, scenario = fetch_scenario(by, seen.team, seen.scenario, Right.EDIT_SCENARIO)
    untouched = Scenario.objects.filter(pk=scenario.pk, version=seen.version, removed_at=None)
    if not untouched.update(removed_at=at):
        raise _moved(scenario)
    _record(What.SCENARIO_REMOVED, scenario, by, at, "removed")
    return scenario


def can_undo(scenario: Scenario) -> bool:
    """Say whether there is a change to undo."""
    return Edition.objects.filter(scenario=scenario, version=scenario.version, before__isnull=False).exists()


def _advance(
    scenario: Scenario, seen: Seen, words: str, by: User, at: datetime, undone: Edition | None = None
) -> Scenario:
    """Write the changed scenario if nobody was faster, with its edition and its event."""
    scenario.version = seen.version + 1
    written = Scenario.objects.filter(pk=scenario.pk, version=seen.version, removed_at=None).update(
        plan=scenario.plan, name=scenario.name, version=scenario.version, changed_by=by, changed_at=at
    )
    if not written:
        raise _moved(scenario)
    scenario.changed_by, scenario.changed_at = by, at
    _note(scenario, undone.before if undone else seen.version, words, by, at)
    what = What.SCENARIO_UNDONE if undone else What.SCENARIO_CHANGED
    _record(what, scenario, by, at, words)
    return scenario


def _check_version(scenario: Scenario, seen: Seen) -> None:
    if scenario.version != seen.version:
        raise _moved(scenario)


def _moved(scenario: Scenario) -> ScenarioMovedError:
    return ScenarioMovedError(
        gettext(
            "%(username)s changed this scenario after you opened it. You see it as it is now; "
            "your change was not made. Make it again if it still makes sense."
        )
        % {"username": scenario.changed_by.username}
    )


def _note(scenario: Scenario, before: int | None, words: str, by: User, at: datetime) -> None:
    Edition.objects.create(
        scenario=scenario, version=scenario.version, before=before, name=scenario.name, plan=scenario.plan,
        words=words, by=by, at=at,
    )  # fmt: skip


def _record(what: What, scenario: Scenario, by: User, at: datetime, words: str) -> None:
    details: dict[str, str | int | None] = {"name": scenario.name, "version": scenario.version, "words": words}
    about = f"scenario:{scenario.id}"
    record(what, by=by.username, at=at, team=scenario.team_id, about=about, details=details)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise UsageError(
            gettext("A scenario's name has 1 to %(longest_name)s characters.") % {"longest_name": LONGEST_NAME}
        )
    if "\0" in name:
        raise UsageError(gettext("A scenario's name holds a character that no name has. Type it anew."))
    return name
