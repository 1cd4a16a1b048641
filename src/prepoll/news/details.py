"""Hedge, condition, deadline, seats, reason, stage and decision: the words around a claim."""

from __future__ import annotations

import re
from datetime import date

from prepoll.names import Stage, Stance
from prepoll.news.dates import Deadline, deadlines, last_weekday, patterns
from prepoll.news.found import Claim
from prepoll.news.gates import Gates
from prepoll.news.lexicon import alternation, number_pattern, table
from prepoll.news.segment import Sentence
from prepoll.news.statements import Details

HEDGE = re.compile(r"(?<![\w\-])" + alternation(table("hedges")["words"]) + r"(?![\w\-])")
OPENING = re.compile(
    r"(?<![\w\-])"
    + alternation(table("conditions")["openings"])
    + r" (?!"
    + alternation(table("conditions")["not_before"])
    + r"\b)[^,;.\"\u2014]{3,90}"
)
NUMBER = number_pattern()
COUNTED = re.compile(
    r"(?<![\w\-])(?:the |all (?:the )?)?" + NUMBER + r"(?: (?:more|lok sabha|assembly|other|of the))*"
    r"(?: seats?| constituencies| segments)"
)
RATIO = re.compile(r"\d\d* ?[-:] ?\d+(?!\d)")  # begins with a set of digits, which makes it quick to search for
SEATS = re.compile(f"{COUNTED.pattern}|{RATIO.pattern}")
PLACES = table("places")
WHERE = (
    r"(?:(?:all )?(?:the )?(?:other |remaining |latter )?(?:"
    + NUMBER
    + r" (?:other )?)?"
    + rf"(?!(?:{'|'.join(PLACES['no_places'])})\b)[A-Z][\w'-]+(?:[\u2013 ](?=[A-Z])[\w'-]+){{0,2}}"
    + r"(?: (?:Lok Sabha |assembly )?(?:seats?|constituenc(?:y|ies)|segments?|region|division|district)\b)?)"
)
OCCASION = rf"(?! (?:{'|'.join(PLACES['not_followed_by'])})\b)(?!\w)"
LISTED = rf"{WHERE}(?:(?:, (?:in |from )?{WHERE})*,? and (?:in |from )?{WHERE})?"
GOVERNED = rf"(?:in|from) (?P<place>(?>{LISTED})){OCCASION}"
PLACE_AFTER = re.compile(rf"(?: (?:candidates?|nominees?|there)| [a-z]+ly)? {GOVERNED}")
PLACE_WITHIN = re.compile(rf"\b{alternation(PLACES['standing'])}(?: of (?:its|his|her|their) own)? {GOVERNED}")
STAGE = re.compile(r"(?<!\w)(initial|early|preliminary|advanced|final|last|crucial) (?:stages?|phase|round|lap)(?!\w)")
STAGES = {
    "initial": Stage.INITIAL,
    "early": Stage.INITIAL,
    "preliminary": Stage.INITIAL,
    "advanced": Stage.ADVANCED,
    "crucial": Stage.ADVANCED,
    "final": Stage.FINAL,
    "last": Stage.FINAL,
}
REASON = re.compile(
    r"(?:due to|because of|owing to|citing|on account of|on the grounds? of) ([^,.;\"]{4,80})|because ([^,.;\"]{4,90})"
)
BODY = re.compile(r"(?<![\w\-])" + alternation(table("bodies")["bodies"]) + r"(?![\w\-])")
DECIDED = re.compile(r"(?<![\w\-])" + alternation(table("bodies")["verbs"]) + r"(?![\w\-])")
SEATED = frozenset(
    {
        Stance.SEAT_DEAL,
        Stance.OFFERS,
        Stance.DEMANDS,
        Stance.AGREED,
        Stance.SUPPORTS,
        Stance.ALONE,
        Stance.RULES_OUT,
        Stance.TALKS,
    }
)


GATES = Gates(
    {
        "hedge": (HEDGE,),
        "condition": (OPENING,),
        "reason": (REASON,),
        "stage": (STAGE,),
        "body": (BODY,),
        "seats": (COUNTED,),
        "ratio": (RATIO,),
        "deadline": tuple(pattern for _, pattern in patterns()),
    }
)
HAS = GATES.bits
DUE = HAS["deadline"]
PLACED = frozenset({Stance.SUPPORTS, Stance.ALONE})


def details(text: str, low: str, sentence: Sentence, claim: Claim, dated: date | None) -> Details:
    """Return what is said around a claim, in its part of the sentence between semicolons."""
    sentence = part(low, sentence, claim)
    start, end = sentence.start, sentence.end
    seen = GATES.seen(low[min(start, claim.start) : end])
    due = due_near(low, sentence, claim.end, dated) if seen & DUE else None
    reason = REASON.search(low, claim.start, end) if seen & HAS["reason"] else None
    stage = STAGE.search(low, start, end) if seen & HAS["stage"] else None
    body = BODY.search(low, start, end) if seen & HAS["body"] else None
    decided = body is not None and DECIDED.search(low, start, end) is not None
    counted = seen & HAS["seats"] > 0 or (seen & HAS["ratio"] > 0 and RATIO.search(low, start, end) is not None)
    return Details(
        hedge=near(HEDGE, text, low, sentence, claim) if seen & HAS["hedge"] else None,
        condition=near(OPENING, text, low, sentence, claim) if seen & HAS["condition"] else None,
        deadline=text[due.start : due.end] if due else None,
        deadline_date=due.day if due else None,
        seats=seats_of(text, low, sentence, claim, counted=counted) if claim.stance in SEATED else None,
        reason=text[slice(*reason.span(1 if reason[1] else 2))].strip() if reason else None,
        stage=STAGES[stage[1]] if stage and claim.stance is Stance.TALKS else None,
        decided_by=text[body.start() : body.end()] if body and decided else None,
        decided_on=last_weekday(low[sentence.start : sentence.end], dated) if decided else None,
    )


def seats_of(text: str, low: str, sentence: Sentence, claim: Claim, *, counted: bool) -> str | None:
    """Return the seats of a claim: the place that its verb governs where it is of support or of going alone."""
    if claim.stance in PLACED:
        after = PLACE_AFTER.match(text, claim.end, sentence.end)
        governed = after or PLACE_WITHIN.search(text, claim.start, claim.end)
        if governed:
            return governed["place"]
    return near(SEATS, text, low, sentence, claim) if counted else None


def part(low: str, sentence: Sentence, claim: Claim) -> Sentence:
    """Return the part of a sentence between semicolons that a claim stands in."""
    left = max(low.rfind(";", sentence.start, claim.start) + 1, sentence.start)
    right = low.find(";", min(claim.end, sentence.end), sentence.end)
    if left == sentence.start and right < 0:
        return sentence
    return Sentence(left, sentence.end if right < 0 else right, sentence.paragraph)


def due_near(low: str, sentence: Sentence, place: int, dated: date | None) -> Deadline | None:
    """Return the deadline of a sentence that stands nearest to a place."""
    found = deadlines(low, sentence.start, sentence.end, dated)
    return min(found, key=lambda d: abs(d.start - place), default=None)


def near(pattern: re.Pattern[str], text: str, low: str, sentence: Sentence, claim: Claim) -> str | None:
    """Return the words of a pattern nearest to a claim in its sentence."""
    found = [(m.start(), m.end()) for m in pattern.finditer(low, sentence.start, sentence.end)]
    if not found:
        return None
    start, end = min(found, key=lambda s: max(s[0] - claim.end, claim.start - s[1], 0))
    return text[start:end].strip()
