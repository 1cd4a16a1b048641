"""`prepoll structures`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import (
    AsCsv,
    AsJson,
    AsOf,
    Bars,
    Bonds,
    CaseFolder,
    DrawCount,
    Leaks,
    ObjectiveCode,
    Party,
    Seed,
    read_alliance,
    read_pair,
)
from prepoll.commands.output import Row, Rows, emit, progress, table_text
from prepoll.commands.project import run_document
from prepoll.commands.studies import open_study
from prepoll.commands.terms import Problems, region_code, structure_text, wrapped
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, Leak, PartyCode

if TYPE_CHECKING:
    from prepoll.alliances import Interval, Link, Ranked, SeatChance, Slate, Structure, Worth
    from prepoll.alliances.links import Where
    from prepoll.alliances.search import Claims
    from prepoll.case.types import Objective
    from prepoll.study import Study

Top = Annotated[int, typer.Option("--top", metavar="N", help="Value and print the N best of each status.", min=1)]
Players = Annotated[str | None, typer.Option("--players", metavar="A,B,…", help="The parties that may join blocs.")]
LINK = "A+B@REGION:A+C@REGION"
Links = Annotated[
    list[str] | None, typer.Option("--link", metavar=LINK, help="If together in the first region, so in the second.")
]
LinkBars = Annotated[
    list[str] | None, typer.Option("--link-bar", metavar=LINK, help="If together in the first, not in the second.")
]
Optimise = Annotated[
    bool, typer.Option("--optimise", help="The party's bloc puts up who wins a seat most often, not its strongest.")
]
LastResult = Annotated[
    bool, typer.Option("--last-result", help="In each bloc whoever came in highest last time stands.")
]
Sitting = Annotated[bool, typer.Option("--keep-sitting", help="Members keep the seats in which they came first.")]
Courtesies = Annotated[
    list[str] | None,
    typer.Option("--courtesies", metavar="A+B", help="Try also which seats these two would best leave to each other."),
]
BySeat = Annotated[bool, typer.Option("--seats", help="Print also who stands for the bloc and wins, seat by seat.")]


def structures(
    folder: CaseFolder,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    bar: Bars = None,
    bind: Bonds = None,
    leak: Leaks = Leak.OTHERS,
    party: Party = None,
    players: Players = None,
    link: Links = None,
    link_bar: LinkBars = None,
    optimise: Optimise = False,
    last_result: LastResult = False,
    keep_sitting: Sitting = False,
    courtesies: Courtesies = None,
    by_seat: BySeat = False,
    top: Top = 10,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Rank every alliance structure for a party: feasible, hypothetical, softly barred, barred with the reason.

    Hypothetical: nobody has named some of its parties together.
    """
    tell = progress()
    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, leak=leak, tell=tell)
    asked = Asked(
        objective=study.objective(objective),
        players=tuple(study.party_code(code) for code in players.split(",")) if players else None,
        listed=top,
        links=_links(study, link or (), link_bar or ()),
        pairs=_pairs(study, courtesies or ()),
        optimise=optimise,
        claims=_claims(study, order=last_result, first=keep_sitting),
    )
    rows: list[Row] = []
    documents: list[dict[str, object]] = []
    tables: list[str] = []
    none: list[str] = []
    over: dict[PartyCode, tuple[PartyCode, ...]] = {}
    for focal in study.focal(party or ()):
        tell(f"Searching the structures of {focal}")
        over[focal] = _over(study, focal, asked)
        found = _found(study, focal, asked)
        none += _fruitless(study, focal, found, asked)
        lines = [_row(study, focal, ranked) for ranked in found]
        wanted = as_json or by_seat  # they are counted by themselves
        chances = _chances(study, focal, found, asked) if wanted else ((),) * len(found)
        documents += [_document(line, row, seats) for line, row, seats in zip(lines, found, chances, strict=True)]
        rows += [{**line, "why": "; ".join(ranked.barred_by)} for line, ranked in zip(lines, found, strict=True)]
        tables += [_seats_text(line, seats) for line, seats in zip(lines, chances, strict=True)] if by_seat else []
    text = "\n\n".join([table_text(rows), "\n".join([_over_text(over), *none]), *tables])
    document = {**run_document(study), "players": {party: list(row) for party, row in over.items()}}
    emit(rows, as_json=as_json, as_csv=as_csv, document={**document, "structures": documents}, table=text)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a search, as it was typed."""

    objective: Objective
    players: tuple[PartyCode, ...] | None
    listed: int
    links: tuple[Link, ...]
    pairs: tuple[tuple[PartyCode, PartyCode], ...]  # between whom courtesies are tried
    optimise: bool
    claims: Claims


def _over(study: Study, party: PartyCode, asked: Asked) -> tuple[PartyCode, ...]:
    from prepoll.alliances import players_of

    return players_of(study.case, study.ledger, study.election, party, asked.objective, asked.players)


def _over_text(over: Mapping[PartyCode, Sequence[PartyCode]]) -> str:
    """Say over whom was searched, and how others are."""
    lines = []
    for party, players in over.items():
        if len(players) > 1:
            lines.append(f"{party}: searched over {', '.join(players)}; all others stay as they are.")
        else:
            lines.append(f"{party}: nobody is in touch with it or willing, so nobody else was tried: name --players.")
    return "\n".join(wrapped(line, "") for line in lines)


def _found(study: Study, party: PartyCode, asked: Asked) -> tuple[Ranked, ...]:
    """Search, and try courtesies between the pairs named in all that is listed."""
    from prepoll.alliances import rank_structures, search
    from prepoll.sharing import best_courtesies, with_courtesies

    case, ledger, election = study.case, study.ledger, study.election
    found = search(
        case, ledger, election, party, asked.objective, asked.players,
        listed=asked.listed, links=asked.links, optimise=asked.optimise, claims=asked.claims,
    )  # fmt: skip
    tried = dict.fromkeys(row.structure for row in found)
    for structure in list(tried) if asked.pairs else ():
        better = structure
        for pair in asked.pairs:
            better = with_courtesies(better, best_courtesies(election, ledger, better, pair))
            tried[better] = None
    if len(tried) == len(found):
        return found
    return rank_structures(
        case, ledger, election, party, asked.objective, tuple(tried), optimise=asked.optimise, claims=asked.claims
    )


def _fruitless(study: Study, party: PartyCode, found: Sequence[Ranked], asked: Asked) -> list[str]:
    """Say between whom no courtesies were found."""
    new = {row for ranked in found for row in ranked.structure.courtesies} - set(study.base.courtesies)
    between = [{row.giver, row.taker} for row in new]
    return [
        wrapped(f"{party}: no courtesies between {a} and {b} win them more: a bar is between them, or none helps.", "")
        for a, b in asked.pairs
        if {a, b} not in between
    ]


def _pairs(study: Study, texts: Sequence[str]) -> tuple[tuple[PartyCode, PartyCode], ...]:
    """Read pairs of parties; UsageError with all that cannot be read."""
    problems = Problems()

    def read(text: str) -> tuple[PartyCode, PartyCode]:
        a, b = map(study.party_code, read_pair(text))
        if a == b:
            raise UsageError(f"{text!r} is one party: it leaves no seat to itself. Write two as A+B.")
        return a, b

    found = problems.read(texts, read)
    problems.tell()
    return tuple(found)


def _links(study: Study, together: Sequence[str], apart: Sequence[str]) -> tuple[Link, ...]:
    """Read links between regions; UsageError with all that cannot be read."""
    from prepoll.alliances import Link

    problems = Problems()
    read = partial(_ends, study)
    found = [Link(*ends) for ends in problems.read(together, read)]
    found += [Link(*ends, together=False) for ends in problems.read(apart, read)]
    problems.tell()
    return tuple(found)


def _ends(study: Study, text: str) -> tuple[Where, Where]:
    """Read who is together where, twice, written A+B@REGION:A+C@REGION."""
    here, colon, there = text.partition(":")
    if not colon:
        raise UsageError(f"{text!r} is no link. Write it as {LINK}.")
    return _where(study, here), _where(study, there)


def _where(study: Study, text: str) -> Where:
    members, region = read_alliance(text)
    if len(members) != 2 or region is None:
        raise UsageError(f"{text!r} is not a pair in a region. Write it as A+B@REGION.")
    return (study.party_code(members[0]), study.party_code(members[1])), region_code(study, region)


def _row(study: Study, party: PartyCode, ranked: Ranked) -> Row:
    return {
        "party": party,
        "status": "hypothetical" if ranked.hypothetical else str(ranked.status),
        "structure": structure_text(study, ranked.structure),
        "value": ranked.worth.value.mean,
        "gain": ranked.gain.mean,
        "gain_low90": ranked.gain.low90,
        "gain_high90": ranked.gain.high90,
        "chance_gain": ranked.chance_gain,
    }


def _claims(study: Study, *, order: bool, first: bool) -> Claims:
    """Return who claims each seat by its last result: all in their order, or the winner alone."""
    from prepoll.sharing import last_finish

    if order and first:
        raise UsageError("--last-result and --keep-sitting are two slates. Give one of them.")
    past = last_finish(study.case) if order or first else {}
    return {seat: parties[:1] if first else parties for seat, parties in past.items()}


def _chances(
    study: Study, party: PartyCode, found: Sequence[Ranked], asked: Asked
) -> tuple[tuple[SeatChance, ...], ...]:
    from prepoll.alliances import seat_chances

    slates = [(row.structure, _slate(study, row.structure, party, asked)) for row in found]
    return seat_chances(study.election, slates, party)


def _slate(study: Study, structure: Structure, party: PartyCode, asked: Asked) -> Slate | None:
    from prepoll.alliances import claimed_slate, optimised_slate

    if asked.optimise:
        return optimised_slate(study.election, structure, party, asked.claims)
    return claimed_slate(study.election, structure, asked.claims) if asked.claims else None


def _document(row: Row, ranked: Ranked, chances: Sequence[SeatChance]) -> dict[str, object]:
    return {
        **row,
        "status": str(ranked.status),
        "hypothetical": ranked.hypothetical,
        "id": ranked.structure.id,
        "barred_by": list(ranked.barred_by),
        "chance_loss": ranked.chance_loss,
        "worth": _worth_document(ranked.worth),
        "seats": [
            {"seat": c.seat, "stands": list(c.stands), "win": c.won, "bloc_win": c.bloc_won, "tied_draws": c.tied}
            for c in chances
        ],
    }


def _worth_document(worth: Worth) -> dict[str, object]:
    return {
        "seats": _span(worth.seats),
        "seats_chance": list(worth.seats_chance),
        "votes": _span(worth.votes),
        "share": _span(worth.share),
        "deposits": _span(worth.deposits),
        "recognition": worth.recognition,
        "denied": {code: _span(interval) for code, interval in worth.denied.items()},
    }


def _span(interval: Interval) -> dict[str, float]:
    return {"mean": interval.mean, "low90": interval.low90, "high90": interval.high90}


def _seats_text(row: Row, chances: Sequence[SeatChance]) -> str:
    """Write a structure seat by seat."""
    lines: Rows = [
        {
            "seat": c.seat,
            "stands": "+".join(c.stands) or "nobody",
            f"{row['party']} wins": c.won,
            "its bloc wins": c.bloc_won,
            "draws tied": c.tied,
        }
        for c in chances
    ]
    return f"{row['structure']} ({row['status']})\n{table_text(lines)}"
