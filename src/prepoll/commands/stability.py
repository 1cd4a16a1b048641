"""`prepoll stability`."""

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
    Leaks,
    ObjectiveCode,
    Seed,
)
from prepoll.commands.output import Rows, emit, progress, table_text
from prepoll.commands.project import run_document
from prepoll.commands.refusals import bar_rows, bars_between, bars_text
from prepoll.commands.share import sharing_document
from prepoll.commands.studies import open_study
from prepoll.commands.terms import structure_text, supposed, wrapped
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, Leak

if TYPE_CHECKING:
    from prepoll.stability import Brought, Deviation, Keeping, Landscape, Stability

Players = Annotated[
    str | None,
    typer.Option("--players", metavar="A,B,…", help="With the members, over whom structures are weighed; ten at most."),
]
SHOWN = 8
"""Steps of parties that would not go shown on a terminal; all are in JSON and CSV."""

NOT_WEIGHED = (
    "No structures are weighed one by one: where more than ten are allied they are too many, and where nobody allied "
    "has strength there is none."
)


def stability(
    folder: CaseFolder,
    alliance: Alliances = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    players: Players = None,
    bar: Bars = None,
    bind: Bonds = None,
    leak: Leaks = Leak.OTHERS,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say who would leave an alliance, to whom, what would keep them, and what each member brings."""
    from prepoll.stability import THRESHOLD, brought, keeping, landscapes, on_objective
    from prepoll.stability import stability as weigh

    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, leak=leak, tell=progress())
    structure, bloc, regions = supposed(study, alliance)
    bars = bars_between(study, bloc, (seat for seat, region in study.case.region_of.items() if region in regions))
    case, chosen = study.case, study.objective(objective)
    found = weigh(on_objective(case, chosen), study.ledger, study.election, structure)
    kept = keeping(case, study.election, found) if chosen.code == "seats" else ()
    named = tuple(study.party_code(code) for code in players.split(",")) if players else ()
    fields = landscapes(case, study.ledger, study.election, structure, THRESHOLD, named)
    parts = brought(case, study.election, structure)
    document = {
        **run_document(study),
        "structure": str(structure),
        "bars": bar_rows(bars),
        "stable": found.stable,
        "note": found.note,
        "deviations": list(_rows(found)),
        "keeping": [_kept_document(row) for row in kept],
        "landscapes": [_field_document(row) for row in fields],
        "brought": [_brought_document(row) for row in parts],
    }
    emit(
        _rows(found),
        as_json=as_json,
        as_csv=as_csv,
        document=document,
        table="\n".join(
            filter(None, [structure_text(study, structure), bars_text(bars), _text(found, kept, fields, parts)])
        ),
    )


def _rows(found: Stability) -> Rows:
    return [
        {
            "party": row.party,
            "region": row.region,
            "to": _to(row),
            "status": str(row.status),
            "gain": row.gain.mean,
            "low90": row.gain.low90,
            "high90": row.gain.high90,
            "chance_gain": row.chance_gain,
            "chance_loss": row.chance_loss,
            "welcome": "yes" if row.welcome else "no",
            "would": "yes" if row.would else "no",
            "keeps": row.keeps,
        }
        for row in found.deviations
    ]


def _to(row: Deviation) -> str:
    if row.together:
        return f"a bloc with {'+'.join(row.together)}"
    return "+".join(row.to) or "alone"


def _text(
    found: Stability, kept: tuple[Keeping, ...], fields: tuple[Landscape, ...], parts: tuple[Brought, ...]
) -> str:
    from prepoll.stability import in_words

    going = [row for row in found.deviations if row.would]
    first = f"{going[0].party} would leave first ({_to(going[0])})" if going else ""
    head = f"{first}, for {going[0].gain.mean:.2f}." if going else "Nobody gains by leaving."
    staying = [row for row in found.deviations if not row.would][:SHOWN]
    more = len(found.deviations) - len(going) - len(staying)
    rest = f"\n  … and {more} steps more that nobody would take (--csv lists them)" if more else ""
    lines = [
        head,
        table_text([_step(row) for row in (*going, *staying)]) + rest,
        "\n".join(
            wrapped(f"{row.party}, {_to(row)}: {row.keeps or 'nothing within the alliance keeps it'}.") for row in going
        ),
        "\n".join(wrapped(_keeping_words(row)) for row in kept),
        "\n".join(wrapped(_brought_words(row)) for row in parts),
        *("\n".join(wrapped(line) for line in in_words(field)) for field in fields),
        "" if fields else wrapped(NOT_WEIGHED),
        wrapped(found.note, ""),
    ]
    return "\n\n".join(line for line in lines if line)


def _step(row: Deviation) -> dict[str, str | int | float | None]:
    why = "" if row.would else _why_not(row)
    return {
        "party": row.party,
        "region": row.region,
        "goes to": _to(row),
        "gain": row.gain.mean,
        "90 %": f"{row.gain.low90:,.0f} to {row.gain.high90:,.0f}",
        "gains in": f"{row.chance_gain:.0%}",
        "loses in": f"{row.chance_loss:.0%}",
        "would": "yes" if row.would else f"no: {why}",
    }


def _why_not(row: Deviation) -> str:
    if str(row.status) == "barred":
        return "barred"
    return "not welcome" if not row.welcome else "gains too little"


def _keeping_words(row: Keeping) -> str:
    from prepoll.sharing import Infeasible

    floors = ", ".join(f"{party} {floor:.2f}" for party, floor in row.floors.items())
    where = "" if row.code == "*" else f" in {row.code}"
    if isinstance(row.found, Infeasible) or row.cost is None:
        return f"No sharing{where} gives each what its best step gives it ({floors}): the alliance does not hold."
    held = ", ".join(f"{party} {len(row.found.stands(party))}" for party in row.found.each)
    won = ", ".join(f"{party} {seats.mean:.2f}" for party, seats in row.found.each.items())
    return (
        f"All can be kept{where} ({floors} expected seats or more) if they contest {held}: they then win {won}, "
        f"and the alliance {row.cost:.2f} less than at most."
    )


def _brought_words(row: Brought) -> str:
    where = "" if row.code == "*" else f" in {row.code}"
    each = ", ".join(f"{party} {worth:+.2f}" for party, worth in row.each.items())
    pairs = ", ".join(f"{a} with {b} {worth:+.2f}" for (a, b), worth in row.pairs.items())
    together = f"Together{where} they win {row.together:+.2f} against each alone"
    return f"{together}; of this (Shapley value) {each}; by pairs {pairs}."


def _kept_document(row: Keeping) -> dict[str, object]:
    from prepoll.sharing import Infeasible

    clash = isinstance(row.found, Infeasible)
    return {
        "region": row.code,
        "alliance": sorted(row.bloc),
        "floors": dict(row.floors),
        "cost": row.cost,
        "clash": list(row.found.because) if isinstance(row.found, Infeasible) else [],
        "sharing": None if clash else sharing_document(row.found),  # type: ignore[arg-type]
    }


def _field_document(row: Landscape) -> dict[str, object]:
    from prepoll.stability import in_words

    return {
        "region": row.code,
        "players": list(row.game.parties),
        "left_out": list(row.left_out),
        "structures": len(row.game.strings),
        "open": int(row.game.open.sum()),
        "answers": [
            {
                "others": str(found.answer),
                "nash": int((found.nash & row.game.open).sum()),
                "individual": int((found.individual & row.game.open).sum()),
                "core": int((found.core & row.game.open).sum()),
                "this_nash": bool(found.nash[row.row]) if row.is_open else None,
                "this_individual": bool(found.individual[row.row]) if row.is_open else None,
                "this_core": bool(found.core[row.row]) if row.is_open else None,
            }
            for found in row.found
        ],
        "words": list(in_words(row)),
    }


def _brought_document(row: Brought) -> dict[str, object]:
    pairs = [{"a": a, "b": b, "worth": worth} for (a, b), worth in row.pairs.items()]
    return {"region": row.code, "together": row.together, "each": dict(row.each), "pairs": pairs}
