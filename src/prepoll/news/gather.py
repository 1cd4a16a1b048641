"""What sentences without a claim of their own add to the claims before them: stage, deadline, decision, mandate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from prepoll.names import Stance
from prepoll.news.dates import last_weekday
from prepoll.news.details import BODY, DECIDED, STAGE, STAGES, due_near
from prepoll.news.lexicon import table
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence
from prepoll.news.statements import Details, Told

AUTHORISED = re.compile(r"(?<![\w\-])(?:" + "|".join(table("bodies")["authorised"]) + r")(?![\w\-])")
ABOUT = re.compile(r"(?<![\w\-])(?:" + "|".join(table("bodies")["about"]) + r")(?![\w\-])")
SETTLING = re.compile(r"(?<![\w\-])(?:" + "|".join(table("bodies")["settling"]) + r")(?![\w\-])")
GOING_ON = frozenset({Stance.TALKS, Stance.SEEKS, Stance.OPEN})


def mandate(sentence: Sentence, mentions: Sequence[Mention], low: str) -> Mention | None:
    """Return who a sentence says was given the power to negotiate."""
    words = AUTHORISED.search(low, sentence.start, sentence.end)
    if words is None or not ABOUT.search(low, sentence.start, sentence.end):
        return None
    people = [m for m in mentions if m.kind is Kind.PERSON]
    after = [m for m in people if m.start >= words.start()]
    before = [m for m in people if m.end <= words.start()]
    passive = re.search(r"(?:been|was|is|were) \Z", low[max(0, words.start() - 8) : words.start()])
    return before[-1] if passive and before else after[0] if after else None


def added(sentence: Sentence, told: Sequence[Told], low: str, text: str, dated: date | None) -> Told | None:
    """Return the last claim about approaches or talks with what this sentence says of stage, deadline and decision."""
    last = next((t for t in reversed(told) if t.claim.stance in GOING_ON), None)
    if last is None or not SETTLING.search(low, sentence.start, sentence.end):
        return None
    stage = STAGE.search(low, sentence.start, sentence.end)
    due = due_near(low, sentence, sentence.start, dated)
    body = BODY.search(low, sentence.start, sentence.end)
    decided = body is not None and DECIDED.search(low, sentence.start, sentence.end) is not None
    more = Details(
        stage=STAGES[stage[1]] if stage and last.claim.stance is Stance.TALKS else None,
        deadline=text[due.start : due.end] if due and not last.details.deadline else None,
        deadline_date=due.day if due and not last.details.deadline else None,
        decided_by=text[body.start() : body.end()] if body and decided else None,
        decided_on=last_weekday(low[sentence.start : sentence.end], dated) if decided else None,
    )
    return last._replace(details=more) if more != Details() else None


def with_mandates(told: Iterable[Told], mandates: Sequence[tuple[int, Mention]]) -> list[Told]:
    """Put who was authorised on the party's claims about approaches and talks, in the order of preference."""
    out = list(told)
    for _, person in mandates:
        for stance in (Stance.SEEKS, Stance.TALKS, Stance.OPEN):
            fits = [n for n, t in enumerate(out) if t.claim.actor in person.parties and t.claim.stance is stance]
            if fits:
                for n in fits:
                    had = out[n].details
                    out[n] = out[n]._replace(details=had._replace(authorised=had.authorised or person.person))
                break
    return out
