"""Time the alliance engine beside what it replaces, on the same inputs, and compare every result.

Inputs are invented, by seed. In each part method and reference run in turns in one process; printed are
medians over the seeds of wall and processor seconds, and a hash of the results. Any mismatch fails.

  A  every structure of ten parties, all alive, 80 seats, what leaks abstains; NumPy and a plain Numba loop
  B  the same with six alive a seat, factorised, beside the walk over all ten
  C  543 seats, 10,000 draws, six alive a seat: what leaks abstains, and full leakage; memory
  D  growth with parties, seats and draws
  G  draws of own strength: 543 seats, 40 parties, 10,000 draws
  H  the same winners counted by pandas, Polars, DuckDB and votelib

Run it on an idle machine: python benchmarks/engine.py [--part A] [--quick]
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import math
import os
import resource
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded, as the command line does

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.block import FREE, Seat
from prepoll.alliances.engine.codes import bell, completions, strings
from prepoll.alliances.engine.search import count
from prepoll.alliances.engine.seats import Local
from prepoll.alliances.engine.separable import Arena, search_separable
from prepoll.alliances.engine.tables import Parts, Tables
from prepoll.alliances.parts import UNIT
from prepoll.chance import generator
from prepoll.compiled import inner
from prepoll.names import OTHERS
from prepoll.strength import Strength, draw_strength
from prepoll.strength.belief import Belief

Floats = npt.NDArray[np.float32]
SECONDS = 60
THREADS = len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a part is."""

    seats: int
    draws: int
    parties: int = 10
    alive: int = 10


FULL = {"A": Size(80, 2000), "B": Size(80, 2000, 10, 6), "C": Size(543, 10_000, 10, 6), "H": Size(80, 2000)}
FULL["G"] = Size(543, 10_000, 40, 40)
QUICK = {"A": Size(4, 300, 6, 6), "B": Size(6, 300, 6, 4), "C": Size(6, 300, 6, 4), "H": Size(2, 100, 5, 5)}
QUICK["G"] = Size(6, 100, 5, 5)


def arena(seed: int, seat: int, size: Size) -> tuple[tuple[int, ...], Arena]:
    """Invent one seat: who is alive there, in the order of strength, and their draws; the others have no strength."""
    rng = generator(seed, "engine", str(seat))
    alive, m, n = size.alive, size.parties, size.draws
    order, own = tuple(int(p) for p in rng.permutation(m)), np.zeros((m, n), dtype=np.float32)
    own[:alive] = rng.gamma(np.linspace(8, 2, alive)[:, None] * 4, size=(alive, n)) / 400
    tau, beta = np.zeros((m, m, n), dtype=np.float32), np.zeros((m, m, n), dtype=np.float32)
    pairs = (alive, alive)
    for rates, low, high, wide in ((tau, 0.1, 0.8, 0.2), (beta, 0, 0.05, 0.01)):
        each = rng.uniform(low, high, (*pairs, 1)).astype(np.float32)
        rates[:alive, :alive] = each + np.float32(wide) * rng.random((*pairs, n), dtype=np.float32)
    return order, Arena(own, tau, beta)


def local(seed: int, seat: int, size: Size, invented: tuple[tuple[int, ...], Arena] | None = None) -> Local:
    """Make one seat of those alive, as invented, with full leakage."""
    order, whole = invented or arena(seed, seat, size)
    k, rng = size.alive, generator(seed, "leak", str(seat))
    own = np.zeros((k + 3, size.draws), dtype=np.float32)
    own[:k] = whole.own[:k]
    own[-1] = 1 - own.sum(axis=0)
    lam = rng.uniform(0.1, 1, (k, k + 3, 1)) * rng.uniform(0.5, 1.5, (1, k + 3, size.draws))
    lam[:, -1] *= 6
    lam[np.arange(k), np.arange(k)] = 0
    lam /= lam.sum(axis=1, keepdims=True)
    places = np.arange(k, dtype=np.int64)
    cut = np.ix_(places, places)
    made = Seat(
        own, np.ascontiguousarray(whole.tau[cut]), np.ascontiguousarray(whole.beta[cut]), lam.astype(np.float32),
        np.zeros((k, size.draws), dtype=np.float32), places, np.full(k, FREE, dtype=np.int64), 1 << places,
        np.zeros(k, dtype=np.int64), np.empty(0, dtype=np.int64),
        completions(k), np.cumsum([0, *(bell(i) for i in range(k))]).astype(np.int64),
    )  # fmt: skip
    return Local(f"S{seat}", made, order[:k], order[:k])


