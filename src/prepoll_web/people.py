"""Take people in from the terminal or the environment: the first owner, and members after that."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from prepoll.errors import UsageError
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.sample import sample_archive
from prepoll_web.moving import import_case
from prepoll_web.place import in_words
from prepoll_web.teams.actions import add_member, make_user, set_password, take_first_owner
from prepoll_web.teams.models import Membership, Role, User


def first_owner(environ: Mapping[str, str]) -> None:
    """Take the first owner if there is no user yet; there is no page that would do it for whoever comes first."""
    if not User.objects.exists():
        name, password, team = _owner_from_environment(environ) or _owner_from_terminal()
        take_first_owner(name, password, team, timezone.now())


@transaction.atomic
def admit(name: str, team: str, role: str, by: str, environ: Mapping[str, str]) -> None:
    """Add somebody to a team in the name of an owner, as a new user where the name is not known."""
    owner = User.objects.filter(username=by).first()
    if role not in Role.values:
        raise UsageError(f"There is no role {role!r}. Known: {', '.join(Role.values)}.")
    if owner is None:
        raise UsageError(f"There is no user {by!r}. Give an owner of the team with --by.")
    user = User.objects.filter(username=name.strip()).first() or make_user(name, _new_password(environ))
    try:
        add_member(owner, team, user, Role(role), timezone.now())
    except (Http404, PermissionDenied) as error:
        raise UsageError(f"{by} is no owner of a team {team!r}. The team's address names it: /teams/…/") from error


def set_anew(name: str, environ: Mapping[str, str]) -> None:
    """Give somebody a new password and take their second factor off; their open sessions end."""
    user = User.objects.filter(username=name.strip()).first()
    if user is None:
        raise UsageError(f"There is no user {name!r}.")
    set_password(user, _new_password(environ), timezone.now())


def add_sample_case() -> None:
    """Add the sample case to the oldest team, in the name of an owner of it, where it has no case yet."""
    owner = Membership.objects.filter(role=Role.OWNER).select_related("team", "user").order_by("since", "id").first()
    if owner is not None and not Case.objects.filter(team=owner.team).exists():
        add_case(owner.user, owner.team.slug, sample_archive(), timezone.now())


def take_in(folder: Path, team: str, by: str) -> str:
    """Add a case folder to a team in the name of a member, and say where it is."""
    user = User.objects.filter(username=by).first()
    if user is None:
        raise UsageError(f"There is no user {by!r}. Give a member of the team with --by.")
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    try:
        case = import_case(user, team, folder, timezone.now())
    except (Http404, PermissionDenied) as error:
        raise UsageError(f"{by} may add no case to a team {team!r}. The team's address names it: /teams/…/") from error
    except OSError as error:
        raise UsageError(f"{folder} cannot be taken in: {in_words(error)}. Nothing of it was kept.") from error
    return f"{case.title} is added: /teams/{team}/cases/{case.id}/"


def _owner_from_environment(environ: Mapping[str, str]) -> tuple[str, str, str] | None:
    name, password = environ.get("PREPOLL_OWNER", ""), environ.get("PREPOLL_PASSWORD", "")
    return (name, password, environ.get("PREPOLL_TEAM", "Our team")) if name and password else None


def _owner_from_terminal() -> tuple[str, str, str]:
    if not sys.stdin.isatty():
        raise UsageError(
            "There is no owner yet. Start once in a terminal, or set PREPOLL_OWNER, PREPOLL_PASSWORD and PREPOLL_TEAM."
        )
    sys.stdout.write("There is no owner yet. Who owns this workbench?\n")
    name, team = input("Name to sign in with: "), input("Name of the first team: ")
    return name, _password_typed_twice(), team


def _new_password(environ: Mapping[str, str]) -> str:
    if password := environ.get("PREPOLL_PASSWORD", ""):
        return password
    if not sys.stdin.isatty():
        raise UsageError("This user needs a password. Run this in a terminal, or set PREPOLL_PASSWORD.")
    return _password_typed_twice()


def _password_typed_twice() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same password again: ") != password:
        raise UsageError("The two passwords differ. Start again.")
    return password
