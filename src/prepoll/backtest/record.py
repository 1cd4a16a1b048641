"""Read a folder of past elections: `results`, `fronts`, and what else is there of the states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.backtest.assemblies import read_assembly
from prepoll.backtest.fronts import read_fronts, read_lineage
from prepoll.backtest.name_book import RENAMED_SINCE, NameBook, alike, other_spellings, renamed_states
from prepoll.backtest.recorded_polls import read_polls
from prepoll.backtest.spellings import kind_named, party_code, seat_key, state_name
from prepoll.backtest.tables import Layout, note, read_table
from prepoll.backtest.types import Count, Record, StateName
from prepoll.errors import CaseError, Finding, Severity
from prepoll.names import ElectionKind, PartyCode

if TYPE_CHECKING:
    import polars as pl

RESULTS = "results"
RESULT_TABLE = Layout(
    stem=RESULTS,
    columns=("year", "state", "constituency", "party", "votes"),
    numbers=("year", "constituency_no", "votes", "valid_votes", "electors", "poll_no", "position"),
    what="the columns of the TCPD candidate file",
    counts=True,
)
YES = ("true", "yes", "y", "1", "1.0", "t")
PART_OF_AN_ELECTION = 1 / 3
"""A year with less than this part of the seats of the largest one had by-elections or late polls only."""

SHOWN = 12
"""Names that a note lists."""


def read_record(folder: Path, polls: Path | None = None, test: int | None = None) -> Record:
    """Read a back-test folder; `polls` is a file of polls elsewhere than in it, `test` a year that is kept in any case.

    Raises CaseError that names every missing file and column and every value that is no number.
    """
    results, book, findings = _read_results(folder, test)
    fronts, more = read_fronts(folder, book)
    lineage, grown = read_lineage(folder, book)
    assembly, units = read_assembly(folder, book)
    published, asked = read_polls(folder, book, polls)
    found = [*findings, *more, *grown, *units, *asked]
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        raise CaseError(errors)
    return Record(
        counts=results,
        fronts=fronts[ElectionKind.PARLIAMENT],
        notes=tuple(f"{one.file}: {one.problem}. {one.way_out}" for one in found),
        assembly=assembly,
        assembly_fronts=fronts[ElectionKind.ASSEMBLY],
        lineage=lineage,
        polls=published,
    )


def _read_results(folder: Path, test: int | None) -> tuple[tuple[Count, ...], NameBook, list[Finding]]:
    frame, findings = read_table(folder, RESULT_TABLE)
    if frame is None:
        return (), NameBook(), findings
    frame, more = _general_elections(frame, test)
    findings += more
    if any(finding.severity is Severity.ERROR for finding in findings):
        return (), NameBook(), findings
    counts, book, respelt = _by_one_name(frame)
    return tuple(counts), book, findings + respelt


def _general_elections(frame: pl.DataFrame, test: int | None) -> tuple[pl.DataFrame, list[Finding]]:
    """Keep whole general elections, with known spellings of parties and states, and the tested one."""
    import polars as pl  # noqa: PLC0415  slow to load; only the back-test reads tables here

    frame, notes = _of_parliament(frame)
    frame = frame.with_columns(
        pl.col("year").cast(pl.Int64),
        pl.col("votes").fill_null(0.0),
        pl.col("party").fill_null("NOTA" if "candidate" not in frame.columns else pl.col("candidate")),
    )
    names = {name: state_name(name) for name in frame["state"].unique().sort().to_list()}
    codes = {code: party_code(code) for code in frame["party"].unique().drop_nulls().sort().to_list()}
    frame = frame.with_columns(pl.col("state").replace(names), pl.col("party").replace(codes))
    frame, more = _without_by_elections(frame)
    frame, left_out = _whole_elections(frame, test)
    return frame, notes + more + left_out


def _of_parliament(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Keep rows of parliament that say when and where; name the kinds of election that mean nothing here."""
    import polars as pl  # noqa: PLC0415  as above

    notes = []
    if "type" in frame.columns:
        kinds = {kind: kind_named(kind) for kind in frame["type"].unique().drop_nulls().sort().to_list()}
        general = [kind for kind, meant in kinds.items() if meant is ElectionKind.PARLIAMENT]
        unknown = [kind for kind, meant in kinds.items() if meant is None]
        if unknown:
            problem = f"rows of the type {_listed(unknown)} are neither of parliament nor of assemblies"
            notes.append(note(RESULTS, "type", problem, "They are left out; write GE or AE where they are."))
        frame = frame.filter(pl.col("type").is_in(general) | pl.col("type").is_null())
    placed = frame.drop_nulls(["year", "state", "constituency"])
    if placed.height < frame.height:
        problem = f"{frame.height - placed.height} rows have no year, state or constituency"
        notes.append(note(RESULTS, None, problem, "They are left out."))
    return placed, notes


