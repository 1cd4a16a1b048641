"""`prepoll explain`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from prepoll.commands.options import (
    AsJson,
    AsOf,
    Bars,
    Bonds,
    CaseFolder,
    DrawCount,
    ObjectiveCode,
    Party,
    Seed,
    Shortlist,
    read_day,
)
from prepoll.commands.output import json_text, progress, say
from prepoll.commands.project import run_document
from prepoll.commands.studies import open_study
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED

Figure = Annotated[
    str,
    typer.Argument(
        metavar="FIGURE",
        help="Its address: a JSON pointer into brief.json (/seats/0/chance) or a short name (BAR/JKAP/share).",
        show_default=False,
    ),
]
All = Annotated[bool, typer.Option("--all", help="Fold nothing: every observation, statement and row.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="What changed since this day.")]


def explain(
    folder: CaseFolder,
    figure: Figure,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    bar: Bars = None,
    bind: Bonds = None,
    party: Party = None,
    shortlist: Shortlist = None,
    since: Since = None,
    whole: All = False,
    as_json: AsJson = False,
) -> None:
    """Say why a figure of the brief is what it is: draws, evidence, and the rows of the case behind it."""
    from prepoll.explain import explain as explain_figure
    from prepoll.explain import explanation_text

    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, tell=progress())
    study.shortlist = shortlist
    chain = explain_figure(study, figure, party or (), objective, read_day(since))
    if as_json:
        say(json_text({**run_document(study), **asdict(chain), "endings": [str(end) for end in chain.endings]}))
    else:
        say(explanation_text(chain, whole=whole), end="")
