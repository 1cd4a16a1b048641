"""Times the coder: `python benchmarks/news_speed.py [--megabytes N] [--profile]`.

The text is made by seed: a quarter of it tells of alliances, the rest of crops, roads, sport and budgets, with names of
the same parties here and there. Its sentences recur, but no sentence is remembered: all are read anew. Beside it
stand the notes of the ready cases, which are about alliances from end to end. Times are processor time of one core,
after one article that builds the lexicon. The bare matcher pass finds the names and the words that claims hang on,
each checked to be a whole word, and does nothing with them.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from time import process_time

import numpy as np

from prepoll.case import load_case
from prepoll.case.types import Party, Person, Row
from prepoll.chance import generator
from prepoll.names import PartyKind
from prepoll.news import Cast, read_article
from prepoll.news.find import Finder, lowered
from prepoll.news.lexicon import lexicon

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


def article(rng: np.random.Generator, size: int) -> str:
    """Write an article of at least `size` characters, paragraph by paragraph, a quarter about alliances."""
    told, allied = 0, 0
    paragraphs = []
    while told < size:
        about = allied <= told / 4
        text = " ".join(sentence(rng, ALLIED if about else OTHER) for _ in range(4))
        told, allied = told + len(text), allied + (len(text) if about else 0)
        paragraphs.append(text)
    return "\n\n".join(paragraphs)


@cache
def bare_finder(everybody: Cast) -> Finder:
    """Return a finder of names and of the words that claims hang on, and of nothing else."""
    return Finder(everybody, lexicon().strong, lexicon().weak, {}, {})


def bare_pass(texts: Sequence[str], everybody: Cast) -> int:
    """Count the whole words that the matcher finds: names and the words that claims hang on."""
    automaton = bare_finder(everybody).automaton
    count = 0
    for text in texts:
        low = lowered(text)
        for _, start, end in automaton.find_matches_as_indexes(low):
            free = not (start and low[start - 1].isalnum()) and not (end < len(low) and low[end].isalnum())
            count += free
    return count


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
    begun = process_time()
    read_article(article(rng, 3000), "first", everybody, DAY)
    print(f"lexicon and cast, once: {process_time() - begun:.2f} s, {len(lexicon().forms)} forms")
    for name, texts in sets.items():
        timed(name, texts, everybody)
    for folder in ("uttar-pradesh-2019", "jammu-kashmir-2024"):
        case = load_case(CASES / folder)
        timed(f"notes, {folder[:10]}", [a.raw for a in case.articles], Cast(case.parties, case.people, case.blocs))
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
    bare_finder(everybody)
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
