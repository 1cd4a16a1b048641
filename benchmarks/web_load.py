"""Time the workbench under load: fifty people at once on the case of Uttar Pradesh, against a real server.

    python benchmarks/web_load.py [--people 50] [--seconds 60] [--processes N]

Each person acts every two to five seconds: two times in five a party is moved on the board of a scenario of their own,
else a page is read. Server and people share the machine. Everybody has opened every page twice before, and each time
the server has come to rest: what is read and compiled once after a start is not what people wait for later. Printed are
the 50th, 95th and 99th percentiles of what a person waits, every answer that is no success, and the processor time of
all that served and of the people. Sign-ins are left out: they cost a password's hash each, on purpose.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import urlencode, urlsplit

import numpy as np

from prepoll.chance import generator

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "cases" / "uttar-pradesh-2019"
OWNER = {"PREPOLL_OWNER": "person0", "PREPOLL_PASSWORD": "a long enough phrase", "PREPOLL_TEAM": "Desk"}
MOVES = (
    ("INC", "SP"),
    ("INC", ""),
    ("RLD", "INC"),
    ("RLD", ""),
    ("BSP", "INC"),
    ("BSP", ""),
    ("INC", "RLD"),
    ("INC", ""),
)
"""Whom a person moves, and to whom ("": to a place of its own), one after the other and from the start again."""
TURN = 0.001
"""Seconds for which one person's thread keeps the interpreter: people have machines of their own, which do not wait."""
BEFORE = 2
"""How often everybody opens every page before it counts."""
LOOKS, AT_REST = 3.0, 0.02
"""Seconds between two looks whether the server is at rest, and the part of a processor that it then has at most."""
PAGES = ("team", "case", "scenarios", "scenario", "evidence", "jobs", "people")
OF_TEAM = ("team", "jobs", "people")
CHANGE = "a scenario's change"
SERVES_PAGES, DOES_JOBS = "prepoll_web.config.server", "prepoll_web.jobs"
"""What stands in the commands of a server's processes."""


