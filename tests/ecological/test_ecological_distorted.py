"""True tables in other clothes: other names, other sides, fewer units, fewer districts. None may cost the estimate."""

import csv
import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from prepoll.ecological import Estimate, Options, Units, estimate, merged, read_units
from prepoll.ecological.matching import common_name, families
from prepoll.ecological.types import Convergence
from prepoll.errors import UsageError
from prepoll.names import OTHERS

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

DATA = Path(__file__).parent / "data"
DRAWS = Options(draws=100)


@pytest.fixture(scope="module")
def real():
    """Districts with their true tables."""
    votes = {}
    with gzip.open(DATA / "nz_2014_truth.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            votes[row["district"], row["party"], row["candidate"]] = float(row["votes"])
    districts = read_units(DATA / "nz_2014_units.csv.gz", "party", "candidate").districts
    cells = [[[votes.get((u.district, p, c), 0.0) for c in u.destinations] for p in u.origins] for u in districts]
    return [(u, np.array(rows)) for u, rows in zip(districts, cells, strict=True)]


def error(pairs, found):
    """The mean error, options under 3 % taken together, and the part of cells inside 90 %."""
    off, inside = [], []
    for (units, table), one in zip(pairs, found, strict=True):
        true = merged(Estimate("", units.origins, units.destinations, table, None, Convergence(True, 0, 0.0)), 0.03)
        mine = merged(one, 0.03)
        off.append(50 * np.abs(mine.votes - true.votes).sum() / true.votes.sum())
        low, high = mine.intervals()[0.9]
        inside += ((low <= true.shares) & (true.shares <= high)).ravel().tolist()
    return np.mean(off), np.mean(inside)


def scored(pairs):
    return error(pairs, estimate([units for units, _ in pairs], DRAWS))


@pytest.fixture(scope="module")
def plain(real):
    return scored(real)


def renamed(pairs, origin, destination):
    return [
        (
            replace(
                u,
                origins=tuple(name if name == OTHERS else origin(u, name) for name in u.origins),
                destinations=tuple(
                    name if name == OTHERS else destination(u, i) for i, name in enumerate(u.destinations)
                ),
            ),
            t,
        )
        for u, t in pairs
    ]


def turned(pairs):
    return [(Units(u.district, u.destinations, u.origins, u.end, u.start), t.T) for u, t in pairs]


def test_names_without_numbers_and_in_other_words_change_little(real, plain):
    found = scored(renamed(real, lambda u, name: common_name(name)[::-1], lambda u, i: f"{u.district} {i}"))
    assert found == pytest.approx(plain, abs=0.3)


def test_one_name_in_all_districts_tells_whose_a_destination_is(real):
    """Candidates under a code of their party do as well as candidates under its name."""
    whose = [families(units.origins, units.destinations, table) for units, table in real]
    at = {units.district: i for i, (units, _) in enumerate(real)}

    def called(form):
        def name(units, i):
            family = whose[at[units.district]][i]
            return form(family) if family else units.destinations[i]

        return scored(renamed(real, lambda u, name: name, name))

    off, inside = called(lambda family: f"list {family[::-1]}")
    assert off == pytest.approx(called(str)[0], abs=0.15)
    assert inside > 0.8


def test_the_way_back_is_as_near_as_the_way_there(real, plain):
    """Origins with other names in each district are pooled over where they go."""
    found = estimate([units for units, _ in turned(real)], DRAWS)
    off, inside = error(turned(real), found)
    assert off == pytest.approx(plain[0], abs=0.05)
    assert inside > 0.8
    assert all("differ from district to district" in one.notes[0] for one in found)


def test_where_no_name_is_shared_each_district_is_estimated_alone(real):
    local = renamed(real, lambda u, name: f"{name} of {u.district}", lambda u, i: f"{i} of {u.district}")
    found = estimate([units for units, _ in local], DRAWS)
    assert all("few names of options in common" in one.notes[0] for one in found)
    assert error(local, found)[1] > 0.8


def test_very_many_names_are_pooled_by_rank_where_they_are_few_districts_own(real, plain):
    """Each district has two local lists beside the parties of all; 3 % of the votes move to them."""
    more = []
    for u, t in real:
        part = np.array([0.02, 0.01])
        start = np.column_stack([u.start * 0.97, u.start.sum(axis=1, keepdims=True) * part])
        table = np.vstack([t * 0.97, part[:, None] * t.sum(axis=0)])
        names = (*u.origins, f"Friends of {u.district}", f"Free {u.district}")
        more.append((replace(u, origins=names, start=start), table))
    off, inside = scored(more)
    assert off < plain[0] + 4
    assert inside > 0.7


def test_an_empty_unit_an_empty_option_and_turned_units_change_nothing(real, plain):
    odd = []
    for u, t in real:
        start, end = np.zeros((len(u.start) + 1, t.shape[0] + 1)), np.zeros((len(u.end) + 1, t.shape[1] + 1))
        start[1:, 1:], end[1:, 1:] = u.start[::-1], u.end[::-1]
        units = Units(u.district, ("Nobody", *u.origins), ("Noone", *u.destinations), start, end)
        odd.append((units, np.pad(t, ((1, 0), (1, 0)))))
    assert scored(odd)[0] == pytest.approx(plain[0], abs=0.02)


@pytest.mark.parametrize("most", [12, 4])
def test_few_units_widen_intervals_so_that_they_hold(real, most):
    few = []
    for u, t in real:
        of = np.arange(len(u.start)) * most // len(u.start)
        added = (of == np.arange(most)[:, None]).astype(float)
        few.append((replace(u, start=added @ u.start, end=added @ u.end), t))
    assert scored(few)[1] > 0.8


def test_a_large_party_without_a_candidate_is_no_trouble(real):
    """The two largest candidates of each district are one."""
    glued = []
    for u, t in real:
        first, second = np.argsort(-u.columns)[:2]
        kept = [j for j in range(len(u.destinations)) if j != second]
        end, table = u.end.copy(), t.copy()
        end[:, first] += end[:, second]
        table[:, first] += table[:, second]
        names = tuple(u.destinations[j] for j in kept)
        glued.append((Units(u.district, u.origins, names, u.start, end[:, kept]), table[:, kept]))
    off, inside = scored(glued)
    assert off < 8
    assert inside > 0.7


def test_very_many_options_are_no_trouble(real):
    found = estimate([units for units, _ in real[:10]], Options(draws=50, smallest=0.0))
    assert all(one.convergence.reached for one in found)
    assert error(real[:10], found)[0] < 8


def test_other_formats_are_read_and_scored_from_a_path(real, tmp_path):
    """Kinds and columns of other names, units without a true table, a district counted on one side."""
    import importlib
    import sys

    import polars as pl

    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    benchmark = importlib.import_module("ecological")
    frame = pl.read_csv(DATA / "nz_2014_units.csv.gz", schema_overrides={"district": pl.String})
    kinds = {"party": "regional list", "candidate": "constituency"}
    frame = frame.with_columns(pl.col("kind").replace(kinds))
    half = frame.filter((pl.col("district") == frame["district"][0]) & (pl.col("kind") == "constituency"))
    first = frame["district"][0]
    frame = pl.concat([frame.filter(pl.col("district") != first), half]).sample(fraction=1, shuffle=True, seed=1)
    truth = pl.read_csv(DATA / "nz_2014_truth.csv.gz", schema_overrides={"district": pl.String})
    truth = truth.rename({"party": "region", "candidate": "constituency"})
    last = frame["district"].max()
    frame.write_parquet(tmp_path / "X_units.parquet")
    truth.filter(pl.col("district") != last).write_parquet(tmp_path / "X_truth.parquet")
    read = benchmark.read_truth(tmp_path, "X")
    assert len(read.districts) == len(real) - 2
    known = {u.district: t for u, t in real}
    assert all(
        table.sum() == known[units.district].sum() for units, table in zip(read.districts, read.tables, strict=True)
    )
    truth.with_columns(pl.lit("nowhere").alias("district")).write_parquet(tmp_path / "X_truth.parquet")
    with pytest.raises(UsageError, match="no district of the units has a true table"):
        benchmark.read_truth(tmp_path, "X")
