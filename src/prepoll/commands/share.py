"""`prepoll share`, `prepoll stability` and `prepoll offer`."""

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
    read_counts,
)
from prepoll.commands.output import Rows, emit, progress, say, table_text
from prepoll.commands.project import run_document
from prepoll.commands.studies import open_study, read_alliances
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, PartyCode, RegionCode, SeatCode

if TYPE_CHECKING:
    from prepoll.alliances import Structure
    from prepoll.sharing import Demands, OfferValue, Sharing
    from prepoll.stability import Stability
    from prepoll.study import Study

Least = Annotated[list[str] | None, typer.Option("--min-seats", metavar="A=2", help="A party's least seats.")]
Most = Annotated[list[str] | None, typer.Option("--max-seats", metavar="A=2", help="A party's most seats.")]
Must = Annotated[list[str] | None, typer.Option("--must", metavar="A=SEAT", help="A seat a party must have.")]
Never = Annotated[list[str] | None, typer.Option("--never", metavar="A=SEAT", help="A seat it will not take.")]
Seats = Annotated[str, typer.Option("--seats", metavar="'A=S1,S2 B=S3'", help="Who stands where.")]


def share(
    folder: CaseFolder,
    alliance: Alliances = None,
    min_seats: Least = None,
    max_seats: Most = None,
    must: Must = None,
    never: Never = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    bar: Bars = None,
    bind: Bonds = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say who stands where in an alliance: the optimum, and each norm beside it."""
    from prepoll.sharing import Infeasible, last_finish, share_seats

    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, tell=progress())
    structure, bloc, regions = _supposed(study, alliance)
    demands = _demands(study, min_seats or [], max_seats or [], must or [], never or [])
    found = share_seats(study.election, structure, bloc, regions, demands, last_finish(study.case))
    if isinstance(found, Infeasible):
        raise UsageError(
            "No sharing meets these demands together:\n  " + "\n  ".join(found.because) + "\nLower or drop one of them."
        )
    rows = [row for sharing in found for row in _sharing_rows(sharing)]
    table = "\n\n".join(_sharing_text(sharing) for sharing in found)
    emit(
        rows,
        as_json=as_json,
        as_csv=as_csv,
        document={
            **run_document(study),
            "structure": str(structure),
            "sharings": [_sharing_document(sharing) for sharing in found],
        },
        table=table,
    )


def stability(
    folder: CaseFolder,
    alliance: Alliances = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    bar: Bars = None,
    bind: Bonds = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say who would leave an alliance, to whom, and what would keep them."""
    from prepoll.stability import on_objective
    from prepoll.stability import stability as test_stability

    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, tell=progress())
    structure, _, _ = _supposed(study, alliance)
    case = on_objective(study.case, study.objective(objective))
    found = test_stability(case, study.ledger, study.election, structure)
    rows = _deviation_rows(found)
    verdict = "Nobody gains by leaving." if found.stable else "Somebody gains by leaving."
    document = {
        **run_document(study),
        "structure": str(structure),
        "stable": found.stable,
        "note": found.note,
        "deviations": list(rows),
    }
    emit(
        rows,
        as_json=as_json,
        as_csv=as_csv,
        document=document,
        table=f"{structure}\n\n{table_text(rows)}\n\n{verdict} {found.note}",
    )


