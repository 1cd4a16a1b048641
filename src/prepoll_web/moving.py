"""Take a case out of a workbench into a folder, and put such a folder into one, with all that a team has added.

The folder holds the files as they were uploaded. What the team has added lies beside them in `desk`: its rows in
`rows.json`, by the names of users and without the team, and the files of its briefs. A folder without `desk` is
an ordinary case folder. What binds teams and people of one workbench stays there: the record of who did what,
meetings and mandates, approvals, talks with others, deadlines.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.http import Http404

from prepoll.errors import UsageError
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.sample import archive_of
from prepoll_web.cases.store import case_folder, folder_of, waiting_room
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.place import in_words, is_full, settle
from prepoll_web.runs.models import Run
from prepoll_web.runs.store import run_folder
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Team, User

DESK: Final = "desk"
ROWS: Final = "rows.json"
RUNS: Final = "runs"
STAYS: Final = frozenset({"teams", "events", "meetings", "approvals", "talks", "deadlines"})
"""Applications whose rows bind teams and people of one workbench; a backup has them."""
_Row = dict[str, Any]
_Model = type[models.Model]


def export_case(by: User, team: str, case: UUID, folder: Path, at: datetime) -> int:
    """Write a case into a folder that is not there yet; return how many rows the team has added to it.

    The folder appears once all of it is written; that it was asked for is noted before anything is handed out.
    """
    member, found = fetch_case(by, team, case, Right.READ_FIELD)  # the folder holds what was reported, and by whom
    if folder.exists():
        raise UsageError(f"{folder} is there already. Name another folder.")
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    with transaction.atomic():
        rows = list(rows_of(found))
        record(What.CASE_EXPORTED, by=by.username, at=at, team=member.team.id, about=f"case:{found.id}")
    try:
        shutil.copytree(folder_of(found), beside)
        if len(rows) > 1:
            _write_desk(beside / DESK, found, rows)
        settle(beside)
        beside.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {in_words(error)}. Name another.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return len(rows) - 1


def import_case(by: User, team: str, folder: Path, at: datetime) -> Case:
    """Add a case folder to a team, with what stands in its `desk`; all of it or nothing."""
    if not (folder / DESK / ROWS).is_file():
        return add_case(by, team, archive_of(folder), at)
    rows = _read_rows(folder / DESK / ROWS)
    known_as = UUID(rows[0]["pk"])
    if Case.objects.filter(id=known_as).exists():
        raise UsageError("This case is in the workbench already. Import it into another, or without its folder desk.")
    member = fetch_membership(by, team, Right.ADD_CASE)
    _clear(member.team.id, known_as, _runs(rows))  # an import that was killed may have left them
    try:
        return _put_in(by, team, folder, rows, at)
    except IntegrityError as error:
        raise UsageError("Something of this case is in the workbench already. Import it into another.") from error
    except (KeyError, ValueError, TypeError, OSError, ValidationError) as error:
        if isinstance(error, OSError) and is_full(error):
            raise
        raise UsageError(f"{folder / DESK} does not hold together. Leave it out, or export the case anew.") from error
    finally:
        _clear(member.team.id, known_as, _runs(rows))


def find(by: str, team: str, case: str) -> tuple[User, UUID]:
    """Return a user and a case by what was typed; UsageError where there is none."""
    user = User.objects.filter(username=by).first()
    if user is None:
        raise UsageError(f"There is no user {by!r}. Give a member of the team with --by.")
    try:
        _, found = fetch_case(user, team, UUID(case), Right.READ_FIELD)
    except (ValueError, Http404, PermissionDenied) as error:
        raise UsageError(
            f"{by} finds no case {case!r} in a team {team!r}. The address of its page names both."
        ) from error
    return user, found.id


def rows_of(case: Case) -> Iterator[_Row]:
    """Yield the case's row and every row that rests on it, each after those it rests on."""
    numbers: dict[_Model, dict[Any, int]] = {}
    for model in _models():
        if not (wanted := _of_case(model, case, numbers)):
            continue
        found = list(model._default_manager.filter(wanted).distinct().order_by("pk"))
        numbers[model] = {row.pk: number for number, row in enumerate(found, 1)}
        for row in found:
            yield _written(row, numbers)


def _of_case(model: _Model, case: Case, numbers: Mapping[_Model, Mapping[Any, int]]) -> models.Q:
    """Say which rows of a model belong to a case: by what they point to, else by what points to them."""
    if model is Case:
        return models.Q(pk=case.pk)
    wanted = models.Q()
    for field in _links(model):
        if field.related_model is Case:  # said by the row itself; what else it points to may have a part in two cases
            return models.Q(**{field.name: case.pk})
        if field.related_model in numbers:
            wanted |= models.Q(**{f"{field.name}__in": list(numbers[field.related_model])})
    if wanted:
        return wanted
    for relation in model._meta.related_objects:
        for field in _links(relation.related_model):
            if field.related_model is Case:
                wanted |= models.Q(**{f"{relation.name}__{field.name}": case.pk})
    return wanted


def _models() -> list[_Model]:
    """List the models that may belong to a case, each after those that it points to."""
    left = [model for model in apps.get_models() if model.__module__.startswith("prepoll_web.")]
    left = [model for model in left if model not in (User, Team) and model._meta.app_label not in STAYS]
    order: list[_Model] = []
    while left:
        free = [m for m in left if not {link.related_model for link in _links(m)} & (set(left) - {m})]
        order += sorted(free, key=lambda model: (model is not Case, model._meta.label))
        left = [model for model in left if model not in free]
    return order


