"""Ask a server that speaks the chat protocol of OpenAI: any address, local or not, that the user gives."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3

from prepoll.errors import NewsError, UsageError

TRIES = 3
FIRST_PAUSE = 1.0  # seconds; doubled after each try
LONGEST_PAUSE = 60.0
MOST_BYTES = 2_000_000
Message = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked, under which name, with which key; `pause` waits, and is handed in for tests."""

    address: str  # up to and without /chat/completions
    name: str
    key: str | None = None
    seconds: float = 120.0
    pause: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{self.address!r} is not the address of a model. Write it as http://localhost:8000/v1.")

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        """Return the model's answer, asked for in the shape of `schema`; a server that knows no shapes gets none.

        Raises NewsError where no answer can be had after three tries, or the answer is not in the protocol.
        """
        shape = {"type": "json_schema", "json_schema": {"name": "statements", "strict": True, "schema": schema}}
        body = {"model": self.name, "messages": list(messages), "temperature": 0, "seed": 1}
        status, content = self._post({**body, "response_format": shape})
        if status == 400:
            status, content = self._post(body)
        if status != 200:
            raise NewsError(
                f"The model at {self.address} answers {status}: {_start(content)}. Check name, key, address."
            )
        return self._answer(content)

    def _answer(self, content: bytes) -> str:
        try:
            answer = json.loads(content)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise NewsError(f"The model at {self.address} does not speak the protocol: {_start(content)}.") from error
        if not isinstance(answer, str):
            raise NewsError(f"The model at {self.address} gives no text. Take a model that answers in text.")
        return answer

    def _post(self, body: Mapping[str, Any]) -> tuple[int, bytes]:
        """Send a request, again where the server is busy or away; return the last status and what came with it."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        pause, said = FIRST_PAUSE, ""
        for turn in range(TRIES):
            if turn:
                self.pause(min(pause, LONGEST_PAUSE))
                pause *= 2
            try:
                status, after, content = self._once(json.dumps(body).encode(), headers)
            except urllib3.exceptions.HTTPError as error:
                said = type(error).__name__
                continue
            if status != 429 and status < 500:
                return status, content
            said, pause = f"{status}: {_start(content)}", max(pause, after)
        raise NewsError(f"The model at {self.address} cannot be had ({said}). Start it, or leave --model out.")

    def _once(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, float, bytes]:
        with urllib3.PoolManager() as pool:
            got = pool.request(
                "POST",
                f"{self.address.rstrip('/')}/chat/completions",
                body=body,
                headers=dict(headers),
                timeout=urllib3.Timeout(total=self.seconds),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            after = got.headers.get("Retry-After", "")
            content = got.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise NewsError(f"The model at {self.address} answers with more than {MOST_BYTES:,} bytes. Left unread.")
        return got.status, float(after) if after.isdigit() else 0.0, content


def _start(content: bytes) -> str:
    return " ".join(content[:200].decode("utf-8", "replace").split()) or "nothing"
