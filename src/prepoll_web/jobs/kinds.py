"""The kinds of work there are; applications above this one name theirs when they are loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from prepoll.errors import UsageError
from prepoll_web.cases.models import Case
from prepoll_web.jobs.models import Job
from prepoll_web.teams.access import Right

Asked = Mapping[str, str | int]
Tell = Callable[[str, int], None]
"""Takes a sentence on what is done now, and how much of 100 is done."""
Keep = Callable[[datetime], Mapping[str, str | int]]
"""Writes down what was worked out and says what it is; called in the transaction that ends the job."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: who may ask for it, how it is done, and where its result is read."""

    name: str
    words: Promise
    right: Right
    fingerprint: Callable[[Case, Asked], str]  # of all that the result depends on, as it is now
    work: Callable[[Job, Tell], Keep]
    address: Callable[[Job], str]
    told: Callable[[Job], Sequence[tuple[Promise | str, str | int]]] | None = None  # what was asked for, in words


_KINDS: dict[str, Kind] = {}


def know(kind: Kind) -> None:
    """Take a kind of work in; asked for in an application's `ready`."""
    _KINDS[kind.name] = kind


def kind_of(name: str) -> Kind:
    """Return a kind by its name; UsageError where no application knows it."""
    if name not in _KINDS:
        raise UsageError(f"No work of the kind {name!r} is known. Known: {', '.join(sorted(_KINDS))}.")
    return _KINDS[name]


def is_stale(job: Job) -> bool:
    """Say whether something that a job's result rests on has changed since."""
    return kind_of(job.kind).fingerprint(job.case, job.asked) != job.input_hash
