"""How often a sign-in may fail before the next has to wait."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from prepoll_web.teams.models import FailedSignIn

WITHIN: Final = timedelta(minutes=15)
BY_NAME_AND_ADDRESS: Final = 10
BY_NAME: Final = 100
BY_ADDRESS: Final = 100
"""Failures within that time: of one name from one address, of one name, from one address.

The first is small, as it locks out nobody but whoever sits there; the others stop guessing from many places.
"""


def must_wait(name: str, address: str, at: datetime) -> bool:
    """Say whether a name or an address has failed too often lately."""
    lately = FailedSignIn.objects.filter(at__gt=at - WITHIN)
    of_name, of_address = lately.filter(name_hash=_hash(name)), lately.filter(address_hash=_hash(address))
    return (
        of_name.filter(address_hash=_hash(address)).count() >= BY_NAME_AND_ADDRESS
        or of_name.count() >= BY_NAME
        or of_address.count() >= BY_ADDRESS
    )


@transaction.atomic
def count_failure(name: str, address: str, at: datetime) -> None:
    """Count a sign-in that failed, and forget those that no longer count."""
    FailedSignIn.objects.filter(at__lte=at - WITHIN).delete()
    FailedSignIn.objects.create(name_hash=_hash(name), address_hash=_hash(address), at=at)


def forget_failures(name: str, address: str) -> None:
    """Forget the failures of a name from an address, as it has signed in."""
    FailedSignIn.objects.filter(name_hash=_hash(name), address_hash=_hash(address)).delete()


def _hash(text: str) -> str:
    return hashlib.sha256(text.strip().casefold().encode()).hexdigest()
