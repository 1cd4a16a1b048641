"""Scores the coder on the passages in `news/wires`: wire copy of many countries, with invented parties and people.

They and their gold were written by the codebook before the cues were looked at. The hash of a passage puts it in a
half, "tuned" or "unread": rules are made from the misses of the tuned half, and nobody reads those of the other.
"""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

from news_scores import Coded, Item
from prepoll.case import read_parties, read_people
from prepoll.news import Cast, read_article, statement_json

WIRES = Path(__file__).parent / "news" / "wires"
DAY = date(2024, 3, 19)


def wires(half: str) -> list[Item]:
    """Let the coder read the passages of one half, each an article with the cast of its country."""
    return [item for item in read("passages") if half_of(item.text) == half]


def dispatches() -> list[Item]:
    """Let the coder read longer passages of the same casts; rules were made from what it missed in them."""
    return read("dispatches")


def read(name: str) -> list[Item]:
    """Let the coder read the passages in the files of one name."""
    items = []
    for home in sorted(path for path in WIRES.iterdir() if path.is_dir()):
        cast = Cast(read_parties(home / "parties.csv"), read_people(home / "people.csv"))
        for line in (home / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            items.append(passage(row["id"], row["text"], row["gives"], cast))
    return items


def half_of(text: str) -> str:
    """Return the half that the hash of a passage puts it in."""
    return ("tuned", "unread")[int(sha256(text.encode()).hexdigest(), 16) % 2]


def passage(name: str, text: str, gold: list[Coded], cast: Cast) -> Item:
    """Let the coder read one passage; its gold has no place of its own."""
    whole = {"start": 0, "end": len(text), "attribution": None}
    found: list[Coded] = [{**statement_json(s), "cue": s.cue} for s in read_article(text, name, cast, DAY).statements]
    return Item(name, text, [{**whole, **g} for g in gold], found)
