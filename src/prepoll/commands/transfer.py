"""`prepoll transfer`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from prepoll import __version__
from prepoll.commands.options import AsCsv, AsJson, Seed
from prepoll.commands.output import Row, emit, progress, table_text
from prepoll.errors import UsageError

if TYPE_CHECKING:
    from prepoll.ecological import Estimate, UnitsFile

LEVEL_SHOWN = 0.9
SMALLEST_DRAWN = 0.01

Choice = TypeVar("Choice", bound=StrEnum)

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="Counts by unit: columns district, unit, kind, option, votes.")
]
Origin = Annotated[str, typer.Option("--from", metavar="KIND", help="The kind whose voters are followed.")]
Destination = Annotated[str, typer.Option("--to", metavar="KIND", help="The kind that they go to.")]
Method = Annotated[str, typer.Option("--estimator", help="pooled, alone, em, gaussian, lphom, symmetric or goodman.")]
Gap = Annotated[
    str, typer.Option("--balance", help="Where a unit's totals differ: scale to the first, or flows in and out.")
]
Merge = Annotated[
    float, typer.Option("--merge-below", metavar="PERCENT", help="Show smaller options as OTHERS.", min=0, max=50)
]
Districts = Annotated[
    list[str] | None, typer.Option("--district", metavar="NAME", help="Show only this one; all are estimated.")
]
Picture = Annotated[Path | None, typer.Option("--picture", metavar="FILE.svg", help="Draw the flows of one district.")]
Draws = Annotated[int, typer.Option("--draws", help="Number of tables drawn for intervals.", min=50)]


def transfer(
    file: File,
    origin: Origin,
    destination: Destination,
    estimator: Method = "pooled",
    balance: Gap = "scale",
    merge_below: Merge = 0.0,
    district: Districts = None,
    picture: Picture = None,
    draws: Draws = 400,
    seed: Seed = 1,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Estimate from counts by unit where the voters of each party went, with intervals."""
    from prepoll.ecological import Balance, Estimator, Options, estimate, merged, read_units

    chosen, kept = _one_of(Estimator, estimator, "--estimator"), _one_of(Balance, balance, "--balance")
    units = read_units(file, origin, destination, kept)
    found = estimate(units.districts, Options(chosen, draws, seed), progress())
    shown = [merged(one, merge_below / 100) if merge_below else one for one in _wanted(found, district)]
    _warn((*units.notes, *(f"district {one.district}: {note}" for one in shown for note in one.notes)))
    if picture is not None:
        _draw(shown, picture, (origin, destination))
    rows = [row for one in shown for row in _rows(one)]
    run: Row = {"from": origin, "to": destination, "estimator": estimator, "balance": balance, "seed": seed}
    document = {**run, **_record(file, units), "districts": [_district(one) for one in shown], "rows": rows}
    emit(rows, as_json=as_json, as_csv=as_csv, document=document, table=_table(shown))


def _one_of(choices: type[Choice], text: str, option: str) -> Choice:
    """Read an option that takes one of a few words."""
    try:
        return choices(text)
    except ValueError:
        known = ", ".join(choice.value for choice in choices)
        raise UsageError(f"{option} {text!r} is not known. Give one of: {known}.") from None


def _wanted(found: Sequence[Estimate], names: list[str] | None) -> list[Estimate]:
    """Keep the districts that are asked for."""
    known = [one.district for one in found]
    missing = [name for name in names or () if name not in known]
    if missing:
        near = [other for name in missing for other in get_close_matches(name, known, 3)] or known[:5]
        raise UsageError(f"There is no district {', '.join(missing)}. Near or first: {', '.join(near)}.")
    return [one for one in found if not names or one.district in names]


def _warn(notes: Sequence[str]) -> None:
    """Write what had to be done or did not succeed to standard error."""
    for note in notes:
        sys.stderr.write(f"note: {note}\n")


def _draw(shown: Sequence[Estimate], file: Path, sides: tuple[str, str]) -> None:
    from prepoll.ecological import flows_picture, merged

    if len(shown) != 1:
        raise UsageError(f"--picture draws one district, not {len(shown)}. Name it with --district.")
    try:
        file.write_text(flows_picture(merged(shown[0], SMALLEST_DRAWN), sides), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}. Give another place.") from error


def _rows(one: Estimate) -> list[Row]:
    """Return a row for each cell: votes, share of the origin's voters, ends of the intervals."""
    intervals, shares = one.intervals(), one.shares
    rows: list[Row] = []
    for r, origin in enumerate(one.origins):
        for c, destination in enumerate(one.destinations):
            cell: Row = {"district": one.district, "from": origin, "to": destination}
            cell |= {"votes": float(one.votes[r, c]), "share": _number(shares[r, c])}
            for level, (low, high) in (intervals or {}).items():
                cell |= {f"low{100 * level:.0f}": _number(low[r, c]), f"high{100 * level:.0f}": _number(high[r, c])}
            rows.append(cell)
    return rows


def _number(share: float) -> float | None:
    """Return a share, None where a row has no votes."""
    return float(share) if share == share else None  # noqa: PLR0124  (only NaN differs from itself)


def _district(one: Estimate) -> Row:
    at_rest = one.convergence
    last = float(at_rest.last_move)
    return {
        "district": one.district,
        "converged": at_rest.reached,
        "steps": at_rest.steps,
        "last_move": last,
        "notes": "; ".join(one.notes),
    }


def _record(file: Path, units: UnitsFile) -> dict[str, object]:
    """Return what a run is known by."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return {"version": __version__, "input_hash": digest, "notes": list(units.notes)}


def _table(shown: Sequence[Estimate]) -> str:
    """Write each district as a table of row shares in per cent with 90 % intervals."""
    return "\n\n".join(f"{one.district}: {one.convergence.sentence}\n{table_text(_lines(one))}" for one in shown)


def _lines(one: Estimate) -> list[Row]:
    intervals, shares = one.intervals(), one.shares
    ends = None if intervals is None else intervals[LEVEL_SHOWN]
    lines: list[Row] = []
    for r, origin in enumerate(one.origins):
        line: Row = {"from": origin, "votes": round(float(one.votes[r].sum()))}
        for c, destination in enumerate(one.destinations):
            line[destination] = _cell(shares[r, c], None if ends is None else (ends[0][r, c], ends[1][r, c]))
        lines.append(line)
    return lines


def _cell(share: float, ends: tuple[float, float] | None) -> str:
    if _number(share) is None:
        return ""
    interval = "" if ends is None else f" ({100 * ends[0]:.0f}–{100 * ends[1]:.0f})"
    return f"{100 * share:.0f}{interval}"
