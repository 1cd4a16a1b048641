"""Every change of cases: they are added, and stay as they are."""

from __future__ import annotations

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
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import User


def add_case(by: User, team: str, archive: IO[bytes], at: datetime) -> Case:
    """Take in a case folder as a zip file: unpacked aside, checked, moved to its place, noted.

    The files are in place before the row is written: a server killed in between leaves a folder that
    nothing points to, never a case without its files. Raises ArchiveError or CaseError, all reasons
    together, and then keeps nothing of the upload.
    """
    member = fetch_membership(by, team, Right.ADD_CASE)
    with waiting_room() as room:
        try:
            folder = unpack(archive, room)
            checked = check(folder)
        except PrepollError:
            record(What.CASE_REFUSED, by=by.username, at=at, team=member.team.id)
            raise
        return _keep_case(by, team, folder, checked, at)


@transaction.atomic
def _keep_case(by: User, team: str, folder: Path, checked: Checked, at: datetime) -> Case:
    member = fetch_membership(by, team, Right.ADD_CASE)  # again: checking takes seconds, and rights can end
    case = Case(
        id=uuid.uuid4(),
        team=member.team,
        title=checked.case.title[:200],
        as_of=checked.case.as_of,
        input_hash=checked.input_hash,
        findings=[str(finding) for finding in checked.findings],
        added_by=by,
        added_at=at,
    )
    keep(folder, case_folder(member.team.id, case.id))
    case.save(force_insert=True)
    details = {"title": case.title, "input_hash": case.input_hash}
    record(What.CASE_ADDED, by=by.username, at=at, team=member.team.id, about=f"case:{case.id}", details=details)
    return case
