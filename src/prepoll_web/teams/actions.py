"""Every change of teams and their members, and every sign-in."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from prepoll.errors import UsageError
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, Role, Team, User


@transaction.atomic
def take_first_owner(name: str, password: str, team: str, at: datetime) -> Membership:
    """Make the first user, owner of the first team; refused once there is any user."""
    if User.objects.exists():
        raise UsageError(gettext("There is an owner already. Sign in, or have an owner add you."))
    return found_team(make_user(name, password), team, at)


@transaction.atomic
def make_user(name: str, password: str) -> User:
    """Make a user; UsageError with every reason why the name or the password will not do."""
    user = User(username=name.strip())
    try:
        user.clean_fields(exclude=("password",))
        user.validate_unique()
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError(" ".join(error.messages)) from error
    user.set_password(password)
    user.save(force_insert=True)
    return user


@transaction.atomic
def set_password(user: User, password: str, at: datetime) -> None:
    """Give a user another password and no second factor; UsageError with every reason why it will not do."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError(" ".join(error.messages)) from error
    user.set_password(password)
    user.second_factor = ""
    user.save(update_fields=["password", "second_factor"])
    record(What.PASSWORD_SET, by=user.username, at=at)


@transaction.atomic
def found_team(owner: User, name: str, at: datetime) -> Membership:
    """Found a team with its first owner."""
    name = name.strip()
    if not 0 < len(name) <= 80:
        raise UsageError(gettext("A team's name has 1 to 80 characters."))
    team = Team.objects.create(name=name, slug=_free_slug(name), founded_at=at)
    membership = Membership.objects.create(team=team, user=owner, role=Role.OWNER, since=at)
    record(What.TEAM_FOUNDED, by=owner.username, at=at, team=team.id, about=f"team:{team.id}", details={"name": name})
    return membership


@transaction.atomic
def add_member(by: User, team: str, user: User, role: Role, at: datetime) -> Membership:
    """Give a user a role in a team; for owners. Who is a member already keeps the role they have."""
    owner = fetch_membership(by, team, Right.ADD_MEMBER)
    membership, new = Membership.objects.get_or_create(team=owner.team, user=user, defaults={"role": role, "since": at})
    if not new:
        raise UsageError(
            gettext("%(username)s is a member of this team already, as %(get_role_display)s.")
            % {"username": user.username, "get_role_display": membership.get_role_display()}
        )
    about = f"member:{user.username}"
    record(What.MEMBER_ADDED, by=by.username, at=at, team=owner.team.id, about=about, details={"role": role.value})
    return membership


def note_sign_in(user: User, at: datetime) -> None:
    """Record that a user signed in."""
    record(What.SIGNED_IN, by=user.username, at=at)


def note_failed_sign_in(name: str, at: datetime) -> None:
    """Record a failed sign-in, with the name only if there is such a user: passwords end up in the wrong field."""
    record(What.SIGN_IN_FAILED, by=_known(name), at=at)


def note_refused_sign_in(name: str, at: datetime) -> None:
    """Record a sign-in that was not even tried, as too many had failed; with the name as above."""
    record(What.SIGN_IN_REFUSED, by=_known(name), at=at)


def note_sign_out(user: User, at: datetime) -> None:
    """Record that a user signed out."""
    record(What.SIGNED_OUT, by=user.username, at=at)


def note_reading(member: Membership, about: str, at: datetime) -> None:
    """Record that a member reads a page of the team."""
    record(What.READ, by=member.user.username, at=at, team=member.team.id, about=about)


def _known(name: str) -> str:
    return name if "\x00" not in name and User.objects.filter(username=name).exists() else ""


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50] or "team"
    taken = set(Team.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
