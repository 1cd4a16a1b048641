"""Times the coder: `python benchmarks/news_speed.py [--megabytes N] [--profile]`.

The text is made by seed: a quarter of it tells of alliances, the rest of crops, roads, sport and budgets, with names of
the same parties here and there. It is read as articles, as one long article, and as articles in which no sentence
stands twice: each then ends in words of its own. Beside it stand the notes of the ready cases, which are about
alliances from end to end. Times are processor time of one core, after one article that builds the lexicon. The bare
pass is one of the coder's own automaton, with its names, anchors and traces, each match checked to begin a word.
Where the time goes, step by step, is printed for the first set.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from prepoll.case import load_case
from prepoll.case.types import Party, Person, Row
from prepoll.chance import generator
from prepoll.names import PartyKind
from prepoll.news import Cast, find, read, read_article, resolve, voices
from prepoll.news.find import lowered
from prepoll.news.lexicon import lexicon
from prepoll.news.read import finder

STEPS: dict[str, list[tuple[Any, str]]] = {
    "find: the pass of the matcher": [(find.Finder, "find"), (read, "live")],
    "resolve: who is named": [(resolve.Resolver, "resolve")],
    "segment: paragraphs, sentences, quotations": [
        (read, "paragraphs"),
        (read, "sentences"),
        (read, "quotations"),
    ],
    "context: what sentences leave behind": [(read, "after")],
    "attribute: who speaks": [(read.Page, "speeches"), (voices.Said, "voice_at")],
    "clause: signs, and what they refer to": [(read, "chunked"), (read, "referenced")],
    "claims: cues, frames, stances, couples": [(read, "claims")],
    "gist: sentences by classes of words": [(read, "gist")],
    "details: hedges, deadlines, seats, reasons": [(read, "details"), (read, "added")],
    "statements: joined and told once": [(read, "statements")],
}
TAILS = (
    "near {town} on day {n}", "{n} days after the storm at {town}", "within sight of {town} hill and its {n} steps",
    "as {n} people in {town} looked on", "beyond the {town} road, {n} yards on", "before {n} guests in rain",
)  # fmt: skip
CASES = Path(__file__).parents[1] / "cases"
DAY = date(2024, 3, 19)
PARTIES = ("Red Party", "Blue Party", "Green Party", "White Rose", "Yellow League", "People's Front of Northport")
PEOPLE = ("Anna Roth", "Ben Blau", "Gia Verdi", "Wim Bianchi", "Yan Gelb", "Nora Norte")
ALLIED = (
    "{p} president {h} said on Friday that the party would not enter into any alliance with the {q}.",
    "The {p} and the {q} have finalised their seat-sharing formula, with the {p} contesting 21 seats and the {q} nine.",
    '"Our doors are open for the {q} if they give up Lakeside," {h} told reporters in Northport.',
    "Sources said the {p} was in talks with the {q} and could announce a tie-up within a week.",
    "The {p} has decided to go it alone, {h} said after a meeting of the executive.",
    "{h} denied reports of a merger with the {q} and called them a fiction of the press.",
    "The {p} will support the {q} in Hillside, it is learnt, and has asked for two seats in return.",
    "It was the fourth sitting of the committee in a fortnight, and nobody wanted to speak of the next.",
    "Workers of both parties waited outside with garlands until the rain sent them home.",
    "The term of the assembly runs until the end of May, and the schedule is expected in April.",
)
OTHER = (
    "The river rose by two feet overnight and the lower road to the mill was closed to heavy vehicles.",
    "Onions fetched a better price than last week, while the traders of the old market asked for a new roof.",
    "The minister opened a school in Hillside and promised that the second building would be ready by the summer.",
    "Northport won the final by three wickets after a long afternoon in which nobody could hold a catch.",
    "The {p} criticised the budget and said that the tax on diesel would hurt the farmers of the valley.",
    "A court in the capital heard the petition on the bypass and asked the department to file a reply.",
    "The museum has bought two paintings from an estate in the hills and will show them from Tuesday.",
    "{h} visited the flooded villages and handed out blankets at the relief camp near the station.",
    "Engineers found a crack in the second pillar of the bridge, and the trains were sent round by the coast.",
    "The hospital reported forty cases of fever, most of them mild, and asked people to boil their water.",
    "A herd of elephants crossed the highway at dawn and held up the traffic for the better part of an hour.",
    "The university will hold its entrance test in June, a fortnight later than in other years.",
    "Prices of tea at the auction were steady, with good demand from the blenders for the second flush.",
    "The new bus route links the harbour with the hill stations and is meant to bring more visitors.",
)  # fmt: skip


def cast() -> Cast:
    """Return the parties and people of the text."""
    row = Row("made", 1, "made")
    codes = [f"P{n}" for n in range(len(PARTIES))]
    parties = (
        Party(c, name, (), PartyKind.PARTY, None, None, None, row) for c, name in zip(codes, PARTIES, strict=True)
    )
    people = (Person(h, (h.split()[1],), c, "president", None, None, row) for c, h in zip(codes, PEOPLE, strict=True))
    return Cast(tuple(parties), tuple(people))


def sentence(rng: np.random.Generator, forms: tuple[str, ...]) -> str:
    """Write one sentence of one of some forms, about two parties."""
    p, q = rng.choice(len(PARTIES), size=2, replace=False)
    return forms[int(rng.integers(len(forms)))].format(p=PARTIES[int(p)], q=PARTIES[int(q)], h=PEOPLE[int(p)])


def tail(rng: np.random.Generator) -> str:
    """Write words that stand at the end of one sentence only, most likely."""
    town = "".join(rng.choice(list(part)) for part in ("BDGKLMNRT", "aeiou", "lmnrst", "aeo", "bdkmnt"))
    return TAILS[int(rng.integers(len(TAILS)))].format(town=town, n=int(rng.integers(3, 900)))


def article(rng: np.random.Generator, size: int, seen: set[str] | None = None) -> str:
    """Write an article of at least `size` characters, paragraph by paragraph, a quarter about alliances.

    With `seen`, no sentence stands twice: each gets a tail of its own, and `seen` holds all that were written.
    """
    told, allied = 0, 0
    paragraphs = []
    while told < size:
        about = allied <= told / 4
        run = [sentence(rng, ALLIED if about else OTHER) for _ in range(4)]
        text = " ".join(run if seen is None else (once(rng, one, seen) for one in run))
        told, allied = told + len(text), allied + (len(text) if about else 0)
        paragraphs.append(text)
    return "\n\n".join(paragraphs)


def once(rng: np.random.Generator, written: str, seen: set[str]) -> str:
    """Put a tail on a sentence that no other one has."""
    longer = written
    while longer in seen or longer == written:
        longer = f"{written[:-1]} {tail(rng)}."
    seen.add(longer)
    return longer


def bare_pass(texts: Sequence[str], everybody: Cast) -> int:
    """Count the beginnings of words that the coder's own automaton matches."""
    automaton = finder(everybody).automaton
    count = 0
    for text in texts:
        low = lowered(text)
        for _, start, _ in automaton.find_matches_as_indexes(low, overlapping=True):
            count += not (start and low[start - 1].isalnum())
    return count


