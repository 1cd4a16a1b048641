"""Check what a model says against the text: a claim whose quote is not there is dropped, and counted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from prepoll.errors import NewsError
from prepoll.model.endpoint import Endpoint
from prepoll.model.prompt import TEXTS, messages, passages, schema
from prepoll.names import UNDIRECTED, Attribution, PartyKind, Stance
from prepoll.news.clean import clean
from prepoll.news.types import Cast, Span, Statement

FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
COPIED = frozenset(TEXTS) - {"role"}  # words that must stand in the text


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a model found in one article, after the check; `dropped` counts what did not pass, by reason."""

    article: str
    text: str
    statements: tuple[Statement, ...]
    dropped: Mapping[str, int]


def read_with_model(
    raw: str, article: str, cast: Cast, dated: date | None, endpoint: Endpoint, *, html: bool = False
) -> ModelReading:
    """Have a model read one article, passage by passage; NewsError where it gives no answer of the shape asked for.

    A passage whose answer does not fit the schema is asked about once more, with what was wrong.
    """
    cleaned = clean(raw, html=html)
    day = cleaned.date or dated
    check = _Check(article, cleaned.text, cast, day)
    for start, passage in passages(cleaned.text, cleaned.body):
        for claim in _claims(endpoint, messages(passage, cast, day)):
            check.take(claim, start, start + len(passage))
    return ModelReading(article, cleaned.text, tuple(check.statements.values()), dict(sorted(check.dropped.items())))


def _claims(endpoint: Endpoint, asked: list[dict[str, str]]) -> list[Mapping[str, Any]]:
    answer = endpoint.complete(asked, schema())
    found, problem = _parsed(answer)
    if problem:
        again = [
            *asked,
            {"role": "assistant", "content": answer[:2000]},
            {"role": "user", "content": f"That is not the JSON asked for: {problem}. Give it again."},
        ]
        found, problem = _parsed(endpoint.complete(again, schema()))
    if problem:
        raise NewsError(f"The model {endpoint.name} gives no answer of the shape asked for: {problem}.")
    return found


def _parsed(answer: str) -> tuple[list[Mapping[str, Any]], str | None]:
    """Read an answer, fenced or not; return its claims, or what is wrong with it."""
    import jsonschema  # noqa: PLC0415  only this command needs it

    fenced = FENCE.match(answer)
    try:
        found = json.loads(fenced[1] if fenced else answer)
        jsonschema.validate(found, schema())
    except ValueError as error:
        return [], f"not JSON ({error})"
    except jsonschema.ValidationError as error:
        return [], f"{'/'.join(map(str, error.absolute_path)) or 'the answer'}: {error.message[:200]}"
    return found["statements"], None


class _Check:
    """The claims of one article that pass."""

    def __init__(self, article: str, text: str, cast: Cast, dated: date | None) -> None:
        self.article, self.text, self.dated = article, text, dated
        self.codes = {party.code for party in cast.parties if party.kind is not PartyKind.OTHER}
        self.statements: dict[tuple[str, str, Stance], Statement] = {}
        self.dropped: Counter[str] = Counter()

    def take(self, claim: Mapping[str, Any], start: int, end: int) -> None:
        """Keep a claim whose parties are known and whose quote stands in the passage; the first of equal ones."""
        place = _find(claim["quote"], self.text, start, end)
        target = claim["target"] or None
        if place is None:
            self.dropped["the quote is not in the text"] += 1
        elif claim["actor"] not in self.codes or (target is not None and target not in self.codes):
            self.dropped["a party is not of the list"] += 1
        elif claim["actor"] == target:
            self.dropped["a party towards itself"] += 1
        else:
            made = self._statement(claim, target, place)
            if self.statements.setdefault(claim_key(made), made) is not made:
                self.dropped["the claim comes twice"] += 1

    def _statement(self, claim: Mapping[str, Any], target: str | None, place: tuple[int, int]) -> Statement:
        words: dict[str, str | None] = {name: claim[name] or None for name in TEXTS}
        for name in sorted(COPIED):
            said = words[name]
            if said is not None and _find(said, self.text, 0, len(self.text)) is None:
                self.dropped[f"the {name} is not in the text"] += 1
                words[name] = None
        return Statement(
            actor=claim["actor"],
            target=target,
            stance=Stance(claim["stance"]),
            attribution=Attribution(claim["attribution"]),
            quote=self.text[place[0] : place[1]],
            source=Span(self.article, *place),
            dated=self.dated,
            cue="model",
            speaker=words["speaker"],
            role=words["role"],
            hedge=words["hedge"],
            condition=words["condition"],
            deadline=words["deadline"],
            seats=words["seats"],
            reason=words["reason"],
        )


def claim_key(statement: Statement) -> tuple[str, str, Stance]:
    """Name what is claimed; the pair in one order where the stance has no direction."""
    sides = (statement.actor, statement.target or "")
    first, second = sorted(sides) if statement.stance in UNDIRECTED and statement.target else sides
    return first, second, statement.stance


def _find(words: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Find words in a run of a text, to the letter but for the kind of white space; return where they stand."""
    parts = words.split()
    if not parts:
        return None
    found = re.compile(r"\s+".join(map(re.escape, parts))).search(text, start, end)
    return None if found is None else found.span()