def _links(model: _Model) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _written(row: models.Model, numbers: Mapping[_Model, Mapping[Any, int]]) -> _Row:
    """Write a row by itself: users by name, counted rows by their place among those of the case, no team."""
    values: _Row = {"model": row._meta.label_lower, "pk": _key(type(row), row.pk, numbers)}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.related_model is Team:
            continue
        value = getattr(row, field.attname)
        if field.related_model is User:
            value = getattr(row, field.name).username if value is not None else None
        elif field.related_model in numbers and value is not None:
            value = _key(field.related_model, value, numbers)  # type: ignore[arg-type]
        values[field.name] = value
    return values


def _key(model: _Model, key: Any, numbers: Mapping[_Model, Mapping[Any, int]]) -> Any:  # noqa: ANN401  of any kind
    return key if isinstance(key, UUID) else numbers[model][key]


def _write_desk(desk: Path, case: Case, rows: list[_Row]) -> None:
    desk.mkdir()
    written = json.dumps(rows, cls=_Encoder, ensure_ascii=False, indent=1, sort_keys=True)
    (desk / ROWS).write_text(written + "\n", encoding="utf-8")
    for run in Run.objects.filter(case=case):
        shutil.copytree(run_folder(case.team_id, run.id), desk / RUNS / str(run.id))


class _Encoder(DjangoJSONEncoder):
    """Keeps the microseconds of a moment, which Django's own cuts off."""

    def default(self, o: Any) -> Any:  # noqa: ANN401  as in the class above
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _read_rows(path: Path) -> list[_Row]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        known = {model._meta.label_lower for model in _models()}
        UUID(rows[0]["pk"])
        if rows[0]["model"] != Case._meta.label_lower or any(row["model"] not in known for row in rows):
            raise ValueError("unknown rows")
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise UsageError(f"{path} cannot be read as the rows of a case. Leave the folder {DESK} out.") from error
    return list(rows)


@transaction.atomic
def _put_in(by: User, team: str, folder: Path, rows: list[_Row], at: datetime) -> Case:
    with waiting_room() as room:
        plain = room / "plain"
        shutil.copytree(folder, plain, ignore=lambda top, names: [DESK] if Path(top) == folder else [])
        case = add_case(by, team, archive_of(plain), at, UUID(rows[0]["pk"]))
    Case.objects.filter(id=case.id).update(
        added_by=_user(rows[0]["added_by"]), added_at=datetime.fromisoformat(rows[0]["added_at"])
    )
    keys: dict[_Model, dict[Any, Any]] = {}
    for row in rows[1:]:
        _insert(row, case, keys)
    for run in _runs(rows):
        shutil.copytree(folder / DESK / RUNS / str(run), run_folder(case.team_id, run))
        settle(run_folder(case.team_id, run))
    case.refresh_from_db()
    return case


def _runs(rows: list[_Row]) -> list[UUID]:
    return [UUID(row["pk"]) for row in rows if row["model"] == Run._meta.label_lower]


def _clear(team: UUID, case: UUID, runs: list[UUID]) -> None:
    """Remove the files that an import has left behind; what a row names stays."""
    if not Case.objects.filter(id=case).exists():
        shutil.rmtree(case_folder(team, case), ignore_errors=True)
    there = set(Run.objects.filter(id__in=runs).values_list("id", flat=True))
    for run in set(runs) - there:
        shutil.rmtree(run_folder(team, run), ignore_errors=True)


def _insert(row: _Row, case: Case, keys: dict[_Model, dict[Any, Any]]) -> None:
    model = apps.get_model(row["model"])
    made = model()
    for field in model._meta.concrete_fields:
        target, value = field.related_model, row.get(field.name)
        if not (field.primary_key or target is Team or field.name in row):
            continue  # an older archive does not know it; it keeps what a new row has
        if field.primary_key:
            value = UUID(row["pk"]) if isinstance(row["pk"], str) else None
        elif target is Team:
            value = case.team_id
        elif target is User:
            value = _user(value).pk if value is not None else None
        elif target is not None and value is not None:
            value = UUID(value) if isinstance(value, str) else keys[target][value]
        setattr(made, field.attname, field.to_python(value) if target is None else value)
    _renumber(made)
    made.save(force_insert=True)
    keys.setdefault(model, {})[row["pk"]] = made.pk


def _renumber(row: models.Model) -> None:
    """Give a row that is counted within its team the next number where its own is taken there."""
    counted = [set(c.fields) for c in row._meta.constraints if isinstance(c, models.UniqueConstraint)]
    if {"team", "number"} in counted:
        there = type(row)._default_manager.filter(team_id=row.team_id)  # type: ignore[attr-defined]
        if there.filter(number=row.number).exists():  # type: ignore[attr-defined]
            row.number = 1 + there.aggregate(most=models.Max("number"))["most"]  # type: ignore[attr-defined]


def _user(name: str) -> User:
    """Return who is named; somebody unknown here is kept as a closed account, so that the rows stay theirs."""
    user, new = User.objects.get_or_create(username=name, defaults={"is_active": False})
    if new:
        user.set_unusable_password()
        user.save()
    return user
