"""What a model is asked, and the shape its answer must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from prepoll.names import Attribution, PartyKind, Stance
from prepoll.news.types import Cast

MOST_CHARACTERS = 12_000  # of an article in one question

MEANINGS: Final[Mapping[Stance, str]] = {
    Stance.SEEKS: "proposes, invites, appeals or resolves to approach the target; not when both are talking already",
    Stance.OPEN: "is willing, does not rule it out, or would consider it",
    Stance.TALKS: "is negotiating with the target, or a meeting for it is fixed",
    Stance.OFFERS: "offers the target seats",
    Stance.DEMANDS: "asks the target for seats",
    Stance.AGREED: "has an alliance with the target for the coming election, as announced or settled",
    Stance.SEAT_DEAL: "has settled with the target who fights which or how many seats",
    Stance.SUPPORTS: "backs the target's candidates or leaves it a seat without a joint front",
    Stance.ALONE: "will fight by itself; the target is null",
    Stance.RULES_OUT: "refuses an alliance with the target, for now or for good",
    Stance.BREAKS: "ends an alliance or talks, or these are reported to have failed",
    Stance.DENIES: "says that reported talks or a reported alliance are not so",
}

RULES: Final = """You read news about alliances made before an election and list the claims in it.
A claim says where a party stands towards fighting the COMING election together with another.
Code what the text says, not what you know. Leave out history, criticism, questions and guesses of the reporter,
and deals made after the poll. One claim for each actor, target and stance; where the text makes it twice, the one
with a named speaker. Talks, agreements and seat deals hold for both sides: give them once.
`quote` is the shortest run of the text that carries the claim, copied to the letter. `speaker` is the person named as
saying it, else null. `attribution` is "named" for a person or the party itself, "sources" for unnamed people,
"reporter" for the article's own voice. `hedge`, `condition`, `deadline` and `seats` are words copied from the text, or
null. Answer with JSON only: {"statements": [...]}; an empty list where there is no claim."""

TEXTS: Final = ("speaker", "role", "hedge", "condition", "deadline", "seats", "reason")


def schema() -> Mapping[str, Any]:
    """Return the JSON schema of an answer."""
    text_or_none = {"type": ["string", "null"]}
    fields: dict[str, Any] = {
        "actor": {"type": "string"},
        "target": text_or_none,
        "stance": {"type": "string", "enum": [str(stance) for stance in Stance]},
        "attribution": {"type": "string", "enum": [str(each) for each in Attribution]},
        "quote": {"type": "string", "minLength": 1},
        **dict.fromkeys(TEXTS, text_or_none),
    }
    claim = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {
        "type": "object",
        "properties": {"statements": {"type": "array", "items": claim}},
        "required": ["statements"],
        "additionalProperties": False,
    }


def messages(passage: str, cast: Cast, dated: date | None) -> list[dict[str, str]]:
    """Return the question about one passage: the rules, the stances, the parties, then the text."""
    stances = "\n".join(f"- {stance}: the actor {meaning}" for stance, meaning in MEANINGS.items())
    parties = "\n".join(
        f"- {party.code}: {', '.join((party.name, *party.aliases))}"
        for party in cast.parties
        if party.kind is not PartyKind.OTHER
    )
    rules = f"{RULES}\n\nStances:\n{stances}\n\nUse these codes for actor and target:\n{parties}"
    return [
        {"role": "system", "content": rules},
        {"role": "user", "content": f"Article of {dated or 'an unknown day'}:\n\n{passage}"},
    ]


def passages(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Cut a text into passages that fit in one question, at ends of paragraphs where there are any.

    >>> [at for at, _ in passages("a" * 30_000, 0)]
    [0, 12000, 24000]
    """
    while start < len(text):
        end = min(len(text), start + MOST_CHARACTERS)
        if end < len(text) and (cut := text.rfind("\n", start + MOST_CHARACTERS // 2, end)) > 0:
            end = cut + 1
        yield start, text[start:end]
        start = end
