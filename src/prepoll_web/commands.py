"""The commands that the workbench adds to `prepoll`; Django is imported only once one of them runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.errors import UsageError
from prepoll_web.place import check_host, existing_place, open_place, place_taken

if TYPE_CHECKING:
    from prepoll_web.events.chain import Break

SETTINGS = "prepoll_web.config.settings"
DEFAULT_PLACE = Path("prepoll-data")
COMMANDS = ("serve", "member", "verify_log", "backup", "restore", "export", "import_", "password")

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="Where the database and all files are kept.")]
Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; this machine only by default.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=16, help="How many processes do long work beside.")]
Processes = Annotated[
    int | None,
    typer.Option("--processes", min=1, max=16, help="How many processes serve pages; one a core, two at most."),
]
Sample = Annotated[bool, typer.Option("--sample", help="Add the sample case where the first team has no case yet.")]
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.", show_default=False)]
RecordFile = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="A record that was taken out.")]
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case, as its address names it.", show_default=False)]
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The case folder.", show_default=False)]
Member = Annotated[str, typer.Option("--by", metavar="NAME", help="The member of the team in whose name it is done.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.", show_default=False)]
Team = Annotated[str, typer.Option("--team", metavar="TEAM", help="The team, as its address names it.")]
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="viewer, analyst, negotiator, approver or owner.")]
By = Annotated[str, typer.Option("--by", metavar="OWNER", help="The owner of the team who answers for it.")]


def add_commands(app: typer.Typer) -> None:
    """Add the workbench's commands to the command line."""
    for name in COMMANDS:
        app.command(name.strip("_").replace("_", "-"))(globals()[name])


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    data: Data = DEFAULT_PLACE,
    workers: Workers = 1,
    processes: Processes = None,
    sample: Sample = False,
) -> None:
    """Serve the team workbench; the first start makes the database and takes the first owner."""
    check_host(host, os.environ)
    os.umask(0o077)  # whatever is written from here on is for the owner's eyes only
    place = open_place(data)
    wake_django(place)
    from django.conf import settings

    from prepoll_web.people import add_sample_case, first_owner
    from prepoll_web.safety import check_safety
    from prepoll_web.serving import bring_up_to_date, serve_until_stopped

    check_safety(host, place, settings)
    with place_taken(place):
        bring_up_to_date()
        first_owner(os.environ)
        if sample:
            add_sample_case()
        serve_until_stopped(host, port, workers, processes)


def member(name: Name, team: Team, by: By, role: Role = "viewer", data: Data = DEFAULT_PLACE) -> None:
    """Add somebody to a team, in the name of an owner; who is new is asked for a password."""
    wake_django(existing_place(data))
    from prepoll_web.people import admit

    admit(name, team, role, by, os.environ)
    sys.stdout.write(f"{name.strip()} is now {role} in {team}.\n")


def verify_log(data: Data = DEFAULT_PLACE, file: RecordFile = None) -> None:
    """Check that no row of the record was changed, taken out or put in: in the workbench, or in a file taken out."""
    wake_django(data.absolute() if file else existing_place(data))
    if file:
        from prepoll_web.events.handing_out import check_file

        read = check_file(file)
        _tell_breaks(read.breaks)
        sys.stdout.write(f"{file} holds: {read.rows} rows, none changed, taken out or put in. Newest: {read.newest}\n")
        return
    from prepoll_web.events.chain import breaks, chains

    names = chains()
    found = [place for name in names for place in breaks(name)]
    _tell_breaks(found)
    sys.stdout.write(f"The record holds: {len(names)} chains, no row changed, taken out or put in.\n")


def _tell_breaks(found: Sequence[Break]) -> None:
    if found:
        lines = "\n".join(f"  {place.chain}, row {place.number}: {place.problem}" for place in found)
        raise UsageError(f"The record does not hold in {len(found)} places:\n{lines}")


def backup(file: BackupFile, data: Data = DEFAULT_PLACE) -> None:
    """Write the database and all files into one file, while the workbench is served or not."""
    os.umask(0o077)
    place = existing_place(data)
    wake_django(place)
    from prepoll_web.safekeeping import back_up

    count = back_up(place, file)
    sys.stdout.write(f"{file} holds {count} files, each as its hash in the manifest says.\n")


def restore(file: BackupFile, data: Data = DEFAULT_PLACE) -> None:
    """Bring a backup back into a new data folder; a workbench that is being served is left alone."""
    os.umask(0o077)
    wake_django(data.absolute())
    from prepoll_web.safekeeping import restore as bring_back

    count = bring_back(file, data.absolute())
    sys.stdout.write(f"{data} holds {count} files as they were. Start it: prepoll serve --data {data}\n")


def export(case: CaseId, folder: Folder, team: Team, by: Member, data: Data = DEFAULT_PLACE) -> None:
    """Write a case with all that its team has added to it into a folder."""
    wake_django(existing_place(data))
    from django.utils import timezone

    from prepoll_web.moving import export_case, find

    user, found = find(by, team, case)
    rows = export_case(user, team, found, folder, timezone.now())
    sys.stdout.write(f"{folder} holds the case as it was uploaded, and {rows} rows that the team has added.\n")


def import_(folder: Folder, team: Team, by: Member, data: Data = DEFAULT_PLACE) -> None:
    """Add a case folder to a team, with what an export has put beside it."""
    os.umask(0o077)
    wake_django(existing_place(data))
    from prepoll_web.people import take_in

    sys.stdout.write(f"{take_in(folder, team, by)}\n")


def password(name: Name, data: Data = DEFAULT_PLACE) -> None:
    """Give somebody a new password, and take their second factor off; asked for, or taken from PREPOLL_PASSWORD."""
    wake_django(existing_place(data))
    from prepoll_web.people import set_anew

    set_anew(name, os.environ)
    sys.stdout.write(f"{name.strip()} has a new password and no second factor.\n")


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
