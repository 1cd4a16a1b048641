"""Two real processes that do something at the same moment, and one whose children are killed in the middle of it.

python rivals.py PLACE   reads one order a line as JSON, and answers each by a line: what came of it.

An order says what is done by whom with what, and when: {"do", "by", "with", "at", "when"}, `when` by the clock that
all processes of a machine share. With "kill" a child does it, which is killed so many seconds after it began, or,
where that is null, lives to its end.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

HEAD_START = 0.002
"""Seconds from the order until both begin: time to read it."""


def accept(by, team, offer, at):
    from prepoll_web.talks.exchange import accept_offer

    accept_offer(by, team, offer, at)


def withdraw(by, team, offer, at):
    from prepoll_web.talks.exchange import withdraw_offer

    withdraw_offer(by, team, offer, at)


def look(by, team, offer, at):
    """Look at an offer, which lets it lapse where its time is up; tell whoever wanted that where it did not."""
    from prepoll_web.talks.access import fetch_offer
    from prepoll_web.talks.exchange import settle
    from prepoll_web.teams.access import Right

    settle(fetch_offer(by, team, offer, Right.READ_TALKS)[1].talk, at)
    found = fetch_offer(by, team, offer, Right.READ_TALKS)[1].shared
    if found.state != "lapsed":
        raise SeenOtherwiseError(found.get_state_display())


class SeenOtherwiseError(Exception):
    """What somebody saw instead of what they expected."""


def approve(by, team, offer, at, version=1):
    from prepoll_web.talks.drafting import SeenOffer, approve_offer

    approve_offer(by, SeenOffer(team, offer, version), at)


def edit(by, team, offer, at, version=1, words="changed"):
    from dataclasses import replace

    from prepoll_web.talks.drafting import Draft, SeenOffer, edit_offer
    from prepoll_web.talks.models import Offer
    from prepoll_web.talks.text import read_text

    text = read_text(Offer.objects.get(id=offer).text)
    edit_offer(by, SeenOffer(team, offer, version), Draft(replace(text, words=words)), at)


def reply(by, team, approach, at, said="answered"):
    """Note what the only party of an approach said."""
    from prepoll_web.talks.actions import Answered, answer_approach
    from prepoll_web.talks.models import Addressee, Reply

    party = Addressee.objects.get(approach=approach).party
    answer_approach(by, team, approach, Answered(party, Reply(said)), at)


def sign(by, team, mandate, at, digest=""):
    from prepoll_web.meetings.granting import sign as sign_mandate

    sign_mandate(by, team, mandate, digest, at)


def shorten(by, team, mandate, at, hours=1):
    """Have a mandate end earlier."""
    from dataclasses import replace
    from datetime import timedelta

    from prepoll_web.meetings.granting import Granted, Seen, change
    from prepoll_web.meetings.models import Mandate
    from prepoll_web.meetings.terms import read_terms

    found = Mandate.objects.get(id=mandate)
    terms = read_terms(found.terms, found.until)
    limits = replace(terms.limits, until=found.until - timedelta(hours=hours))
    granted = Granted(found.holder.username, found.decision_id, replace(terms, limits=limits))
    change(by, Seen(team, mandate, 1, 0), granted, at)


def remind(by, team, what, at, folder=""):
    """Send the reminders that are due, as files in a folder."""
    from django.conf import settings

    from prepoll_web.deadlines import reminders

    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", folder
    reminders.remind()


def forget(by, team, case, at, number=0):
    """Delete a reporter."""
    from prepoll_web.field.actions import delete_reporter

    delete_reporter(by, team, number, at)


def report(by, team, case, at, number=0):
    """Write a report down for a reporter."""
    from web_field_world import a_report

    from prepoll_web.field.actions import send_report

    send_report(by, team, case, number, a_report(), at)


def link(by, team, case, at, number=0):
    """Make a reporter's link."""
    from prepoll_web.field.actions import make_link

    make_link(by, team, case, number, at)


def unsay(by, team, told, at):
    """Delete a report."""
    from prepoll_web.field.actions import delete_report

    delete_report(by, team, told, at)


def revoke(by, team, given, at):
    """Revoke a reporter's link."""
    from prepoll_web.field.actions import revoke_link

    revoke_link(by, team, given, at)


OF_TALKS = (accept, withdraw, look, approve, edit, reply, sign, shorten, remind)
OF_THE_FIELD = (forget, report, link, unsay, revoke)
ACTIONS = {each.__name__: each for each in (*OF_TALKS, *OF_THE_FIELD)}


def do(order):
    """Do what an order says; return whether it was done, else what was told."""
    from datetime import datetime
    from uuid import UUID

    from django.http import Http404

    from prepoll.errors import PrepollError
    from prepoll_web.teams.models import User

    by, given = User.objects.get(username=order["by"]), dict(order["with"])
    team, what = given.pop("team"), UUID(given.pop("what"))
    while time.monotonic() < order.get("when", 0):
        pass
    try:
        ACTIONS[order["do"]](by, team, what, datetime.fromisoformat(order["at"]), **given)
    except (PrepollError, SeenOtherwiseError, Http404) as error:
        return {"done": False, "told": str(error), "error": type(error).__name__}
    return {"done": True}


def do_and_die(order):
    """Have a child do what an order says, and kill it after a time; return what it could still say."""
    from django.db import connection

    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, b"\n")  # it begins
        said = json.dumps(do(order)).encode()
        os.write(writing, said)
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    began = time.monotonic()
    if order["kill"] is not None:
        time.sleep(order["kill"])  # the child may need the core
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    took = time.monotonic() - began
    with os.fdopen(reading, "rb") as answer:
        said = answer.read()
    return {**(json.loads(said) if said else {"killed": True}), "took": took}


def main(place):
    from prepoll_web.commands import wake_django

    wake_django(Path(place))
    from django.db import connection

    import prepoll_web.field.actions
    import prepoll_web.meetings.granting
    import prepoll_web.talks.actions
    import prepoll_web.talks.drafting
    import prepoll_web.talks.exchange  # noqa: F401 - so that no child has to load it

    if connection.vendor == "sqlite":  # a process that is killed loses nothing by it; a power cut would
        connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"
    for line in sys.stdin:
        order = json.loads(line)
        said = do_and_die(order) if "kill" in order else do(order)
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


class Rival:
    """A process that does what it is told."""

    def __init__(self, place, environment):
        command = [sys.executable, __file__, str(place)]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def said(self):
        line = self.process.stdout.readline()
        assert line, "the process has ended"
        return json.loads(line)

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


@contextmanager
def rivals(world, number):
    """Start processes that work on the workbench of a test; they end with the block."""
    from databases import CURRENT
    from django.db import connection

    name = connection.settings_dict["NAME"]
    environment = {**os.environ, **CURRENT.reached(name), "OPENBLAS_NUM_THREADS": "1"}
    found = [Rival(world.place, environment) for _ in range(number)]
    try:
        yield found
    finally:
        for each in found:
            each.end()


def at_once(pair, orders, apart=0.0):
    """Have two processes do something at the same moment, or one of them some seconds after; return what both say."""
    begin = time.monotonic() + HEAD_START
    for each, order, when in zip(pair, orders, (begin + max(-apart, 0), begin + max(apart, 0)), strict=True):
        each.tell({**order, "when": when})
    return [each.said() for each in pair]


if __name__ == "__main__":
    main(*sys.argv[1:])
