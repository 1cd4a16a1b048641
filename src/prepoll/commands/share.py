"""`prepoll share`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import Alliances, AsCsv, AsJson, AsOf, Bars, Bonds, CaseFolder, DrawCount, Leaks, Seed
from prepoll.commands.output import Row, Rows, emit, progress, table_text
from prepoll.commands.project import run_document
from prepoll.commands.refusals import bar_rows, bars_between, bars_text
from prepoll.commands.studies import open_study
from prepoll.commands.terms import (
    Problems,
    number_for,
    party_seats,
    quota_for,
    rebel_words,
    seat_code,
    supposed,
    wrapped,
)
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, Leak, PartyCode, RegionCode, SeatCode

if TYPE_CHECKING:
    from prepoll.sharing import Demands, Infeasible, Sharing, Terms
    from prepoll.study import Study

Least = Annotated[
    list[str] | None,
    typer.Option("--min-seats", metavar="A=2[@REGION]", help="A party's least seats, in all or in one region."),
]
Most = Annotated[
    list[str] | None,
    typer.Option("--max-seats", metavar="A=2[@REGION]", help="A party's most seats, in all or in one region."),
]
Wins = Annotated[
    list[str] | None, typer.Option("--min-wins", metavar="A=1.5", help="The least a party is to win in expectation.")
]
Must = Annotated[list[str] | None, typer.Option("--must", metavar="A=SEAT", help="A seat a party must have.")]
Never = Annotated[list[str] | None, typer.Option("--never", metavar="A=SEAT", help="A seat it will not take.")]
Friendly = Annotated[
    list[str] | None, typer.Option("--friendly", metavar="SEAT", help="A seat where members may fight each other.")
]
Sitting = Annotated[bool, typer.Option("--keep-sitting", help="Members keep the seats in which they came first.")]

WAYS = {
    "optimum": "most seats",
    "nobody_worse": "nobody below alone",
    "nash": "Nash product",
    "proportional": "proportional",
    "winner_or_runner_up": "winner or runner-up",
    "sitting_member": "sitting member",
    "strongest": "strongest",
    "alternative": "alternative",
    "counter_offer": "counter-offer",
}
"""Each way to share in two words."""


def share(
    folder: CaseFolder,
    alliance: Alliances = None,
    min_seats: Least = None,
    max_seats: Most = None,
    min_wins: Wins = None,
    must: Must = None,
    never: Never = None,
    friendly: Friendly = None,
    keep_sitting: Sitting = False,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    draws: DrawCount = DEFAULT_DRAWS,
    bar: Bars = None,
    bind: Bonds = None,
    leak: Leaks = Leak.OTHERS,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say who stands where in an alliance: the most seats, each norm beside it, and what each seat costs."""
    from prepoll.sharing import Infeasible, Wanted, last_finish, share_terms

    study = open_study(folder, as_of, seed=seed, draws=draws, bars=bar, bonds=bind, leak=leak, tell=progress())
    structure, bloc, regions = supposed(study, alliance)
    past = last_finish(study.case)
    held = {seat: order[0] for seat, order in past.items() if order and order[0] in bloc} if keep_sitting else {}
    demands = _demands(study, Typed(min_seats, max_seats, min_wins, must, never, friendly), held)
    found = share_terms(study.election, structure, bloc, regions, demands, Wanted(past))
    if isinstance(found, Infeasible):
        raise UsageError(_clash(found))
    bars, rebels = bars_between(study, bloc, found.sharings[0].allocation), rebel_words(study)
    supposing = {"structure": str(structure), "bars": bar_rows(bars), "rebels": rebels}
    emit(
        [row for sharing in found.sharings for row in seat_rows(sharing)],
        as_json=as_json,
        as_csv=as_csv,
        document={**run_document(study), **supposing, **_document(found)},
        table="\n\n".join(filter(None, [bars_text(bars), _text(found, bloc), wrapped(rebels, "")])),
    )


