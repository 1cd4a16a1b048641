"""Match two coders' claims article by article, and count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from prepoll.agreement.alpha import krippendorff_alpha, masi, nominal
from prepoll.agreement.types import Agreement, Claim, Coding, Level, Measure
from prepoll.chance import generator
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_SEED, Stance

RESAMPLES = 2000
Counts = npt.NDArray[np.int64]  # (article, 3): of A, of B, of both
Match = tuple[Claim, Claim]

SAME: Mapping[Level, Callable[[Claim, Claim], bool]] = {
    Level.FOUND: lambda a, b: a.overlap(b) > 0,
    Level.PAIR: lambda a, b: a.pair == b.pair,
    Level.POLARITY: lambda a, b: (a.pair, a.sign) == (b.pair, b.sign),
    Level.STANCE: lambda a, b: a.key == b.key,
    Level.ATTRIBUTION: lambda a, b: (a.key, a.attribution) == (b.key, b.attribution),
}
"""When two claims of one article count as one, by level."""


def agreement(a: Coding, b: Coding, seed: int = DEFAULT_SEED) -> Agreement:
    """Compare two coders on the articles that both have read; UsageError where there is none.

    The 90 % intervals of F1 are of a bootstrap over articles. Swapping the coders changes nothing but
    the sides of the confusion table, `harm` and `speakers`, which take A for right.
    """
    shared = sorted(a.keys() & b.keys())
    if not shared:
        raise UsageError("The two files have no article in common. Give codings of the same articles.")
    articles = [(a[article], b[article]) for article in shared]
    return Agreement(
        articles=len(shared),
        only_a=tuple(sorted(a.keys() - b.keys())),
        only_b=tuple(sorted(b.keys() - a.keys())),
        measures=tuple(_measure(level, articles, seed) for level in Level),
        alpha=_alphas(articles),
        confusion=_confusion(articles),
        harm=sum(_harm(ours, theirs) for ours, theirs in articles),
        speakers=_speakers(articles),
    )


def matched(ours: Sequence[Claim], theirs: Sequence[Claim], same: Callable[[Claim, Claim], bool]) -> list[Match]:
    """Match claims one to one among those that are the same, the largest overlap of quotes first.

    What overlaps as much is taken in an order that does not depend on whose claims come first.
    """
    fit = [
        (-one.overlap(other), sorted((one.order, other.order)), i, j)
        for i, one in enumerate(ours)
        for j, other in enumerate(theirs)
        if same(one, other)
    ]
    left, right, found = set[int](), set[int](), []
    for _, _, i, j in sorted(fit):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            found.append((ours[i], theirs[j]))
    return found


def _measure(level: Level, articles: Sequence[tuple[Sequence[Claim], Sequence[Claim]]], seed: int) -> Measure:
    counts = np.array([(len(o), len(t), len(matched(o, t, SAME[level]))) for o, t in articles], dtype=np.int64)
    picks = generator(seed, "agreement", level).integers(len(counts), size=(RESAMPLES, len(counts)))
    low, high = np.quantile(_f1(counts[picks].sum(axis=1)), (0.05, 0.95))
    a, b, both = (int(count) for count in counts.sum(axis=0))
    return Measure(level, a, b, both, float(_f1(counts.sum(axis=0)[None])[0]), float(low), float(high))


def _f1(counts: Counts) -> npt.NDArray[np.float64]:
    """Return F1 of rows of counts, (row,); 1 where neither coder has a claim."""
    claims = counts[:, 0] + counts[:, 1]
    return np.where(claims > 0, 2 * counts[:, 2] / np.maximum(claims, 1), 1.0)


def _alphas(articles: Iterable[tuple[Sequence[Claim], Sequence[Claim]]]) -> Mapping[str, float | None]:
    """Return alpha over the pairs that either coder has a claim on: their signs, and their sets of stances."""
    signs: list[tuple[frozenset[int], frozenset[int]]] = []
    stances: list[tuple[frozenset[Stance], frozenset[Stance]]] = []
    for ours, theirs in articles:
        for pair in sorted({claim.pair for claim in (*ours, *theirs)}):
            sides = [[claim for claim in claims if claim.pair == pair] for claims in (ours, theirs)]
            mine, other = (frozenset(claim.sign for claim in side) for side in sides)
            signs.append((mine, other))
            first, second = (frozenset(claim.stance for claim in side) for side in sides)
            stances.append((first, second))
    return {
        "polarity (nominal)": krippendorff_alpha(signs, nominal),
        "stances (MASI)": krippendorff_alpha(stances, masi),
    }


def _confusion(
    articles: Iterable[tuple[Sequence[Claim], Sequence[Claim]]],
) -> Mapping[tuple[Stance | None, Stance | None], int]:
    """Count stances against each other: equal claims first, then what is left on a pair, then what is alone."""
    table: Counter[tuple[Stance | None, Stance | None]] = Counter()
    for ours, theirs in articles:
        left, right = list(ours), list(theirs)
        for level in (Level.STANCE, Level.PAIR):
            for one, other in matched(left, right, SAME[level]):
                table[one.stance, other.stance] += 1
                left.remove(one)
                right.remove(other)
        table.update((one.stance, None) for one in left)
        table.update((None, one.stance) for one in right)
    return table


def _harm(ours: Sequence[Claim], theirs: Sequence[Claim]) -> int:
    """Count claims of theirs whose pair is ours with the opposite sign and not with theirs."""
    said = {(claim.pair, claim.sign) for claim in ours}
    return sum(bool(c.sign) and (c.pair, -c.sign) in said and (c.pair, c.sign) not in said for c in theirs)


def _speakers(articles: Iterable[tuple[Sequence[Claim], Sequence[Claim]]]) -> tuple[int, int]:
    pairs = [match for ours, theirs in articles for match in matched(ours, theirs, SAME[Level.STANCE])]
    named = [(one, other) for one, other in pairs if one.speaker]
    return sum(bool(_words(one.speaker) & _words(other.speaker)) for one, other in named), len(named)


def _words(name: str | None) -> set[str]:
    return set(re.findall(r"\w+", (name or "").casefold()))
