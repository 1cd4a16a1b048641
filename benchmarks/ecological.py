"""Score estimates of vote transfer on true tables, with every estimator in one run.

The folder holds <election>_units.parquet (district, unit, kind, option, votes) and <election>_truth.parquet
(district, a column for each of two kinds, votes), for example of the New Zealand Electoral Commission as in the
package ei.Datasets (Pavía 2022, CC BY 4.0). Voters are followed from the kind of the first of the two columns to
that of the second, by name or, where names differ, by whose options they hold. Districts without a true table are
left out.

    python benchmarks/ecological.py FOLDER [--election NZ_2002]…     errors, intervals, time
    python benchmarks/ecological.py FOLDER --simulate                 tables known to follow the model
    python benchmarks/ecological.py FOLDER --learn                    constants, each election left out in turn
    python benchmarks/ecological.py FOLDER --learn-intervals          the same for the width of intervals

The error of a district is half the sum of absolute cell errors in per cent of its votes, after options with
less than 3 % of a district are taken together. "merged first" takes them together before estimating.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from prepoll.chance import generator
from prepoll.ecological import (
    Assumptions,
    Estimate,
    Estimator,
    Options,
    Units,
    assumptions,
    estimate,
    merged,
    read_units,
)
from prepoll.ecological.margins import independent
from prepoll.ecological.options import Reduced, grouped, reduced
from prepoll.ecological.pooling import Round, convergence, doubted, drawn_tables, median_dispersion, pooled, rounds_over
from prepoll.ecological.surface import Seen, linearise
from prepoll.ecological.types import LEVELS, Convergence, row_shares
from prepoll.errors import UsageError

SMALL = 0.03
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Truth:
    """An election whose tables are known."""

    name: str
    districts: tuple[Units, ...]
    tables: tuple[Floats, ...]  # (origin, destination) each; votes

    def sample(self, stride: int) -> Truth:
        """Keep every `stride`-th district."""
        return Truth(self.name, self.districts[::stride], self.tables[::stride])


def read_truth(folder: Path, name: str) -> Truth:
    """Read an election's units and its true tables."""
    import polars as pl

    units, truth = (pl.read_parquet(folder / f"{name}_{what}.parquet") for what in ("units", "truth"))
    columns = [column for column in truth.columns if column not in ("district", "votes")]
    options: dict[str, set[str]] = {kind: set() for kind in units["kind"].unique().sort().cast(pl.String)}
    for kind, option in units.select(pl.col("kind", "option").cast(pl.String)).unique().iter_rows():
        options[kind].add(option)
    kinds = [kind_of(column, set(truth[column].cast(pl.String)), options) for column in columns]
    known = {
        (str(d), str(p), str(c)): float(v) for d, p, c, v in truth.select("district", *columns, "votes").iter_rows()
    }
    told = {district for district, _, _ in known}
    read = read_units(folder / f"{name}_units.parquet", kinds[0], kinds[1])
    for note in read.notes:
        print(f"{name}: {note}", file=sys.stderr)
    districts = tuple(u for u in read.districts if u.district in told)
    if not districts:
        raise UsageError(f"{name}: no district of the units has a true table. Give both the same names.")
    cells = ([[known.get((u.district, p, c), 0.0) for c in u.destinations] for p in u.origins] for u in districts)
    return Truth(name, districts, tuple(np.array(rows, dtype=np.float64) for rows in cells))


def kind_of(column: str, held: set[str], options: Mapping[str, set[str]]) -> str:
    """Return the kind of count that a column of true tables is about: that of its name, else of its options."""
    return column if column in options else max(sorted(options), key=lambda kind: len(options[kind] & held))


def merged_first(truth: Truth) -> Truth:
    """Take small options together before anything is estimated."""
    districts, tables = [], []
    for units, table in zip(truth.districts, truth.tables, strict=True):
        origins = grouped(units.origins, units.rows, SMALL)
        destinations = grouped(units.destinations, units.columns, SMALL)
        start, end = origins.gathered(units.start), destinations.gathered(units.end)
        districts.append(Units(units.district, origins.names, destinations.names, start, end))
        tables.append(destinations.gathered(origins.gathered(table.T).T))
    return Truth(truth.name, tuple(districts), tuple(tables))


