"""The passages behind the claims: articles whole where the words are the case's own, else sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from prepoll.brief.types import Claim, Excerpt, Passage
from prepoll.case.types import Article, Case
from prepoll.news.types import Reading

FRONT_MATTER: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n)+", re.DOTALL)
OWN_WORDS: Final = re.compile(r"^words:\s*own\s*$", re.MULTILINE | re.IGNORECASE)
PARAGRAPH: Final = re.compile(r"(?:\r?\n[ \t]*){2,}")
SENTENCE: Final = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"'”’)]))\s+(?=[\"'“‘(]?[^\W\d_])|(?:\r?\n[ \t]*){2,}")
LINE: Final = re.compile(r"\r?\n")

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an excerpt, with the claims that begin at it and those that cover it."""

    text: str
    begins: tuple[str, ...]
    covered: tuple[str, ...]


def passages(case: Case, readings: Iterable[Reading], claims: Sequence[Claim]) -> tuple[Passage, ...]:
    """List the articles that claims stand in, the newest first."""
    texts = {reading.article: reading.text for reading in readings}
    cited = {claim.article for claim in claims}
    articles = sorted((a for a in case.articles if a.id in cited), key=lambda a: a.id)
    articles.sort(key=lambda article: article.date, reverse=True)
    return tuple(passage(article, texts.get(article.id, article.raw), claims) for article in articles)


def passage(article: Article, text: str, claims: Iterable[Claim]) -> Passage:
    """Choose what of an article is shown: all of it where its front matter says `words: own`."""
    head = FRONT_MATTER.match(article.raw)
    own_words = head is not None and OWN_WORDS.search(head[1]) is not None
    body = head.end() if head is not None and text == article.raw else 0
    said = [(claim.start, claim.end) for claim in claims if claim.article == article.id]
    shown = around(said, text, body)
    if own_words:
        shown = joined([*shown, *((max(low, body), high) for low, high in stretches(PARAGRAPH, text) if high > body)])
    return Passage(
        article=article.id,
        title=article.title,
        source=article.source,
        address=article.address,
        date=article.date,
        own_words=own_words,
        excerpts=tuple(Excerpt(low, text[low:high]) for low, high in shown),
    )


def stretches(border: re.Pattern[str], text: str) -> list[Stretch]:
    """Return where the runs between borders begin and end, empty ones left out."""
    borders = [match.span() for match in border.finditer(text)]
    starts = [0, *(end for _, end in borders)]
    ends = [*(begin for begin, _ in borders), len(text)]
    return [(low, high) for low, high in zip(starts, ends, strict=True) if low < high]


def around(said: Iterable[Stretch], text: str, body: int) -> list[Stretch]:
    """Widen claims to the sentences they stand in; in the front matter, to their lines."""
    sentences = [(max(low, body), high) for low, high in stretches(SENTENCE, text) if high > body]
    lines = [row for row in stretches(LINE, text) if row[1] <= body]
    wide = []
    for low, high in said:
        touched = [(a, b) for a, b in (*lines, *sentences) if a < high and low < b]
        wide.append((min([low, *(a for a, _ in touched)]), max([high, *(b for _, b in touched)])))
    return joined(wide)


def joined(rows: Iterable[Stretch]) -> list[Stretch]:
    """Join stretches that overlap."""
    found: list[Stretch] = []
    for low, high in sorted(rows):
        if found and low < found[-1][1]:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found


def pieces(passage: Passage, claims: Iterable[Claim]) -> tuple[tuple[Piece, ...], ...]:
    """Cut each excerpt where claims begin and end."""
    own = sorted((c for c in claims if c.article == passage.article), key=lambda c: (c.start, c.end, c.id))
    return tuple(cut(excerpt, own) for excerpt in passage.excerpts)


def cut(excerpt: Excerpt, claims: Sequence[Claim]) -> tuple[Piece, ...]:
    """Cut one excerpt."""
    start, end = excerpt.start, excerpt.start + len(excerpt.text)
    edges = {start, end} | {edge for c in claims for edge in (c.start, c.end) if start < edge < end}
    return tuple(
        Piece(
            excerpt.text[low - start : high - start],
            tuple(c.id for c in claims if c.start == low),
            tuple(c.id for c in claims if c.start <= low < c.end),
        )
        for low, high in pairwise(sorted(edges))
    )
