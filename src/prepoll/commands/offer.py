"""`prepoll offer`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
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
from prepoll.commands.terms import Problems, courtesy, seat_code, supposed, team_seats, wrapped
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, Leak, PartyCode, SeatCode

if TYPE_CHECKING:
    from prepoll.advice import Obstacle
    from prepoll.alliances import Election, StandDown, Structure
    from prepoll.sharing import Ask, OfferValue, Team
    from prepoll.study import Study

NamesStay = Annotated[
    str,
    typer.Option("--names-stay", metavar="S1,S2", help="Seats where withdrawals have closed, beside those of the day."),
]
SEATS = "Who stands where; A+B=S4 is a friendly contest, nobody=S5 an empty seat."
Seats = Annotated[str, typer.Option("--seats", metavar="'A=S1,S2 B=S3'", help=SEATS)]
LEAVES = "A member leaves a seat to a party that is no partner there."
Leaves = Annotated[list[str] | None, typer.Option("--courtesy", metavar="A:B@SEAT", help=LEAVES)]


def offer(
    folder: CaseFolder,
    seats: Seats,
    alliance: Alliances = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    objective: ObjectiveCode = None,
    courtesies: Leaves = None,
    names_stay: NamesStay = "",
    bar: Bars = None,
    bind: Bonds = None,
    leak: Leaks = Leak.OTHERS,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say what an offer is worth to each side, whether to accept it, and what could be said in return."""
    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, leak=leak, tell=progress())
    stay = closed_seats(study, _seats_named(study, names_stay))
    left = read_courtesies(study, courtesies)
    structure, found = weigh(study, alliance, seats, objective, stay, courtesies=left)
    document = offer_document(study, structure, found, stay)
    told = bars_text(bars_between(study, *_between(found)))
    others = bars_text(_courtesy_bars(study, found), "courtesy", "the two")
    text = "\n\n".join(filter(None, [told, others, _text(found, stay)]))
    emit(_side_rows(found), as_json=as_json, as_csv=as_csv, document=document, table=text)


def read_courtesies(study: Study, texts: Sequence[str] | None) -> tuple[StandDown, ...]:
    """Read seats left to others; UsageError with all that cannot be read."""
    problems = Problems()
    found = problems.read(texts or (), partial(courtesy, study))
    problems.tell()
    return tuple(found)


def weigh(
    study: Study,
    alliance: list[str] | None,
    seats: str,
    objective: str | None = None,
    stay: tuple[SeatCode, ...] = (),
    *,
    courtesies: Sequence[StandDown] = (),
) -> tuple[Structure, OfferValue]:
    """Weigh an offer as it is typed; return what it supposes and what it is worth.

    In the seats that `stay` names withdrawals have closed, and the offer moves voters only. `courtesies` are
    seats that a member leaves to a party that is no partner there.
    Raises UsageError with all that cannot be read.
    """
    from prepoll.sharing import value_offer
    from prepoll.stability import best_others

    structure, bloc, regions = supposed(study, alliance)
    aims = dict.fromkeys(sorted(bloc), study.objective(objective))
    allocation = _allocation(study, seats)
    election = election_with(study.election, names_of(study, stay)) if stay else study.election
    others = best_others(study.case, study.ledger, election, (structure, bloc, regions), aims)
    found = value_offer(study.case, election, structure, allocation, aims, others=others, courtesies=courtesies)
    return structure, found


def _seats_named(study: Study, text: str) -> list[SeatCode]:
    problems = Problems()
    found = problems.read([name for name in text.split(",") if name.strip()], partial(seat_code, study))
    problems.tell()
    return found


def closed_seats(study: Study, named: Iterable[SeatCode] = ()) -> tuple[SeatCode, ...]:
    """List the seats named and those whose last day to withdraw was before the case's day, in the case's order."""
    told, case = frozenset(named), study.case
    return tuple(
        seat.code
        for seat in case.seats
        if seat.code in told or (seat.withdrawals_close is not None and seat.withdrawals_close < case.as_of)
    )


def names_of(study: Study, stay: Iterable[SeatCode]) -> dict[SeatCode, frozenset[PartyCode]]:
    """Return whose names are on the ballots of seats: of all who are alone; who is allied has settled theirs."""
    from prepoll.alliances import base_structure

    base, where = base_structure(study.case, study.ledger), study.election.region_of
    every = study.election.draws.contenders
    return {seat: frozenset(p for p in every if len(base.bloc_of(where[seat], p)) == 1) for seat in stay}


def election_with(election: Election, names: Mapping[SeatCode, frozenset[PartyCode]]) -> Election:
    """Return an election in which the names of parties stay on the ballots of seats, whoever stands down."""
    from prepoll.transfer import with_names

    return replace(election, transfers=with_names(election.transfers, names), cache={})


def offer_document(
    study: Study, structure: Structure, found: OfferValue, stay: tuple[SeatCode, ...] = ()
) -> dict[str, object]:
    """Write what an offer is worth for programs."""
    return {
        **run_document(study),
        "structure": str(structure),
        "bars": list(bar_rows((*bars_between(study, *_between(found)), *_courtesy_bars(study, found)))),
        "sides": list(_side_rows(found)),
        "allocation": dict(found.allocation),
        "friendly": {seat: list(team) for seat, team in found.friendly.items()},
        "courtesies": [{"seat": row.seat, "giver": row.giver, "taker": row.taker} for row in found.courtesies],
        "left_open": list(found.left_open),
        "counters": [sharing_document(sharing) for sharing in found.counters],
        "asks": list(_ask_rows(found.asks)),
        "names_stay": list(stay),
    }


