"""Judgements first: what people have confirmed, corrected or rejected, and what they set by hand.

A judgement names a statement by its id, or a relation: `JKAP+DPAP` sets both sides, `JKAP>DPAP` only the
first. A relation is set with verdict `corrected` and a correction such as `relation=allied; seats=Baramulla`
(fields relation, hedged, seats, why), confirmed as an alliance with verdict `confirmed`, and set free again
with `rejected`. Of several rows on one thing the newest counts; a corrected statement has an id of its own,
and a newer row may name that one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from prepoll.case import read_judgements
from prepoll.case.cells import nearest
from prepoll.case.types import Case, Judgement, Row
from prepoll.errors import CaseError, Finding
from prepoll.ledger.types import Judged
from prepoll.names import Attribution, PartyCode, Relation, Stage, Stance, Verdict
from prepoll.news.types import Statement

RELATION_ID = re.compile(r"^\s*([^\s+>]+)\s*([+>])\s*([^\s+>]+)\s*$")
NOTHING = {"", "none", "null", "-"}
WORDS = ("speaker", "role", "hedge", "condition", "deadline", "seats", "reason", "decided_by", "authorised")
Value = object


@dataclass(frozen=True, slots=True)
class Override:
    """A relation set by a person: both sides, or where `directed` only a's towards b."""

    a: PartyCode
    b: PartyCode
    directed: bool
    relation: Relation
    hedged: bool
    seats: str | None
    why: str | None
    by: str
    on: date
    judgement: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The newest verdict on each statement, and the relations set by hand."""

    by_statement: Mapping[str, Judgement]
    overrides: tuple[Override, ...]


def verdicts(case: Case) -> Verdicts:
    """Sort the case's judgements into verdicts on statements and overrides; CaseError with all that make no sense."""
    sorted_out, findings = _sorted_out(case.judgements, set(case.party_by_code), case.as_of)
    if findings:
        raise CaseError(findings)
    return sorted_out


def judgement_findings(folder: Path) -> tuple[Finding, ...]:
    """List what makes no sense in the judgements of a case folder, of every day; superseded ones say nothing."""
    judgements, codes = read_judgements(folder)
    return tuple(_sorted_out(judgements, codes, date.max)[1])


def _sorted_out(
    judgements: Iterable[Judgement], codes: Collection[PartyCode], as_of: date
) -> tuple[Verdicts, list[Finding]]:
    """Sort judgements into verdicts and overrides, the newest on each thing; what makes no sense is listed beside."""
    newest: dict[str, Judgement] = {}
    for row in sorted(judgements, key=_age):
        newest[_key(row.statement)] = row
    findings: list[Finding] = []
    overrides: list[Override] = []
    by_statement: dict[str, Judgement] = {}
    for key in sorted(newest, key=lambda name: _age(newest[name])):
        row = newest[key]
        if RELATION_ID.match(row.statement):
            made = _override(row, codes, as_of, findings)
            overrides += [made] if made is not None else []
        else:
            by_statement[row.statement] = row
            _fields(row, findings)
    return Verdicts(by_statement, tuple(overrides)), findings


def correction_defects(correction: str) -> tuple[Finding, ...]:
    """List what is wrong with a correction of a statement, before it is written anywhere."""
    findings: list[Finding] = []
    place = Row("judgements.csv", 0, "")
    _fields(Judgement("", Verdict.CORRECTED, correction, "", datetime(1, 1, 1, tzinfo=UTC), place), findings)
    return tuple(findings)


def apply_verdict(statement: Statement, row: Judgement | None) -> Judged | None:
    """Return the statement as it counts under its verdict, None where it is rejected."""
    if row is None:
        return Judged(statement, statement.id, None)
    if row.verdict is Verdict.REJECTED:
        return None
    if row.verdict is Verdict.CONFIRMED:
        return Judged(statement, statement.id, row.row.id, f"confirmed by {row.by}")
    changed = _fields(row, [])
    note = f"corrected by {row.by}: {row.correction}"
    return Judged(replace(statement, **changed), statement.id, row.row.id, note)  # type: ignore[arg-type]  # checked in _fields


def _as_it_counts(statement: Statement, rows: Mapping[str, Judgement]) -> Judged | None:
    """Apply the verdict on a statement, then newer ones on what a correction made of it."""
    row = rows.get(statement.id)
    judged = apply_verdict(statement, row)
    while judged is not None and row is not None:
        later = rows.get(judged.statement.id)
        if later is None or _age(later) <= _age(row):
            break
        row, again = later, apply_verdict(judged.statement, later)
        judged = None if again is None else replace(again, original_id=statement.id)
    return judged


def _key(name: str) -> str:
    """Make one key for a relation in either order; a directed one keeps its order."""
    match = RELATION_ID.match(name)
    if match is None:
        return name.strip()
    first, sign, second = match.groups()
    return "+".join(sorted((first, second))) if sign == "+" else f"{first}>{second}"


