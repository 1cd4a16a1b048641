"""Forms of words: the short way to write them in the cue files, and every way that they stand in a text."""

from __future__ import annotations

import re
from itertools import product

from prepoll.errors import NewsError

NESTED = re.compile(r"\([^()]*\(")
PIECE = re.compile(r"\(([^()]*)\)(\+{0,2})|([^\s()+]+)(\+{0,2})|(\s+)")
VOWELS = "aeiou"


def written_out(forms: str) -> list[str]:
    """Return every form of words of a list in the short way of writing, parted by commas.

    >>> written_out("join+ hands, (a|the |)deal")
    ['join hands', 'joins hands', 'joined hands', 'joining hands', 'adeal', 'the deal', 'deal']
    """
    if NESTED.search(forms):
        raise NewsError(f"a choice stands within a choice in {forms[:60]!r}. Write the two out.")
    found = (" ".join(one.split()) for form in forms.split(",") for one in choices(form.strip()))
    return [one for one in found if one]


def choices(form: str) -> list[str]:
    """Write out one form: a product of its pieces."""
    pieces: list[list[str]] = []
    for piece in PIECE.finditer(form):
        group, ending, word, word_ending, _ = piece.groups()
        if group is not None:
            pieces.append([w for option in group.split("|") for w in inflected(option, ending)])
        elif word is not None:
            pieces.append(endings(word, word_ending) if word_ending else [word])
        else:
            pieces.append([" "])
    return ["".join(chosen) for chosen in product(*pieces)]


def inflected(word: str, mark: str) -> list[str]:
    """Return a word with its endings where it or its group is marked, else the word."""
    bare = word.rstrip("+")
    mark = mark or word[len(bare) :]
    return endings(bare, mark) if mark else [word]


def endings(verb: str, mark: str = "+") -> list[str]:
    """Return a regular verb with its endings; two marks double the last letter.

    >>> endings("deny"), endings("snap", "++")[2:]
    (['deny', 'denies', 'denied', 'denying'], ['snapped', 'snapping'])
    """
    stem = verb + verb[-1] if mark == "++" else verb
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    if verb.endswith(("s", "x", "ch", "sh", "z")):
        return [verb, verb + "es", stem + "ed", stem + "ing"]
    return [verb, verb + "s", stem + "ed", stem + "ing"]
