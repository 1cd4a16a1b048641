"""`prepoll structures`."""

from __future__ import annotations

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
)
from prepoll.commands.output import Row, emit, progress
from prepoll.commands.project import run_document
from prepoll.commands.studies import open_study
from prepoll.commands.terms import structure_text
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED

Top = Annotated[int, typer.Option("--top", metavar="N", help="Value and print the N best of each status.", min=1)]
Players = Annotated[str | None, typer.Option("--players", metavar="A,B,…", help="The parties that may join blocs.")]


def structures(
    folder: CaseFolder,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    bar: Bars = None,
    bind: Bonds = None,
    party: Party = None,
    players: Players = None,
    top: Top = 10,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Rank every alliance structure for a party: feasible, hypothetical, softly barred, barred with the reason.

    Hypothetical: nobody has named some of its parties together.
    """
    from prepoll.alliances import search

    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, tell=progress())
    chosen = tuple(study.party_code(code) for code in players.split(",")) if players else None
    rows: list[Row] = []
    documents: list[dict[str, object]] = []
    for focal in study.focal(party or ()):
        asked = study.objective(objective)
        for ranked in search(study.case, study.ledger, study.election, focal, asked, chosen, listed=top):
            row: Row = {
                "party": focal,
                "status": "hypothetical" if ranked.hypothetical else str(ranked.status),
                "structure": structure_text(study, ranked.structure),
                "value": ranked.worth.value.mean,
                "gain": ranked.gain.mean,
                "gain_low90": ranked.gain.low90,
                "gain_high90": ranked.gain.high90,
                "chance_gain": ranked.chance_gain,
            }
            rows.append(row)
            documents.append(
                {
                    **row,
                    "status": str(ranked.status),
                    "hypothetical": ranked.hypothetical,
                    "id": ranked.structure.id,
                    "barred_by": list(ranked.barred_by),
                }
            )
            row["why"] = "; ".join(ranked.barred_by)
    emit(rows, as_json=as_json, as_csv=as_csv, document={**run_document(study), "structures": documents})
