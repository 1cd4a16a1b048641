"""Make the typed rows of a case from records, each with the place it came from and an id made from its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from prepoll.case import cells
from prepoll.case.records import Record, Records
from prepoll.case.types import (
    FrontMember,
    Judgement,
    Lineage,
    Membership,
    Party,
    Person,
    PollShare,
    Position,
    Report,
    Result,
    Row,
    Seat,
    Unit,
)
from prepoll.identity import content_id
from prepoll.names import WHOLE_CASE, LineageKind, PartyKind, PollKind, ReportKind, Sphere

Cells = Mapping[str, Any]  # what a layout's readers read, by column
Typed = TypeVar("Typed")

SCHEDULE = ("nominations_close", "withdrawals_close", "polling_day")
"""The columns of seats.csv that `known` dates; the seat itself and its electors always count."""


def make_rows(
    records: Records, chosen: Iterable[Record], day: date, make: Callable[[Cells, Row], Typed]
) -> tuple[Typed, ...]:
    """Make the typed rows of the `chosen` records as they were known by `day`.

    An id is made from the content that was known: equal rows get #2, #3 in the order of the file.
    """
    kind = f"{records.layout.name}.csv"
    seen: Counter[str] = Counter()
    rows: list[Typed] = []
    for record in chosen:
        values = as_known(records.layout.name, record, day)
        name = content_id(kind, {column: cells.written(value) for column, value in values.items()})
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name}#{seen[name]}"
        rows.append(make(values, Row(records.file, record.line, name)))
    return tuple(rows)


def as_known(table: str, record: Record, day: date) -> Cells:
    """Leave out the cells of a visible record that were not known by `day`: a later schedule, a later end."""
    values = record.values
    if table == "seats" and "known" in values and values["known"] > day:
        return {column: value for column, value in values.items() if column not in (*SCHEDULE, "known")}
    if table in ("blocs", "people") and "to" in values and values["to"] > day:
        return {column: value for column, value in values.items() if column != "to"}
    return values


def party(values: Cells, row: Row) -> Party:
    """Make a row of parties.csv; its aliases leave out its code and its name."""
    code, name = values["code"], values["name"]
    others = tuple(alias for alias in values.get("aliases", ()) if alias not in (code, name))
    kind = values.get("kind", PartyKind.PARTY)
    return Party(code, name, others, kind, values.get("founded"), values.get("parent"), values.get("colour"), row)


def membership(values: Cells, row: Row) -> Membership:
    """Make a row of blocs.csv."""
    return Membership(values["bloc"], values["party"], values.get("from"), values.get("to"), row)


def lineage(values: Cells, row: Row) -> Lineage:
    """Make a row of lineage.csv; a split where the kind is not given."""
    return Lineage(
        values["party"],
        values["from_date"],
        values["parent"],
        values.get("weight"),
        values.get("low"),
        values.get("high"),
        values.get("kind", LineageKind.SPLIT),
        row,
    )


def person(values: Cells, row: Row) -> Person:
    """Make a row of people.csv."""
    name = values["name"]
    others = tuple(alias for alias in values.get("aliases", ()) if alias != name)
    return Person(name, others, values.get("party"), values.get("role"), values.get("from"), values.get("to"), row)


def seat(values: Cells, row: Row) -> Seat:
    """Make a row of seats.csv."""
    opened, withdrawn, polled = (values.get(column) for column in SCHEDULE)
    return Seat(
        values["code"], values["name"], values.get("region"), values.get("electors"), opened, withdrawn, polled, row
    )


def result(values: Cells, row: Row) -> Result:
    """Make a row of results.csv."""
    get = values.get
    return Result(
        values["election"],
        get("kind"),
        values["date"],
        get("unit"),
        values["seat"],
        values["party"],
        get("candidate"),
        values["votes"],
        get("electors"),
        get("contest"),
        row,
    )


def unit(values: Cells, row: Row) -> Unit:
    """Make a row of units.csv."""
    return Unit(values["unit"], values["seat"], values["weight"], row)


def front_member(values: Cells, row: Row) -> FrontMember:
    """Make a row of fronts.csv."""
    names = (values["election"], values["region"], values["front"], values["party"])
    return FrontMember(*names, values.get("kind"), values.get("stands"), row)


def position(values: Cells, row: Row) -> Position:
    """Make a row of positions.csv; a question without a weight weighs 1."""
    return Position(
        values["party"],
        values["question"],
        values.get("question_text"),
        values["position"],
        values.get("weight", 1.0),
        values.get("source"),
        row,
    )


def poll_share(values: Cells, row: Row) -> PollShare:
    """Make a row of polls.csv; an empty region is the whole case, the share becomes a fraction."""
    return PollShare(
        values["pollster"],
        values.get("kind", PollKind.OPINION),
        values.get("from"),
        values.get("to"),
        values.get("published"),
        values.get("sample"),
        values.get("region", WHOLE_CASE),
        values["party"],
        values["share"] / 100,
        values.get("scenario"),
        row,
    )


def report(values: Cells, row: Row) -> Report:
    """Make a row of reports.csv; without sphere and kind it is the field's word on strength."""
    get = values.get
    return Report(
        values["date"],
        get("seat"),
        get("unit"),
        values["party"],
        values["reporter"],
        get("sphere", Sphere.FIELD),
        get("kind", ReportKind.STRENGTH),
        values["measure"],
        get("of"),
        get("estimate"),
        get("low"),
        get("high"),
        get("election"),
        get("note"),
        get("source"),
        row,
    )


def judgement(values: Cells, row: Row) -> Judgement:
    """Make a row of judgements.csv."""
    return Judgement(values["statement"], values["verdict"], values.get("correction"), values["by"], values["at"], row)
