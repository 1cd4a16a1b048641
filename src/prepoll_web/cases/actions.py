"""Every change of cases: they are added, and stay as they are."""

from __future__ import annotations

import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import transaction

from prepoll.errors import PrepollError
from prepoll_web.cases.archive import unpack
from prepoll_web.cases.models import Case
from prepoll_web.cases.reading import Checked, check
from prepoll_web.cases.store import case_folder, keep, waiting_room
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.place import settle
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import User


def add_case(by: User, team: str, archive: IO[bytes], at: datetime, known_as: uuid.UUID | None = None) -> Case:
    """Take in a case folder as a zip file: unpacked aside, checked, moved to its place, noted.

    The files are in place before the row is written: a server killed in between leaves a folder that
    nothing points to, never a case without its files. Raises ArchiveError or CaseError, all reasons
    together, and then keeps nothing of the upload. `known_as` is the id of a case that comes from elsewhere.
    """
    member = fetch_membership(by, team, Right.ADD_CASE)
    with waiting_room() as room:
        try:
            folder = unpack(archive, room)
            checked = check(folder)
        except PrepollError:
            record(What.CASE_REFUSED, by=by.username, at=at, team=member.team.id)
            raise
        settle(folder)
        return _keep_case(by, team, folder, checked, Case(id=known_as or uuid.uuid4(), added_at=at))


@transaction.atomic
def _keep_case(by: User, team: str, folder: Path, checked: Checked, case: Case) -> Case:
    member = fetch_membership(by, team, Right.ADD_CASE)  # again: checking takes seconds, and rights can end
    case.team, case.added_by = member.team, by
    case.title, case.as_of = checked.case.title[:200], checked.case.as_of
    case.input_hash, case.findings = checked.input_hash, [str(finding) for finding in checked.findings]
    place = case_folder(member.team.id, case.id)
    keep(folder, place)
    try:
        case.save(force_insert=True)
        details, about = {"title": case.title, "input_hash": case.input_hash}, f"case:{case.id}"
        record(What.CASE_ADDED, by=by.username, at=case.added_at, team=member.team.id, about=about, details=details)
    except BaseException:
        shutil.rmtree(place)
        raise
    return case