def thinned(truth: Truth, most: int) -> Truth:
    """Add neighbouring units up until no district has more than `most`."""
    districts = []
    for units in truth.districts:
        count = len(units.start)
        of = np.arange(count) * most // count if count > most else np.arange(count)
        added = (of == np.arange(of.max() + 1)[:, None]).astype(np.float64)
        districts.append(replace(units, start=added @ units.start, end=added @ units.end))
    return Truth(truth.name, tuple(districts), truth.tables)


def known(units: Units, table: Floats) -> Estimate:
    """Return a true table as if it were an estimate, small options taken together."""
    true = Estimate(units.district, units.origins, units.destinations, table, None, Convergence(True, 0, 0.0))
    return merged(true, SMALL)


def error(found: Floats, true: Floats) -> float:
    """Return half the absolute cell error in per cent of votes."""
    return float(50 * np.abs(found / found.sum() - true / true.sum()).sum())


def errors(truth: Truth, found: Sequence[Estimate]) -> Floats:
    """Return the error of each district, (district,)."""
    pairs = zip(truth.districts, truth.tables, found, strict=True)
    return np.array([error(merged(one, SMALL).votes, known(units, table).votes) for units, table, one in pairs])


def coverage(truth: Truth, found: Sequence[Estimate]) -> dict[float, tuple[float, float]]:
    """Return for each level the part of cells inside and the mean half-width as a part of the row."""
    inside: dict[float, list[Floats]] = {level: [] for level in LEVELS}
    widths: dict[float, list[Floats]] = {level: [] for level in LEVELS}
    for units, table, one in zip(truth.districts, truth.tables, found, strict=True):
        true = known(units, table).shares
        for level, (low, high) in (merged(one, SMALL).intervals() or {}).items():
            inside[level].append(((low <= true) & (true <= high)).ravel().astype(np.float64))
            widths[level].append((high - low).ravel() / 2)
    return {
        level: (float(np.concatenate(inside[level]).mean()), float(np.concatenate(widths[level]).mean()))
        for level in LEVELS
    }


