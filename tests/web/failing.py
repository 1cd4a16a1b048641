"""Writes that fail, or that kill the process; run as a program, it dies at a write of its own choosing.

python failing.py PLACE import N FOLDER   |   python failing.py PLACE backup N FILE
"""

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

WRITES = ("INSERT", "UPDATE", "DELETE")


class Counted:
    """Lets writes through until the last one allowed, and then does something else instead."""

    def __init__(self, last, instead):
        self.left, self.instead = last, instead

    def count(self):
        self.left -= 1
        if self.left == 0:
            self.instead()

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            self.count()
        return execute(sql, params, many, context)


def fail():
    from django.db import OperationalError

    raise OperationalError("the disk is full")


def die():
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def write_that_fails(number):
    """Let the write of a number fail; yield what says whether it came to that."""
    from django.db import connection

    counted = Counted(number, fail)
    with connection.execute_wrapper(counted):
        yield counted


def main(place, action, number, target):
    from prepoll_web.commands import wake_django

    wake_django(Path(place))
    from datetime import UTC, datetime

    from django.db import connection

    from prepoll_web import safekeeping
    from prepoll_web.moving import import_case
    from prepoll_web.teams.models import User

    counted = Counted(int(number), die)
    if action == "backup":
        add = safekeeping._add
        safekeeping._add = lambda *arguments: (counted.count(), add(*arguments))
        safekeeping.back_up(Path(place), Path(target))
    else:
        owner = User.objects.get(username="owner")
        with connection.execute_wrapper(counted):
            import_case(owner, "lantern-desk", Path(target), datetime.now(UTC))


if __name__ == "__main__":
    main(*sys.argv[1:])
