"""Scores the coder against gold statements: `python benchmarks/news.py [FOLDER…] [--errors] [--json]`.

Without a folder it scores the four sets that lie here and exits with 1 where harm or F1 crosses
its limit. A folder has gold.jsonl, texts/<id>.txt, parties.csv and people.csv. `--against` lists what was
gained and lost, item by item, since `--save` last wrote the baseline that lies here, or another file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from prepoll.case import read_parties, read_people
from prepoll.chance import generator
from prepoll.names import UNDIRECTED
from prepoll.news import Cast, read_article, statement_json

HERE = Path(__file__).parent / "news"
CASES = Path(__file__).parents[1] / "cases"
NOTES = {"jammu-kashmir": CASES / "jammu-kashmir-2024", "uttar-pradesh": CASES / "uttar-pradesh-2019"}
POLARITY = dict.fromkeys(("seeks", "open", "talks", "offers", "demands", "agreed", "seat_deal", "supports"), 1)
POLARITY |= {"rules_out": -1, "breaks": -1}
UNREAD = frozenset(
    ("dev-09", "d2-11", "d2-20", "d2-29")
)  # whoever writes cues does not open these; their scores say how far the rules carry
IDIOM_DAY = date(2024, 3, 19)
BASELINE = HERE / "baseline.json"
RESAMPLES = 2000
FLOORS_F1 = {"dev": 0.75, "dev2": 0.55, "jammu-kashmir": 0.68, "uttar-pradesh": 0.42}
CEILING_HARM = 0.02  # over all sets

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


def load(folder: Path) -> list[Item]:
    """Read a set and let the coder read its articles."""
    own = (folder / "parties.csv").exists()
    home = folder if own else NOTES[folder.name]
    cast = Cast(read_parties(home / "parties.csv"), read_people(home / "people.csv"))
    items = []
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = folder / "texts" / f"{row['id']}.txt" if own else home / "news" / f"{row['id']}.md"
        raw = path.read_bytes().decode("utf-8")
        reading = read_article(raw, row["id"], cast, date.fromisoformat(row["date"]))
        found: list[Coded] = [{**statement_json(s), "cue": s.cue} for s in reading.statements]
        items.append(Item(row["id"], reading.text, row["statements"], found))
    return items


def table(named: Mapping[str, Tally]) -> str:
    """Write the measures of the sets side by side."""
    columns = {name: measures(tally) for name, tally in named.items()}
    rows = [f"{'':18}" + "".join(f"{name:>18}" for name in columns)]
    for measure in next(iter(columns.values())):
        shown_values = (c[measure] for c in columns.values())
        rows.append(
            f"{measure:18}" + "".join(f"{v:>18.3f}" if isinstance(v, float) else f"{v:>18}" for v in shown_values)
        )
    return "\n".join(rows)


def by_stance(tally: Tally) -> str:
    """Write precision, recall and F1 of each stance."""
    rows = [f"{'stance':12}{'gold':>6}{'found':>7}{'right':>7}{'P':>7}{'R':>7}{'F1':>7}"]
    for stance in (*POLARITY, "alone", "denies"):
        counts = tally.gold[stance], tally.found[stance], tally.right[stance]
        rows.append(
            f"{stance:12}{counts[0]:>6}{counts[1]:>7}{counts[2]:>7}" + "".join(f"{v:>7.2f}" for v in f1(*counts))
        )
    return "\n".join(rows)


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


def interval_lines(sets: Mapping[str, Sequence[Item]]) -> str:
    """Write the intervals of each set."""
    rows = []
    for name, items in sets.items():
        found = intervals(items)
        rows.append(f"{name:18}" + "   ".join(f"{m} {a:.3f} to {b:.3f}" for m, (a, b) in found.items()))
    return "\n".join(["90 % intervals, articles resampled", *rows])


def ledger_of(sets: Mapping[str, Sequence[Item]]) -> dict[str, dict[str, list[str]]]:
    """Return what is right and what is false in each item that cue writers read."""
    out = {}
    for name, items in sets.items():
        for item in (i for i in items if i.id not in UNREAD):
            gold = Counter(" ".join(map(str, claim(g))) for g in item.gold)
            found = Counter(" ".join(map(str, claim(f))) for f in item.found)
            out[f"{name}/{item.id}"] = {
                "right": sorted((gold & found).elements()),
                "false": sorted((found - gold).elements()),
            }
    return out


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """List what was gained and lost since a baseline, item by item."""
    lines = []
    for item, has in now.items():
        had = before.get(item, {"right": [], "false": []})
        for kind, better in (("right", "gained"), ("false", "new false")):
            more = Counter(has[kind]) - Counter(had[kind])
            less = Counter(had[kind]) - Counter(has[kind])
            lines += [f"{item}  {better}  {c}" for c in more.elements()]
            lines += [f"{item}  {'lost' if kind == 'right' else 'no longer false'}  {c}" for c in less.elements()]
    return lines or ["nothing gained, nothing lost"]


def fresh() -> list[Item]:
    """Read the fresh passages, each an article of its own; nobody who writes cues reads what is missed in them."""
    rows = [json.loads(line) for line in (HERE / "fresh" / "passages.jsonl").read_text(encoding="utf-8").splitlines()]
    return passages("fresh", [(row["id"], row["text"], row["gives"]) for row in rows])


def passages(folder: str, rows: Iterable[tuple[str, str, Sequence[Coded]]]) -> list[Item]:
    """Let the coder read passages of (id, text, gold)."""
    home = HERE / folder
    cast = Cast(read_parties(home / "parties.csv"), read_people(home / "people.csv"))
    items = []
    for name, text, gold in rows:
        whole = {"start": 0, "end": len(text), "attribution": None}
        found: list[Coded] = [
            {**statement_json(s), "cue": s.cue} for s in read_article(text, name, cast, IDIOM_DAY).statements
        ]
        items.append(Item(name, text, [{**whole, **g} for g in gold], found))
    return items


def idiom(half: str) -> list[Item]:
    """Read the invented passages of one half, "tuned" or "unread", each an article of its own.

    The hash of a passage puts it in a half. Whoever writes cues reads the misses of the tuned half only.
    """
    rows = []
    for line in (HERE / "idiom" / "passages.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        digest = sha256(row["text"].encode()).hexdigest()
        if ("tuned", "unread")[int(digest, 16) % 2] == half:
            gold = [dict(zip(("actor", "target", "stance"), g, strict=True)) | {"speaker": None} for g in row["gives"]]
            rows.append((digest[:8], row["text"], gold))
    return passages("idiom", rows)


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


def part(items: Sequence[Item], which: str | None) -> list[Item]:
    """Keep the items that cue writers read, or those that they did not."""
    return [i for i in items if which is None or (i.id in UNREAD) == (which == "unread")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores; return 1 where a limit is crossed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--errors", action="store_true", help="print what was missed and what is false")
    parser.add_argument("--json", action="store_true", help="print the measures as JSON")
    parser.add_argument("--idiom", action="store_true", help="only the invented passages; misses of the tuned half")
    parser.add_argument("--part", choices=("read", "unread"), help="only items that cue writers read, or did not")
    parser.add_argument("--save", action="store_true", help="write the baseline that --against compares with")
    parser.add_argument(
        "--against", nargs="?", type=Path, const=BASELINE, help="list gains and losses since a baseline"
    )
    asked = parser.parse_args(arguments)
    if asked.idiom:
        return print_idiom(errors=asked.errors)
    folders = asked.folders or [HERE / "dev", HERE / "dev2", *(HERE / notes for notes in NOTES)]
    sets = {folder.name: part(load(folder), asked.part) for folder in folders}
    tallies = {name: score(items) for name, items in sets.items()}
    everything = score(item for items in sets.values() for item in items)
    if asked.json:
        print(json.dumps({name: measures(tally) for name, tally in {**tallies, "all": everything}.items()}))
    else:
        print(table({**tallies, "all": everything}), by_stance(everything), interval_lines(parted(sets)), sep="\n\n")
    if not (asked.folders or asked.json):
        print("", *(passage_line(name, items) for name, items in invented().items()), sep="\n")
    if asked.errors:
        print("", *score(i for items in sets.values() for i in items if i.id not in UNREAD).misses, sep="\n")
    compared(asked.against, sets, save=asked.save)
    return crossed(everything, tallies) if not asked.folders and not asked.part else 0


def invented() -> dict[str, list[Item]]:
    """Return the sets of invented passages."""
    return {"idiom, tuned": idiom("tuned"), "idiom, unread": idiom("unread"), "fresh": fresh()}


def print_idiom(*, errors: bool) -> int:
    """Print the scores of the invented passages; the misses of the tuned half only."""
    sets = invented()
    print(*(passage_line(name, items) for name, items in sets.items()), sep="\n")
    print(*(score(sets["idiom, tuned"]).misses if errors else ()), sep="\n")
    return 0


def parted(sets: Mapping[str, Sequence[Item]]) -> dict[str, list[Item]]:
    """Return the sets together, those that cue writers read and the others."""
    together = [item for items in sets.values() for item in items]
    halves = {"read": part(together, "read"), "unread": part(together, "unread")}
    return {name: items for name, items in halves.items() if items}


def compared(against: Path | None, sets: Mapping[str, Sequence[Item]], *, save: bool) -> None:
    """Print gains and losses since a baseline, and write a new one where asked."""
    now = ledger_of(sets)
    if against is not None:
        print("", *changes(json.loads(against.read_text(encoding="utf-8")), now), sep="\n")
    if save:
        BASELINE.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def crossed(everything: Tally, tallies: Mapping[str, Tally]) -> int:
    """Return 1 and say so where harm of all sets or F1 of one crosses its limit."""
    wrong = []
    harm = measures(everything)["harm"]
    if harm > CEILING_HARM:
        wrong.append(f"harm {harm:.3f} is over {CEILING_HARM}")
    for name, floor in FLOORS_F1.items():
        reached = measures(tallies[name])["f1"]
        if reached < floor:
            wrong.append(f"F1 {reached:.3f} of {name} is under {floor}")
    print(*wrong, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
