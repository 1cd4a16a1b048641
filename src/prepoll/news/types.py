"""What the coder is given and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from prepoll.case.types import Membership, Party, Person
from prepoll.identity import content_id
from prepoll.names import Attribution, PartyCode, Stage, Stance


@dataclass(frozen=True, slots=True)
class Span:
    """A run of an article's text: code points, `end` exclusive; `text[start:end]` is the quote."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim, in one article, about where a party stands towards fighting the election together."""

    actor: PartyCode
    target: PartyCode | None  # None: like-minded parties, any party or none named
    stance: Stance
    speaker: str | None
    role: str | None
    attribution: Attribution
    hedge: str | None
    condition: str | None
    deadline: str | None
    seats: str | None
    quote: str
    source: Span
    reason: str | None = None
    stage: Stage | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    authorised: str | None = None
    deadline_date: date | None = None
    dated: date | None = None  # the day of the article
    cue: str | None = None  # the cue of the data files that found it
    copies: tuple[str, ...] = ()  # other articles that carry the claim in the same text

    @property
    def id(self) -> str:
        """Name the statement by its content: everything but the cue and the copies."""
        content = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("cue", "copies", "source")}
        span = [self.source.article, self.source.start, self.source.end]
        return content_id("statement", {**content, "source": span})


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A mention that could mean several parties or people; doubt stays doubt."""

    text: str
    start: int
    end: int
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """Who may be spoken of: the parties, blocs and people that the coder is given.

    A cast equals only itself, so that what is built from it is kept without comparing its rows.
    """

    parties: tuple[Party, ...]
    people: tuple[Person, ...] = ()
    blocs: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one article."""

    article: str
    text: str  # what offsets count in
    statements: tuple[Statement, ...]
    unresolved: tuple[Unresolved, ...]
