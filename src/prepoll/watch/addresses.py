"""Which addresses may be fetched: public ones only, unless the user allows others."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from prepoll.errors import NewsError

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: the host by name, and the number that was looked up and found allowed."""

    scheme: str
    host: str
    number: str  # IP; the connection goes there, so that a second look-up cannot lead elsewhere
    port: int
    path: str  # with the query

    @property
    def origin(self) -> str:
        """Return scheme, host and port, what a robots.txt is for."""
        return f"{self.scheme}://{self.host}:{self.port}"


def place_of(address: str, *, private: bool = False) -> Place:
    """Look an address up; NewsError where it is not one, cannot be found, or is private and that is not allowed."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise NewsError(f"{address}: not an address ({error}). Write it as https://host/path.") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise NewsError(f"{address}: not an address of the web. Write it as https://host/path.")
    numbers = _numbers(address, parts.hostname, port)
    closed = [number for number in numbers if not _is_public(number)]
    if closed and not private:
        raise NewsError(
            f"{address}: leads to {closed[0]}, which is not a public address. Allow it with --allow-private."
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, parts.hostname, numbers[0], port, path)


def _numbers(address: str, host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NewsError(f"{address}: the host {host} cannot be found. Check the address.") from error
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def _is_public(number: str) -> bool:
    found = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast
