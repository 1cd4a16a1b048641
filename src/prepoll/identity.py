"""Ids made from content: the same datum always gets the same id, another one never does."""

from __future__ import annotations

import hashlib
import json

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def content_id(kind: str, content: object) -> str:
    """Return `kind:` and the first 12 hexadecimal digits of the SHA-256 of `content` as canonical JSON."""
    return f"{kind}:{hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()[:12]}"
