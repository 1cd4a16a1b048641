"""The command line: read, call one function, print."""

from __future__ import annotations

import gc
import os
import sys
from importlib.metadata import entry_points
from typing import Annotated

import typer

from prepoll import __version__
from prepoll.commands import (
    agreement,
    backtest,
    brief,
    case,
    explain,
    ledger,
    offer,
    project,
    read,
    review,
    share,
    stability,
    structures,
    transfer,
    watch,
)
from prepoll.errors import PrepollError

app = typer.Typer(
    name="prepoll",
    help="An open workbench for pre-poll alliances: who is where, what it would change, on what terms, what now.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"prepoll {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read a case folder, follow the news, weigh alliances, write the brief."""


app.command("new")(case.new)
app.command("check")(case.check)
app.command("read")(read.read)
app.command("ledger")(ledger.ledger)
app.command("project")(project.project)
app.command("structures")(structures.structures)
app.command("share")(share.share)
app.command("stability")(stability.stability)
app.command("offer")(offer.offer)
app.command("brief")(brief.brief)
app.command("explain")(explain.explain)
app.command("backtest")(backtest.backtest)
app.command("transfer")(transfer.transfer)
app.command("watch")(watch.watch)
app.command("review")(review.review)
app.command("agreement")(agreement.agreement)

COMMANDS_FROM_ELSEWHERE = "prepoll.commands"


def add_commands_from_elsewhere() -> None:
    """Let installed packages add their commands: each entry point is a function that takes the app."""
    for entry in entry_points(group=COMMANDS_FROM_ELSEWHERE):
        entry.load()(app)


def main() -> None:
    """Run the command line; a mendable error ends it with one message and exit code 2.

    Linear algebra gets one thread: the matrices are small, and sums keep their order on every machine. Circles of
    values that nobody holds any more are looked for seldom: hardly any are made, and all that is held is gone through.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(100_000, 20, 20)
    add_commands_from_elsewhere()
    try:
        app()
    except PrepollError as error:
        sys.stderr.write(f"prepoll: {error}\n")
        sys.exit(2)
    except BrokenPipeError:  # the reader has seen enough
        sys.stderr.close()
        sys.exit(0)