class Split:
    """Measures what the steps of reading take, each without what it calls of the others."""

    def __init__(self) -> None:
        self.taken = dict.fromkeys(("everything else", *STEPS), 0.0)
        self.running = ["everything else"]
        self.since = process_time()

    def turn(self) -> None:
        """Book the time since the last turn on the step that was running."""
        now = process_time()
        self.taken[self.running[-1]] += now - self.since
        self.since = now

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that books its own time on a step."""

        def run(*given: Any, **named: Any) -> Any:  # noqa: ANN401  whatever the step takes
            self.turn()
            self.running.append(step)
            try:
                return function(*given, **named)
            finally:
                self.turn()
                self.running.pop()

        return run


def split(texts: Sequence[str], everybody: Cast) -> None:
    """Print which part of the time each step takes."""
    clock = Split()
    for step, places in STEPS.items():
        for home, name in places:
            setattr(home, name, clock.timed(step, getattr(home, name)))
    clock.since = process_time()
    read_all(texts, everybody)
    clock.turn()
    whole = sum(clock.taken.values())
    for step, seconds in sorted(clock.taken.items(), key=lambda row: -row[1]):
        print(f"  {step:44} {seconds / whole:5.0%}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the speed of the coder and of the bare matcher pass, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=2.4, help="how much text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    asked = parser.parse_args(arguments)
    rng = generator(asked.seed, "news speed")
    size, everybody = int(asked.megabytes * 1e6), cast()
    sets = {
        "articles of 3 kB": [article(rng, 3000) for _ in range(size // 3000)],
        "one long article": [article(rng, size)],
    }
    seen: set[str] = set()
    sets["no sentence twice"] = [article(rng, 3000, seen) for _ in range(size // 3000)]
    begun = process_time()
    read_article(article(rng, 3000), "first", everybody, DAY)
    print(f"lexicon and cast, once: {process_time() - begun:.2f} s, {len(lexicon().forms)} forms")
    for name, texts in sets.items():
        timed(name, texts, everybody)
    for folder in ("uttar-pradesh-2019", "jammu-kashmir-2024"):
        case = load_case(CASES / folder)
        timed(f"notes, {folder[:10]}", [a.raw for a in case.articles], Cast(case.parties, case.people, case.blocs))
    print("where the time goes, articles of 3 kB")
    split(sets["articles of 3 kB"][:300], everybody)
    if asked.profile:
        with cProfile.Profile() as profile:
            read_all(sets["articles of 3 kB"], everybody)
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
    return 0


def read_all(texts: Sequence[str], everybody: Cast) -> int:
    """Read every article; return how many statements there are."""
    return sum(len(read_article(text, str(n), everybody, DAY).statements) for n, text in enumerate(texts))


def timed(name: str, texts: Sequence[str], everybody: Cast) -> None:
    """Print the best of three runs, each beside a bare pass."""
    megabytes = sum(map(len, texts)) / 1e6
    read_all(texts[:1], everybody)
    bare, whole = [], []
    for _ in range(3):
        start = process_time()
        bare_pass(texts, everybody)
        middle = process_time()
        found = read_all(texts, everybody)
        bare.append(middle - start)
        whole.append(process_time() - middle)
    print(
        f"{name:18} {megabytes:.2f} MB  {megabytes / min(whole):7.2f} MB/s text to {found} statements  "
        f"{megabytes / min(bare):7.1f} MB/s bare pass  ratio {min(whole) / min(bare):.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