@dataclass
class Person:
    """Somebody with a session, a scenario of their own, and what they waited for."""

    number: int
    session: str
    pages: dict[str, str]
    board: str = ""
    version: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    waited: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def act(self, connection: http.client.HTTPConnection, kind: str, body: dict[str, str] | None = None) -> None:
        """Ask for a page or send a change, and note what it took."""
        headers = {"Cookie": f"sessionid={self.session}; " + "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        way = self.pages["scenario"] + "move/" if body else self.pages[kind]
        if body:
            headers |= {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        started = time.perf_counter()
        connection.request("POST" if body else "GET", way, urlencode(body) if body else None, headers)
        response = connection.getresponse()
        text = response.read()
        self.waited[kind].append(time.perf_counter() - started)
        if response.status != http.HTTPStatus.OK:
            said = re.search(rb'class="problem"[^>]*>\s*(?:<[^>]*>\s*)*([^<]+)', text)
            self.wrong.append(f"{kind}: {response.status} {said[1].decode() if said else ''}")
        if cookie := re.search(r"csrftoken=(\w+)", response.headers.get("Set-Cookie", "")):
            self.cookies["csrftoken"] = cookie[1]
        if kind in ("scenario", CHANGE):
            self.look_at(text)

    def look_at(self, board: bytes) -> None:
        """Remember what the next move has to say: which board, and which version of it was looked at."""
        for name in ("version", "board"):
            if found := re.search(rb'name="%b" value="([^"]*)"' % name.encode(), board):
                setattr(self, name, found[1].decode())

    def come_in(self, address: str) -> None:
        """Open every page once, the board last; whoever comes first waits for the study to be opened."""
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
        for page in sorted(self.pages, key=lambda page: page == "scenario"):
            self.act(connection, page)
        connection.close()
        self.waited.clear()
        self.wrong.clear()

    def play(self, address: str, seconds: float, together: Barrier) -> None:
        """Act every two to five seconds until the time is over."""
        host = urlsplit(address).netloc
        connection, chance = http.client.HTTPConnection(host, timeout=60), generator(7, "person", str(self.number))
        for _ in range(BEFORE):
            self.come_in(address)
            together.wait()  # all have come in
            together.wait()  # and the server is at rest
        moved = 0
        end = time.monotonic() + seconds
        time.sleep(float(chance.uniform(0, 5)))
        while time.monotonic() < end:
            try:
                if chance.random() < 0.4:
                    party, to = MOVES[moved % len(MOVES)]
                    body = {"party": party, "to": to, "board": self.board, "version": self.version}
                    self.act(connection, CHANGE, body)
                    moved += 1
                else:
                    self.act(connection, str(chance.choice([page for page in PAGES if page in self.pages])))
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(type(error).__name__)
                connection = http.client.HTTPConnection(host, timeout=60)
            time.sleep(float(chance.uniform(2, 5)))


def made_ready(place: Path, number: int) -> list[Person]:
    """Make a workbench with a team, its people, the case and a scenario for each."""
    from prepoll_web.commands import wake_django
    from prepoll_web.place import open_place

    wake_django(open_place(place))
    from datetime import UTC, datetime

    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
    from prepoll_web.moving import import_case
    from prepoll_web.people import first_owner
    from prepoll_web.scenarios.actions import Start, make_scenario
    from prepoll_web.serving import bring_up_to_date
    from prepoll_web.teams.actions import add_member
    from prepoll_web.teams.models import Role, User

    bring_up_to_date()
    first_owner(OWNER)
    now = datetime.now(UTC)
    owner = User.objects.get(username=OWNER["PREPOLL_OWNER"])
    case = import_case(owner, "desk", CASE, now)
    people = []
    for each in range(number):
        user = owner if each == 0 else User.objects.create_user(f"person{each}")
        if each:
            add_member(owner, "desk", user, Role.ANALYST, now)
        made = make_scenario(user, "desk", case.id, Start(f"Trial {each}", DEFAULT_SEED, DEFAULT_DRAWS), now)
        client, pages = Client(), {}
        client.force_login(user)
        for page in PAGES:
            keys = {"scenario": ("team", "scenario")}.get(page, ("team",) if page in OF_TEAM else ("team", "case"))
            values = {"team": "desk", "case": case.id, "scenario": made.id}
            try:
                pages[page] = reverse(page, kwargs={key: values[key] for key in keys})
            except NoReverseMatch:
                sys.stdout.write(f"There is no page {page} yet.\n")
        people.append(Person(each, client.cookies["sessionid"].value, pages))
    return people


def shown(people: list[Person], kinds: list[str], name: str, target: float) -> str:
    """Return a line on what all waited for some kinds of acts."""
    waited = np.array([wait for person in people for kind in kinds for wait in person.waited.get(kind, ())]) * 1000
    if not len(waited):
        return f"{name}: none"
    middle, late, last = np.percentile(waited, [50, 95, 99])
    met = "met" if late < target else "missed"
    return (
        f"{name}: {len(waited)} times, 50 % within {middle:.0f} ms, 95 % within {late:.0f} ms, 99 % within "
        f"{last:.0f} ms (95 % within {target:.0f} asked for: {met})"
    )


@dataclass(frozen=True)
class Served:
    """Seconds of processor that a server had, by what its processes do, and how many serve pages."""

    pages: float
    jobs: float
    rest: float
    processes: int

    @classmethod
    def of(cls, server: int) -> Served:
        """Add up what a server and all processes that it has started have had until now."""
        crew = [pid for pid in descendants(server) if pid != server]
        pages = [pid for pid in crew if SERVES_PAGES in told(pid)]
        jobs = [pid for pid in crew if DOES_JOBS in told(pid)]
        of_pages, of_jobs, rest = (sum(map(processor_time, group)) for group in (pages, jobs, [server]))
        return cls(of_pages, of_jobs, rest, len(pages))

    def since(self, before: Served) -> str:
        """Say what was had since."""
        return (
            f"{self.processes} serving processes had {self.pages - before.pages:.1f} s of processor, workers "
            f"{self.jobs - before.jobs:.1f} s, whoever watches over them {self.rest - before.rest:.1f} s"
        )


def wait_for_rest(server: int) -> None:
    """Wait until those who serve pages have nothing to do any more: one opens studies that another has opened."""
    had, now = -1.0, Served.of(server).pages
    while now - had > AT_REST * LOOKS:
        time.sleep(LOOKS)
        had, now = now, Served.of(server).pages


def descendants(process: int) -> list[int]:
    """List a process and all that it and they have started."""
    found = [process]
    with suppress(OSError):  # it has ended
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text(encoding="utf-8").split():
                found += descendants(int(child))
    return found


def told(process: int) -> str:
    """Return the command that a process was started by; nothing where it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")
    return ""


def main() -> None:
    """Serve, let all act, and print what they waited."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", help="how many serve pages; as prepoll serve chooses")
    asked = parser.parse_args()
    more = ["--processes", asked.processes] if asked.processes else []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "data"
        people = made_ready(place, asked.people)
        command = [str(Path(sys.executable).parent / "prepoll"), "serve", "--port", "0", "--data", str(place), *more]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **OWNER}) as server:
            assert server.stdout is not None
            found = re.search(r"http://[\d.:]+/", server.stdout.readline())
            assert found is not None
            sys.setswitchinterval(TURN)
            barrier = Barrier(len(people) + 1)
            threads = [Thread(target=each.play, args=(found[0], asked.seconds, barrier)) for each in people]
            for thread in threads:
                thread.start()
            for _ in range(BEFORE):
                barrier.wait()
                wait_for_rest(server.pid)
                barrier.wait()
            before, own = Served.of(server.pid), time.process_time()
            for thread in threads:
                thread.join()
            said = f"{Served.of(server.pid).since(before)}, the people {time.process_time() - own:.1f} s"
            server.terminate()
    report(people, f"in {asked.seconds:.0f} s {said}; load of the machine {os.getloadavg()[0]:.1f}")


def processor_time(process: int) -> float:
    """Return the seconds of processor that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(people: list[Person], had: str) -> None:
    """Print the percentiles, page by page, and what went wrong."""
    for line in (
        shown(people, list(PAGES), "pages", 300),
        *(shown(people, [page], f"  {page}", 300) for page in PAGES),
        shown(people, [CHANGE], CHANGE, 150),
        f"errors: {dict(Counter(wrong for person in people for wrong in person.wrong)) or 'none'}",
        had,
    ):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
