"""`prepoll backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prepoll.commands.options import AsCsv, AsJson, Seed
from prepoll.commands.output import emit, progress

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="results.parquet and fronts.csv.")]
Train = Annotated[int | None, typer.Option("--train-until", metavar="YEAR", help="Tune on elections up to here.")]
Test = Annotated[int | None, typer.Option("--test", metavar="YEAR", help="Score this election; else the last.")]
Draws = Annotated[int, typer.Option("--draws", help="Number of draws.", min=50)]


def backtest(
    folder: Folder,
    train_until: Train = None,
    test: Test = None,
    draws: Draws = 500,
    seed: Seed = 1,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Score the projection and simple rules on a past election."""
    from prepoll.backtest import Settings, back_test, read_record

    record = read_record(folder)
    scores = back_test(record, test, train_until, Settings(draws, seed), progress())
    rows = [
        {
            "cut": s.cut,
            "rule": s.rule,
            "seats": s.seats,
            "right": s.right,
            "brier": s.brier,
            "log": s.log,
            "share_error": s.share_error,
            "cover90": s.cover90,
        }
        for s in scores
    ]
    emit(rows, as_json=as_json, as_csv=as_csv, document={"notes": list(record.notes), "scores": rows})
