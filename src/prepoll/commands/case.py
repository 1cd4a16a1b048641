"""`prepoll new` and `prepoll check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import AsCsv, AsJson, CaseFolder, read_date, read_day
from prepoll.commands.output import Row, emit, say
from prepoll.errors import UsageError

if TYPE_CHECKING:  # the case room is imported when a command runs
    from prepoll.case import Question, TableAnswers

Text = str | None


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    tutorial: Annotated[bool, typer.Option("--tutorial", help="Write the invented case of the tutorial.")] = False,
    table: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Make it from a table of results (.csv, .xlsx, …).")
    ] = None,
    sheet: Annotated[Text, typer.Option("--sheet", help="The sheet of the workbook.")] = None,
    shape: Annotated[Text, typer.Option("--shape", metavar="wide|long", help="A column or a row a party.")] = None,
    seat: Annotated[Text, typer.Option("--seat-column", metavar="NAME", help="The column of seats.")] = None,
    party: Annotated[Text, typer.Option("--party-column", metavar="NAME", help="The column of parties.")] = None,
    votes: Annotated[Text, typer.Option("--votes-column", metavar="NAME", help="The column of votes.")] = None,
    electors: Annotated[Text, typer.Option("--electors-column", metavar="NAME", help="The column of electors.")] = None,
    candidate: Annotated[
        Text, typer.Option("--candidate-column", metavar="NAME", help="The column of candidates.")
    ] = None,
    election: Annotated[Text, typer.Option("--election", metavar="CODE", help="The past election: GE2019.")] = None,
    kind: Annotated[Text, typer.Option("--kind", help="What was elected: parliament, assembly, local.")] = None,
    held: Annotated[Text, typer.Option("--date", help="Polling day of the past election.")] = None,
    coming: Annotated[Text, typer.Option("--election-date", help="First polling day of the election to come.")] = None,
    as_of: Annotated[Text, typer.Option("--as-of", metavar="DATE", help="The day of the case.")] = None,
    title: Annotated[Text, typer.Option("--title", help="The title of the case.")] = None,
    country: Annotated[Text, typer.Option("--country", help="The country, for its rules.")] = None,
    focal: Annotated[list[str] | None, typer.Option("--focal", metavar="CODE", help="The party to advise.")] = None,
    others_below: Annotated[
        float, typer.Option("--others-below", metavar="SHARE", help="Smaller parties join the others.", min=0, max=1)
    ] = 0.01,
) -> None:
    """Write a case that passes the check: a starter, the tutorial, or one made from a table of past results."""
    if table is None:
        _starter(folder, tutorial)
        return
    if tutorial:
        raise UsageError("--tutorial and --from cannot be had together. Give one of them.")
    from prepoll.case import Shape, TableAnswers
    from prepoll.names import ElectionKind

    answers = TableAnswers(
        sheet=sheet,
        shape=None if shape is None else Shape(_one_of(shape, [each.value for each in Shape], "--shape")),
        seat_column=seat,
        party_column=party,
        votes_column=votes,
        electors_column=electors,
        candidate_column=candidate,
        election=election,
        kind=None if kind is None else ElectionKind(_one_of(kind, [each.value for each in ElectionKind], "--kind")),
        held=read_day(held),
        coming=read_day(coming),
        as_of=read_day(as_of),
        title=title,
        country=country,
        focal=tuple(focal or ()),
        others_below=others_below,
    )
    _from_table(table, folder, answers)


def _starter(folder: Path, tutorial: bool) -> None:
    from prepoll.case import new_case

    for path in new_case(folder, tutorial=tutorial):
        say(str(path))
    say(f"Now edit the files in a spreadsheet, then run: prepoll check {folder}")


def _from_table(table: Path, folder: Path, answers: TableAnswers) -> None:
    from prepoll.case import case_from_table

    made = case_from_table(table, folder, answers, ask if sys.stdin.isatty() else None)
    for path in made.files:
        say(str(path))
    say("Assumed (README.md has it too):")
    for line in made.assumed:
        say(f"- {line}")
    for line in made.warnings[:5]:
        say(line)
    if made.warnings[5:]:
        say(f"… and {len(made.warnings) - 5} more warnings.")
    say(f"Now mend what was assumed wrongly, then run: prepoll check {folder}")


def ask(question: Question) -> str:
    """Ask on the terminal, and go on asking until the answer is a day, or one of the choices."""
    typer.echo(f"{question.words} ({question.option} answers this beforehand)", err=True)
    for number, choice in enumerate(question.choices, 1):
        typer.echo(f"  {number}  {choice}", err=True)
    while True:
        words = "Day" if question.day else "Number or name" if question.choices else "Answer"
        answer = str(typer.prompt(words, default=question.assumed, err=True)).strip()
        try:
            return _accepted(question, answer)
        except UsageError as error:
            typer.echo(str(error), err=True)


def _accepted(question: Question, answer: str) -> str:
    if question.day:
        return read_date(answer).isoformat()
    if not question.choices or answer in question.choices:
        return answer
    if answer.isdigit() and 1 <= int(answer) <= len(question.choices):
        return question.choices[int(answer) - 1]
    raise UsageError(f"Give a number from 1 to {len(question.choices)}, or the name.")


def _one_of(value: str, choices: list[str], option: str) -> str:
    if value in choices:
        return value
    raise UsageError(f"{option}: {value!r} is not one of {', '.join(choices)}.")


def check(folder: CaseFolder, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Report every defect of a case: file, line, column, and the way out."""
    from prepoll.case import check_case
    from prepoll.errors import Severity, folded
    from prepoll.ledger import judgement_findings

    findings = list(check_case(folder))
    named = {(finding.file, finding.line) for finding in findings}
    findings += [each for each in judgement_findings(folder) if (each.file, each.line) not in named]
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
