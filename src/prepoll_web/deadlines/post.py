"""How mail goes out: on the console, or by the server that PREPOLL_MAIL names."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from prepoll.errors import UsageError

_WRONG = "PREPOLL_MAIL is not the address of a mail server. Write it as smtp://user:password@host:587 or smtps://…:465."
Settings = dict[str, Any]


def mail(address: str, sender: str) -> Settings:
    """Return Django's settings for mail; UsageError where the address is not of a mail server.

    >>> mail("smtp://desk:s%40cret@mail.example:587", "desk@example.org")["EMAIL_HOST_PASSWORD"]
    's@cret'
    >>> mail("", "")["EMAIL_BACKEND"].rpartition(".")[0]
    'django.core.mail.backends.console'
    """
    kept: Settings = {"DEFAULT_FROM_EMAIL": sender or "prepoll@localhost", "EMAIL_TIMEOUT": 20}
    if not address:
        return {**kept, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UsageError(_WRONG) from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise UsageError(_WRONG)
    sealed = parts.scheme == "smtps"
    return {
        **kept,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if sealed else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": sealed,
        "EMAIL_USE_TLS": not sealed,
    }
