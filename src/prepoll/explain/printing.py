"""A chain as text: short by default, with what was folded away counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from prepoll.explain.types import Explanation, Passed, Piece, Said, SourceRow

SHOWN: Final = {"draws": 5, "evidence": 6, "moved": 1, "transfers": 3, "statements": 4, "rows": 6}
"""How many of each link are shown unless all are asked for."""
ROWS_OF_A_FILE: Final = 3
"""How many rows of one file are shown before those of the next."""
WIDTH: Final = 150
"""Where the text of a row is cut."""


def explanation_text(chain: Explanation, *, whole: bool = False) -> str:
    """Write a chain for people, some forty lines; `whole` folds nothing."""
    lines = [
        f"{chain.name} = {_value(chain)} ({chain.unit})",
        f"  {chain.words}",
        *([] if chain.name == chain.figure else [f"  {chain.figure} in brief.json"]),
        *_method(chain),
        *_section("Own strength in the draws (share of votes for candidates)", _draws(chain, whole)),
        *_section("Evidence, what moved the figure most first", _evidence(chain.evidence, whole)),
        *_section("Transfer between partners", _transfers(chain.transfers, whole)),
        *_section("Statements", _statements(chain.statements, whole)),
        *_section("Source rows", _rows(chain.rows, whole)),
        *_section("Settings", [f"{one.name}: {one.words} ({one.place})" for one in chain.settings]),
    ]
    return "\n".join(lines) + "\n"


def _value(chain: Explanation) -> str:
    return f"{chain.value:g}" if isinstance(chain.value, float) and abs(chain.value) < 1e5 else str(chain.value)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []


def _method(chain: Explanation) -> list[str]:
    if chain.method is None:
        return []
    run = chain.method
    counted = f"{run.draws} draws, seed {run.seed}; {run.structure}" if run.draws is not None else ""
    return _section("How", [*([run.words] if run.words else []), *([counted] if counted else []), run.place])


def _draws(chain: Explanation, whole: bool) -> list[str]:
    rows = [
        f"{row.seat} {row.party:<8} {row.share.mean:6.1%}  (90 %: {row.share.low90:.1%} to {row.share.high90:.1%})"
        for row in chain.draws
    ]
    return _folded(rows, "draws", whole, "more seats and parties")


def _evidence(pieces: Sequence[Piece], whole: bool) -> list[str]:
    rows = []
    for one in pieces:
        where = "" if one.seat is None else f" in {one.seat}"
        moved = one.moved[: None if whole else SHOWN["moved"]]
        did = "; ".join(f"moved {m.party} in {m.seat} {m.before:.1%} → {m.after:.1%}" for m in moved)
        did = did or ("" if one.used else "not used")
        seen = f"{one.source}: {' + '.join(one.parties)}{where} {one.share:.1%}"
        rows.append(f"{seen}{'; ' + did if did else ''}; {one.note} ({_count(one.rows, 'row')})")
    return _folded(rows, "evidence", whole, "more observations")


def _transfers(rows: Sequence[Passed], whole: bool) -> list[str]:
    texts = [f"{row.q}→{row.c} {row.mean:.0%} (90 %: {row.low:.0%} to {row.high:.0%}). {row.why}" for row in rows]
    return _folded(texts, "transfers", whole, "more pairs")


def _statements(rows: Sequence[Said], whole: bool) -> list[str]:
    texts = []
    for row in rows:
        who = row.speaker or row.attribution
        texts.append(f"{row.actor} {row.stance} {row.target or '(like-minded parties)'}: “{row.quote}” ({who})")
        texts.append(f"  {row.file or row.article}, {row.start} to {row.end}, {row.address or row.source or ''}")
    return _folded(texts, "statements", whole, "more lines on statements")


def _rows(rows: Sequence[SourceRow], whole: bool) -> list[str]:
    """Write rows; those of one file that would bury the others are counted."""
    shown = list(rows) if whole else list(_fair(rows))
    lines = []
    for row in shown:
        lines.append(f"{row.file}, line {row.line} [{row.id}]")
        text = row.text if whole or len(row.text) <= WIDTH else row.text[: WIDTH - 1] + "…"
        lines.append(f"  {text}")
    left = [row for row in rows if row not in shown]
    by_file = groupby(sorted(left, key=lambda row: row.file), key=lambda row: row.file)
    lines += [f"and {_count(tuple(group), 'more row')} of {file}: list with --all" for file, group in by_file]
    return lines


def _fair(rows: Iterable[SourceRow]) -> Iterable[SourceRow]:
    """Choose a few rows of each file, the first first."""
    seen: dict[str, int] = {}
    chosen = 0
    for row in rows:
        seen[row.file] = seen.get(row.file, 0) + 1
        if seen[row.file] <= ROWS_OF_A_FILE and chosen < SHOWN["rows"]:
            chosen += 1
            yield row


def _folded(lines: list[str], link: str, whole: bool, rest: str) -> list[str]:
    most = SHOWN[link]
    if whole or len(lines) <= most:
        return lines
    return [*lines[:most], f"and {len(lines) - most} {rest}: list with --all"]


def _count(things: Sequence[object], one: str) -> str:
    return f"{len(things)} {one}{'' if len(things) == 1 else 's'}"
