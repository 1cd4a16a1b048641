"""Compares coded statements with gold: claims, pairs and their sign, harm, speakers, and how sure all that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from prepoll.chance import generator
from prepoll.names import UNDIRECTED

POLARITY = dict.fromkeys(("seeks", "open", "talks", "offers", "demands", "agreed", "seat_deal", "supports"), 1)
POLARITY |= {"rules_out": -1, "breaks": -1}
RESAMPLES = 2000

Coded = Mapping[str, Any]


@dataclass(slots=True)
class Item:
    """One article with its gold statements and what the coder found."""

    id: str
    text: str
    gold: list[Coded]
    found: list[Coded]


@dataclass(slots=True)
class Tally:
    """Counts over articles."""

    gold: Counter[str] = field(default_factory=Counter)  # by stance
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    pairs: list[int] = field(default_factory=lambda: [0, 0, 0])  # gold, found, right: pair and polarity
    harm: int = 0
    matched: list[tuple[Coded, Coded]] = field(default_factory=list)
    deadlines: list[int] = field(default_factory=lambda: [0, 0])  # in gold, found
    quiet: list[int] = field(default_factory=lambda: [0, 0])  # items without a statement, false statements in them
    misses: list[str] = field(default_factory=list)


def claim(coded: Coded) -> tuple[str, str | None, str]:
    """Return what is compared: actor, target, stance; the pair in one order where the stance has no direction."""
    actor, target, stance = coded["actor"], coded["target"], coded["stance"]
    return (target, actor, stance) if stance in UNDIRECTED and target and target < actor else (actor, target, stance)


def pair(coded: Coded) -> frozenset[str | None]:
    """Return the pair in no order."""
    return frozenset((coded["actor"], coded["target"]))


def score(items: Iterable[Item]) -> Tally:
    """Compare the articles' statements, one to one, the best overlap of quotes first."""
    tally = Tally()
    for item in items:
        for one in item.gold:
            tally.gold[one["stance"]] += 1
        for one in item.found:
            tally.found[one["stance"]] += 1
        left = list(item.found)
        for one in item.gold:
            same = [f for f in left if claim(f) == claim(one)]
            if same:
                best = max(same, key=lambda f: overlap(f, one))
                left.remove(best)
                tally.matched.append((one, best))
                tally.right[one["stance"]] += 1
            else:
                tally.misses.append(f"{item.id}  missed  {shown(one, item.text)}")
        tally.misses += [f"{item.id}  false   {shown(f, item.text)} [{f.get('cue')}]" for f in left]
        signs(item, tally)
        if not item.gold:
            tally.quiet[0] += 1
            tally.quiet[1] += len(item.found)
    return tally


def signs(item: Item, tally: Tally) -> None:
    """Count pairs with their polarity, and statements that have the sign of a pair the wrong way round."""
    gold = {(pair(g), POLARITY.get(g["stance"], 0)) for g in item.gold}
    found = {(pair(f), POLARITY.get(f["stance"], 0)) for f in item.found}
    tally.pairs = [a + b for a, b in zip(tally.pairs, (len(gold), len(found), len(gold & found)), strict=True)]
    for one in item.found:
        sign = POLARITY.get(one["stance"], 0)
        known = {s for p, s in gold if p == pair(one)}
        if sign and -sign in known and sign not in known:
            tally.harm += 1
            tally.misses.append(f"{item.id}  HARM    {shown(one, item.text)}")
    with_date = [g for g in item.gold if g.get("deadline")]
    tally.deadlines[0] += len(with_date)
    tally.deadlines[1] += sum(any(claim(f) == claim(g) and f.get("deadline") for f in item.found) for g in with_date)


def overlap(a: Coded, b: Coded) -> float:
    """Return the shared part of two quotes: characters in both over characters in either."""
    both: int = max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))
    either: int = max(a["end"], b["end"]) - min(a["start"], b["start"])
    return both / (either or 1)


def shown(coded: Coded, text: str) -> str:
    """Write a statement in one line."""
    quote = " ".join(text[coded["start"] : coded["end"]].split())
    sides = f"{coded['actor']} {coded['stance']} {coded['target'] or '-'}"
    return f"{sides} ({coded['attribution']}, {coded['speaker']}): {quote}"


