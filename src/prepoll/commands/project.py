"""`prepoll project`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import (
    Alliances,
    AsCsv,
    AsJson,
    AsOf,
    Bars,
    Bonds,
    CaseFolder,
    DrawCount,
    ObjectiveCode,
    Seed,
)
from prepoll.commands.output import Row, emit, progress, say, table_text
from prepoll.commands.studies import open_study, read_alliances
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, WHOLE_CASE, RegionCode

if TYPE_CHECKING:
    from prepoll.alliances import Interval, Outcome
    from prepoll.case.types import Case
    from prepoll.study import Alliance, Study
    from prepoll.transfer import TransferPrior

SHOWN_FROM = 0.005
"""A party under half a per cent in a seat is left out of the table for people, never of JSON and CSV."""

LATE_DAYS = 14
"""A poll older than these days is not of late, and the reader is told so."""

Explain = Annotated[
    str | None,
    typer.Option(
        "--explain",
        metavar="SEAT",
        help="Print what moved the shares of a seat, and what transfer in its alliances rests on.",
    ),
]


def project(
    folder: CaseFolder,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    bar: Bars = None,
    bind: Bonds = None,
    alliance: Alliances = None,
    explain: Explain = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Project vote shares and chances seat by seat, under the alliances in force and those supposed."""
    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, tell=progress())
    study.objective(objective)
    if explain is not None:
        _explain(study, explain, read_alliances(alliance), as_json=as_json, as_csv=as_csv)
        return
    outcome = study.outcome(read_alliances(alliance))
    seats, totals = seat_rows(outcome), total_rows(outcome)
    document = projection(study, outcome, seats, totals)
    shown = [row for row in seats if float(row["share"] or 0) >= SHOWN_FROM]
    table = f"{outcome.structure}\n{polls_sentence(study.case)}\n\n{table_text(shown)}\n\n{table_text(totals)}"
    emit(seats, as_json=as_json, as_csv=as_csv, document=document, table=table)


def projection(study: Study, outcome: Outcome, seats: list[Row], totals: list[Row]) -> dict[str, object]:
    """Return an outcome as it is printed for programs: what it was made from, its rows and its ties."""
    return {
        **run_document(study),
        "structure": str(outcome.structure),
        "seats": seats,
        "totals": totals,
        "ties": dict(outcome.ties),
        "newest_poll": newest_poll(study.case),
    }


def newest_poll(case: Case) -> Row | None:
    """Return the pollster and the day of the newest poll used on the case's day, and its age in days; None for none.

    Of several polls of one day all pollsters are named.
    """
    regions = {WHOLE_CASE, *(region.code for region in case.regions)}
    used = [poll for poll in case.polls if poll.region in regions]
    dated = [(day, poll.pollster) for poll in used if (day := poll.published or poll.until or poll.since)]
    if not dated:
        return None
    day = max(each for each, _ in dated)
    pollsters = ", ".join(sorted({pollster for each, pollster in dated if each == day}))
    return {"pollster": pollsters, "day": day.isoformat(), "days_before": (case.as_of - day).days}


def polls_sentence(case: Case) -> str:
    """Say how old the newest poll is: figures of a late day may rest on polls of an early one, or on none."""
    newest = newest_poll(case)
    if newest is None:
        return f"No poll is known on {case.as_of}; the figures rest on past results and reports."
    days = int(newest["days_before"] or 0)
    age = "the same day" if days == 0 else "the day before" if days == 1 else f"{days} days before"
    late = f"No poll is of the last {LATE_DAYS} days. " if days > LATE_DAYS else ""
    return f"{late}The newest poll ({newest['pollster']}) is of {newest['day']}, {age} {case.as_of}."


def run_document(study: Study) -> dict[str, object]:
    """Return what a result can be made again from."""
    run = study.run
    return {
        "case": study.case.folder,
        "as_of": str(run.as_of),
        "seed": run.seed,
        "draws": run.draws,
        "leak": str(study.leak),
        "version": run.version,
        "input_hash": run.input_hash,
    }


def seat_rows(outcome: Outcome) -> list[Row]:
    """List the parties of each seat, the strongest first; those without a vote in any draw are left out."""
    return [row for s in range(len(outcome.seats)) for row in _one_seat(outcome, s)]


def _one_seat(outcome: Outcome, s: int) -> list[Row]:
    from prepoll.alliances import interval

    mean = outcome.valid[s].mean(axis=1)
    rows: list[Row] = []
    for p in sorted(range(len(mean)), key=lambda p: -float(mean[p])):
        share = interval(outcome.valid[s, p])
        if share.high90 > 0:
            win = float(outcome.wins[s, p].mean()) if p < len(outcome.contenders) else 0.0
            rows.append({"seat": outcome.seats[s], "party": outcome.parties[p], **_with_bounds(share), "win": win})
    return rows


def total_rows(outcome: Outcome) -> list[Row]:
    """List the parties of the case by seats, then by share of the votes for candidates."""
    from prepoll.alliances import interval

    cast = outcome.valid * (outcome.votes[:, :-2].sum(axis=1, keepdims=True) * outcome.electors[:, None, None])
    shares = cast.sum(axis=0) / cast.sum(axis=(0, 1))
    found = [
        (interval(outcome.seats_won(party)), interval(shares[p]), party) for p, party in enumerate(outcome.contenders)
    ]
    found.sort(key=lambda row: (-row[0].mean, -row[1].mean))
    return [
        {
            "party": party,
            "seats": seats.mean,
            "seats_low90": seats.low90,
            "seats_high90": seats.high90,
            **_with_bounds(share),
        }
        for seats, share, party in found
        if share.high90 > 0
    ]


def _with_bounds(share: Interval) -> Row:
    return {"share": share.mean, "low90": share.low90, "high90": share.high90}


def _explain(study: Study, seat: str, alliances: Sequence[Alliance], *, as_json: bool, as_csv: bool) -> None:
    from prepoll.strength import explain_seat
    from prepoll.transfer import transfers_text

    codes = {row.code.casefold(): row.code for row in study.case.seats}
    codes |= {row.name.casefold(): row.code for row in study.case.seats}
    if seat.casefold() not in codes:
        known = ", ".join(f"{row.code} ({row.name})" for row in study.case.seats)
        raise UsageError(f"There is no seat {seat!r}. Known: {known}.")
    moves = explain_seat(study.strength, codes[seat.casefold()])
    rows: list[Row] = [
        {
            "party": m.party,
            "source": m.source,
            "kind": str(m.kind),
            "before": m.before,
            "after": m.after,
            "log_sd_before": m.log_sd_before,
            "log_sd_after": m.log_sd_after,
            "evidence": " ".join(m.evidence),
        }
        for m in moves
    ]
    if as_json or as_csv:
        emit(rows, as_json=as_json, as_csv=as_csv)
    else:
        shown: list[Row] = [{key: value for key, value in row.items() if key != "evidence"} for row in rows]
        say(f"Median own share of valid votes in {codes[seat.casefold()]}, before and after each source\n")
        say(table_text(shown))
        say(transfers_text(_transfers(study, study.case.region_of[codes[seat.casefold()]], alliances)))


def _transfers(study: Study, region: RegionCode, alliances: Sequence[Alliance]) -> list[TransferPrior]:
    """State what is believed of transfer, both ways, within the alliances of a region."""
    from prepoll.transfer import prior_transfers

    transfers = prior_transfers(study.case, study.draws, study.seed)
    known = set(study.draws.contenders)
    blocs = study.structure(alliances).in_region(region)
    return [transfers.prior(q, c) for bloc in blocs for q, c in permutations(sorted(bloc & known), 2)]
