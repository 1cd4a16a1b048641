"""Scores the coder with half of its cues switched off, and tells how much of what is lost the classes of words find.

The articles that cue writers read tell nothing of wording that is new to the cues: each of their turns of phrase has
one by now. With a random half of the forms of words gone, the rest of the coder meets sentences that no cue knows.
Forms that share their stems go together, so that no inflection of a word that is gone stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from news_scores import Item, Tally, f1, score
from prepoll.news import clause, gist, lexicon, read

SMALL = frozenset("123456789anvjywhWZDE0#,;:\"?('|")  # signs of small words, which stay
WHOLE = lexicon.all_forms
NOTHING = re.compile("(?!)")
STEM = 4  # letters of each word by which forms are taken for one


def stem(form: str) -> str:
    """Return what the forms of one turn of phrase share.

    >>> stem("joined hands") == stem("joining hands")
    True
    """
    return " ".join(word[:STEM] for word in form.split())


def halved(seed: int) -> Callable[[], Iterator[tuple[str, str, str]]]:
    """Return what lists the forms of the lexicon without the random half that a seed picks."""

    def half() -> Iterator[tuple[str, str, str]]:
        for form, sign, cue in WHOLE():
            gone = int(sha256(f"{seed} {stem(form)}".encode()).hexdigest(), 16) % 2
            if not gone or not sign or sign in SMALL:
                yield form, sign, cue

    return half


def forget() -> None:
    """Forget what is kept of the lexicon in a process."""
    for kept in (lexicon.lexicon, clause.words_between, read.finder):
        kept.cache_clear()


def halves(seeds: Sequence[int], sets: Callable[[], Sequence[Item]]) -> str:
    """Write the scores with all cues and with halves of them, each without the classes of words and with them."""
    topics = gist.TOPIC
    lines = []
    try:
        for seed in (0, *seeds):
            lexicon.all_forms = halved(seed) if seed else WHOLE
            tallies = []
            for spoken_of in (NOTHING, topics):
                gist.TOPIC = spoken_of
                forget()
                tallies.append(score(sets()))
            lines.append(line(f"half {seed}" if seed else "all cues", *tallies))
    finally:
        gist.TOPIC, lexicon.all_forms = topics, WHOLE
        forget()
    return "\n".join(lines)


def line(name: str, without: Tally, with_classes: Tally) -> str:
    """Write the scores of one choice of cues, and what the classes of words add."""
    cells = [name.ljust(10)]
    for tally in (without, with_classes):
        precision, recall, whole = f1(tally.gold.total(), tally.found.total(), tally.right.total())
        cells.append(f"P {precision:.3f} R {recall:.3f} F1 {whole:.3f} harm {tally.harm / tally.found.total():.3f}")
    more, right = (b - a for a, b in zip(counts(without), counts(with_classes), strict=True))
    return "   ".join([*cells, f"added {more}, right {right}"])


def counts(tally: Tally) -> tuple[int, int]:
    """Return how many statements were found, and how many of them are right."""
    return tally.found.total(), tally.right.total()
