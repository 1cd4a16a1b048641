"""How a page answers a form: led on, or shown again with what is to be mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from prepoll.errors import PrepollError
from prepoll_web.approvals.actions import AlreadyApprovedError, TextMovedError
from prepoll_web.talks.actions import AnswerMovedError, TalkMovedError
from prepoll_web.talks.drafting import OfferMovedError
from prepoll_web.talks.signing import AgreementMovedError
from prepoll_web.talks.stages import StageError

CONFLICT: Final = 409
SENT_BACK: Final = 422
MOVED: Final = (
    AgreementMovedError,
    AlreadyApprovedError,
    AnswerMovedError,
    OfferMovedError,
    StageError,
    TalkMovedError,
    TextMovedError,
)
"""What is raised where somebody else was faster: nothing was done, and the page shows how things now are."""


def acted(act: Callable[[], str], show: Callable[[str, int], HttpResponse]) -> HttpResponse:
    """Do something and lead to the address it returns, or show the page with what kept it from being done."""
    try:
        address = act()
    except PrepollError as error:
        return show(str(error), CONFLICT if isinstance(error, MOVED) else SENT_BACK)
    return redirect(address)


def version_of(text: str) -> int:
    """Read the version that a form was made for; -1, which nothing has, where there is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def faults(form: Form) -> str:
    """Say what is wrong with a form that is not shown again."""
    return " ".join(str(fault) for field in form.errors.values() for fault in field)
