"""Scores the coder on the notes in `news/world`: eight groups of six from many countries, four of them unread.

The notes are original writing in the manner of wires, tabloids, live blogs, interviews, columns, transcripts and press
notes, with gold coded by the codebook by their writer, who knew nothing of the cues. Rules were made from the misses
of the first four groups. Nobody who writes cues opens the other four: they are scored as totals.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from news_scores import Coded, Item, levels, passage_line
from prepoll.case import read_parties, read_people
from prepoll.news import Cast, read_article, statement_json

WORLD = Path(__file__).parent / "news" / "world"
TUNED = ("g1", "g2", "g3", "g4")
UNREAD = ("g5", "g6", "g7", "g8")


def notes(groups: Sequence[str]) -> list[Item]:
    """Read the notes of some groups, each an article."""
    items = []
    for group in groups:
        home = WORLD / group
        cast = Cast(read_parties(home / "parties.csv"), read_people(home / "people.csv"))
        for line in (home / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = (home / "texts" / f"{row['id']}.txt").read_bytes().decode("utf-8")
            reading = read_article(text, row["id"], cast, None)
            found: list[Coded] = [{**statement_json(s), "cue": s.cue} for s in reading.statements]
            items.append(Item(row["id"], reading.text, row["statements"], found))
    return items


def world() -> str:
    """Write the scores of the groups that rules were made from and of the unread ones, level by level."""
    lines = []
    for name, groups in (("world, tuned", TUNED), ("world, unread", UNREAD)):
        items = notes(groups)
        lines.append(passage_line(name, items))
        lines += [f"  {level:20} P {p:.3f}   R {r:.3f}   F1 {f:.3f}" for level, (p, r, f) in levels(items).items()]
    return "\n".join(lines)


def misses() -> list[Item]:
    """Return the notes whose misses whoever writes cues may read."""
    return notes(TUNED)
