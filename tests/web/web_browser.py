"""A real server in a process of its own, and somebody who signs in to it over the network."""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path

from databases import CURRENT

PREPOLL = str(Path(sys.executable).parent / "prepoll")
OWNER = {"PREPOLL_OWNER": "asha", "PREPOLL_PASSWORD": "a long enough phrase", "PREPOLL_TEAM": "News desk"}
OURS = ("PREPOLL_", "DJANGO_", "DATABASE_")


def surroundings():
    """Return the environment of a process that is to know of no other workbench, with an empty database."""
    return {key: value for key, value in os.environ.items() if not key.startswith(OURS)} | CURRENT.fresh()


@contextmanager
def server_on(place, environment, *options):
    """Serve a folder until the block ends; yield the process and its address."""
    command = [PREPOLL, "serve", "--port", "0", "--data", str(place), *options]
    server = subprocess.Popen(command, env={**environment, **OWNER}, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline()
        yield server, re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
    finally:
        server.send_signal(signal.SIGTERM)
        server.stdout.close()
        server.wait(60)


JOBS, PAGES = "prepoll_web.jobs", "prepoll_web.config.server"
"""What stands in the commands of the processes that a server starts."""


def children(process, command=""):
    """Return the ids of the processes that a process has started, by a command where one is given."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    found = [int(each) for thread in threads for each in thread.read_text().split()]
    return [each for each in found if command in command_of(each)]


def command_of(process):
    """Return the command that a process was started by; nothing where it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text()
    return ""


def wait_for(found, seconds=90):
    """Return what is found once it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError(f"not found within {seconds} seconds")


class Browser:
    """Somebody with cookies who reads pages and sends forms."""

    def __init__(self, address, name="asha", password=OWNER["PREPOLL_PASSWORD"]):
        self.address = address
        handler = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(handler)
        self.read("sign-in/")
        self.send("sign-in/", username=name, password=password)

    def read(self, page):
        """Return a page's text."""
        with self.opener.open(urllib.parse.urljoin(self.address, page)) as response:
            text = response.read().decode()
            self.at = urllib.parse.urlsplit(response.url).path
        if token := re.search(r'csrfmiddlewaretoken" value="(\w+)"', text):
            self.token = token[1]
        return text

    def send(self, page, files=(), **fields):
        """Send a form and return the page that comes of it; its address is kept in `at`."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrfmiddlewaretoken": self.token, **fields}.items()
        ]
        for name, content in files:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.zip"\r\n\r\n'
            parts.append(head.encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        address = urllib.parse.urljoin(self.address, page)
        request = urllib.request.Request(address, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
        with self.opener.open(request) as response:
            self.at = urllib.parse.urlsplit(response.url).path
            return response.read().decode()
