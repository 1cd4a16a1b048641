"""The passages behind the claims: whole where the words are the case's own, else the quotes only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from prepoll.brief.types import Claim, Passage
from prepoll.case.types import Article, Case
from prepoll.news.types import Reading

FRONT_MATTER: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n)+", re.DOTALL)
OWN_WORDS: Final = re.compile(r"^words:\s*own\s*$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a passage, with the claims that begin at it and those that cover it."""

    text: str
    begins: tuple[str, ...]
    covered: tuple[str, ...]


def passages(case: Case, readings: Iterable[Reading], claims: Sequence[Claim]) -> tuple[Passage, ...]:
    """List the articles that claims stand in, the newest first."""
    texts = {reading.article: reading.text for reading in readings}
    cited = {claim.article for claim in claims}
    articles = sorted((a for a in case.articles if a.id in cited), key=lambda a: a.id)
    articles.sort(key=lambda article: article.date, reverse=True)
    return tuple(passage(article, texts.get(article.id, article.raw)) for article in articles)


def passage(article: Article, text: str) -> Passage:
    """Take an article's text where it may be shown: its front matter says `words: own`."""
    head = FRONT_MATTER.match(article.raw)
    own = head is not None and OWN_WORDS.search(head[1]) is not None
    start = head.end() if head is not None and text == article.raw else 0
    return Passage(
        article=article.id,
        title=article.title,
        source=article.source,
        address=article.address,
        date=article.date,
        own_words=own,
        text=text[start:] if own else None,
        start=start,
    )


def pieces(passage: Passage, claims: Iterable[Claim]) -> tuple[tuple[Piece, ...], ...]:
    """Cut a passage where claims begin and end, paragraph by paragraph; without its text, a quote a paragraph."""
    own = sorted((c for c in claims if c.article == passage.article), key=lambda c: (c.start, c.end, c.id))
    if passage.text is None:
        return quotes(own)
    text = tuple(
        cut(passage.text[low:high], passage.start + low, own) for low, high in paragraphs(passage.text) if low < high
    )
    placed = {claim for row in text for piece in row for claim in piece.begins}
    return quotes([claim for claim in own if claim.id not in placed]) + text


def quotes(claims: Sequence[Claim]) -> tuple[tuple[Piece, ...], ...]:
    """List each quote once, with the claims that rest on it."""
    ids: dict[tuple[int, str], list[str]] = {}
    for claim in claims:
        ids.setdefault((claim.start, claim.quote), []).append(claim.id)
    return tuple((Piece(quote, tuple(named), tuple(named)),) for (_, quote), named in ids.items())


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return where paragraphs begin and end."""
    breaks = [match.span() for match in re.finditer(r"(?:\r?\n[ \t]*){2,}", text)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(begin for begin, _ in breaks), len(text)]
    return list(zip(starts, ends, strict=True))


def cut(text: str, offset: int, claims: Sequence[Claim]) -> tuple[Piece, ...]:
    """Cut one paragraph that starts at `offset` of the article."""
    end = offset + len(text)
    edges = {offset, end} | {edge for c in claims for edge in (c.start, c.end) if offset < edge < end}
    order = sorted(edges)
    made = []
    for low, high in pairwise(order):
        begins = tuple(c.id for c in claims if c.start == low)
        covered = tuple(c.id for c in claims if c.start <= low < c.end)
        made.append(Piece(text[low - offset : high - offset], begins, covered))
    return tuple(made)
