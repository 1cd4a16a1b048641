"""Score the pooled estimate on true tables in other clothes: other names, sides, units, districts.

    python benchmarks/ecological_distorted.py FOLDER [--election NZ_2008]…

FOLDER is that of `ecological.py`, whose measures these are: mean error, part of cells inside the 90 % intervals, mean
half-width in points of the row, processor seconds a district. Small options are taken together first.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ecological import Floats, Truth, coverage, errors, merged_first, read_truth, thinned, user_seconds
from prepoll.chance import generator
from prepoll.ecological import Options, Units, estimate
from prepoll.ecological.matching import families
from prepoll.names import OTHERS

DRAWS = 200
District = tuple[Units, Floats]


def each(truth: Truth, change: Callable[[Units, Floats], District]) -> Truth:
    """Change every district."""
    changed = [change(units, table) for units, table in zip(truth.districts, truth.tables, strict=True)]
    return Truth(truth.name, tuple(units for units, _ in changed), tuple(table for _, table in changed))


def chosen(truth: Truth, count: int) -> Truth:
    """Keep some districts, drawn."""
    order = generator(1, "distorted", truth.name, str(count)).permutation(len(truth.districts))[:count]
    return Truth(truth.name, tuple(truth.districts[i] for i in order), tuple(truth.tables[i] for i in order))


def called(name: Callable[[str], str]) -> Callable[[Units, Floats], District]:
    """Call destinations after the party that they belong to by the true table."""

    def change(units: Units, table: Floats) -> District:
        whose = families(units.origins, units.destinations, table)
        names = tuple(
            old if old == OTHERS or not family else name(family)
            for old, family in zip(units.destinations, whose, strict=True)
        )
        return replace(units, destinations=names), table

    return change


def local(units: Units, table: Floats) -> District:
    """Give every option a name that no other district has."""
    origins, destinations = (
        tuple(f"{name} of {units.district}" for name in names) for names in (units.origins, units.destinations)
    )
    return replace(units, origins=origins, destinations=destinations), table


def turned(units: Units, table: Floats) -> District:
    """Follow voters from candidates to parties."""
    return Units(units.district, units.destinations, units.origins, units.end, units.start), table.T


def two_as_one(votes: Floats, table: Floats, first: int, second: int) -> tuple[Floats, Floats, list[int]]:
    """Add one option to another: counts (unit, option), the table's rows, and which options are left."""
    votes, table = votes.copy(), table.copy()
    votes[:, first] += votes[:, second]
    table[first] += table[second]
    kept = [i for i in range(len(table)) if i != second]
    return votes[:, kept], table[kept], kept


def joint_candidate(units: Units, table: Floats) -> District:
    """Make the two largest candidates one, so that a large party has none of its own."""
    first, second = np.argsort(-units.columns)[:2]
    end, rows, kept = two_as_one(units.end, table.T, int(first), int(second))
    names = tuple(units.destinations[i] for i in kept)
    return Units(units.district, units.origins, names, units.start, end), rows.T


def joint_party(units: Units, table: Floats) -> District:
    """Make the second and third party one, so that it has two candidates."""
    first, second = np.argsort(-units.rows)[1:3]
    start, rows, kept = two_as_one(units.start, table, int(first), int(second))
    names = tuple(units.origins[i] for i in kept)
    return Units(units.district, names, units.destinations, start, units.end), rows


def clothes(counted: Truth, first: Truth) -> Iterator[tuple[str, Truth, Options]]:
    """List the distortions with the data and how they are estimated."""
    usual = Options(draws=DRAWS)
    yield "as it is", first, usual
    yield "candidates under the party's name", each(first, called(str)), usual
    yield "candidates under another name of the party", each(first, called(lambda name: f"list {name[::-1]}")), usual
    yield "from candidates to parties", each(first, turned), usual
    yield "every district has names of its own", each(first, local), usual
    for most in (30, 12, 6, 1):
        yield f"at most {most} units a district", thinned(first, most), usual
    for count in (35, 20, 10, 5):
        yield f"{count} districts", chosen(first, count), usual
    yield "a large party without a candidate", each(first, joint_candidate), usual
    yield "a large party with two candidates", each(first, joint_party), usual
    yield "all options, however small", counted, Options(draws=DRAWS, smallest=0.0)


def main() -> None:
    """Print a table for each election."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--election", action="append", help="only this one; may be repeated")
    asked = parser.parse_args()
    there = sorted(path.name.removesuffix("_units.parquet") for path in asked.folder.glob("*_units.parquet"))
    for name in asked.election or there:
        counted = read_truth(asked.folder, name)
        print(f"\n| {name} | error | inside 90 % | half-width | seconds |\n|---|---|---|---|---|")
        for what, data, options in clothes(counted, merged_first(counted)):
            begun = user_seconds()
            found = estimate(data.districts, options)
            taken = (user_seconds() - begun) / len(found)
            inside, half = coverage(data, found)[0.9]
            print(
                f"| {what} | {errors(data, found).mean():.1f} | {inside:.0%} | {100 * half:.1f} | {taken:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
