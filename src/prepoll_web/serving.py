"""Bring the database up to date, and serve."""

from __future__ import annotations

import signal
import sys
from threading import Timer

import waitress
from django.conf import settings
from django.core.management import call_command

from prepoll.errors import UsageError
from prepoll_web.config.wsgi import application
from prepoll_web.deadlines.rounds import reminding
from prepoll_web.jobs.crew import crew_of
from prepoll_web.jobs.warm import warm
from prepoll_web.scenarios.charts import make_script

TRUSTED = frozenset({"x-forwarded-proto", "x-forwarded-for"})
"""What the proxy is believed: that the connection is encrypted, and who is at its other end."""
SETTLED = 20.0
"""Seconds after the start when what can wait is made."""
FORM_ROOM = 64 * 1024
"""Bytes that the rest of a form may take beside the largest file."""
TURN = 0.001
"""Seconds that a thread keeps the interpreter while others wait for it; Python's own 5 ms let one page's reckoning hold
up the short statements of another that has the database's lock, and with it everybody who waits for that."""


def bring_up_to_date() -> None:
    """Make the database, or bring it to the newest form; throw away sessions that have run out."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("clearsessions")


def serve_until_stopped(host: str, port: int, workers: int) -> None:
    """Serve until stopped, with workers beside; the address is printed once the server listens."""
    sys.setswitchinterval(TURN)
    _make_script_soon()
    warm()  # on a new machine the first study compiles for a minute or so; nobody is to wait for that on a page
    try:
        server = waitress.create_server(application, host=host, port=port, **_server_options())
    except OSError as error:
        raise UsageError(
            f"Nothing can listen on {host}:{port}: {error.strerror or error}. Give another --port."
        ) from error
    # a name such as localhost can stand for several addresses, which then have one server each
    (_, free), *_ = getattr(server, "effective_listen", None) or [(host, server.effective_port)]
    shown = settings.PREPOLL_ADDRESS or f"http://{_bracketed(host)}:{free}/"
    sys.stdout.write(f"The workbench is at {shown}  (stop it with Ctrl+C)\n")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, _stop)  # as Ctrl+C does: workers are stopped too, and the database is closed
    with crew_of(workers), reminding():
        server.run()


def _make_script_soon() -> None:
    """Make the program that draws charts once the server has settled, so that no page waits the seconds it takes."""
    timer = Timer(SETTLED, make_script)
    timer.daemon = True
    timer.start()


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _server_options() -> dict[str, object]:
    options: dict[str, object] = {
        "threads": 8,
        "ident": "",
        "max_request_body_size": settings.MAX_UPLOAD_BYTES + FORM_ROOM,
    }
    if settings.PREPOLL_ADDRESS:  # who calls is known by the proxy's word, and by no one else's
        proxy = settings.PREPOLL_PROXY
        options |= {"trusted_proxy": proxy, "trusted_proxy_headers": TRUSTED, "trusted_proxy_count": 1}
        options |= {"clear_untrusted_proxy_headers": True}
    return options


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
