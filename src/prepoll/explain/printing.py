"""A chain as text: short by default, with what was folded away counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeVar

from prepoll.explain.types import Drawn, Explanation, Passed, Piece, Said, SourceRow
from prepoll.names import PartyCode

Given = TypeVar("Given")

SHOWN: Final = {"draws": 4, "evidence": 4, "transfers": 2, "statements": 1, "rows": 3}
"""How many of each link are shown unless all are asked for."""
ROWS_OF_A_FILE: Final = 2
"""How many rows of one file are shown before those of the next."""
WIDTH: Final = 150
"""Where a long line is cut."""
PARTIES: Final = 4
"""How many of the parties that an observation sees together are named."""


def explanation_text(chain: Explanation, *, whole: bool = False) -> str:
    """Write a chain for people, some forty lines; `whole` folds nothing."""
    lines = [
        f"{chain.name} = {value_text(chain)} ({chain.unit})",
        f"  {chain.words}",
        *([] if chain.name == chain.figure else [f"  {chain.figure} in brief.json"]),
        *_section("How", _how(chain)),
        *_section("Own strength in the draws, share of votes for candidates", _draws(chain.draws, whole)),
        *_section("Evidence, what moved the figure most first", _evidence(chain.evidence, whole)),
        *_section("Transfer between partners", _transfers(chain.transfers, whole)),
        *_section("Statements", _statements(chain.statements, whole)),
        *_section("Source rows", _rows(chain.rows, whole)),
        *_section("Settings", [f"{one.name}: {one.words} ({one.place})" for one in chain.settings]),
    ]
    return "\n".join(lines) + "\n"


def value_text(chain: Explanation) -> str:
    """Write a figure's value."""
    value = chain.value
    if isinstance(value, bool) or not isinstance(value, float):
        return "none" if value is None else str(value)
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.4g}"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []


def _how(chain: Explanation) -> list[str]:
    if chain.method is None:
        return []
    run = chain.method
    counted = f"{run.draws} draws, seed {run.seed}; {run.structure}" if run.draws is not None else ""
    return [line for line in (run.words, counted, run.place) if line]


def _draws(rows: Sequence[Drawn], whole: bool) -> list[str]:
    lines = [
        f"{row.seat} {row.party:<8} {row.share.mean:6.1%}  (90%: {row.share.low90:.1%} to {row.share.high90:.1%})"
        for row in rows
    ]
    return _folded(lines, SHOWN["draws"], whole, "of seats and parties")


def _evidence(pieces: Sequence[Piece], whole: bool) -> list[str]:
    """Write observations by source, each source with what it moved first of all."""
    lines: list[str] = []
    for (source, done), group in groupby(pieces, key=lambda one: (one.source, did(one))):
        seen = list(group)
        lines.append(f"{source}{done}")
        lines += [f"  {_observation(one, whole)}" for one in (seen if whole else seen[:2])]
        if len(seen) > 2 and not whole:
            lines.append(f"  and {len(seen) - 2} more of this source")
    return _folded(lines, 2 * SHOWN["evidence"], whole, "of evidence")


def did(one: Piece) -> str:
    """Say what the source of an observation did first of all."""
    if not one.used:
        return ": read and not used"
    if not one.moved:
        return ""
    first = one.moved[0]
    return f" moved {first.party} in {first.seat} from {first.before:.1%} to {first.after:.1%}"


def _observation(one: Piece, whole: bool) -> str:
    where = "" if one.seat is None else f" in {one.seat}"
    text = f"{together(one.parties)}{where} {one.share:.1%}, {_count(one.rows, 'row')}: {one.note}"
    return text if whole else cut(text)


def together(parties: Sequence[PartyCode]) -> str:
    """Name parties that are seen together, a long list by its first few."""
    more = len(parties) - PARTIES
    return " + ".join(parties) if more <= 1 else f"{' + '.join(parties[:PARTIES])} and {more} more"


def cut(text: str) -> str:
    """Cut a long line."""
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _transfers(rows: Sequence[Passed], whole: bool) -> list[str]:
    texts = [f"{row.q}→{row.c} {row.mean:.0%} (90%: {row.low:.0%} to {row.high:.0%}). {row.why}" for row in rows]
    texts = texts if whole else [cut(text) for text in texts]
    return _folded(texts, SHOWN["transfers"], whole, "of pairs")


def _statements(rows: Sequence[Said], whole: bool) -> list[str]:
    texts = []
    for row in rows:
        who = row.speaker or row.attribution
        texts.append(f"{row.actor} {row.stance} {row.target or '(like-minded parties)'}: “{row.quote}” ({who})")
        texts.append(f"  {row.file or row.article}, {row.start} to {row.end}, {row.address or row.source or ''}")
    return _folded(texts, 2 * SHOWN["statements"], whole, "on statements")


def _rows(rows: Sequence[SourceRow], whole: bool) -> list[str]:
    """Write rows; those of one file that would bury the others are counted."""
    shown = list(rows) if whole else list(fair(rows, lambda row: row.file))
    lines = []
    for row in shown:
        lines.append(f"{row.file}, line {row.line} [{row.id}]{_taken_from(row)}")
        lines.append(f"  {row.text if whole else cut(row.text)}")
    left = Counter(row.file for row in rows)
    left.subtract(row.file for row in shown)
    more = [f"{count} of {file}" for file, count in left.items() if count]
    return [*lines, f"and {', '.join(more)}: list with --all"] if more else lines


def _taken_from(row: SourceRow) -> str:
    return f", from {row.source}" if row.source and len(row.text) > WIDTH else ""


def fair(rows: Iterable[Given], file: Callable[[Given], str]) -> Iterator[Given]:
    """Choose a few rows of each file, the first first; `file` names that of a row."""
    seen: Counter[str] = Counter()
    for row in rows:
        if seen[name := file(row)] < ROWS_OF_A_FILE:
            seen[name] += 1
            yield row
            if seen.total() == SHOWN["rows"]:
                return


def _folded(lines: list[str], most: int, whole: bool, rest: str) -> list[str]:
    if whole or len(lines) <= most:
        return lines
    return [*lines[:most], f"and {len(lines) - most} more lines {rest}: list with --all"]


def _count(things: Sequence[object], one: str) -> str:
    return f"{len(things)} {one}{'' if len(things) == 1 else 's'}"