def _between(found: OfferValue) -> tuple[tuple[PartyCode, ...], tuple[SeatCode, ...]]:
    """Return whom an offer is between, and in which seats."""
    return tuple(side.party for side in found.sides), tuple(found.allocation)


def _courtesy_bars(study: Study, found: OfferValue) -> tuple[Obstacle, ...]:
    """List the bars between each party that leaves a seat and the one it leaves it to."""
    bars = [bar for row in found.courtesies for bar in bars_between(study, (row.giver, row.taker), (row.seat,))]
    return tuple(bar for i, bar in enumerate(bars) if bar not in bars[:i])


def _allocation(study: Study, text: str) -> dict[SeatCode, Team]:
    """Read who stands where; UsageError with all that cannot be read."""
    problems = Problems()
    allocation: dict[SeatCode, Team] = {}
    for team, seats in problems.read(_parts(text), partial(team_seats, study)):
        for seat in seats:
            before = allocation.setdefault(seat, team)
            if set(before) != set(team):
                problems.lines.append(
                    f"Seat {seat} is given to {_named(before)} and to {_named(team)}. Give it to one, "
                    f"or write A+B={seat} for a friendly contest."
                )
    problems.tell()
    if not allocation:
        raise UsageError("The offer names no seat. Write it as --seats 'A=S1,S2 B=S3'.")
    return allocation


def _named(team: Team) -> str:
    return "+".join(team) or "nobody"


def _parts(text: str) -> list[str]:
    """Cut an offer before each word with an equals sign, so that names of seats may have spaces.

    >>> _parts("A=S1, New Town B=S3")
    ['A=S1, New Town', 'B=S3']
    """
    parts: list[str] = []
    for word in text.split():
        if "=" in word or not parts:
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    return parts


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
            "chance_loss": side.chance_loss,
            "low_transfer_gain": side.low_gain,
            "other": None if side.other is None else "+".join(side.other.partners),
            "other_value": None if side.other is None else side.other.value.mean,
            "other_gain": None if side.other_gain is None else side.other_gain.mean,
            "other_chance": side.other_chance,
            "accept": "yes" if side.accept else "no",
            "why": side.why,
        }
        for side in found.sides
    ]


def _ask_rows(asks: tuple[Ask, ...]) -> Rows:
    return [
        {
            "party": ask.party,
            "seat": ask.seat,
            "from": ask.holder,
            "gain": ask.gain,
            "cost": ask.cost,
            "granted": "yes" if ask.granted else "no",
        }
        for ask in asks
    ]


def _text(found: OfferValue, stay: tuple[SeatCode, ...] = ()) -> str:
    """Write an offer as a negotiator reads it: each side, what to answer, what to ask for."""
    rows: Rows = [
        {
            "party": side.party,
            "contests": len(side.seats),
            "worth": side.value.mean,
            "alone": side.alone.mean,
            "gain": side.gain.mean,
            "90 %": f"{side.gain.low90:,.0f} to {side.gain.high90:,.0f}",
            "gains in": f"{side.chance_gain:.0%}",
            "loses in": f"{side.chance_loss:.0%}",
            "gain, low transfer": side.low_gain,
            "best other": "alone"
            if side.other is None
            else f"{'+'.join(side.other.partners)}: {side.other.value.mean:.2f}",
            "accept": "yes" if side.accept else "no",
        }
        for side in found.sides
    ]
    parts = [
        "\n".join(wrapped(line, "") for line in _offered(found)),
        _closed(stay),
        table_text(rows),
        "\n".join(wrapped(side.why) for side in found.sides),
        _answers(found),
        _asks(found),
    ]
    return "\n\n".join(part for part in parts if part)


def _offered(found: OfferValue) -> list[str]:
    """Write which seats each is offered, what else there is, and who stands where the offer names nobody."""
    other = frozenset(found.left_open) | found.friendly.keys()
    given = {side.party: [seat for seat in side.seats if seat not in other] for side in found.sides}
    lines = [f"{party}: {', '.join(seats) or 'no seat'}" for party, seats in given.items()]
    lines += [f"Friendly contest in {seat}: {_named(team)}" for seat, team in found.friendly.items()]
    empty = [seat for seat, party in found.allocation.items() if party is None and seat not in other]
    lines += [f"Nobody of them stands in {', '.join(empty)}"] if empty else []
    lines += [f"{row.giver} leaves {row.seat} to {row.taker}" for row in found.courtesies]
    left = ", ".join(f"{seat} ({found.allocation[seat] or 'nobody'})" for seat in found.left_open)
    return [*lines, f"Not named in the offer, and weighed with the strongest member: {left}"] if left else lines


def _closed(stay: tuple[SeatCode, ...]) -> str:
    if not stay:
        return ""
    where = ", ".join(stay)
    return f"Withdrawals have closed in {where}: names stay on the ballot there, and the offer moves voters only."


def _answers(found: OfferValue) -> str:
    if not found.counters:
        held = all(side.accept for side in found.sides)
        return (
            "No other sharing is better for all." if held else "There is no other sharing from which all members gain."
        )
    lines = [wrapped(f"{place}. {sharing.why}") for place, sharing in enumerate(found.counters, start=1)]
    return "\n".join(["In return, the largest product of gains first:", *lines])


def _asks(found: OfferValue) -> str:
    if not found.asks:
        return ""
    rows: Rows = [
        {
            "party": ask.party,
            "could ask for": ask.seat,
            "from": ask.holder or "nobody",
            "gains": ask.gain,
            "it costs them": ask.cost,
            "all still gain": "yes" if ask.granted else "no",
        }
        for ask in found.asks
    ]
    return "What to ask for next:\n" + table_text(rows)
