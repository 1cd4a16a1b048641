"""Which seats a party could ask for, because it is nearly as strong there as the partner that would stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prepoll.advice.bench import VOTES, Bench, step
from prepoll.advice.find_out import own_share
from prepoll.advice.types import Option, SeatEffect
from prepoll.advice.wording import alliance_words, figure, joined, number, percent, seat_name, unit
from prepoll.alliances import claimed_slate, interval
from prepoll.alliances.types import Interval
from prepoll.alliances.worth import value_of
from prepoll.case.types import Objective

CLOSE = 0.7
"""A party can ask for a seat where its own strength is at least this part of the strongest partner's."""


def seats_to_ask_for(bench: Bench, option: Option) -> Iterator[str]:
    """Say what an option would bring if the party stood where it is nearly as strong as the partner that stands.

    Told on the objective asked for, on votes where that moves by less than a step; nothing where
    no such seat is left to a partner.
    """
    close = [effect for effect in option.seats if _close(bench, effect)]
    if not close:
        return
    objective, before, after = _moved(bench, option, close)
    if abs(after.mean - before.mean) >= step(objective):
        names = joined([_seat(bench, effect) for effect in close])
        now = f"{number(objective, before.mean, sign=True)} {unit(objective)}"
        yield (
            f"{alliance_words(bench.case, option.ranked.structure, bench.party)}: who stands is open in {names}; "
            f"if {bench.party} did, it would come to {figure(objective, after, sign=True)} instead of {now}."
        )


def _close(bench: Bench, effect: SeatEffect) -> bool:
    if effect.stands in (None, bench.party):
        return False
    own, other = (float(own_share(bench.election, effect.seat, p).mean()) for p in (bench.party, str(effect.stands)))
    return own >= CLOSE * other


def _moved(bench: Bench, option: Option, close: Sequence[SeatEffect]) -> tuple[Objective, Interval, Interval]:
    """Return the objective to tell on, and the gain over going alone before and after asking."""
    claims = {effect.seat: (bench.party,) for effect in close}
    structure = option.ranked.structure
    asked = bench.tally_of(structure, claimed_slate(bench.election, structure, claims))
    rows = []
    for objective in (bench.objective, VOTES):
        alone = bench.values(bench.alone, bench.party)[objective.code]
        after = interval(value_of(asked, objective, bench.every) - alone)
        rows.append((objective, interval(bench.gain(structure, objective)), after))
    told = (row for row in rows if abs(row[2].mean - row[1].mean) >= step(row[0]))
    return next(told, rows[-1])


def _seat(bench: Bench, effect: SeatEffect) -> str:
    own, other = (own_share(bench.election, effect.seat, p).mean() for p in (bench.party, str(effect.stands)))
    name = seat_name(bench.case, effect.seat)
    return f"{name} ({bench.party} {percent(float(own))}, {effect.stands} {percent(float(other))})"
