"""Start the workbench: the database, the first owner, the server."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping

import waitress
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from prepoll.errors import UsageError
from prepoll_web.config.wsgi import application
from prepoll_web.teams.actions import take_first_owner
from prepoll_web.teams.models import User

FORM_ROOM = 64 * 1024
"""Bytes that the rest of a form may take beside the largest file."""


def prepare(environ: Mapping[str, str]) -> None:
    """Bring the database up to date, and take the first owner if there is no user yet."""
    call_command("migrate", verbosity=0, interactive=False)
    if not User.objects.exists():
        name, password, team = _owner_from_environment(environ) or _owner_from_terminal()
        take_first_owner(name, password, team, timezone.now())


def serve_until_stopped(host: str, port: int) -> None:
    """Serve until interrupted; the address is printed once the server listens."""
    try:
        server = waitress.create_server(application, host=host, port=port, **_server_options())
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened on: {error.strerror or error}. Try another port."
        ) from error
    # a name such as localhost can stand for several addresses, which then have one server each
    (_, free), *_ = getattr(server, "effective_listen", None) or [(host, server.effective_port)]
    shown = settings.PREPOLL_ADDRESS or f"http://{_bracketed(host)}:{free}/"
    sys.stdout.write(f"The workbench is at {shown}  (stop it with Ctrl+C)\n")
    sys.stdout.flush()
    server.run()


def _server_options() -> dict[str, object]:
    options: dict[str, object] = {
        "threads": 8,
        "ident": "",
        "max_request_body_size": settings.MAX_UPLOAD_BYTES + FORM_ROOM,
    }
    if settings.PREPOLL_ADDRESS:  # who calls is known by the proxy's word, and by no one else's
        proxy = settings.PREPOLL_PROXY
        options |= {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-proto"}, "trusted_proxy_count": 1}
        options |= {"clear_untrusted_proxy_headers": True}
    return options


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
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same password again: ") != password:
        raise UsageError("The two passwords differ. Start again.")
    return name, password, team


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
