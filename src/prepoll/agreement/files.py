"""Read coded articles: JSON Lines, one object an article, as `prepoll read` prints them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prepoll.agreement.types import Claim, Coding
from prepoll.errors import CaseError, Finding, UsageError
from prepoll.names import Attribution, Stance

WAY_OUT = "Give lines as `prepoll read` prints them."


def read_coding(path: Path) -> Coding:
    """Read a coder's file; UsageError where there is none, CaseError with every defect of it."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Give a file of coded articles.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}, byte {error.start}: not UTF-8. Save the file as UTF-8.") from error
    findings: list[Finding] = []
    coding: dict[str, tuple[Claim, ...]] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            _article(_Line(path.name, number, findings), line, coding)
    if not coding and not findings:
        findings.append(Finding(path.name, None, None, None, "the file holds no article", WAY_OUT))
    if findings:
        raise CaseError(findings)
    return coding


class _Line:
    """One line of a file being read: where its defects go."""

    def __init__(self, file: str, number: int, findings: list[Finding]) -> None:
        self.file, self.number, self.findings = file, number, findings

    def wrong(self, field: str | None, value: object, problem: str, way_out: str = WAY_OUT) -> None:
        shown = None if value is None else str(value)[:60]
        self.findings.append(Finding(self.file, self.number, field, shown, problem, way_out))


def _article(line: _Line, raw: str, coding: dict[str, tuple[Claim, ...]]) -> None:
    try:
        found = json.loads(raw)
    except ValueError:
        return line.wrong(None, raw, "the line is not JSON")
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        return line.wrong("id", raw, "the line is no object with an id")
    if found["id"] in coding:
        return line.wrong("id", found["id"], "the article comes twice", "Keep one line an article.")
    statements = found.get("statements")
    if not isinstance(statements, list):
        return line.wrong("statements", statements, "the statements are not a list")
    coding[found["id"]] = tuple(_claims(line, statements))
    return None


def _claims(line: _Line, statements: list[Any]) -> Iterator[Claim]:
    for place, coded in enumerate(statements, start=1):
        if not isinstance(coded, dict):
            line.wrong("statements", coded, f"statement {place} is no object")
            continue
        before = len(line.findings)
        _check(line, place, coded)
        if len(line.findings) == before:
            yield Claim(
                coded["actor"],
                coded.get("target") or None,
                Stance(coded["stance"]),
                coded.get("speaker") or None,
                coded.get("attribution") or None,
                coded["start"],
                coded["end"],
            )


def _check(line: _Line, place: int, coded: dict[str, Any]) -> None:
    if not isinstance(coded.get("actor"), str) or not coded["actor"]:
        line.wrong("actor", coded.get("actor"), f"statement {place} has no actor", "Give the code of a party.")
    for field in ("target", "speaker"):
        if not isinstance(coded.get(field), (str, type(None))):
            line.wrong(field, coded[field], f"the {field} of statement {place} is no text", "Give a text or null.")
    for field, known in (("stance", Stance), ("attribution", Attribution)):
        value = coded.get(field)
        if value not in set(known) and not (field == "attribution" and value is None):
            line.wrong(field, value, f"statement {place} has no known {field}", f"Known: {', '.join(known)}.")
    start, end = coded.get("start"), coded.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        line.wrong(
            "start",
            f"{start} to {end}",
            f"statement {place} has no run of the text",
            "Give whole numbers, start < end.",
        )
