"""Claims in words, and the kind of each that its colour and sign stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prepoll.agreement.types import AGAINST, FOR, Level
from prepoll.names import Attribution, Stance, Verdict
from prepoll.news import Statement
from prepoll.news.clean import clean
from prepoll_web.evidence.models import Judgement

STANCES: Final[Mapping[Stance, str | Promise]] = {
    Stance.SEEKS: _("seeks an alliance with"),
    Stance.OPEN: _("is open to"),
    Stance.TALKS: _("talks with"),
    Stance.OFFERS: _("makes an offer to"),
    Stance.DEMANDS: _("demands something of"),
    Stance.AGREED: _("has agreed with"),
    Stance.SEAT_DEAL: _("shares seats with"),
    Stance.SUPPORTS: _("supports"),
    Stance.ALONE: _("fights alone, not with"),
    Stance.RULES_OUT: _("rules out"),
    Stance.BREAKS: _("breaks with"),
    Stance.DENIES: _("denies dealings with"),
}
SHORT: Final[Mapping[Stance, str | Promise]] = {
    Stance.SEEKS: _("seeks"),
    Stance.OPEN: _("is open to"),
    Stance.TALKS: _("talks with"),
    Stance.OFFERS: _("offers"),
    Stance.DEMANDS: _("demands"),
    Stance.AGREED: _("has agreed"),
    Stance.SEAT_DEAL: _("shares seats"),
    Stance.SUPPORTS: _("supports"),
    Stance.ALONE: _("fights alone"),
    Stance.RULES_OUT: _("rules out"),
    Stance.BREAKS: _("breaks"),
    Stance.DENIES: _("denies"),
}
CHOOSABLE: Final = (
    Stance.SEEKS,
    Stance.OPEN,
    Stance.TALKS,
    Stance.OFFERS,
    Stance.AGREED,
    Stance.SEAT_DEAL,
    Stance.SUPPORTS,
    Stance.RULES_OUT,
    Stance.BREAKS,
)
"""The stances that the keys 1 to 9 choose, always the same ones."""

VERDICTS: Final[Mapping[str, str | Promise]] = {
    Verdict.CONFIRMED: _("accepted"),
    Verdict.CORRECTED: _("corrected"),
    Verdict.REJECTED: _("rejected"),
}
STANDS_BEHIND: Final[Mapping[Attribution, str | Promise]] = {
    Attribution.NAMED: _("a named speaker"),
    Attribution.SOURCES: _("unnamed sources"),
    Attribution.REPORTER: _("the reporter"),
}
LEVELS: Final[Mapping[Level, str | Promise]] = {
    Level.FOUND: _("claim found"),
    Level.PAIR: _("pair"),
    Level.POLARITY: _("pair and polarity"),
    Level.STANCE: _("pair and stance"),
    Level.ATTRIBUTION: _("with attribution"),
}
"""What two coders agree on, from the least to all of a claim."""
ALPHAS: Final[Mapping[str, str | Promise]] = {
    "polarity (nominal)": _("polarity (nominal)"),
    "stances (MASI)": _("stances (MASI)"),
}
DETAILS: Final[Mapping[str, str | Promise]] = {
    "hedge": _("hedge"),
    "condition": _("condition"),
    "deadline": _("deadline"),
    "seats": _("seats"),
    "reason": _("reason"),
    "stage": _("stage of the talks"),
    "decided_by": _("decided by"),
    "decided_on": _("decided on"),
    "authorised": _("who may negotiate"),
}


def kind_of(stance: Stance) -> str:
    """Name what a stance's colour and sign stand for: together, apart or neither."""
    return "together" if stance in FOR else "apart" if stance in AGAINST else "neither"


def in_words(statement: Statement) -> str:
    """Say who stands how towards whom."""
    if statement.stance is Stance.ALONE and statement.target is None:
        return f"{statement.actor} {SHORT[Stance.ALONE]}"
    target = statement.target or gettext("like-minded parties")
    return f"{statement.actor} {STANCES[statement.stance]} {target}"


def speaker_of(statement: Statement) -> str:
    """Say whose word it is."""
    if statement.speaker:
        return ", ".join(filter(None, (statement.speaker, statement.role)))
    return str(STANDS_BEHIND[statement.attribution])


def details_of(statement: Statement) -> list[tuple[str | Promise, str]]:
    """List what hedges, conditions and dates a statement."""
    held = ((words, getattr(statement, name)) for name, words in DETAILS.items())
    return [(words, str(value)) for words, value in held if value]


@dataclass(frozen=True, slots=True)
class Marked:
    """A claim as an article's page shows it."""

    number: int
    statement: Statement
    judgement: Judgement | None

    @property
    def kind(self) -> str:
        """Return the kind that its colour stands for."""
        return kind_of(self.statement.stance)

    @property
    def words(self) -> str:
        """Say the claim."""
        return in_words(self.statement)

    @property
    def speaker(self) -> str:
        """Say whose word it is."""
        return speaker_of(self.statement)

    @property
    def details(self) -> list[tuple[str | Promise, str]]:
        """List hedge, condition, deadline and the like."""
        return details_of(self.statement)

    @property
    def verdict(self) -> str:
        """Say what was made of it, nothing where nobody has judged it."""
        return "" if self.judgement is None else str(VERDICTS[self.judgement.verdict])


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an article's text that the same claims cover; `ending` are those that end with it."""

    text: str
    claims: tuple[Marked, ...]
    ending: tuple[Marked, ...]

    @property
    def kind(self) -> str:
        """Return the kind of the innermost claim, the one that began last."""
        return self.claims[-1].kind if self.claims else ""


def pieces(text: str, claims: tuple[Marked, ...]) -> list[Piece]:
    """Cut an article's body where claims begin and end; put together again the pieces are the body."""
    body = clean(text).body
    inside = [claim for claim in claims if claim.statement.source.end > body]
    spans = [claim.statement.source for claim in inside]
    cuts = sorted({body, len(text), *(max(span.start, body) for span in spans), *(span.end for span in spans)})
    return [
        Piece(
            text[start:end],
            tuple(
                claim for claim in inside if claim.statement.source.start < end and start < claim.statement.source.end
            ),
            tuple(claim for claim in inside if claim.statement.source.end == end),
        )
        for start, end in pairwise(cuts)
    ]
