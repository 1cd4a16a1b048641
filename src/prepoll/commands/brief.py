"""`prepoll brief`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from prepoll.commands.options import (
    AsCsv,
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
from prepoll.commands.output import Rows, emit, progress, say
from prepoll.commands.studies import open_study
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED

For = Annotated[str | None, typer.Option("--for", metavar="meeting", help="A one-page agenda for a meeting.")]
Public = Annotated[bool, typer.Option("--public", help="Leave out what is internal; stop in silent hours.")]
Override = Annotated[
    str | None, typer.Option("--override", metavar="NAME", help="Who answers for publishing in silent hours.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where to write; out/CASE by default.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="What changed since this day.")]


def brief(
    folder: CaseFolder,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    bar: Bars = None,
    bind: Bonds = None,
    party: Party = None,
    shortlist: Shortlist = None,
    for_: For = None,
    public: Public = False,
    override: Override = None,
    since: Since = None,
    out: Out = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Write the brief: one HTML file that stands alone, Markdown and JSON."""
    if for_ not in (None, "meeting"):
        raise UsageError(f"--for {for_!r} is not known. The only one is: --for meeting.")
    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, tell=progress())
    study.shortlist = shortlist
    study.assess_ahead()
    from prepoll.brief import Audience, warm_up, write_brief
    from prepoll.explain import with_whys

    warm_up()
    made = study.brief(party or (), objective, read_day(since))
    if not public and not for_:
        made = with_whys(study, made)
    audience = Audience.MEETING if for_ else Audience.PUBLIC if public else Audience.TEAM
    target = out if out is not None else Path("out") / study.case.folder
    paths = write_brief(made, target, audience=audience, at=datetime.now(UTC), override=override)
    files = [str(path) for path in paths]
    if as_json or as_csv:
        rows: Rows = [{"file": path} for path in files]
        emit(rows, as_json=as_json, as_csv=as_csv, document={"files": files})
    else:
        for path in paths:
            say(str(path))
