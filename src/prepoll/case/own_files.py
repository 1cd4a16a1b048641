"""Write the files of a case made from somebody's own table."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from prepoll.case.codes import OTHER_PARTIES, distinct, remainder, seat_code
from prepoll.case.own_types import OwnCase

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c564b", "#7f7f7f")
"""Colours that colour-blind readers tell apart, for the largest parties."""


def write_files(case: OwnCase, folder: Path) -> None:
    """Write case.toml, parties.csv, seats.csv, results.csv and README.md into an existing folder."""
    regions = _region_codes(case)
    (folder / "case.toml").write_text(_settings(case, regions), "utf-8")
    colours = (*COLOURS, *[""] * len(case.parties))
    parties = ((p.code, p.name, p.kind.value, colour) for p, colour in zip(case.parties, colours, strict=False))
    _write(folder / "parties.csv", ("code", "name", "kind", "colour"), parties)
    seats = ((s.code, s.name, regions.get(s.region or "", ""), s.electors or "") for s in case.seats)
    _write(folder / "seats.csv", ("code", "name", "region", "electors"), seats)
    header = ("election", "kind", "date", "seat", "party", "candidate", "votes", "electors")
    _write(folder / "results.csv", header, _results(case))
    (folder / "README.md").write_text(_readme(case), "utf-8")


def _region_codes(case: OwnCase) -> Mapping[str, str]:
    names = list(dict.fromkeys(seat.region for seat in case.seats if seat.region))
    return distinct({name: seat_code(name, None) for name in names}, {name: name for name in names})


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(written.getvalue(), "utf-8")


def _results(case: OwnCase) -> Iterable[tuple[object, ...]]:
    """List the counts; of two rows that would be equal, the second is told apart by its line in the table."""
    held = {election.code: election for election in case.elections}
    seen: Counter[tuple[object, ...]] = Counter()
    for count, seat, party in case.counts:
        small = party == OTHER_PARTIES and remainder(count.party) is None
        candidate = f"{count.candidate} ({count.party})" if small and count.candidate else count.candidate
        candidate = candidate or (count.party if small else "")
        row = (count.when, seat, party, candidate, count.votes)
        seen[row] += 1
        if seen[row] > 1:
            candidate = f"{candidate or 'not named'}, row {count.line}"
        election = held[count.when]
        electors = count.electors or ""
        yield (election.code, election.kind.value, election.held, seat, party, candidate, count.votes, electors)


def _settings(case: OwnCase, regions: Mapping[str, str]) -> str:
    lines = [
        f"# Made from {_one_line(case.source)}; README.md lists what was assumed.",
        f"title = {_text(case.title)}",
        *([f"country = {_text(case.country)}"] if case.country else []),
        f"as_of = {case.as_of}",
        f"election_date = {case.coming}      # first polling day",
        'rule = "plurality"',
        'alliances_by = "case"           # "region" where partners may differ from region to region',
        f"focal = [{', '.join(map(_text, case.focal))}]   # whose advice the brief gives",
    ]
    for name, code in regions.items():
        seats = ", ".join(_text(seat.code) for seat in case.seats if seat.region == name)
        lines += ["", "[[region]]", f"code = {_text(code)}", f"name = {_text(name)}", f"seats = [{seats}]"]
    for place, election in enumerate(case.elections):
        lines += ["", "[[past]]", f"election = {_text(election.code)}", f'kind = "{election.kind}"']
        lines += [f"date = {election.held}", f"weight = {'0.5' if place else '1.0'}"]
    lines += ["", "[[objective]]", 'code = "seats"', 'name = "Expected seats"', "default = true"]
    lines += ["", "[[objective]]", 'code = "votes"', 'name = "Votes"', ""]
    return "\n".join(lines)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(value: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in value).split())


def _readme(case: OwnCase) -> str:
    bullets = "\n".join(f"- {_one_line(each)}" for each in case.assumed) or "- nothing"
    columns = "\n".join(f"- {_one_line(each)}" for each in case.columns)
    return f"""# {_one_line(case.title)}

Made by `prepoll new --from` from {_one_line(case.source)}: {len(case.seats)} seats, {len(case.counts)} counts,
elections {", ".join(each.code for each in case.elections)}.

## Read from the table

{columns}

## Assumed

{bullets}

## What to do next

- `case.toml`: check `election_date`, `as_of` and `focal`; set `country`, so that its rules count.
- `parties.csv`: mend names, add aliases (split by a bar) as the news writes them.
- `fronts.csv`: say who stood for whom in each past election (election, region, front, party, kind, stands). Without it,
  a party that left a seat to its ally looks as if it had no voters there.
- `seats.csv`: add nominations_close, withdrawals_close and polling_day when they are announced.
- `people.csv`, `polls.csv`, `reports.csv`, `news/`: what else is known.

Then run `prepoll check` on this folder.
"""