def _whole_elections(frame: pl.DataFrame, test: int | None) -> tuple[pl.DataFrame, list[Finding]]:
    """Leave years out of which only a small part of the seats is there, unless it is tested."""
    import polars as pl  # noqa: PLC0415  as above

    seats = frame.group_by("year").agg(pl.struct("state", "constituency").n_unique().alias("seats")).sort("year")
    most = max(seats["seats"].to_list(), default=0)
    small = seats.filter(pl.col("seats") < PART_OF_AN_ELECTION * most)
    partial = [year for year in small["year"].to_list() if year != test]
    notes = []
    if partial:
        problem = f"{_listed(partial)} had by-elections or late polls only"
        notes.append(note(RESULTS, "year", problem, "They are left out."))
    if test in small["year"].to_list():
        there = int(small.filter(pl.col("year") == test)["seats"][0])
        problem = f"{test} has {there} constituencies, of up to {most} that other years have"
        notes.append(note(RESULTS, "year", problem, "They are tested alone, as if they were a general election."))
    return frame.filter(~pl.col("year").is_in(partial)), notes


def _by_one_name(frame: pl.DataFrame) -> tuple[list[Count], NameBook, list[Finding]]:
    """Count, with one name for what elections spell in several ways, and say what was taken for what."""
    import polars as pl  # noqa: PLC0415  as above

    frame, states = _one_state(frame)
    votes: dict[int, dict[PartyCode, float]] = defaultdict(dict)
    for year, party, number in frame.group_by("year", "party").agg(pl.col("votes").sum()).drop_nulls().iter_rows():
        votes[year][party] = number
    respelt = other_spellings(votes)
    for year, codes in respelt.items():
        here = pl.col("year") == year
        frame = frame.with_columns(pl.when(here).then(pl.col("party").replace(codes)).otherwise(pl.col("party")))
    parties = {year: frozenset(respelt.get(year, {}).get(code, code) for code in votes[year]) for year in votes}
    places = {int(year): frozenset(group["state"]) for (year,), group in frame.group_by("year")}
    taken = [f"{new} in {year} for {old}" for year, codes in respelt.items() for new, old in codes.items()]
    taken += [f"{new} for {old}, as its constituencies have the same names" for new, old in sorted(states.items())]
    notes = (
        [note(RESULTS, None, f"one name is taken for another: {_listed(taken)}", "They count as one.")] if taken else []
    )
    counts, uncounted = _counts(frame)
    return counts, NameBook(places, states, parties), notes + uncounted


def _one_state(frame: pl.DataFrame) -> tuple[pl.DataFrame, Mapping[StateName, StateName]]:
    """Give states that differ in capitals and marks alone one name, and those that were renamed their earlier one."""
    import polars as pl  # noqa: PLC0415  as above

    names: dict[StateName, StateName] = {}
    for (name,) in frame.group_by("state").agg(pl.col("year").min()).sort("year", "state").select("state").iter_rows():
        names[name] = alike(name, sorted(set(names.values())))
    frame = frame.with_columns(pl.col("state").replace(names))
    seats: dict[int, dict[StateName, set[str]]] = defaultdict(lambda: defaultdict(set))
    for year, state, name in frame.select("year", "state", "constituency").unique().iter_rows():
        seats[year][state].add(seat_key(name))
    renamed = renamed_states(seats)
    return frame.with_columns(pl.col("state").replace(dict(renamed))), renamed


