"""Run a worker: python -m prepoll_web.jobs, started by `prepoll serve`."""

import sys

import django

django.setup()

from prepoll_web.jobs.worker import run  # noqa: E402  models can be imported once Django is awake

run(sys.argv[1:])
