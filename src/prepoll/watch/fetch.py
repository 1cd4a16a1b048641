"""Fetch over the web: limits on time, size and redirects; nothing is fetched that the host's robots.txt closes."""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import urllib3

from prepoll import __version__
from prepoll.errors import NewsError
from prepoll.watch.addresses import PORTS, Place, place_of

AGENT = f"prepoll/{__version__} (follows public news feeds for a case)"
NAME = "prepoll"
REDIRECTS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of time and space one fetch may take, and where it may go."""

    seconds: float = 30.0  # for the whole answer, however slowly it comes
    wait: float = 10.0  # for a connection, and between two pieces
    most_bytes: int = 5_000_000  # after unpacking
    private: bool = False  # whether addresses that are not public are allowed


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: 200 with a body, or 304 for "not changed" with none."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case


class BusyError(NewsError):
    """A host said not now: `after` is the seconds it asked to wait, None where it did not say."""

    def __init__(self, message: str, after: float | None) -> None:
        super().__init__(message)
        self.after = after


class Fetcher:
    """Fetches addresses; robots.txt of each host is read once."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._robots: dict[str, RobotFileParser] = {}

    def fetch(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch an address, with what the host closes left alone.

        Raises BusyError where the host is busy (429, 5xx), NewsError for everything else that goes wrong.
        """
        deadline = time.monotonic() + self.limits.seconds
        for _ in range(REDIRECTS + 1):
            place = place_of(address, private=self.limits.private)
            if not self._robots_of(place, deadline).can_fetch(NAME, place.path):
                raise NewsError(f"{address}: the host's robots.txt closes it. Left alone.")
            answer = self._ask(address, place, headers or {}, deadline)
            if answer.status not in MOVED:
                return _checked(address, answer)
            address = urljoin(address, answer.headers.get("location", ""))
        raise NewsError(f"{address}: sent on more than {REDIRECTS} times. Give the address it ends at.")

    def _robots_of(self, place: Place, deadline: float) -> RobotFileParser:
        """Read a host's robots.txt; one that is missing closes nothing, one that cannot be had closes all for now."""
        if place.origin not in self._robots:
            rules = RobotFileParser()
            where = Place(place.scheme, place.host, place.number, place.port, "/robots.txt")
            answer = self._ask(f"{place.origin}/robots.txt", where, {}, deadline)
            if answer.status >= 500 or answer.status == 429:
                raise _refused(f"{place.origin}/robots.txt", answer)
            rules.parse(answer.body.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
            self._robots[place.origin] = rules
        return self._robots[place.origin]

    def _ask(self, address: str, place: Place, headers: Mapping[str, str], deadline: float) -> Answer:
        """Make one request to the number that was looked up, and read the answer within the limits."""
        wait = urllib3.Timeout(connect=self.limits.wait, read=self.limits.wait)
        sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Host": _host(place), **headers}
        try:
            with _pool(place, wait) as pool:
                got = pool.urlopen(
                    "GET",
                    place.path,
                    headers=sent,
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                )
                names = {name.lower(): value for name, value in got.headers.items()}
                body = b"" if got.status in MOVED else self._body(address, got, names, deadline)
        except urllib3.exceptions.HTTPError as error:
            raise BusyError(f"{address}: no answer ({type(error).__name__}). It is tried again later.", None) from error
        return Answer(got.status, body, names)

    def _body(self, address: str, got: urllib3.BaseHTTPResponse, headers: Mapping[str, str], deadline: float) -> bytes:
        most = self.limits.most_bytes
        parts: list[bytes] = []
        size = 0
        while part := got.read1(CHUNK, decode_content=False):
            parts.append(part)
            size += len(part)
            if size > most:
                raise NewsError(f"{address}: more than {most:,} bytes. Left unread.")
            if time.monotonic() > deadline:
                raise BusyError(
                    f"{address}: still coming after {self.limits.seconds:g} seconds. Tried again later.", None
                )
        packed = b"".join(parts)
        return packed if headers.get("content-encoding", "").lower() != "gzip" else _unpacked(address, packed, most)


def _pool(place: Place, wait: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    """Connect to the number, and ask the certificate to be the host's."""
    if place.scheme == "http":
        return urllib3.HTTPConnectionPool(place.number, place.port, timeout=wait)
    return urllib3.HTTPSConnectionPool(
        place.number, place.port, timeout=wait, server_hostname=place.host, assert_hostname=place.host
    )


def _host(place: Place) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return host if place.port == PORTS[place.scheme] else f"{host}:{place.port}"


def _unpacked(address: str, packed: bytes, most: int) -> bytes:
    try:
        whole = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(most + 1)
    except (OSError, EOFError) as error:
        raise NewsError(f"{address}: the answer cannot be unpacked. Left unread.") from error
    if len(whole) > most:
        raise NewsError(f"{address}: more than {most:,} bytes once unpacked. Left unread.")
    return whole


def _checked(address: str, answer: Answer) -> Answer:
    if answer.status in (200, 304):
        return answer
    if answer.status == 429 or answer.status >= 500:
        raise _refused(address, answer)
    raise NewsError(f"{address}: the host answers {answer.status}. Check the address.")


def _refused(address: str, answer: Answer) -> BusyError:
    after = answer.headers.get("retry-after", "")
    seconds = float(after) if after.isdigit() else None
    return BusyError(f"{address}: the host answers {answer.status}. It is tried again later.", seconds)
