"""`prepoll watch`."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import AsJson, CaseFolder
from prepoll.commands.output import say
from prepoll.errors import UsageError

if TYPE_CHECKING:
    from prepoll.news import Reading
    from prepoll.watch import Fetcher, Round, Sources

Feeds = Annotated[list[str] | None, typer.Option("--feed", metavar="ADDRESS", help="An RSS or Atom feed to follow.")]
Folders = Annotated[list[Path] | None, typer.Option("--folder", metavar="DIR", help="A folder articles are put into.")]
Every = Annotated[float | None, typer.Option("--every", metavar="MINUTES", help="Minutes between rounds; else 15.")]
Once = Annotated[bool, typer.Option("--once", help="Make one round and stop.")]
Private = Annotated[bool, typer.Option("--allow-private", help="Allow addresses that are not public.")]
SummaryOnly = Annotated[bool, typer.Option("--summaries", help="Keep the feeds' summaries; fetch no pages.")]
PLACE = ".prepoll"  # in the case folder: what is remembered between rounds


def watch(
    case: CaseFolder,
    feed: Feeds = None,
    folder: Folders = None,
    every: Every = None,
    once: Once = False,
    allow_private: Private = False,
    summaries: SummaryOnly = False,
    as_json: AsJson = False,
) -> None:
    """Follow feeds and folders: keep each new article of a case once, and say what it states."""
    from prepoll.case import load_case, watched
    from prepoll.watch import Fetcher, Limits, Sources

    load_case(case)  # a defect is told before anything is fetched
    named = watched(case)
    feeds = tuple(dict.fromkeys((*named.feeds, *(feed or ()))))
    folders = tuple(dict.fromkeys((*(case / name for name in named.folders), *(folder or ()))))
    if not feeds and not folders:
        way_out = f'Give --feed or --folder, or write feeds = ["…"] under [watch] in {case}/case.toml.'
        raise UsageError(f"Nothing to follow. {way_out}")
    fetcher = Fetcher(Limits(private=allow_private))
    sources = Sources(feeds, folders, pages=not summaries)
    minutes = named.minutes if every is None else every
    try:
        while True:
            _round(case, sources, fetcher, as_json)
            if once:
                return
            time.sleep(max(minutes * 60, 1))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was kept stays; start again at any time.\n")


def _round(case: Path, sources: Sources, fetcher: Fetcher, as_json: bool) -> None:
    """Make a round and print what it brought."""
    from prepoll.case import news_folder
    from prepoll.watch import Journal, Shelf, StateFile, code_new, follow

    now = datetime.now(UTC)
    shelf = Shelf(news_folder(case), case / PLACE / "pages")
    made = follow(sources, shelf, StateFile(case / PLACE / "feeds.json"), fetcher.fetch, now)
    readings = code_new(case, Journal(case / PLACE / "coded.jsonl"), now)
    for problem in made.problems:
        sys.stderr.write(f"prepoll: {problem}\n")
    if as_json:
        say(_as_json(made, readings, now))
    else:
        _tell(made, readings, now)
    sys.stdout.flush()


def _as_json(made: Round, readings: tuple[Reading, ...], now: datetime) -> str:
    from prepoll.news import statement_json

    coded = [{"id": r.article, "statements": [statement_json(s) for s in r.statements]} for r in readings]
    row = {"at": now.isoformat(), "kept": [path.name for path in made.kept], "resting": made.resting, "coded": coded}
    return json.dumps({**row, "problems": made.problems}, ensure_ascii=False)


def _tell(made: Round, readings: tuple[Reading, ...], now: datetime) -> None:
    found = sum(len(reading.statements) for reading in readings)
    rest = f"; {len(made.resting)} feeds not asked yet" if made.resting else ""
    say(f"{now:%Y-%m-%d %H:%M} UTC: {len(made.kept)} articles kept, {found} statements in {len(readings)} read{rest}.")
    for reading in readings:
        for made_of in reading.statements:
            sides = " ".join(filter(None, (made_of.actor, str(made_of.stance), made_of.target)))
            say(f"  {reading.article}: {sides}: “{' '.join(made_of.quote.split())}”")
