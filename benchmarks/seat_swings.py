"""Say what is left in seats once a party's swing in the state is known: `benchmarks/seat_swings.py DIR [--until YEAR]`.

DIR is a back-test folder. From one general election to the next, 1977 to YEAR (2009), for each party with a twentieth
of the votes of a state of ten seats or more both times, in the constituencies that it fought both times: x, the log of
its share over its mean share there, then and now; z, the log of its swing, mean share now over then. Printed:
- now = a · then, the sd of what is left, and what is left when the swing bends it: now = (a + b · z) · then. Were the
  same points added in all seats, b would be near -1; were shares multiplied, 0;
- what a change in turnout beside the state's adds, alone and times the party's share then;
- how residuals of constituencies of neighbouring numbers, which mostly lie beside each other, go together.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from prepoll.backtest import Record, read_record
from prepoll.backtest.contests import Roll
from prepoll.backtest.scores import LARGE_STATE
from prepoll.backtest.types import Count, SeatKey
from prepoll.names import NOTA, OTHERS

Floats = npt.NDArray[np.float64]
FIRST = 1977
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """A party in one constituency from one election to the next."""

    group: tuple[int, str, str]  # year, state and party
    number: int
    then: float  # log of its share over its mean share
    now: float
    swing: float  # log of mean share now over then
    share: float  # then
    turnout: float  # log of turnout now over then, beside the state's mean


def pairs(record: Record, until: int) -> Iterator[Seen]:
    """List all parties in all constituencies between one election and the next."""
    for past, year in pairwise(record.years):
        if past >= FIRST and year <= until:
            roll = Roll(record, year, past)
            for keys in roll.states.values():
                both = [key for key in keys if key in roll.came_from]
                if len(both) >= LARGE_STATE:
                    yield from _state(roll, both)


def _state(roll: Roll, keys: Sequence[SeatKey]) -> Iterator[Seen]:
    now = {key: _shares(roll.now[key]) for key in keys}
    then = {key: _shares(roll.then[roll.came_from[key]]) for key in keys}
    more = {key: _turnout(roll.now[key]) - _turnout(roll.then[roll.came_from[key]]) for key in keys}
    usual = float(np.mean(list(more.values())))
    parties = {party for shares in (*now.values(), *then.values()) for party in shares} - {OTHERS, NOTA}
    for party in sorted(parties):
        here = [key for key in keys if now[key].get(party, 0) > 0 and then[key].get(party, 0) > 0]
        if len(here) < LARGE_STATE:
            continue
        means = [float(np.mean([shares[key][party] for key in here])) for shares in (then, now)]
        if min(means) < LEAST:
            continue
        for key in here:
            before, after = (
                float(np.log(one[key][party] / mean)) for one, mean in zip((then, now), means, strict=True)
            )
            number = roll.now[key][0].number or 0
            swing = float(np.log(means[1] / means[0]))
            yield Seen((roll.year, key[0], party), number, before, after, swing, then[key][party], more[key] - usual)


def _shares(counts: Sequence[Count]) -> dict[str, float]:
    votes: dict[str, float] = defaultdict(float)
    for count in counts:
        if count.party != NOTA:
            votes[count.party] += count.votes
    total = sum(votes.values()) or 1.0
    return {party: number / total for party, number in votes.items()}


def _turnout(counts: Sequence[Count]) -> float:
    electors = max((count.electors or 0 for count in counts), default=0)
    cast = sum(count.votes for count in counts)
    return float(np.log(cast / electors)) if electors and cast else 0.0


def fit(values: Floats, *causes: Floats) -> tuple[Floats, Floats]:
    """Return the slopes of a line through 0 on causes, and what it leaves."""
    columns = np.stack(causes, axis=1)
    slopes = np.asarray(np.linalg.lstsq(columns, values, rcond=None)[0], dtype=np.float64)
    return slopes, np.asarray(values - columns @ slopes, dtype=np.float64)


def neighbours(rows: Sequence[Seen], left: Floats) -> float:
    """Return the correlation of residuals of one party in constituencies of numbers one after another."""
    by_place = {(row.group, row.number): value for row, value in zip(rows, left.tolist(), strict=True)}
    beside = [(value, by_place.get((group, number + 1))) for (group, number), value in by_place.items()]
    known = np.array([pair for pair in beside if pair[1] is not None], dtype=np.float64)
    one, other = known.T - known.mean(axis=0)[:, None]
    return float((one * other).mean() / (one.std() * other.std()))


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", type=int, default=2009)
    options = parser.parse_args()
    rows = list(pairs(read_record(options.folder), options.until))
    then, now, swing, share, turnout = (
        np.array([getattr(row, name) for row in rows]) for name in ("then", "now", "swing", "share", "turnout")
    )
    print(f"{len(rows)} shares of {len({row.group for row in rows})} parties in states, {FIRST} to {options.until}")
    (a,), left = fit(now, then)
    print(f"now = {a:.2f} · then; what is left has an sd of {left.std():.3f}")
    (a, b), bent = fit(now, then, then * swing)
    print(f"now = ({a:.2f} {b:+.2f} · swing) · then; sd {bent.std():.3f}")
    (_, t, u), moved = fit(now, then, turnout, turnout * share)
    print(f"with turnout: {t:+.2f} · change {u:+.2f} · change · share; sd {moved.std():.3f}")
    print(f"residuals of neighbouring numbers: correlation {neighbours(rows, left):.2f}")
    for low, high in pairwise((0.0, 0.1, 0.2, 0.35, 1.0)):
        mine = (share >= low) & (share < high)
        print(f"  share then {low:.0%} to {high:.0%}: {mine.sum()}, sd of what is left {left[mine].std():.2f}")


if __name__ == "__main__":
    main()