def _without_by_elections(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Leave by-elections out where they are flagged; where they are not, ask if a seat was polled twice."""
    import polars as pl  # noqa: PLC0415  as above

    notes: list[Finding] = []
    known = pl.lit(False)
    if "poll_no" in frame.columns:
        frame = frame.filter((pl.col("poll_no") == 0) | pl.col("poll_no").is_null())
        known |= pl.col("poll_no").is_not_null()
    if "byelection" in frame.columns:
        marked = pl.col("byelection").cast(pl.String).str.to_lowercase().is_in(YES)
        frame = frame.filter(~marked.fill_null(False))
        known |= pl.col("byelection").is_not_null()
    unsure = frame.filter(~known)
    if unsure.is_empty():
        return frame, notes
    years = _listed(unsure["year"].unique().sort().to_list())
    twice = _polled_twice(unsure)
    if twice is not None:
        way_out = "Add the column poll_no: 0 for the general election, 1 and more for by-elections."
        problem = f"{twice} was polled twice in a year, and nothing says which was the general election"
        return frame, [Finding(RESULTS, None, "poll_no", None, problem, way_out)]
    way_out = "Every seat has one poll a year, which is taken for the general election."
    notes.append(note(RESULTS, "poll_no", f"by-elections are not flagged in {years}", way_out))
    return frame, notes


def _polled_twice(frame: pl.DataFrame) -> str | None:
    """Name a constituency with two polls in one year: two numbers of votes or electors, two months or two winners."""
    import polars as pl  # noqa: PLC0415  as above

    seat = ["year", "state", "constituency"]
    counted = {name: pl.col(name).drop_nulls().n_unique() for name in ("valid_votes", "electors", "month")}
    counted["position"] = (pl.col("position") == 1).sum()
    for column, polls_of in counted.items():
        if column in frame.columns:
            polls = frame.group_by(seat).agg(polls_of.alias("polls"))
            polls = polls.filter(pl.col("polls") > 1).sort(seat)
            if not polls.is_empty():
                year, state, constituency, _ = polls.row(0)
                return f"{constituency} ({state}) in {year}"
    return None


def _counts(frame: pl.DataFrame) -> tuple[list[Count], list[Finding]]:
    """Add the candidates of a party up; name the constituencies without a vote."""
    import polars as pl  # noqa: PLC0415  as above

    wanted = ["year", "state", "constituency", "party"]
    empty = frame.group_by(wanted[:3]).agg(pl.col("votes").sum()).filter(pl.col("votes") <= 0).sort(wanted[:3])
    lost = [f"{name} ({state}) in {year}" for year, state, name, _ in empty.iter_rows() if year >= RENAMED_SINCE]
    found = []
    if lost:
        problem = f"no votes are counted in {_listed(lost)}"
        found.append(note(RESULTS, "votes", problem, "They are left out: nobody was elected by votes there."))
    adds = [pl.col("votes").sum(), pl.col("votes").max().alias("strongest")]
    adds += [pl.col(name).max() for name in ("electors", "constituency_no") if name in frame.columns]
    grouped = frame.group_by(wanted).agg(adds).sort(wanted).filter(pl.col("votes") > 0)
    return _as_counts(grouped), found


def _as_counts(grouped: pl.DataFrame) -> list[Count]:
    return [
        Count(
            year=row["year"],
            state=row["state"],
            number=_whole(row.get("constituency_no")),
            constituency=row["constituency"],
            party=row["party"],
            votes=int(row["votes"]),
            electors=_whole(row.get("electors")),
            strongest=int(row["strongest"]),
        )
        for row in grouped.iter_rows(named=True)
    ]


def _whole(value: float | None) -> int | None:
    return int(value) if value else None


def _listed(things: Sequence[object]) -> str:
    shown = ", ".join(map(str, things[:SHOWN]))
    return f"{shown} and {len(things) - SHOWN} more" if len(things) > SHOWN else shown
