"""`prepoll new` and `prepoll check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prepoll.commands.options import AsCsv, AsJson, CaseFolder
from prepoll.commands.output import Row, emit, say


def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write a starter case that passes the check, to be filled in a spreadsheet."""
    from prepoll.case import new_case

    for path in new_case(folder):
        say(str(path))
    say(f"Now edit the files in a spreadsheet, then run: prepoll check {folder}")


def check(folder: CaseFolder, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Report every defect of a case: file, line, column, and the way out."""
    from prepoll.case import check_case
    from prepoll.errors import Severity, folded

    findings = check_case(folder)
    rows: list[Row] = [
        {
            "severity": str(finding.severity),
            "file": finding.file,
            "line": finding.line,
            "column": finding.column,
            "value": finding.value,
            "problem": finding.problem,
            "way_out": finding.way_out,
        }
        for finding in findings
    ]
    count = {severity: sum(f.severity is severity for f in findings) for severity in Severity}
    summary = ", ".join(f"{number} {severity}{'' if number == 1 else 's'}" for severity, number in count.items())
    emit(rows, as_json=as_json, as_csv=as_csv, table="\n".join([*folded(findings), f"{folder}: {summary}."]))
    if count[Severity.ERROR]:
        raise typer.Exit(2)
