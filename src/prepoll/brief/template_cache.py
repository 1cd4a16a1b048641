"""Where compiled templates are kept, so that only the first brief on a machine compiles them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from jinja2 import FileSystemBytecodeCache

HERE: Final = Path(__file__).parent


def template_cache(kind: str) -> FileSystemBytecodeCache | None:
    """Return the store of compiled templates of one kind; None where nothing can be kept safely.

    It lies beside the code, or where that cannot be written in the user's part of the folder for passing files.

    What a template prints for a constant is reckoned when it is compiled, by this room's own functions;
    so a change of any of them starts a store of its own.
    """
    beside = HERE / "__pycache__"
    if os.access(HERE, os.W_OK):
        beside.mkdir(exist_ok=True)
    folder = str(beside) if os.access(beside, os.W_OK) else None
    try:
        return FileSystemBytecodeCache(folder, f"{kind}-{_edition()}-%s.template")
    except RuntimeError:  # somebody else's folder stands where the user's should
        return None


def _edition() -> str:
    """Name the present text of this room."""
    texts = (path.read_bytes() for path in sorted(HERE.glob("*.py")))
    return hashlib.sha256(b"\n".join(texts)).hexdigest()[:12]
