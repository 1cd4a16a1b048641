"""`prepoll project`."""

from __future__ import annotations

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
from prepoll.commands.output import Rows, emit, progress, say, table_text
from prepoll.commands.studies import open_study, read_alliances
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED

if TYPE_CHECKING:
    from prepoll.alliances import Outcome
    from prepoll.study import Study

SHOWN_FROM = 0.005
"""A party under half a per cent in a seat is left out of the table for people, never of JSON and CSV."""

Explain = Annotated[
    str | None, typer.Option("--explain", metavar="SEAT", help="Print what moved the shares of a seat.")
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
        _explain(study, explain, as_json=as_json, as_csv=as_csv)
        return
    outcome = study.outcome(read_alliances(alliance))
    seats, totals = _seat_rows(outcome), _total_rows(outcome)
    document = {
        **run_document(study),
        "structure": str(outcome.structure),
        "seats": seats,
        "totals": totals,
        "ties": dict(outcome.ties),
    }
    shown = [row for row in seats if float(row["share"] or 0) >= SHOWN_FROM]
    table = f"{outcome.structure}\n\n{table_text(shown)}\n\n{table_text(totals)}"
    emit(seats, as_json=as_json, as_csv=as_csv, document=document, table=table)


def run_document(study: Study) -> dict[str, object]:
    """Return what a result can be made again from."""
    run = study.run
    return {
        "case": study.case.folder,
        "as_of": str(run.as_of),
        "seed": run.seed,
        "draws": run.draws,
        "version": run.version,
        "input_hash": run.input_hash,
    }


def _seat_rows(outcome: Outcome) -> Rows:
    from prepoll.alliances import interval

    rows = []
    for s, seat in enumerate(outcome.seats):
        for p, party in enumerate(outcome.parties[:-2]):
            share = interval(outcome.valid[s, p])
            win = float(outcome.wins[s, p].mean()) if p < len(outcome.contenders) else 0.0
            if share.high90 > 0:
                rows.append(
                    {
                        "seat": seat,
                        "party": party,
                        "share": share.mean,
                        "low90": share.low90,
                        "high90": share.high90,
                        "win": win,
                    }
                )
    return sorted(rows, key=lambda row: (outcome.seats.index(str(row["seat"])), -float(row["share"])))


def _total_rows(outcome: Outcome) -> Rows:
    from prepoll.alliances import interval

    cast = outcome.valid * (outcome.votes[:, :-2].sum(axis=1, keepdims=True) * outcome.electors[:, None, None])
    shares = cast.sum(axis=0) / cast.sum(axis=(0, 1))
    rows = []
    for p, party in enumerate(outcome.contenders):
        seats, share = interval(outcome.seats_won(party)), interval(shares[p])
        if share.high90 > 0:
            rows.append(
                {
                    "party": party,
                    "seats": seats.mean,
                    "seats_low90": seats.low90,
                    "seats_high90": seats.high90,
                    "share": share.mean,
                    "low90": share.low90,
                    "high90": share.high90,
                }
            )
    return sorted(rows, key=lambda row: (-float(row["seats"]), -float(row["share"])))


def _explain(study: Study, seat: str, *, as_json: bool, as_csv: bool) -> None:
    from prepoll.strength import explain_seat

    codes = {row.code.casefold(): row.code for row in study.case.seats}
    codes |= {row.name.casefold(): row.code for row in study.case.seats}
    if seat.casefold() not in codes:
        known = ", ".join(f"{row.code} ({row.name})" for row in study.case.seats)
        raise UsageError(f"There is no seat {seat!r}. Known: {known}.")
    moves = explain_seat(study.strength, codes[seat.casefold()])
    rows = [
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
        shown = [{key: value for key, value in row.items() if key != "evidence"} for row in rows]
        say(f"Median own share of valid votes in {codes[seat.casefold()]}, before and after each source\n")
        say(table_text(shown))
