"""Read a folder of past elections: `results`, `fronts`, and what else is there of the states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.backtest.assemblies import read_assembly
from prepoll.backtest.recorded_polls import read_polls
from prepoll.backtest.spellings import party_code, state_name
from prepoll.backtest.tables import Layout, missing_column, note, read_table
from prepoll.backtest.types import Count, Descent, FrontName, Record, StateName
from prepoll.errors import CaseError, Finding, Severity
from prepoll.names import ElectionKind, LineageKind, PartyCode

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
FRONT_TABLE = Layout(
    "fronts", ("year", "type", "state", "front", "party"), ("year",), "columns year, type, state, front, party"
)
LINEAGE_TABLE = Layout("lineage", ("party", "parent"), ("weight",))
KINDS = {"GE": ElectionKind.PARLIAMENT, "AE": ElectionKind.ASSEMBLY}
KIND_WORDS = {
    "lok sabha": ElectionKind.PARLIAMENT,
    "general": ElectionKind.PARLIAMENT,
    "parliament": ElectionKind.PARLIAMENT,
}
KIND_WORDS |= {"assembly": ElectionKind.ASSEMBLY, "vidhan sabha": ElectionKind.ASSEMBLY}
YES = ("true", "yes", "y", "1", "1.0", "t")
PART_OF_AN_ELECTION = 1 / 3
"""A year with less than this part of the seats of the largest one had by-elections or late polls only."""

Members = dict[tuple[int, StateName], dict[PartyCode, FrontName]]


def read_record(folder: Path, polls: Path | None = None) -> Record:
    """Read a back-test folder; `polls` is a file of polls elsewhere than in it.

    Raises CaseError that names every missing file and column and every value that is no number.
    """
    results, findings = _read_results(folder)
    fronts, more = _read_fronts(folder)
    lineage, grown = _read_lineage(folder)
    assembly, units = read_assembly(folder)
    published, asked = read_polls(folder, polls)
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


def _read_results(folder: Path) -> tuple[tuple[Count, ...], list[Finding]]:
    frame, findings = read_table(folder, RESULT_TABLE)
    if frame is None:
        return (), findings
    frame, notes = _general_elections(frame)
    if any(finding.severity is Severity.ERROR for finding in notes):
        return (), findings + notes
    return tuple(_counts(frame)), findings + notes


def _general_elections(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Keep whole general elections, with one spelling of parties and states."""
    import polars as pl  # noqa: PLC0415  slow to load; only the back-test reads tables here

    if "type" in frame.columns:
        kinds = {kind: kind_named(kind) for kind in frame["type"].unique().drop_nulls().sort().to_list()}
        general = [kind for kind, meant in kinds.items() if meant is ElectionKind.PARLIAMENT]
        frame = frame.filter(pl.col("type").is_in(general) | pl.col("type").is_null())
    frame = frame.drop_nulls(["year", "state", "constituency"]).with_columns(
        pl.col("year").cast(pl.Int64),
        pl.col("votes").fill_null(0.0),
        pl.col("party").fill_null("NOTA" if "candidate" not in frame.columns else pl.col("candidate")),
    )
    names = {name: state_name(name) for name in frame["state"].unique().drop_nulls().sort().to_list()}
    codes = {code: party_code(code) for code in frame["party"].unique().drop_nulls().sort().to_list()}
    frame = frame.with_columns(pl.col("state").replace(names), pl.col("party").replace(codes))
    frame, notes = _without_by_elections(frame)
    seats = frame.group_by("year").agg(pl.struct("state", "constituency").n_unique().alias("seats")).sort("year")
    least = PART_OF_AN_ELECTION * float(seats["seats"].max() or 0)  # type: ignore[arg-type]
    partial = seats.filter(pl.col("seats") < least)["year"].to_list()
    if partial:
        notes.append(
            note(RESULTS, "year", f"{_listed(partial)} had by-elections or late polls only", "They are left out.")
        )
    return frame.filter(~pl.col("year").is_in(partial)), notes


def kind_named(words: str | None) -> ElectionKind | None:
    """Return which kind of election words mean; None where they mean neither.

    >>> kind_named("GE").value, kind_named("State Assembly Election (AE)").value, kind_named("Local")
    ('parliament', 'assembly', None)
    """
    text = (words or "").strip()
    if text in KINDS:
        return KINDS[text]
    low = text.casefold()
    return next((kind for word, kind in KIND_WORDS.items() if word in low), None)


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


def _counts(frame: pl.DataFrame) -> list[Count]:
    """Add the candidates of a party up."""
    import polars as pl  # noqa: PLC0415  as above

    wanted = ["year", "state", "constituency", "party"]
    adds = [pl.col("votes").sum(), pl.col("votes").max().alias("strongest")]
    adds += [pl.col(name).max() for name in ("electors", "constituency_no") if name in frame.columns]
    grouped = frame.group_by(wanted).agg(adds).sort(wanted).filter(pl.col("votes") > 0)
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


def _read_fronts(folder: Path) -> tuple[Mapping[ElectionKind, Members], list[Finding]]:
    found: dict[ElectionKind, Members] = {kind: defaultdict(dict) for kind in KINDS.values()}
    frame, findings = read_table(folder, FRONT_TABLE)
    if frame is None:
        return found, findings
    for row in frame.iter_rows(named=True):
        kind = kind_named(row["type"])
        if kind is not None and row["party"] and row["front"] and row["state"]:
            found[kind][int(row["year"]), state_name(row["state"])][party_code(row["party"])] = row["front"]
    return {kind: dict(members) for kind, members in found.items()}, findings


def _read_lineage(folder: Path) -> tuple[tuple[Descent, ...], list[Finding]]:
    """Read who came from whom: `year` or the year of `from_date`, `kind` split where none is given."""
    frame, findings = read_table(folder, LINEAGE_TABLE)
    if frame is None:
        return (), findings
    if not {"year", "from_date"} & set(frame.columns):
        return (), [missing_column("lineage", "year or from_date", frame.columns)]
    rows = []
    for row in frame.iter_rows(named=True):
        year = int(str(row.get("year") or row.get("from_date"))[:4])
        kind = LineageKind(row.get("kind") or LineageKind.SPLIT)
        weight = row.get("weight")
        weight = None if weight is None else float(weight)
        rows.append(Descent(party_code(row["party"]), year, party_code(row["parent"]), weight, kind))
    return tuple(rows), findings


def _listed(years: list[int]) -> str:
    return ", ".join(map(str, years))
