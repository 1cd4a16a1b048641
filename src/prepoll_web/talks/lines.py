"""Every change of lines: the code by which another team on the server joins talks with its own."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll.names import PartyCode
from prepoll_web.cases.access import fetch_case
from prepoll_web.events.models import What
from prepoll_web.evidence.coding import case_on
from prepoll_web.talks.access import fetch_talk
from prepoll_web.talks.actions import Reckoning, check_objective
from prepoll_web.talks.drafting import is_over
from prepoll_web.talks.exchange import close_all, hand_over
from prepoll_web.talks.models import Line, OfferState, Shared, Talk
from prepoll_web.talks.signing import fall_all
from prepoll_web.talks.table import Row, Table, own, take_seats, write
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

SECRET_BYTES: Final = 24
LASTS: Final = timedelta(days=7)
"""How long a code can be taken up."""
BY_DEFAULT: Final = Reckoning()


def make_line(by: User, team: str, talk: UUID, party: PartyCode, at: datetime) -> tuple[Line, str]:
    """Make a code for the team that speaks for a party; returned with its secret, which is not kept.

    A code made earlier for the same party ends. Raises UsageError where the party's team has joined already,
    or these talks have themselves joined another team's.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        _, found = fetch_talk(by, team, talk, Right.NEGOTIATE)
        table = take_seats(found, at)
        _check_line(found, party)
        Line.objects.filter(near=found, party=party, far=None, ended_at=None).update(ended_at=at)
        line = Line.objects.create(
            near=found, party=party, secret_hash=hash_of(secret), made_by=by, made_at=at, expires_at=at + LASTS
        )
        write([own(found, by, What.LINE_MADE, f"talk:{found.id}", party=party)], table.at)
    return line, secret


def _check_line(talk: Talk, party: PartyCode) -> None:
    if party not in talk.parties:
        raise UsageError(_("%(party)s is not at this table.") % {"party": party})
    if talk.lines_taken.filter(ended_at=None).exists():
        raise UsageError(_("These talks were joined by a code of another team. That team makes the codes."))
    if Line.objects.filter(near=talk, party=party, ended_at=None).exclude(far=None).exists():
        raise UsageError(_("The team of %(party)s has joined already.") % {"party": party})


@transaction.atomic
def end_line(by: User, team: str, talk: UUID, party: PartyCode, at: datetime) -> Talk:
    """End the line to the team of a party, or its code that nobody has taken up.

    What is open between the two is closed: our offers are taken back, theirs declined, an agreement that not all
    have signed falls through. The other team keeps its talks with all that was said, and its record says who ended
    the line. Raises UsageError where there is no line.
    """
    _member, found = fetch_talk(by, team, talk, Right.NEGOTIATE)
    table = take_seats(found, at)
    found = table.of(found)
    line = Line.objects.filter(near=found, party=party, ended_at=None).first()
    if line is None:
        raise UsageError(_("There is no line to a team of %(party)s.") % {"party": party})
    rows: list[Row] = []
    if line.far is not None:
        far = table.of(line.far)
        rows = close_all(table, found, by, of=far) + fall_all(table, found, by, of=far)
        rows.append(Row(far.team, What.LINE_ENDED, f"talk:{far.id}", details={"party": found.ours}))
    Line.objects.filter(pk=line.pk).update(ended_at=table.at)
    write([*rows, own(found, by, What.LINE_ENDED, f"talk:{found.id}", party=party)], table.at)
    return found


@transaction.atomic
def leave_line(by: User, team: str, talk: UUID, at: datetime) -> Talk:
    """Leave the table that talks have joined by another team's code.

    What is open between the two is closed as by `end_line`: our offers are taken back, the others declined, an
    agreement that not all have signed falls through. Our talks stay with all that was said; the other team is told
    that we left. Raises UsageError where these talks have joined nobody's.
    """
    _member, found = fetch_talk(by, team, talk, Right.NEGOTIATE)
    table = take_seats(found, at)
    found = table.of(found)
    line = Line.objects.filter(far=found, ended_at=None).first()
    if line is None:
        raise UsageError(_("These talks have joined no other team’s, so there is no table to leave."))
    near = table.of(line.near)
    rows = close_all(table, found, by) + fall_all(table, found, by)
    rows.append(Row(near.team, What.LINE_ENDED, f"talk:{near.id}", details={"party": found.ours}))
    Line.objects.filter(pk=line.pk).update(ended_at=table.at, left=True)
    write([*rows, own(found, by, What.LINE_ENDED, f"talk:{found.id}", party=near.ours)], table.at)
    return found


@transaction.atomic
def take_line(by: User, team: str, case: UUID, secret: str, at: datetime, reckoned: Reckoning = BY_DEFAULT) -> Talk:
    """Join the talks that a code leads to, with talks of one's own about one's own case, valued as one sees fit.

    Raises UsageError in the same words for every code that leads nowhere, and where the case does not know the
    parties at the table or the objective.
    """
    member, found = fetch_case(by, team, case, Right.NEGOTIATE)
    line = Line.objects.filter(secret_hash=hash_of(secret.strip()), far=None, ended_at=None, expires_at__gt=at).first()
    if line is None or line.near.team_id == member.team.id:
        raise UsageError(_("This code leads nowhere: it was mistyped, taken up, replaced, or is older than a week."))
    check_objective(case_on(found), reckoned.objective)
    known = case_on(found).party_by_code
    if unknown := [party for party in line.near.members if party not in known]:
        raise UsageError(
            _("This case has no party %(parties)s. Add it to the case, or choose another case.")
            % {"parties": ", ".join(unknown)}
        )
    table = take_seats(line.near, at)
    parties = [party for party in line.near.members if party != line.party]
    region = line.near.region if line.near.region in {row.code for row in case_on(found).regions} else ""
    talk = Talk.objects.create(
        team=member.team, case=found, ours=line.party, parties=parties, region=region, opened_by=by, opened_at=at,
        objective=reckoned.objective, seed=reckoned.seed, draws=reckoned.draws,
    )  # fmt: skip
    if not Line.objects.filter(pk=line.pk, far=None, ended_at=None).update(far=talk):
        raise UsageError(_("This code leads nowhere: it was mistyped, taken up, replaced, or is older than a week."))
    rows = [own(talk, by, What.LINE_TAKEN, f"talk:{talk.id}", parties=", ".join(parties))]
    rows += [Row(each.team, What.LINE_TAKEN, f"talk:{each.id}", details={"party": line.party}) for each in table.talks]
    rows += [hand_over(shared, talk, at) for shared in _on_the_table(table)]
    write(rows, max(table.at, at))
    return talk


def _on_the_table(table: Table) -> list[Shared]:
    """List the open offers of those who sit at a table already, for whoever joins."""
    here = [talk.pk for talk in table.talks]
    rows = Shared.objects.filter(copies__talk__in=here, state=OfferState.OPEN).order_by("sent_at", "id").distinct()
    return [shared for shared in rows if table.speaker(shared.sender) and not is_over(shared, table.at)]


def hash_of(secret: str) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of a code."""
    return hashlib.sha256(secret.encode()).hexdigest()