def f1(gold: int, found: int, right: int) -> tuple[float, float, float]:
    """Return precision, recall and F1; 0 where nothing was found."""
    precision, recall = right / found if found else 0.0, right / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def measures(tally: Tally) -> dict[str, float]:
    """Return the figures of a set, each a fraction or a count."""
    precision, recall, whole = f1(tally.gold.total(), tally.found.total(), tally.right.total())
    matched = tally.matched
    spoken = [(g, f) for g, f in matched if g["speaker"]]
    return {
        "statements": tally.gold.total(),
        "found": tally.found.total(),
        "precision": precision,
        "recall": recall,
        "f1": whole,
        "pair_polarity_f1": f1(tally.pairs[0], tally.pairs[1], tally.pairs[2])[2],
        "harm": tally.harm / (tally.found.total() or 1),
        "attribution": mean(g["attribution"] == f["attribution"] for g, f in matched),
        "speaker": mean(surname(g["speaker"]) == surname(f["speaker"]) for g, f in spoken),
        "quote_overlap": mean(overlap(g, f) for g, f in matched),
        "deadline": tally.deadlines[1] / tally.deadlines[0] if tally.deadlines[0] else 1.0,
        "quiet_items": tally.quiet[0],
        "false_on_quiet": tally.quiet[1],
    }


def surname(name: str | None) -> str:
    """Return the last word of a name in lower case."""
    return (name or " ").split(" (")[0].split(" ")[-1].lower()


def mean(values: Iterable[float]) -> float:
    """Return the mean, 1 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 1.0


def intervals(items: Sequence[Item], seed: int = 1) -> dict[str, tuple[float, float]]:
    """Return 90 % intervals of F1 by resampling articles: of the whole claim, and of pair and polarity."""
    tallies = [score([item]) for item in items]
    whole = np.array([[t.gold.total(), t.found.total(), t.right.total()] for t in tallies])  # (article, count)
    pairs = np.array([t.pairs for t in tallies])
    drawn = generator(seed, "news articles").integers(len(items), size=(RESAMPLES, len(items)))
    return {name: limits(counts[drawn].sum(axis=1)) for name, counts in (("f1", whole), ("pair_polarity_f1", pairs))}


def limits(counts: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Return the 5th and 95th percentile of F1 of (resample, gold found right) counts."""
    shares = 2 * counts[:, 2] / np.maximum(counts[:, 0] + counts[:, 1], 1)
    low, high = np.quantile(shares, [0.05, 0.95])
    return float(low), float(high)


def passage_line(name: str, items: Sequence[Item]) -> str:
    """Write the scores of a set of passages in one line."""
    tally = score(items)
    low, high = intervals(items)["f1"]
    precision, recall, whole = f1(tally.gold.total(), tally.found.total(), tally.right.total())
    return (
        f"{name:14}{tally.gold.total():>5} statements   P {precision:.3f}   R {recall:.3f}   F1 {whole:.3f} "
        f"({low:.2f} to {high:.2f})   pair and polarity {f1(*tally.pairs)[2]:.3f}   "
        f"harm {tally.harm / (tally.found.total() or 1):.3f}   {tally.quiet[1]} false in {tally.quiet[0]} quiet"
    )


def levels(items: Sequence[Item]) -> dict[str, tuple[float, float, float]]:
    """Return precision, recall and F1 of claims found, and of what is right of them, from little to all."""
    counts: dict[str, list[int]] = {}
    for item in items:
        for level, (gold, found, right) in of_levels(item).items():
            counts[level] = [a + b for a, b in zip(counts.get(level, [0, 0, 0]), (gold, found, right), strict=True)]
    return {level: f1(*three) for level, three in counts.items()}


def of_levels(item: Item) -> dict[str, tuple[int, int, int]]:
    """Count gold, found and right of an article on each level."""
    left, touched = list(item.found), 0
    for one in item.gold:
        best = max(left, key=lambda f: overlap(f, one), default=None)
        if best is not None and overlap(best, one) > 0:
            left.remove(best)
            touched += 1
    keys: dict[str, Callable[[Coded], Hashable]] = {
        "pair": pair,
        "pair and polarity": lambda c: (pair(c), POLARITY.get(c["stance"], 0)),
        "pair and stance": lambda c: (pair(c), c["stance"]),
        "with speaker": lambda c: (claim(c), surname(c["speaker"])),
    }
    out = {"claim found": (len(item.gold), len(item.found), touched)}
    for level, key in keys.items():
        gold, found = {key(c) for c in item.gold}, {key(c) for c in item.found}
        out[level] = len(gold), len(found), len(gold & found)
    return out