def _clash(found: Infeasible) -> str:
    size = "No smaller set clashes." if found.smallest else "Nothing can be left out of it; another may be smaller."
    lines = "\n  ".join(found.because)
    return f"No sharing meets these demands together:\n  {lines}\n{size} Lower or drop one of them."


@dataclass(frozen=True, slots=True)
class Typed:
    """Demands as they were typed."""

    least: list[str] | None
    most: list[str] | None
    wins: list[str] | None
    must: list[str] | None
    never: list[str] | None
    friendly: list[str] | None


def _demands(study: Study, typed: Typed, held: Mapping[SeatCode, PartyCode]) -> Demands:
    """Read demands; UsageError with all that cannot be read."""
    from prepoll.sharing import Demands, Quota

    problems = Problems()
    whole, any_number = partial(quota_for, study), partial(number_for, study, whole=False)
    seats = partial(party_seats, study)
    least, most = problems.read(typed.least or (), whole), problems.read(typed.most or (), whole)
    for flag, rows in (("--min-seats", least), ("--max-seats", most)):
        problems.lines += _twice(flag, [(party, region) for party, _, region in rows])
    wins = problems.read(typed.wins or (), any_number)
    problems.lines += _twice("--min-wins", [(party, None) for party, _ in wins])
    sitting = [(party, (seat,)) for seat, party in held.items()]
    found = Demands(
        least={party: number for party, number, region in least if region is None},
        most={party: number for party, number, region in most if region is None},
        wins=dict(wins),
        must=_gathered([*problems.read(typed.must or (), seats), *sitting]),
        never=_gathered(problems.read(typed.never or (), seats)),
        friendly=tuple(dict.fromkeys(problems.read(typed.friendly or (), partial(seat_code, study)))),
        quotas=(
            *(Quota(party, region, least=number) for party, number, region in least if region is not None),
            *(Quota(party, region, most=number) for party, number, region in most if region is not None),
        ),
    )
    problems.tell()
    return found


def _twice(flag: str, named: Sequence[tuple[PartyCode, RegionCode | None]]) -> list[str]:
    """Say of whom a number is given twice for the same seats."""
    again = dict.fromkeys(row for i, row in enumerate(named) if row in named[:i])
    return [
        f"{flag} is given twice for {party}{f' in {region}' if region else ''}. Give it once."
        for party, region in again
    ]


def _gathered(rows: Sequence[tuple[PartyCode, tuple[SeatCode, ...]]]) -> dict[PartyCode, tuple[SeatCode, ...]]:
    """Join the seats of each party."""
    found: dict[PartyCode, dict[SeatCode, None]] = {}
    for party, seats in rows:
        found.setdefault(party, {}).update(dict.fromkeys(seats))
    return {party: tuple(seats) for party, seats in found.items()}


def team_text(sharing: Sharing, seat: SeatCode) -> str:
    """Write who stands in a seat."""
    return "+".join(sharing.teams[seat]) or "nobody"


def seat_rows(sharing: Sharing) -> list[Row]:
    """List who stands where and how likely the alliance wins."""
    return [
        {"norm": str(sharing.norm), "seat": seat, "stands": team_text(sharing, seat), "win": sharing.seat_wins[seat]}
        for seat in sharing.allocation
    ]


def sharing_document(sharing: Sharing) -> dict[str, object]:
    """Write one way to share for programs."""
    return {
        "norm": str(sharing.norm),
        "allocation": dict(sharing.allocation),
        "friendly": {seat: list(team) for seat, team in sharing.friendly.items()},
        "seats": {
            "mean": sharing.alliance_seats.mean,
            "low90": sharing.alliance_seats.low90,
            "high90": sharing.alliance_seats.high90,
        },
        "each": {party: row.mean for party, row in sharing.each.items()},
        "contests": {party: len(sharing.stands(party)) for party in sharing.each},
        "seat_wins": dict(sharing.seat_wins),
        "level": list(sharing.level),
        "unmet": list(sharing.unmet),
        "gap": sharing.gap,
        "why": sharing.why,
    }