def count_leaking(seats: Sequence[Local], players: int) -> Parts:
    """Count every structure with full leakage, in 1/UNIT."""
    tables = Tables(players, players)
    waiting: deque[tuple[Local, Future[tuple[Parts, tuple[int, ...]]]]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for one in seats:
            waiting.append((one, pool.submit(count, one, np.arange(one.seat.own.shape[1]))))
        for one, job in waiting:
            for free in range(len(one.order) + 1):
                first = int(one.seat.level[free])
                tables.add(one.order[:free], one.columns, job.result()[0][first : first + bell(free)])
    return tables.folded()


@dataclass(slots=True)
class Clock:
    """Wall and processor seconds of what ran under it."""

    wall: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> Clock:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._wall
        self.cpu += time.process_time() - self._cpu

    _wall: float = 0.0
    _cpu: float = 0.0


def median(clocks: Sequence[Clock]) -> Clock:
    """Return the medians of both times."""
    return Clock(statistics.median(c.wall for c in clocks), statistics.median(c.cpu for c in clocks))


def digest(parts: Parts) -> str:
    """Name a result by its bytes."""
    return hashlib.sha256(np.ascontiguousarray(parts).tobytes()).hexdigest()[:12]


def agree(what: str, first: npt.NDArray[Any], second: npt.NDArray[Any]) -> None:
    """Stop where two results are not the same."""
    if not np.array_equal(first, second):
        raise SystemExit(f"{what}: results differ, by {np.abs(first - second).max()} at most.")


def bloc_table(whole: Arena) -> Floats:
    """Count the votes of every bloc of one seat, (mask, draw)."""
    m, n = whole.own.shape
    kept, votes = np.zeros((1 << m, n), dtype=np.float32), np.zeros((1 << m, n), dtype=np.float32)
    for mask in range(1, 1 << m):
        top, head = mask.bit_length() - 1, (mask & -mask).bit_length() - 1
        before, own = mask ^ 1 << top, whole.own[top]
        if not before:
            kept[mask] = votes[mask] = own
            continue
        lost = np.where(own > 0, kept[before] * whole.beta[head, top], np.float32(0))
        kept[mask] = kept[before] - lost
        votes[mask] = votes[before] - lost + whole.tau[top, head] * own
    return votes


def masks_of(order: Sequence[int], labels: npt.NDArray[np.uint8]) -> list[int]:
    """Return the blocs of a structure as masks over a seat's players in their order."""
    blocs: dict[int, int] = {}
    for i, player in enumerate(order):
        blocs[int(labels[player])] = blocs.get(int(labels[player]), 0) | 1 << i
    return list(blocs.values())


def by_numpy(tables: Sequence[Floats], orders: Sequence[Sequence[int]], labels: npt.NDArray[np.uint8]) -> Parts:
    """Count one structure's seats on the tables of blocs, (player,), in 1/UNIT."""
    won = np.zeros(labels.size, dtype=np.int64)
    for table, order in zip(tables, orders, strict=True):
        masks = masks_of(order, labels)
        votes = table[masks]
        first = votes == votes.max(axis=0)
        share = np.where(first, UNIT // first.sum(axis=0), 0).sum(axis=1)
        for mask, part in zip(masks, share, strict=True):
            won[order[(mask & -mask).bit_length() - 1]] += part
    return won


@inner  # compiled anew each time: what is kept beside this file would know it by one name, and it has several
def _plain(table: Floats, masks: npt.NDArray[np.int64], won: npt.NDArray[np.int64]) -> None:
    """Count one seat under one structure in plain loops, (bloc,)."""
    for d in range(table.shape[1]):
        best, several = np.float32(-1), 0
        for mask in masks:
            if table[mask, d] > best:
                best, several = table[mask, d], 1
            elif table[mask, d] == best:
                several += 1
        for i in range(len(masks)):
            if table[masks[i], d] == best:
                won[i] += UNIT // several


def by_loop(tables: Sequence[Floats], orders: Sequence[Sequence[int]], labels: npt.NDArray[np.uint8]) -> Parts:
    """Count one structure's seats in plain compiled loops over floats, (player,), in 1/UNIT."""
    won = np.zeros(labels.size, dtype=np.int64)
    for table, order in zip(tables, orders, strict=True):
        masks = np.array(masks_of(order, labels), dtype=np.int64)
        here = np.zeros(len(masks), dtype=np.int64)
        _plain(table, masks, here)
        for mask, part in zip(masks.tolist(), here, strict=True):
            won[order[(mask & -mask).bit_length() - 1]] += part
    return won


Seats = list[tuple[tuple[int, ...], Arena]]


def part_a(size: Size, seeds: Sequence[int]) -> None:
    """All alive: every structure, beside NumPy and a plain loop on some structures."""
    clocks: dict[str, list[Clock]] = {"engine": [], "numpy": [], "loop": []}
    structures, labels = bell(size.parties), strings(size.parties)
    for seed in seeds:
        seats = [arena(seed, seat, size) for seat in range(size.seats)]
        with Clock() as engine:
            parts = search_separable(seats, size.parties, THREADS)
        tables, orders = [bloc_table(whole) for _, whole in seats], [order for order, _ in seats]
        sample = generator(seed, "sample").choice(structures, 8, replace=False)
        by_loop(tables[:1], orders[:1], labels[0])
        numpy_, loop = Clock(), Clock()
        for at in sample:
            with numpy_:
                theirs = by_numpy(tables, orders, labels[at])
            with loop:
                plain = by_loop(tables, orders, labels[at])
            agree("A, NumPy", parts[at], theirs)
            agree("A, loop", parts[at], plain)
        each = (Clock(c.wall / n, c.cpu / n) for c, n in ((engine, structures), (numpy_, 8), (loop, 8)))
        for name, clock in zip(clocks, each, strict=True):
            clocks[name].append(clock)
        print(f"A  seed {seed}  {digest(parts)}  {structures:,} structures in {engine.wall:.2f} s")
    show("A", {name: median(row) for name, row in clocks.items()}, 1e6, "µs a structure")


def show(part: str, rows: dict[str, Clock], scale: float, unit: str) -> None:
    """Print medians and their ratios to the first."""
    first = next(iter(rows.values()))
    for name, clock in rows.items():
        times = f"{clock.wall * scale:12.2f} {unit}  {clock.cpu * scale:12.2f} of the processor"
        print(
            f"{part}  {name:22}{times}  ×{clock.wall / first.wall:9.1f} wall  ×{clock.cpu / first.cpu:9.1f} processor"
        )


def part_b(size: Size, seeds: Sequence[int]) -> None:
    """Six alive: factorised beside the walk over all."""
    factorised, direct = [], []
    for seed in seeds:
        seats = [arena(seed, seat, size) for seat in range(size.seats)]
        with Clock() as clock:
            parts = search_separable(seats, size.parties, THREADS)
        factorised.append(clock)
        some = seats[: max(1, size.seats // 10)]  # the direct walk takes minutes over all; time is in proportion
        with Clock() as clock:
            whole = search_separable(some, size.parties, THREADS, everybody=True)
        more = size.seats / len(some)
        direct.append(Clock(clock.wall * more, clock.cpu * more))
        agree("B", search_separable(some, size.parties, THREADS), whole)
        print(f"B  seed {seed}  {digest(parts)}  {bell(size.parties):,} structures in {factorised[-1].wall:.3f} s")
    show("B", {"factorised": median(factorised), "direct": median(direct)}, 1, "s")


def part_c(size: Size, seeds: Sequence[int]) -> None:
    """Make all India's seats in batches outside the clock, and count them by both models."""
    kinds: dict[str, list[Clock]] = {"what leaks abstains": [], "full leakage": []}
    for seed in seeds:
        bloc, leaking = Clock(), Clock()
        totals = {name: np.zeros((bell(size.parties), size.parties), dtype=np.int64) for name in kinds}
        for first in range(0, size.seats, 96):
            batch = range(first, min(first + 96, size.seats))
            invented = [arena(seed, seat, size) for seat in batch]
            seats = [(order[: size.alive], cut(whole, size.alive)) for order, whole in invented]
            with bloc:
                totals["what leaks abstains"] += search_separable(seats, size.parties, THREADS)
            locals_ = [local(seed, seat, size, made) for seat, made in zip(batch, invented, strict=True)]
            del invented, seats
            with leaking:
                totals["full leakage"] += count_leaking(locals_, size.parties)
        for name, clock in zip(kinds, (bloc, leaking), strict=True):
            kinds[name].append(clock)
            agree("C", totals[name].sum(axis=1), np.full(bell(size.parties), totals[name][0].sum()))
            print(f"C  seed {seed}  {digest(totals[name])}  {name}: {clock.wall:.2f} s")
    show("C", {name: median(row) for name, row in kinds.items()}, 1, "s")
    print(f"C  memory at the peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GiB")


def cut(whole: Arena, alive: int) -> Arena:
    """Keep those alive, who come first."""
    return Arena(
        *(np.ascontiguousarray(x) for x in (whole.own[:alive], whole.tau[:alive, :alive], whole.beta[:alive, :alive]))
    )


def part_d(quick: bool) -> None:
    """Fit how time grows; say how many parties are exact within a minute."""
    base = Size(2, 300, 6, 6) if quick else Size(20, 1000, 8, 8)
    axes: dict[str, list[Size]] = {
        "seats": [Size(base.seats * f, base.draws, base.parties, base.parties) for f in (1, 2, 4)],
        "draws": [Size(base.seats, base.draws * f, base.parties, base.parties) for f in (2, 4, 8)],
        "parties": [Size(base.seats, base.draws, p, p) for p in range(base.parties - 2, base.parties + 3)],
    }
    for axis, sizes in axes.items():
        took = [min(timed(size) for _ in range(3)) for size in sizes]
        at = [math.log(getattr(size, axis)) if axis != "parties" else math.log(bell(size.parties)) for size in sizes]
        slope = statistics.linear_regression(at, [math.log(t) for t in took]).slope
        of = "the number of structures" if axis == "parties" else axis
        print(
            f"D  {axis:8}" + "".join(f"{t:10.3f}" for t in took) + f"  s of the processor; power of {of}: {slope:.2f}"
        )
    if quick:
        return
    for parties in range(9, 13):
        seats = [arena(1, seat, Size(80, 2000, parties, parties)) for seat in range(80)]
        with Clock() as clock:
            search_separable(seats, parties, THREADS)
        each = clock.cpu / THREADS  # what it takes where nothing else runs
        if each > SECONDS:
            break
        print(
            f"D  {parties} parties, {bell(parties):,} structures, 80 seats, 2,000 draws: "
            f"{clock.wall:.1f} s, {each:.1f} s a processor"
        )
        largest = parties
        if each * bell(parties + 1) / bell(parties) > 2 * SECONDS:
            break
    print(f"D  the largest number of parties that is exact in {SECONDS} s: {largest}")


def timed(size: Size) -> float:
    """Return the processor seconds of one search."""
    seats = [arena(1, seat, size) for seat in range(size.seats)]
    with Clock() as clock:
        search_separable(seats, size.parties, THREADS)
    return clock.cpu


def strength(seed: int, size: Size) -> Strength:
    """Invent what is believed of an election: each seat with doubts of its own and with shared ones."""
    rng, cells = generator(seed, "strength"), (size.seats, size.parties)
    own = np.zeros((*cells, size.parties))
    own[:, range(size.parties), range(size.parties)] = 0.3
    belief = Belief(
        mean=rng.normal(0, 1, cells),
        case=rng.normal(0, 0.1, (*cells, size.parties)),
        region=rng.normal(0, 0.1, (*cells, size.parties)),
        own=own,
        regions=np.arange(size.seats) % 20,
    )
    even = np.zeros(size.seats)
    return Strength(
        tuple(f"S{i}" for i in range(size.seats)), (*(f"P{i}" for i in range(size.parties - 1)), OTHERS), belief,
        even + 0.5, 0.01 * np.eye(size.seats) + 0.04, even - 4, even + 0.3, even + 1.5e6,
        np.ones(cells, dtype=np.bool_), (), (), (),
    )  # fmt: skip


def part_g(size: Size, seeds: Sequence[int]) -> None:
    """Draw own strength in every seat, many parties in each."""
    clocks = []
    for seed in seeds:
        believed, rng = strength(seed, size), generator(seed, "draws")
        with Clock() as clock:
            drawn = draw_strength(believed, size.draws, rng)
        clocks.append(clock)
        agree("G", np.abs(drawn.share[:, :, ::97].sum(axis=1) - 1) < 1e-5, np.ones_like(drawn.share[:, 0, ::97]) > 0)
        print(f"G  seed {seed}  {hashlib.sha256(drawn.share.tobytes()).hexdigest()[:12]}  {clock.wall:.2f} s")
    show("G", {"draws": median(clocks)}, 1, "s")


def part_h(size: Size, seeds: Sequence[int]) -> None:
    """Count the same winners with what a user would take instead."""
    seed = seeds[0]
    seats = [arena(seed, seat, size) for seat in range(size.seats)]
    with Clock() as engine:
        parts = search_separable(seats, size.parties, THREADS)
    each = Clock(engine.wall / len(parts), engine.cpu / len(parts))
    at = bell(size.parties) // 2
    labels, rows = strings(size.parties)[at], {"engine": each}
    long = long_table(seats, labels)
    for name, winners in TOOLS.items():
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"H  {name} is not installed; pip install 'prepoll[bench]' brings it.")
            continue
        with Clock() as clock:
            won = winners(long, size)
        rows[f"{name} {version(name)}"] = clock
        expected = parts[at] / UNIT
        agree(f"H, {name}", np.round(expected).astype(np.int64), np.asarray(won, dtype=np.int64))
    show("H", rows, 1e3, "ms a structure")


def long_table(seats: Seats, labels: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[Any]]:
    """Write one structure's votes as rows: contest (a seat in a draw), player, votes."""
    contest, player, votes = [], [], []
    for seat, (order, whole) in enumerate(seats):
        table = bloc_table(whole)
        for mask in masks_of(order, labels):
            n = table.shape[1]
            contest.append(np.arange(n) + seat * n)
            player.append(np.full(n, order[(mask & -mask).bit_length() - 1]))
            votes.append(table[mask])
    return {"contest": np.concatenate(contest), "player": np.concatenate(player), "votes": np.concatenate(votes)}


def by_pandas(long: dict[str, npt.NDArray[Any]], size: Size) -> npt.NDArray[Any]:
    """Take the row with most votes of each contest."""
    pandas = importlib.import_module("pandas")
    frame = pandas.DataFrame(long)
    best = frame.loc[frame.groupby("contest")["votes"].idxmax(), "player"]
    return np.bincount(best.to_numpy(), minlength=size.parties)


def by_polars(long: dict[str, npt.NDArray[Any]], size: Size) -> npt.NDArray[Any]:
    """Take the row with most votes of each contest."""
    polars = importlib.import_module("polars")
    best = polars.DataFrame(long).group_by("contest").agg(polars.col("player").sort_by("votes").last())
    return np.bincount(best["player"].to_numpy(), minlength=size.parties)


def by_duckdb(long: dict[str, npt.NDArray[Any]], size: Size) -> npt.NDArray[Any]:
    """Take the row with most votes of each contest."""
    duckdb = importlib.import_module("duckdb")
    base = duckdb.connect()
    base.register("votes_cast", long)
    firsts = "select arg_max(player, votes) player from votes_cast group by contest"
    query = f"select player, count(*) from ({firsts}) group by player"
    won = np.zeros(size.parties, dtype=np.int64)
    for player, count_ in base.execute(query).fetchall():
        won[player] = count_
    return won


def by_votelib(long: dict[str, npt.NDArray[Any]], size: Size) -> npt.NDArray[Any]:
    """Evaluate each contest by plurality."""
    rule = importlib.import_module("votelib.evaluate.core").Plurality()
    contests: dict[int, dict[int, float]] = {}
    for contest, player, votes in zip(*(long[c].tolist() for c in ("contest", "player", "votes")), strict=True):
        contests.setdefault(contest, {})[player] = votes
    won = np.zeros(size.parties, dtype=np.int64)
    for votes_cast in contests.values():
        won[rule.evaluate(votes_cast, 1)[0]] += 1
    return won


TOOLS: dict[str, Callable[[dict[str, npt.NDArray[Any]], Size], npt.NDArray[Any]]] = {
    "pandas": by_pandas,
    "polars": by_polars,
    "duckdb": by_duckdb,
    "votelib": by_votelib,
}


def parts_asked(asked: Sequence[str] | None) -> Iterator[str]:
    """Yield the parts to run, in order."""
    yield from (part for part in "ABCDGH" if not asked or part in asked)


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=list("ABCDGH"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small inputs, two seeds")
    given = parser.parse_args()
    sizes, seeds = (QUICK, range(1, 3)) if given.quick else (FULL, range(1, given.seeds + 1))
    search_separable(
        [arena(0, 0, QUICK["A"])], 6, THREADS
    )  # compiled, or taken from what is kept, before any clock runs
    count_leaking([local(0, 0, QUICK["C"])], 6)
    print(f"{THREADS} threads; numba {version('numba')}, numpy {version('numpy')}")
    runs: dict[str, Callable[[], None]] = {
        "A": lambda: part_a(sizes["A"], seeds),
        "B": lambda: part_b(sizes["B"], seeds),
        "C": lambda: part_c(sizes["C"], seeds),
        "D": lambda: part_d(given.quick),
        "G": lambda: part_g(sizes["G"], seeds),
        "H": lambda: part_h(sizes["H"], seeds),
    }
    for part in parts_asked(given.part):
        with Clock() as whole:
            runs[part]()
        print(f"{part}  the part took {whole.wall:.0f} s in all, inputs and what it is compared with included")


if __name__ == "__main__":
    main()