def offer(
    folder: CaseFolder,
    seats: Seats,
    alliance: Alliances = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    bar: Bars = None,
    bind: Bonds = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say what an offer is worth to each side, whether to accept it, and what could be said in return."""
    from prepoll.sharing import value_offer

    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, tell=progress())
    structure, bloc, _ = _supposed(study, alliance)
    aims = {party: study.objective(objective) for party in bloc}
    found = value_offer(study.case, study.election, structure, _allocation(study, seats), aims)
    rows = _side_rows(found)
    document = {
        **run_document(study),
        "structure": str(structure),
        "sides": list(rows),
        "allocation": dict(found.allocation),
        "counters": [_sharing_document(sharing) for sharing in found.counters],
    }
    emit(rows, as_json=as_json, as_csv=as_csv, document=document)
    if not as_json and not as_csv:
        for sharing in found.counters:
            say("\nInstead: " + _sharing_text(sharing))


def _supposed(
    study: Study, alliance: list[str] | None
) -> tuple[Structure, frozenset[PartyCode], tuple[RegionCode, ...]]:
    """Return the structure with the alliance asked for, its members, and the regions it holds in."""
    if not alliance:
        raise UsageError("Name the alliance: --alliance A+B, or A+B@REGION.")
    supposed = read_alliances(alliance)
    structure = study.structure(supposed)
    bloc = frozenset(study.party_code(party) for party in supposed[0].members)
    regions = tuple(row.code for row in study.case.regions if bloc in structure.in_region(row.code))
    return structure, bloc, regions


def _demands(study: Study, least: list[str], most: list[str], must: list[str], never: list[str]) -> Demands:
    from prepoll.sharing import Demands

    def counts(texts: list[str]) -> dict[PartyCode, int]:
        return {study.party_code(party): number for party, number in read_counts(texts).items()}

    def seats(texts: list[str]) -> dict[PartyCode, tuple[SeatCode, ...]]:
        return {party: row for text in texts for party, row in _party_seats(study, text).items()}

    return Demands(least=counts(least), most=counts(most), must=seats(must), never=seats(never))


def _party_seats(study: Study, text: str) -> dict[PartyCode, tuple[SeatCode, ...]]:
    party, equals, names = text.partition("=")
    if not equals:
        raise UsageError(f"{text!r} is not a party and its seats. Write it as A=S1,S2.")
    known = {row.code for row in study.case.seats}
    codes = tuple(name.strip() for name in names.split(",") if name.strip())
    for code in codes:
        if code not in known:
            raise UsageError(f"There is no seat {code!r}. Known: {', '.join(sorted(known))}.")
    return {study.party_code(party): codes}


def _allocation(study: Study, text: str) -> dict[SeatCode, PartyCode | None]:
    allocation: dict[SeatCode, PartyCode | None] = {}
    for part in text.split():
        for party, seats in _party_seats(study, part).items():
            for seat in seats:
                if allocation.get(seat, party) != party:
                    raise UsageError(f"Seat {seat} is given to {allocation[seat]} and to {party}. Give it to one.")
                allocation[seat] = party
    return allocation


def _sharing_rows(sharing: Sharing) -> Rows:
    return [
        {"norm": str(sharing.norm), "seat": seat, "stands": party, "win": sharing.seat_wins.get(seat)}
        for seat, party in sharing.allocation.items()
    ]


def _sharing_document(sharing: Sharing) -> dict[str, object]:
    return {
        "norm": str(sharing.norm),
        "allocation": dict(sharing.allocation),
        "seats": {
            "mean": sharing.alliance_seats.mean,
            "low90": sharing.alliance_seats.low90,
            "high90": sharing.alliance_seats.high90,
        },
        "each": {party: row.mean for party, row in sharing.each.items()},
        "seat_wins": dict(sharing.seat_wins),
        "why": sharing.why,
    }


def _sharing_text(sharing: Sharing) -> str:
    each = ", ".join(f"{party} {row.mean:.2f}" for party, row in sharing.each.items())
    head = f"{str(sharing.norm).replace('_', ' ')}: {sharing.alliance_seats.mean:.2f} seats expected ({each})"
    rows = [{"seat": row["seat"], "stands": row["stands"], "win": row["win"]} for row in _sharing_rows(sharing)]
    return f"{head}\n{sharing.why}\n{table_text(rows)}"


def _deviation_rows(found: Stability) -> Rows:
    return [
        {
            "party": row.party,
            "region": row.region,
            "to": "+".join(row.to) or "alone",
            "status": str(row.status),
            "gain": row.gain.mean,
            "low90": row.gain.low90,
            "high90": row.gain.high90,
            "chance_gain": row.chance_gain,
            "would": "yes" if row.would else "no",
            "keeps": row.keeps,
        }
        for row in found.deviations
    ]


def _side_rows(found: OfferValue) -> Rows:
    return [
        {
            "party": side.party,
            "seats": " ".join(side.seats),
            "value": side.value.mean,
            "alone": side.alone.mean,
            "gain": side.gain.mean,
            "low90": side.gain.low90,
            "high90": side.gain.high90,
            "chance_gain": side.chance_gain,
            "accept": "yes" if side.accept else "no",
            "why": side.why,
        }
        for side in found.sides
    ]
