"""Ids made from content: the same datum always gets the same id, another one never does."""

from __future__ import annotations

import hashlib
import json


def content_id(kind: str, content: object) -> str:
    """Return `kind:` and the first 12 hexadecimal digits of the SHA-256 of `content` as canonical JSON."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return f"{kind}:{hashlib.sha256(written.encode()).hexdigest()[:12]}"
