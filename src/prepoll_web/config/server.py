"""One process that serves pages: python -m prepoll_web.config.server SOCKET…, started by `prepoll serve`.

The sockets listen already, and other processes answer on them too: whoever is free takes the next connection.
It says by lines on its output that it serves, and which studies it has opened; by lines on its input it is told which
ones others have, and opens them too. It ends when it is told to, or when its input does: whoever started it is gone.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final

import waitress
from django.conf import settings

from prepoll.errors import PrepollError
from prepoll_web.config.wsgi import application
from prepoll_web.jobs.warm import warm
from prepoll_web.scenarios.studies import Key, open_ahead, tell_openings

TRUSTED: Final = frozenset({"x-forwarded-proto", "x-forwarded-for"})
"""What the proxy is believed: that the connection is encrypted, and who is at its other end."""
THREADS: Final = 8
FORM_ROOM: Final = 64 * 1024
"""Bytes that the rest of a form may take beside the largest file."""
TURN: Final = 0.001
"""Seconds that a thread keeps the interpreter while others wait for it; Python's own 5 ms let one page's reckoning hold
up the short statements of another that has the database's lock, and with it everybody who waits for that."""
SERVES: Final = b"serves\n"


def serve_on(numbers: Sequence[int]) -> None:
    """Serve on the sockets of these numbers until told to stop."""
    sockets = [socket.socket(fileno=number) for number in numbers]
    sys.setswitchinterval(TURN)
    warm()  # on a new machine the first study compiles for a minute or so; nobody is to wait for that on a page
    gc.freeze()  # what is loaded now stays; to look through it for garbage would hold every page up for a tenth second
    server = waitress.create_server(application, sockets=sockets, **_options())
    answers = _answers()
    tell_openings(lambda key: _say(answers, json.dumps([str(key[0]), *key[1:]]).encode() + b"\n"))
    _say(answers, SERVES)
    Thread(target=_hear, daemon=True).start()
    server.run()


def _answers() -> int:
    """Return where a line goes that is meant for whoever started this; what a library prints goes to the console."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _options() -> dict[str, object]:
    options: dict[str, object] = {
        "threads": THREADS,
        "ident": "",
        "max_request_body_size": settings.MAX_UPLOAD_BYTES + FORM_ROOM,
    }
    if settings.PREPOLL_ADDRESS:  # who calls is known by the proxy's word, and by no one else's
        proxy = settings.PREPOLL_PROXY
        options |= {"trusted_proxy": proxy, "trusted_proxy_headers": TRUSTED, "trusted_proxy_count": 1}
        options |= {"clear_untrusted_proxy_headers": True}
    return options


def _say(answers: int, line: bytes) -> None:
    with suppress(BrokenPipeError):  # whoever started this is gone, which is found out by the input
        os.write(answers, line)


def _hear() -> None:
    """Open what others have opened; stop once nobody can say anything any more, however they ended."""
    for line in sys.stdin:
        folder, seed, draws = json.loads(line)
        Thread(target=_open, args=((Path(folder), seed, draws),), daemon=True).start()
    os.kill(os.getpid(), signal.SIGTERM)


def _open(key: Key) -> None:
    with suppress(PrepollError, OSError):  # whoever asks for it here is told what is wrong
        open_ahead(key)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever started this
    signal.signal(signal.SIGTERM, _stop)
    with suppress(KeyboardInterrupt):
        serve_on([int(number) for number in sys.argv[1:]])
