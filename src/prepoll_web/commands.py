"""The commands that the workbench adds to `prepoll`; Django is imported only once one of them runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from prepoll.errors import UsageError
from prepoll_web.place import check_host, existing_place, open_place, place_taken

SETTINGS = "prepoll_web.config.settings"
DEFAULT_PLACE = Path("prepoll-data")

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="Where the database and all files are kept.")]
Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; this machine only by default.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=16, help="How many processes do long work beside.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.", show_default=False)]
Team = Annotated[str, typer.Option("--team", metavar="TEAM", help="The team, as its address names it.")]
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="viewer, analyst, negotiator, approver or owner.")]
By = Annotated[str, typer.Option("--by", metavar="OWNER", help="The owner of the team who answers for it.")]


def add_commands(app: typer.Typer) -> None:
    """Add the workbench's commands to the command line."""
    app.command("serve")(serve)
    app.command("member")(member)
    app.command("verify-log")(verify_log)


def serve(host: Host = "127.0.0.1", port: Port = 8000, data: Data = DEFAULT_PLACE, workers: Workers = 1) -> None:
    """Serve the team workbench; the first start makes the database and takes the first owner."""
    check_host(host, os.environ)
    os.umask(0o077)  # whatever is written from here on is for the owner's eyes only
    place = open_place(data)
    wake_django(place)
    from prepoll_web.people import first_owner
    from prepoll_web.serving import bring_up_to_date, serve_until_stopped

    with place_taken(place):
        bring_up_to_date()
        first_owner(os.environ)
        serve_until_stopped(host, port, workers)


def member(name: Name, team: Team, by: By, role: Role = "viewer", data: Data = DEFAULT_PLACE) -> None:
    """Add somebody to a team, in the name of an owner; who is new is asked for a password."""
    wake_django(existing_place(data))
    from prepoll_web.people import admit

    admit(name, team, role, by, os.environ)
    sys.stdout.write(f"{name.strip()} is now {role} in {team}.\n")


def verify_log(data: Data = DEFAULT_PLACE) -> None:
    """Check that no row of the record was changed, taken out or put in."""
    wake_django(existing_place(data))
    from prepoll_web.events.chain import breaks, chains

    names = chains()
    found = [place for name in names for place in breaks(name)]
    if found:
        lines = "\n".join(f"  {place.chain}, row {place.number}: {place.problem}" for place in found)
        raise UsageError(f"The record does not hold in {len(found)} places:\n{lines}")
    sys.stdout.write(f"The record holds: {len(names)} chains, no row changed, taken out or put in.\n")


def wake_django(place: Path) -> None:
    """Point the settings at the place where everything is kept, and load the applications."""
    try:
        import django
        import waitress  # noqa: F401 - asked here, so that a missing extra is one message
        import whitenoise  # noqa: F401 - as above
    except ImportError as error:
        raise UsageError(f"The workbench needs {error.name}. Install it: pip install 'prepoll[web]'") from error
    os.environ["PREPOLL_DATA"] = str(place)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