def _document(found: Terms) -> dict[str, object]:
    low = {s.norm: {"low_transfer": found.low_end[s.norm], "regret": found.regret[s.norm]} for s in found.sharings}
    return {
        "alone": dict(found.alone),
        "sharings": [{**sharing_document(sharing), **low[sharing.norm]} for sharing in found.sharings],
        "alternatives": [sharing_document(sharing) for sharing in found.alternatives],
        "frontier": [{"each": dict(p.each), "contests": dict(p.contests), "total": p.total} for p in found.frontier],
        "prices": [asdict(price) for price in found.prices],
        "costs": [asdict(cost) for cost in found.costs],
        "left_out": list(found.left_out),
    }


def _text(found: Terms, bloc: frozenset[PartyCode]) -> str:
    best = found.sharings[0]
    alone = ", ".join(f"{party} {won:.2f}" for party, won in found.alone.items())
    parts = [
        f"{'+'.join(sorted(bloc))}, {_seats(len(best.allocation))}. All of them alone: {alone} expected seats.",
        table_text(_ways(found)),
        "\n".join(wrapped(f"{WAYS[sharing.norm]}: {sharing.why}") for sharing in found.sharings),
        "\n".join(wrapped(line) for line in found.left_out),
        _seats_text(found),
        _prices_text(found),
        _frontier_text(found),
        "\n".join(wrapped(f"about as good: {row.why}") for row in found.alternatives),
    ]
    return "\n\n".join(part for part in parts if part)


def _seats(number: int) -> str:
    return "1 seat" if number == 1 else f"{number} seats"


def _ways(found: Terms) -> Rows:
    """List each way with the alliance's seats, each member's seats to contest and to win, and if voters follow less."""
    rows = []
    for sharing in (*found.sharings, *found.alternatives):
        row: Row = {"way": WAYS[sharing.norm], "seats": sharing.alliance_seats.mean}
        row["90 %"] = f"{sharing.alliance_seats.low90:.0f}–{sharing.alliance_seats.high90:.0f}"
        for party, won in sharing.each.items():
            row[party] = f"{won.mean:.2f} of {len(sharing.stands(party))}"
        row["low transfer"] = found.low_end.get(sharing.norm)
        row["regret"] = found.regret.get(sharing.norm)
        rows.append(row)
    return rows


def _seats_text(found: Terms) -> str:
    """Write who stands where, seat by seat, a column for each way; the chance is that of the first."""
    best, *others = found.sharings
    rows: list[Row] = [
        {
            "seat": seat,
            WAYS[best.norm]: team_text(best, seat),
            "win": best.seat_wins[seat],
            "level": "≈" if seat in best.level else "",
            **{WAYS[s.norm]: "·" if s.teams[seat] == best.teams[seat] else team_text(s, seat) for s in others},
        }
        for seat in best.allocation
    ]
    note = "·: as in the first column; ≈: another member wins as often, or within chance."
    return f"{table_text(rows)}\n  {note}"


def _prices_text(found: Terms) -> str:
    """Write what one seat more or less costs, and what each demand does."""
    lines = []
    for price in found.prices:
        more = "cannot have one more" if price.one_more is None else f"one more costs the alliance {price.one_more:.3f}"
        gain = "" if price.to_party is None else f" and changes what {price.party} wins by {price.to_party:+.3f}"
        less = "" if price.one_less is None else f"; one less costs {price.one_less:.3f}"
        lines.append(wrapped(f"{price.party} contests {price.contests}: {more}{gain}{less}"))
    lines += [wrapped(f"“{row.demand}” costs the alliance {row.cost:.2f} expected seats") for row in found.costs]
    return "The price of a seat, in expected seats, found by solving again:\n" + "\n".join(lines)


def _frontier_text(found: Terms) -> str:
    if not found.frontier:
        return ""
    rows: list[Row] = [
        {**{p: f"{won:.2f} of {point.contests[p]}" for p, won in point.each.items()}, "together": point.total}
        for point in found.frontier
    ]
    return f"What can be divided (nobody can win more without another winning less):\n{table_text(rows)}"
