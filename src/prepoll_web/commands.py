"""The commands that the workbench adds to `prepoll`; Django is imported only once one of them runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from prepoll.errors import UsageError
from prepoll_web.place import check_host, open_place, place_taken

SETTINGS = "prepoll_web.config.settings"

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="Where the database and all files are kept.")]
Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; this machine only by default.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]


def add_commands(app: typer.Typer) -> None:
    """Add the workbench's commands to the command line."""
    app.command("serve")(serve)


def serve(host: Host = "127.0.0.1", port: Port = 8000, data: Data = Path("prepoll-data")) -> None:
    """Serve the team workbench; the first start makes the database and takes the first owner."""
    check_host(host, os.environ)
    place = open_place(data)
    wake_django(place)
    from prepoll_web.serving import prepare, serve_until_stopped

    with place_taken(place):
        prepare(os.environ)
        serve_until_stopped(host, port)


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
