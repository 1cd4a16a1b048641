"""`prepoll backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import AsCsv, AsJson, Seed
from prepoll.commands.output import csv_text, emit, progress, table_text
from prepoll.errors import UsageError

if TYPE_CHECKING:
    from prepoll.backtest.run import BackTest

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="results, fronts; where known assembly, segments, lineage, polls.")
]
Train = Annotated[int | None, typer.Option("--train-until", metavar="YEAR", help="Tune on elections up to here.")]
Test = Annotated[int | None, typer.Option("--test", metavar="YEAR", help="Score this election; else the last.")]
Polls = Annotated[Path | None, typer.Option("--polls", metavar="FILE", help="Score also with the polls of this file.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write every constituency here too, as CSV.")]
Draws = Annotated[int, typer.Option("--draws", help="Number of draws.", min=50)]


def backtest(
    folder: Folder,
    train_until: Train = None,
    test: Test = None,
    polls: Polls = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    out: Out = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Score the projection and simple rules on a past election; --csv or --out writes every constituency."""
    from prepoll.backtest import Settings, back_test, read_record
    from prepoll.backtest.report import document, seat_rows

    if out is not None and not (out.parent.is_dir() and not out.is_dir()):
        raise UsageError(f"{out} cannot be written. Name a file in a folder that is there.")
    record = read_record(folder, polls, test)
    result = back_test(record, test, train_until, Settings(draws, seed), progress(), polls=polls is not None)
    rows = seat_rows(result) if as_csv or out is not None else []
    if out is not None:
        out.write_text(csv_text(rows), encoding="utf-8")
    emit(rows, as_json=as_json, as_csv=as_csv, document=document(result), table=_tables(result))


def _tables(result: BackTest) -> str:
    """Write the scores over all seats, the kinds of seat, the states, the differences and what was noted."""
    from prepoll.backtest.contests import CUTS
    from prepoll.backtest.report import difference_rows, interval_rows, score_rows

    overall = [{k: v for k, v in row.items() if k != "cut"} for row in score_rows(result.scores) if row["cut"] == "all"]
    kinds = [one for one in result.scores if one.cut in CUTS]
    states = [one for one in result.scores if one.cut not in ("all", *CUTS) and one.rule.startswith("prepoll")]
    parts = [
        f"General election of {result.year}, tuned on {', '.join(map(str, result.training)) or 'nothing'}",
        table_text(overall),
        "How often intervals held and how wide they are: shares in points, fronts' totals of large states in seats",
        table_text(interval_rows([one for one in result.scores if one.cut == "all"])),
        "By kind of seat: alliances that are new, renewed, broken; parties that split or are new",
        table_text([_short(row) for row in score_rows(kinds)]),
        "By state, ten seats or more",
        table_text([_short(row) for row in score_rows(states)]),
        "Differences; an interval without 0 is more than chance, states drawn anew",
        table_text(difference_rows(result.differences)),
        "\n".join(["Shares that happened, by tenth of the draws; level where the draws are right", *_ranks(result)]),
        "\n".join(f"Note: {sentence}" for sentence in result.notes),
    ]
    return "\n\n".join(part for part in parts if part)


def _ranks(result: BackTest) -> list[str]:
    own = [one for one in result.scores if one.cut == "all" and one.rule.startswith("prepoll")]
    return [f"{one.rule}: {' '.join(map(str, one.ranks))}" for one in own]


def _short(row: dict[str, str | int | float | None]) -> dict[str, str | int | float | None]:
    return {key: row[key] for key in ("cut", "rule", "seats", "right", "brier", "log", "share_error", "cover90")}
