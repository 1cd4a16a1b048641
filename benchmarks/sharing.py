"""Print how long sharing takes with four partners in 80 and in 543 seats, and fail where a result is not right.

Part F of the engine's figures. Elections are invented from a seed: eight parties, four of them allied, 2,000 draws.
Counting the table (each seat with each member as the only stander) and solving are timed apart: the optimum,
the optimum with floors on what each wins, the Nash product, alternatives and prices. The gap is what another
sharing might have more. Each solution is checked by adding up its seats again, and without limits against
the best of each seat by itself.

Run it on an idle machine: python benchmarks/sharing.py [--seeds 5]
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np

from prepoll.alliances import Election, Structure
from prepoll.names import RESIDUAL
from prepoll.sharing import Demands
from prepoll.sharing.alternatives import alternatives
from prepoll.sharing.demands import Demand, DemandKind
from prepoll.sharing.nash import nash
from prepoll.sharing.prices import prices
from prepoll.sharing.programme import solve, total_of
from prepoll.sharing.table import SeatTable, seat_table
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers, Transfers

PARTIES = tuple("ABCDEFGH")
BLOC = frozenset("ABCD")
DRAWS = 2000
LIMITS = {80: 1.0, 543: 5.0}
"""Seconds that the optimum with floors and the Nash product may take together, table included, on two idle cores."""

Result = TypeVar("Result")


def invented(seed: int, n_seats: int) -> Election:
    """Make an election in which four allies are strong in different seats."""
    rng = np.random.default_rng(seed)
    labels = (*PARTIES, *RESIDUAL)
    mean = rng.gamma(0.8, 1.0, size=(n_seats, len(labels), 1)) + 0.02
    share = mean * np.exp(rng.normal(0.0, 0.35, size=(n_seats, len(labels), DRAWS)))
    share /= share.sum(axis=1, keepdims=True)
    seats = tuple(f"S{i}" for i in range(n_seats))
    tau = {(q, c): float(rng.uniform(0.4, 0.9)) for q in PARTIES for c in PARTIES if q != c}
    transfers = cast(Transfers, FixedTransfers(seats, labels, DRAWS, tau, {}, {}))  # its fields are read only
    draws = Draws(share.astype(np.float32), seats, labels, rng.uniform(8e5, 2e6, n_seats))
    return Election(draws, transfers, dict.fromkeys(seats, "R"))


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor: what the clock would show where nothing else runs."""

    wall: float
    cpu: float


def timed(make: Callable[[], Result]) -> tuple[Result, Took]:
    """Return what is made and how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = make()
    return made, Took(time.perf_counter() - wall, time.process_time() - cpu)


def floors_of(table: SeatTable) -> tuple[Demand, ...]:
    """Ask for each member to win what it wins alone, and a tenth of the seats to contest."""
    wins = [Demand(m, DemandKind.WINS, wins=table.alone[m]) for m in table.members]
    return (*wins, *(Demand(m, DemandKind.LEAST, number=len(table.seats) // 10) for m in table.members))


def run(seed: int, n_seats: int) -> tuple[dict[str, Took], list[str], str]:
    """Time one election; return seconds, what is wrong, and a line about the results."""
    election, took, wrong = invented(seed, n_seats), dict[str, Took](), list[str]()
    structure = Structure.of({"R": (BLOC,)})
    table, took["table"] = timed(lambda: seat_table(election, structure, BLOC, ("R",), Demands()))
    free, took["optimum"] = timed(lambda: solve(table.programme()))
    bound, took["floors"] = timed(lambda: solve(table.programme(floors_of(table))))
    programme = table.programme()
    won = [table.won_by(member) / table.draws for member in table.members]
    bargain, took["nash"] = timed(lambda: nash(programme, won, [table.alone[m] for m in table.members]))
    if free is None or bound is None or bargain is None:
        return took, [f"{n_seats} seats, seed {seed}: no solution"], ""
    best = free.choice
    _, took["alternatives"] = timed(lambda: alternatives(table, (), best))
    _, took["prices"] = timed(lambda: prices(table, (), best))
    each_best = float(np.where(programme.allowed, programme.wins, -np.inf).max(axis=1).sum())
    if abs(total_of(programme.wins, free.choice) - each_best) > 1e-3:
        wrong.append(f"{n_seats} seats, seed {seed}: the optimum is not the best of each seat")
    kept = table.expected(table.teams(bound.choice))
    if any(kept[m] < table.alone[m] - 1e-6 for m in table.members):
        wrong.append(f"{n_seats} seats, seed {seed}: a floor is not kept")
    choices = repr((free.choice, bound.choice, bargain.choice)).encode()
    seats = total_of(programme.wins, free.choice) / DRAWS
    line = f"{seats:7.2f} seats, gaps: floors {bound.gap:.4%}, Nash product {bargain.gap:.4%}"
    return took, wrong, f"{line}  {hashlib.sha256(choices).hexdigest()[:12]}"


def main() -> int:
    """Time all and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = range(parser.parse_args().seeds)
    run(0, 8)  # compiled and loaded before the clock starts
    wrong: list[str] = []
    for n_seats, limit in LIMITS.items():
        rows = []
        for seed in seeds:
            took, amiss, line = run(seed, n_seats)
            rows.append(took)
            wrong += amiss
            print(f"{n_seats:4} seats, seed {seed}: {line}")
        middle = {part: statistics.median(row[part].cpu for row in rows) for part in rows[0]}
        parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in middle.items())
        limited = [[row[part] for part in ("table", "floors", "nash")] for row in rows]
        wall, cpu = (
            statistics.median(sum(getattr(t, kind) for t in row) for row in limited) for kind in ("wall", "cpu")
        )
        print(
            f"F  {n_seats} seats, four partners: table, floors and Nash {wall:.2f} s (limit {limit} s), "
            f"{cpu:.2f} s of the processor: {parts}"
        )
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
