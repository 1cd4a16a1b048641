"""A language model beside the coder in `prepoll read`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prepoll.commands.output import progress
from prepoll.errors import NewsError, UsageError

if TYPE_CHECKING:
    from prepoll.model import Comparison, Endpoint, ModelReading
    from prepoll.news import Cast, Reading

KEY = "PREPOLL_MODEL_KEY"  # a secret has no place on a command line
AROUND = 200  # characters of context kept with a disagreement


class SecondReader:
    """A model, or nobody; what it cannot read is told at the end, and the coder's work is printed all the same."""

    def __init__(self, name: str | None, address: str, questions: Path | None) -> None:
        if name is None and questions is not None:
            raise UsageError("--disagreements needs a second reader. Give --model NAME, or leave it out.")
        self.name, self.address, self.questions = name, address, questions
        self.problems: list[str] = []
        self.rows: list[Mapping[str, Any]] = []

    def read(self, files: list[Path], raws: list[str], readings: list[Reading], cast: Cast, day: date | None) -> None:
        """Have the model read every article, and compare it with the coder's reading."""
        if self.name is None:
            return
        from prepoll.model import Endpoint

        endpoint = Endpoint(self.address, self.name, os.environ.get(KEY))
        tell = progress()
        for file, raw, reading in zip(files, raws, readings, strict=True):
            tell(f"The model reads {file.name}")
            self.rows.append(self._row(file, raw, reading, cast, day, endpoint))
        if self.questions is not None:
            _write(self.questions, self.rows)

    def _row(
        self, file: Path, raw: str, reading: Reading, cast: Cast, day: date | None, endpoint: Endpoint
    ) -> Mapping[str, Any]:
        from prepoll.model import read_with_model

        html = file.suffix.lower() in {".html", ".htm", ".xhtml"}
        try:
            found = read_with_model(raw, reading.article, cast, day, endpoint, html=html)
        except NewsError as error:
            self.problems.append(f"{file}: {error}")
            return {"id": reading.article, "model": {"name": self.name, "problem": str(error)}}
        return {"id": reading.article, "model": _as_json(str(self.name), reading, found)}

    def of(self, place: int) -> Mapping[str, Any]:
        """Return what the model adds to the output of one article."""
        return {"model": self.rows[place]["model"]} if self.rows else {}

    def tell_problems(self) -> None:
        """Raise NewsError with all that the model could not read, once everything else is printed."""
        if self.problems:
            raise NewsError("\n".join(self.problems))


def _as_json(name: str, reading: Reading, found: ModelReading) -> Mapping[str, Any]:
    from prepoll.model import compare, open_questions
    from prepoll.news import statement_json

    rows = compare(reading.statements, found.statements)
    return {
        "name": name,
        "statements": [statement_json(statement) for statement in found.statements],
        "dropped": found.dropped,
        "same": len(rows) - len(open_questions(rows)),
        "disagreements": [_question(row, found.text) for row in open_questions(rows)],
    }


def _question(row: Comparison, text: str) -> Mapping[str, Any]:
    from prepoll.news import statement_json

    sides = [side for side in (row.coder, row.model) if side is not None]
    first, last = min(s.source.start for s in sides), max(s.source.end for s in sides)
    return {
        "outcome": str(row.outcome),
        "differing": list(row.differing),
        "coder": statement_json(row.coder) if row.coder else None,
        "model": statement_json(row.model) if row.model else None,
        "passage": " ".join(text[max(0, first - AROUND) : last + AROUND].split()),
    }


def _write(path: Path, rows: list[Mapping[str, Any]]) -> None:
    """Write one line a disagreement, beside the file and renamed into it."""
    lines = [
        json.dumps({"id": row["id"], **question}, ensure_ascii=False)
        for row in rows
        for question in row["model"].get("disagreements", ())
    ]
    beside = path.with_name(f".{path.name}.part")
    beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    os.replace(beside, path)