def user_seconds() -> float:
    """Return the processor seconds that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def score(truth: Truth, estimators: Sequence[Estimator], draws: int) -> None:
    """Print the error, time and intervals of each estimator on an election."""
    first = merged_first(truth)
    blank = [error(independent(t.sum(axis=1), t.sum(axis=0)), t) for t in first.tables]
    print(f"\n{truth.name}: {len(truth.districts)} districts; independence {np.mean(blank):.2f}")
    for estimator, (how, data) in itertools.product(estimators, (("as counted", truth), ("merged first", first))):
        if how == "as counted" and estimator not in (Estimator.POOLED, Estimator.ALONE):
            continue
        begun = user_seconds()
        found = estimate(data.districts, Options(estimator, draws))
        taken = (user_seconds() - begun) / len(found)
        astray = sum(not one.convergence.reached for one in found)
        line = f"  {estimator.value:10} {how:12} error {errors(data, found).mean():6.2f}  {taken:.3f} s a district"
        print(line + (f"  {astray} did not settle" if astray else ""), flush=True)
        if found[0].draws is not None:
            held = coverage(data, found)
            words = (
                f"{100 * level:.0f} %: {part:.3f} inside, ±{100 * half:.1f}" for level, (part, half) in held.items()
            )
            print(f"  {'':23} intervals  {'; '.join(words)} points")


def simulated(truth: Truth) -> Truth:
    """Draw the votes of every unit from the true shares of its district, all units alike."""
    rng = generator(1, "simulation", truth.name)
    districts, tables = [], []
    for units, table in zip(truth.districts, truth.tables, strict=True):
        shares = np.nan_to_num(row_shares(table))
        shares[table.sum(axis=1) <= 0, 0] = 1.0
        votes = np.stack([rng.multinomial(np.rint(x).astype(np.int64), shares) for x in units.start]).astype(np.float64)
        start, end = votes.sum(axis=2), votes.sum(axis=1)
        districts.append(Units(units.district, units.origins, units.destinations, start, end))
        tables.append(votes.sum(axis=0))
    return Truth(truth.name, tuple(districts), tuple(tables))


def sampling_limit(truth: Truth) -> float:
    """Return the mean error of an efficient estimator that sees one district: the Cramér-Rao bound, drawn."""
    limits = []
    rng = generator(1, "limit", truth.name)
    for units, table in zip(truth.districts, truth.tables, strict=True):
        eta = np.log(np.maximum(row_shares(table), 1e-6))
        counted = units.start.sum(axis=1) > 0
        start, end = units.start[counted], units.end[counted]
        information = linearise(Seen(start, end, np.zeros_like(end), 0.0), eta).information
        values, vectors = np.linalg.eigh(information)
        kept = values > 1e-3  # what the units say nothing of is the common level of a row
        root = vectors[:, kept] / np.sqrt(values[kept])
        shares, flat = row_shares(table), []
        for _ in range(50):
            shift = (root @ rng.standard_normal(root.shape[1])).reshape(eta.shape)
            change = shares * (shift - (shares * shift).sum(axis=1, keepdims=True))
            flat.append(50 * np.abs(change * table.sum(axis=1, keepdims=True)).sum() / table.sum())
        limits.append(np.mean(flat))
    return float(np.mean(limits))


def simulate(truth: Truth) -> None:
    """Print the errors on simulated votes, where units differ by chance alone, beside the limit."""
    data = merged_first(simulated(merged_first(truth)))
    print(f"\n{truth.name} simulated: sampling limit of a single district {sampling_limit(data):.2f}")
    for estimator in (Estimator.POOLED, Estimator.ALONE, Estimator.GAUSSIAN, Estimator.EM, Estimator.LPHOM):
        found = estimate(data.districts, Options(estimator, 200))
        held = "" if found[0].draws is None else f"  90 % holds {coverage(data, found)[0.9][0]:.3f}"
        print(f"  {estimator.value:10} error {errors(data, found).mean():6.2f}{held}", flush=True)


CONTEXTS = (0.28, 0.36, 0.44)
LEANINGS = (
    {"trust": 0.1, "district_spread": 0.7, "loyalty_spread": 0.25},
    {"trust": 0.03, "district_spread": 1.1, "loyalty_spread": 0.36},
)
"""Sets of constants that lean more, and less, on what is held beforehand."""
REMAINDERS = (0.0, 0.35, 0.7)
Constants = tuple[tuple[str, float], ...]


class Trials:
    """Errors of sets of constants on elections, each computed once."""

    def __init__(self, truths: Sequence[Truth]) -> None:
        self.truths = {truth.name: truth for truth in truths}
        self.data = {truth.name: [reduced(units) for units in truth.districts] for truth in truths}
        self.spread = {name: median_dispersion(data, assumptions("pooled")) for name, data in self.data.items()}
        self.found: dict[tuple[str, Constants], float] = {}

    def error(self, name: str, constants: Constants) -> float:
        """Return the mean error on an election."""
        if (name, constants) not in self.found:
            given: Assumptions = replace(assumptions("pooled"), **dict(constants))
            truth, data = self.truths[name], self.data[name]
            rounds = rounds_over(data, doubted(given, *self.spread[name]))
            tables = [one.spread_out(done.table) for one, done in zip(data, rounds, strict=True)]
            found = [known(units, table) for units, table in zip(truth.districts, tables, strict=True)]
            self.found[name, constants] = float(errors(truth, found).mean())
        return self.found[name, constants]

    def mean(self, names: Sequence[str], constants: Constants) -> float:
        """Return the mean error over elections."""
        return float(np.mean([self.error(name, constants) for name in names]))

    def best(self, names: Sequence[str]) -> Constants:
        """Return the set of constants with the least mean error."""
        return min(constant_sets(), key=lambda constants: self.mean(names, constants))


def constant_sets() -> list[Constants]:
    """List the sets of constants that are chosen among."""
    grid = itertools.product(CONTEXTS, LEANINGS, REMAINDERS)
    return [tuple(sorted({"context": c, "remainder": rest, **lean}.items())) for c, lean, rest in grid]


def learn(truths: Sequence[Truth], stride: int) -> None:
    """Print the constants that all elections but one choose, and the error on the one left out."""
    trials = Trials([merged_first(truth).sample(stride) for truth in truths])
    names = [truth.name for truth in truths]
    print(
        f"Constants from one district in {stride}, merged first; errors of the election left out on all its districts"
    )
    for name in names:
        chosen = trials.best([other for other in names if other != name])
        left_out = next(truth for truth in truths if truth.name == name)
        counted, first = (Trials([data]).error(name, chosen) for data in (left_out, merged_first(left_out)))
        words = ", ".join(f"{key} {value:g}" for key, value in chosen)
        print(f"  {name} left out: {words}: as counted {counted:.2f}, merged first {first:.2f}", flush=True)
    print("  all:", ", ".join(f"{key} {value:g}" for key, value in trials.best(names)))
    print("Every set, merged first, election by election")
    for constants in constant_sets():
        words = ", ".join(f"{key} {value:g}" for key, value in constants)
        print(f"  {words}: " + " ".join(f"{trials.error(name, constants):.3f}" for name in names))


WIDTHS = (0.21, 0.23, 0.25, 0.275, 0.3, 0.34)
"""Factors on the standard deviation of log odds of a cell that has a fifth of its row."""
TILTS = (0.0, 0.15, 0.3, 0.45)
Widening = tuple[float, float]  # tilt, width


def held(truth: Truth, data: Sequence[Reduced], rounds: Sequence[Round], chosen: Widening) -> tuple[float, float]:
    """Return the part of cells inside the 90 % intervals of a widening, and their mean half-width."""
    found = []
    tilt, width = chosen
    for units, one, done in zip(truth.districts, data, rounds, strict=True):
        company = float(np.sqrt(1 + done.given.company / len(data)))
        wider = replace(done, given=replace(done.given, tilt=tilt, widening=width * 0.2**tilt * company))
        draws = one.spread_out(drawn_tables(wider, 100, 1, units.district))
        votes = one.spread_out(done.table)
        whole = Estimate(units.district, units.origins, units.destinations, votes, draws, convergence(done))
        found.append(whole)
    return coverage(truth, found)[0.9]


def learn_intervals(truths: Sequence[Truth]) -> None:
    """Print for each election the widening that the others choose, and what its intervals then hold.

    They choose the narrowest of those that hold 89 % or more of their cells, and in the worst of them 86 %.
    """
    table: dict[str, dict[Widening, tuple[float, float]]] = {}
    for truth in truths:
        data = [reduced(units) for units in truth.districts]
        rounds = pooled(data, assumptions("pooled"))
        table[truth.name] = {one: held(truth, data, rounds, one) for one in itertools.product(TILTS, WIDTHS)}
    for name in table:
        chosen = narrowest([table[other] for other in table if other != name])
        inside, half = table[name][chosen]
        words = f"tilt {chosen[0]}, width {chosen[1]}: {inside:.3f} inside, ±{100 * half:.1f} points"
        print(f"  {name} left out: {words}", flush=True)
    print("  all: tilt {}, width {}".format(*narrowest(list(table.values()))))


def narrowest(tables: Sequence[Mapping[Widening, tuple[float, float]]]) -> Widening:
    """Return the widening of the narrowest intervals that hold enough cells of some elections."""
    enough = [
        one
        for one in tables[0]
        if np.mean([table[one][0] for table in tables]) >= 0.89 and min(table[one][0] for table in tables) >= 0.86
    ]
    return min(enough or tables[0], key=lambda one: np.mean([table[one][1] for table in tables]))


def main() -> None:
    """Read the elections and print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--election", action="append", help="only this one; may be repeated")
    parser.add_argument("--estimator", action="append", choices=[e.value for e in Estimator])
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--units", type=int, help="add units up until no district has more than this")
    parser.add_argument("--simulate", action="store_true")
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--learn-intervals", action="store_true")
    parser.add_argument("--stride", type=int, default=1, help="with --learn: use every n-th district")
    asked = parser.parse_args()
    there = sorted(path.name.removesuffix("_units.parquet") for path in asked.folder.glob("*_units.parquet"))
    names = asked.election or there
    if not names:
        parser.error(f"{asked.folder} holds no *_units.parquet")
    estimators = [Estimator(name) for name in asked.estimator] if asked.estimator else list(Estimator)
    if asked.learn:
        learn([read_truth(asked.folder, name) for name in names], asked.stride)
    if asked.learn_intervals:
        print("90 % intervals, merged first")
        learn_intervals([merged_first(read_truth(asked.folder, name)) for name in names])
    if asked.learn or asked.learn_intervals:
        return
    for name in names:
        truth = read_truth(asked.folder, name)
        truth = thinned(truth, asked.units) if asked.units else truth
        if asked.simulate:
            simulate(truth)
        else:
            score(truth, estimators, asked.draws)


if __name__ == "__main__":
    main()
