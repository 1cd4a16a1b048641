"""`prepoll read`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import AsCsv, AsJson, read_day
from prepoll.commands.output import Row, emit, say
from prepoll.commands.second_reader import SecondReader
from prepoll.errors import NewsError, PrepollError, UsageError

if TYPE_CHECKING:
    from prepoll.news import Cast, Reading

HTML_ENDINGS = frozenset({".html", ".htm", ".xhtml"})

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Articles: text, Markdown or HTML.")]
Parties = Annotated[Path, typer.Option("--parties", metavar="P.csv", help="Parties: code, name, aliases.")]
People = Annotated[Path | None, typer.Option("--people", metavar="Q.csv", help="People: name and more.")]
Day = Annotated[str | None, typer.Option("--date", metavar="D", help="Day of articles that name none.")]
TextOut = Annotated[
    Path | None, typer.Option("--text-out", metavar="DIR", help="Write the text that offsets count in here.")
]
ModelName = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="Have a language model read too, and compare.")
]
ModelAddress = Annotated[
    str, typer.Option("--model-address", metavar="ADDRESS", help="Where it answers; the key is in PREPOLL_MODEL_KEY.")
]
Questions = Annotated[
    Path | None, typer.Option("--disagreements", metavar="FILE", help="Write what the two disagree on in here.")
]
Table = Annotated[bool, typer.Option("--table", help="Print a table for people instead of JSON Lines.")]


def read(
    files: Files,
    parties: Parties,
    people: People = None,
    dated: Day = None,
    text_out: TextOut = None,
    table: Table = False,
    model: ModelName = None,
    model_address: ModelAddress = "http://localhost:8000/v1",
    disagreements: Questions = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Read articles and print the statements in them, one JSON object a file."""
    from prepoll.case import read_parties, read_people
    from prepoll.news import Cast, statement_json

    second = SecondReader(model, model_address, disagreements)
    cast, day = Cast(read_parties(parties), read_people(people) if people else ()), read_day(dated)
    readings, raws = _read_all(files, cast, day)
    if text_out is not None:
        _write_texts(readings, text_out)
    second.read(files, raws, readings, cast, day)
    if table or as_csv or as_json:
        rows: list[Row] = [{"id": r.article, **_flat(statement_json(s))} for r in readings for s in r.statements]
        emit(rows, as_json=as_json, as_csv=as_csv)
        return second.tell_problems()
    for place, reading in enumerate(readings):
        found: dict[str, object] = {
            "id": reading.article,
            "statements": [statement_json(s) for s in reading.statements],
        }
        say(json.dumps({**found, **second.of(place)}, ensure_ascii=False))
    return second.tell_problems()


def _read_all(files: list[Path], cast: Cast, day: date | None) -> tuple[list[Reading], list[str]]:
    """Read every file before anything is printed, and report all that cannot be read together; keep the texts."""
    from prepoll.news import read_article

    readings, raws, problems = [], [], []
    for file in files:
        try:
            html = file.suffix.lower() in HTML_ENDINGS
            raws.append(_decoded(file))
            readings.append(read_article(raws[-1], file.stem, cast, day, html=html))
        except PrepollError as error:
            problems.append(str(error))
    if problems:
        raise NewsError("\n".join(problems))
    return readings, raws


def _decoded(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}. Give the path of an article.") from error
    except UnicodeDecodeError as error:
        raise NewsError(
            f"{file}, byte {error.start}: not UTF-8. Save the file as UTF-8, for example with a text editor."
        ) from error


def _write_texts(readings: list[Reading], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for reading in readings:
        (folder / f"{reading.article}.txt").write_bytes(reading.text.encode("utf-8"))


def _flat(statement: Mapping[str, object]) -> Row:
    return {
        key: value if isinstance(value, (str, int, float)) or value is None else str(value)
        for key, value in statement.items()
    }
