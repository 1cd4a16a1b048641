"""Scores the coder against gold statements: `python benchmarks/news.py [FOLDER…] [--errors] [--json]`.

Without a folder it scores the sets that lie here and exits with 1 where harm or F1 crosses
its limit. A folder has gold.jsonl, texts/<id>.txt, parties.csv and people.csv. `--against` lists what was
gained and lost, item by item, since `--save` last wrote the baseline that lies here, or another file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from news_halves import halves
from news_scores import POLARITY, Coded, Item, Tally, claim, f1, intervals, measures, passage_line, score
from news_wires import dispatches, wires
from news_world import misses, world
from prepoll.case import read_parties, read_people
from prepoll.news import Cast, read_article, statement_json

HERE = Path(__file__).parent / "news"
CASES = Path(__file__).parents[1] / "cases"
NOTES = {"jammu-kashmir": CASES / "jammu-kashmir-2024", "uttar-pradesh": CASES / "uttar-pradesh-2019"}
UNREAD = frozenset(
    ("dev-09", "d2-11", "d2-20", "d2-29")
)  # whoever writes cues does not open these; their scores say how far the rules carry
IDIOM_DAY = date(2024, 3, 19)
BASELINE = HERE / "baseline.json"
FLOORS_F1 = {"dev": 0.75, "dev2": 0.55, "jammu-kashmir": 0.68, "uttar-pradesh": 0.42}
CEILING_HARM = 0.02  # over all sets


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
        reading = read_article(raw, row["id"], cast, date.fromisoformat(row["date"]) if row["date"] else None)
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


def reversals() -> list[Item]:
    """Read the passages of refusals denied and endings ruled out; rules were made from their misses."""
    rows = [
        json.loads(line) for line in (HERE / "reversals" / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return passages("reversals", [(row["id"], row["text"], [as_coded(g) for g in row["gives"]]) for row in rows])


def as_coded(triple: Sequence[str | None]) -> Coded:
    """Return a statement of a triple of actor, target and stance, with nobody who says it."""
    return dict(zip(("actor", "target", "stance"), triple, strict=True)) | {"speaker": None}


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
            rows.append((digest[:8], row["text"], [as_coded(g) for g in row["gives"]]))
    return passages("idiom", rows)


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
    parser.add_argument(
        "--half-cues", type=int, nargs="+", metavar="SEED", help="only the read items, with a random half of the cues"
    )
    asked = parser.parse_args(arguments)
    if asked.half_cues:
        print(halves(asked.half_cues, everything_read))
        return 0
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
        print("", *(passage_line(name, items) for name, items in invented().items()), "", world(), sep="\n")
    if asked.errors:
        more = [] if asked.folders or asked.part == "unread" else misses()
        read = [i for items in sets.values() for i in items if i.id not in UNREAD]
        print("", *score([*read, *more]).misses, sep="\n")
    compared(asked.against, sets, save=asked.save)
    return crossed(everything, tallies) if not asked.folders and not asked.part else 0


def invented() -> dict[str, list[Item]]:
    """Return the sets of invented passages."""
    return {
        "idiom, tuned": idiom("tuned"),
        "idiom, unread": idiom("unread"),
        "fresh": fresh(),
        "reversals, tuned": reversals(),
        "wires, tuned": wires("tuned"),
        "wires, unread": wires("unread"),
        "dispatches, tuned": dispatches(),
    }


def print_idiom(*, errors: bool) -> int:
    """Print the scores of the invented passages; the misses of the tuned half only."""
    sets = invented()
    print(*(passage_line(name, items) for name, items in sets.items()), sep="\n")
    read = [*sets["idiom, tuned"], *sets["wires, tuned"], *sets["dispatches, tuned"]]
    print(*(score(read).misses if errors else ()), sep="\n")
    return 0


def everything_read() -> list[Item]:
    """Return all items that cue writers read, of articles, notes and passages."""
    articles = [item for folder in ("dev", "dev2", *NOTES) for item in part(load(HERE / folder), "read")]
    return [*articles, *misses(), *wires("tuned"), *dispatches(), *idiom("tuned"), *reversals()]


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
