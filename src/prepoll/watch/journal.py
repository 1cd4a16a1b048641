"""The journal of what was coded: one line an article, so that no article is coded twice and none is left out."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Journal:
    """Lines of JSON, added one at a time; a line that a killed run left half written is cut off on opening."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.articles = self._mended()

    def _mended(self) -> set[str]:
        """Cut off a last line without an end, and return the articles that are in the journal."""
        if not self.path.exists():
            return set()
        held = self.path.read_bytes()
        whole = held[: held.rfind(b"\n") + 1]
        if whole != held:
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        return {json.loads(line)["id"] for line in whole.splitlines() if line.strip()}

    def add(self, row: Mapping[str, Any]) -> None:
        """Add an article's line and see it onto the disk; `row` has its id under "id"."""
        line = json.dumps(row, ensure_ascii=False) + "\n"
        with self.path.open("ab") as file:
            file.write(line.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        self.articles.add(row["id"])
