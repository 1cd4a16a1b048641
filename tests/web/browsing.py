"""A real server and a real browser for the tests; where a test fails, a picture of the page is kept.

Every web test can ask for `look`.
"""

import os
import re
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import waitress
from django.conf import settings
from django.db import connections
from waitress import wasyncore

from prepoll_web.config.wsgi import application

PICTURES = Path(os.environ.get("PREPOLL_PICTURES", "build/screenshots"))
NAME = re.compile(r"[^\w-]+")
CHROMIUM = "/usr/bin/chromium"
ANSWERED = "Failed to load resource: the server responded with a status of 4"
"""What the console says of a page that is not there, or of a form that is sent back."""
WIDE, PHONE = {"width": 1440, "height": 950}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser():
    """Start Debian's Chromium once for a file."""
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop; the tests do not await
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def desk(world):
    """Serve the workbench of a test, and give its address."""
    server = waitress.create_server(application, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(10)
    wasyncore.close_all(server._map, ignore_all=True)  # browsers keep connections open
    connections.close_all()


def _run(server):
    with suppress(OSError):  # it was closed while it listened
        server.run()


@pytest.fixture
def look(world, desk, browser, request):
    """Give a way to open pages as somebody: `with look("owner") as page`; what fails leaves a picture."""

    @contextmanager
    def opened(who="nobody", **options):
        context = browser.new_context(base_url=desk, viewport=options.pop("viewport", WIDE), **options)
        context.set_default_timeout(20_000)
        page = context.new_page()
        problems = []
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        if who != "nobody":
            context.add_cookies([session_of(world, who, desk)])
        try:
            yield page
            assert [words for words in problems if not words.startswith(ANSWERED)] == []
        except BaseException:
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{NAME.sub('-', request.node.name)}.png", full_page=True)
            raise
        finally:
            context.close()

    return opened


def session_of(world, who, desk):
    """Return the cookie of somebody who is signed in."""
    cookie = world.client(who).cookies[settings.SESSION_COOKIE_NAME]
    return {"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": desk}
