"""Codes of six digits that change every half minute, as an authenticator shows them (RFC 6238).

The standard asks for one HMAC and a truncation (RFC 4226, section 5.3); its published values are in the tests.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from typing import Final
from urllib.parse import quote

import segno
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from prepoll.errors import UsageError
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.models import User

SECONDS: Final = 30
DIGITS: Final = 6
LEEWAY: Final = 1
"""Steps that a clock may be off, either way."""


def new_key() -> str:
    """Return a new key of 160 bits in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address_of(key: str, name: str) -> str:
    """Return the address that hands a key to an authenticator on the same device."""
    return f"otpauth://totp/prepoll:{quote(name)}?secret={key}&issuer=prepoll"


def square_of(address: str) -> SafeString:
    """Draw an address as a square of dots that a phone's camera reads (a QR code), dark on white in either scheme."""
    drawn = segno.make(address, micro=False).svg_inline(scale=4, border=4, light="#fff", dark="#000", omitsize=False)
    return mark_safe(drawn)


def code(key: str, step: int, digits: int = DIGITS) -> str:
    """Return the code of a step of half a minute, counted from 1970 on."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1)
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def step_of(key: str, typed: str, at: datetime) -> int | None:
    """Return the step that a typed code belongs to, or None where it is of none near this moment."""
    now, given = int(at.timestamp()) // SECONDS, "".join(typed.split())
    steps = range(now - LEEWAY, now + LEEWAY + 1)
    return next((step for step in steps if hmac.compare_digest(code(key, step).encode(), given.encode())), None)


@transaction.atomic
def set_up(user: User, key: str, typed: str, at: datetime) -> None:
    """Ask for a code at each sign-in from now on; UsageError where the code is not of the key."""
    try:
        step = step_of(key, typed, at)
    except (binascii.Error, ValueError) as error:
        raise UsageError(gettext("The key was not kept whole. Begin again.")) from error
    if step is None:
        raise UsageError(gettext("This code does not fit the key. Look whether the clock of your device is right."))
    User.objects.filter(id=user.id).update(second_factor=key, second_factor_step=step)
    record(What.SECOND_FACTOR_SET, by=user.username, at=at)


@transaction.atomic
def take_off(user: User, typed: str, at: datetime) -> None:
    """Ask for no code any more; UsageError where the code given now is not right."""
    if not use(user, typed, at):
        raise UsageError(gettext("This code is not right, or was used before. Wait for the next one."))
    User.objects.filter(id=user.id).update(second_factor="")
    record(What.SECOND_FACTOR_ENDED, by=user.username, at=at)


def use(user: User, typed: str, at: datetime) -> bool:
    """Take a code, once; one that was used, or one before it, is not taken again."""
    step = step_of(user.second_factor, typed, at) if user.second_factor else None
    if step is None:
        return False
    unused = User.objects.filter(id=user.id, second_factor=user.second_factor, second_factor_step__lt=step)
    return bool(unused.update(second_factor_step=step))