def _age(row: Judgement) -> tuple[datetime, int, str]:
    at = row.at if row.at.tzinfo is not None else row.at.replace(tzinfo=UTC)
    return at, row.row.line, row.row.id


def _pairs(row: Judgement) -> list[tuple[str, str]]:
    parts = [part for part in (row.correction or "").split(";") if part.strip()]
    return [(name.strip(), value.strip()) for name, _, value in (part.partition("=") for part in parts)]


def _wrong(row: Judgement, problem: str, way_out: str) -> Finding:
    return Finding(row.row.file, row.row.line, "correction", row.correction, problem, way_out)


def _optional(read: Callable[[str], Value]) -> Callable[[str], Value]:
    return lambda text: None if text.casefold() in NOTHING else read(text)


READERS: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys(WORDS, _optional(str)),
    "actor": str,
    "target": _optional(str),
    "stance": Stance,
    "attribution": Attribution,
    "stage": _optional(Stage),
    "decided_on": _optional(date.fromisoformat),
    "deadline_date": _optional(date.fromisoformat),
    "dated": date.fromisoformat,
}
"""How the value of each field that a correction may set is read."""


CHOICES: Mapping[str, type[StrEnum]] = {"stance": Stance, "attribution": Attribution, "stage": Stage}


def _choices(wrong: str, options: type[StrEnum] | None) -> str:
    if options is None:
        return "Write days as YYYY-MM-DD."
    return f"{nearest(wrong, [each.value for each in options])}Choose: {', '.join(options)}."


def _fields(row: Judgement, findings: list[Finding]) -> dict[str, Value]:
    """Read a correction's fields; what is wrong goes into `findings`."""
    if row.verdict is not Verdict.CORRECTED:
        return {}
    read: dict[str, Value] = {}
    for name, value in _pairs(row):
        if name not in READERS:
            fields = ", ".join(sorted(READERS))
            way_out = f"{nearest(name, READERS)}Write field=value; field=value with the fields {fields}."
            findings.append(_wrong(row, f"A statement has no field {name!r} that can be corrected", way_out))
            continue
        try:
            read[name] = READERS[name](value)
        except ValueError:
            findings.append(_wrong(row, f"{value!r} is no value of {name}", _choices(value, CHOICES.get(name))))
    if not _pairs(row):
        findings.append(_wrong(row, "A corrected statement needs a correction", "Write field=value; field=value."))
    return read


def _override(row: Judgement, codes: Collection[PartyCode], as_of: date, findings: list[Finding]) -> Override | None:
    """Read a judgement on a relation; None where it sets the relation free again or is wrong."""
    match = RELATION_ID.match(row.statement)
    if match is None or row.verdict is Verdict.REJECTED:
        return None
    a, sign, b = match.groups()
    unknown = sorted({a, b} - set(codes))
    if unknown or a == b:
        way_out = f"{''.join(nearest(code, codes) for code in unknown)}Use two codes of parties.csv."
        problem = f"{row.statement!r} names no two parties of the case"
        findings.append(Finding(row.row.file, row.row.line, "statement", row.statement, problem, way_out))
        return None
    given = dict(_pairs(row))
    wrong = sorted(set(given) - {"relation", "hedged", "seats", "why"})
    stand = given.get("relation", "allied" if row.verdict is Verdict.CONFIRMED else "")
    if wrong or stand not in set(Relation):
        meant = "" if stand in set(Relation) else nearest(stand, [each.value for each in Relation])
        way_out = f"{meant}Write relation=… (one of {', '.join(Relation)}), hedged=yes, seats=…, why=…."
        findings.append(_wrong(row, "A relation is not set by this", way_out))
        return None
    hedged = given.get("hedged", "no").casefold() in {"yes", "true", "1"}
    on = min(row.at.date(), as_of)
    return Override(
        a, b, sign == ">", Relation(stand), hedged, given.get("seats"), given.get("why"), row.by, on, row.row.id
    )


def judged_statements(
    statements: Iterable[Statement], case: Case, rows: Mapping[str, Judgement]
) -> tuple[tuple[Judged, ...], tuple[str, ...]]:
    """List the statements that count on the case's day, oldest first, and notes on those that do not.

    Statements dated later are not looked at; equal statements count once.
    """
    kept: dict[str, Judged] = {}
    undated = 0
    for statement in statements:
        if statement.dated is None:
            undated += 1
        elif statement.dated <= case.as_of and statement.id not in kept:
            judged = _as_it_counts(statement, rows)
            if judged is not None and judged.statement.dated is not None and judged.statement.dated <= case.as_of:
                kept[statement.id] = judged
    notes = (f"{undated} statements without a date are not counted.",) if undated else ()
    ordered = sorted(kept.values(), key=lambda one: (str(one.statement.dated), one.original_id))
    return tuple(ordered), notes
