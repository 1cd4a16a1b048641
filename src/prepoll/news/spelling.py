"""Names that are written a little differently: runs of capitalised words, and how alike two names are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

CAPITAL = r"(?:[A-Z\u00c0-\u00de][\w'\u2019\-]*|[A-Z]\.)"
FULL_NAME = re.compile(rf"(?<![\w\-])(?:{CAPITAL}\.? ){{1,4}}{CAPITAL}(?![\w\-])")
TWO_CAPITALS = re.compile(r"[A-Z\u00c0-\u00de][\w'\u2019\-]*\.{0,2} [A-Z\u00c0-\u00de]")
LIKE = 80  # token-wise similarity, per cent, above which a misspelt name counts as the name meant


def full_names(text: str, initials: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the runs of two to five capitalised words, in the order of the text.

    Runs in which no word but the first begins with one of the `initials` behind a space may be left out.
    """
    done = 0
    for initial in initials.finditer(text):
        place = initial.start()
        if place < done:
            continue
        begin = begin_of_run(text, done, place)
        while begin < place and (two := TWO_CAPITALS.search(text, begin, place + 2)):
            name = FULL_NAME.match(text, two.start())
            if name:
                yield name
            begin = done = name.end() if name else two.start() + 1


def begin_of_run(text: str, begin: int, place: int) -> int:
    """Return where the run of words that are not all in lower case begins that ends at a space, not before `begin`."""
    while place > begin:
        space = text.rfind(" ", begin, place)
        if text[space + 1 if space >= 0 else begin : place].islower():
            return place
        place = space if space >= 0 else begin
    return place


def alike(written: Sequence[str], name: Sequence[str]) -> bool:
    """Say whether two names agree token by token; a given name may be missing or an initial."""
    if len(written) < 2 or fuzz.ratio(written[-1].lower(), name[-1].lower()) < LIKE:
        return False
    rest = list(name[:-1])
    for token in written[:-1]:
        bare = token.rstrip(".").lower()
        near = [
            n
            for n in rest
            if n.lower()[0] == bare[0] and (len(bare) == 1 or len(n) == 1 or fuzz.ratio(bare, n.lower()) >= LIKE - 15)
        ]
        if not near:
            return False
        rest.remove(near[0])
    return True
