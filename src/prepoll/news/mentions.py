"""What a mention in the text is, once resolved."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from prepoll.names import PartyCode


class Kind(StrEnum):
    """What is mentioned."""

    PARTY = "party"
    PERSON = "person"
    ANYONE = "anyone"  # like-minded parties, any party
    PAIR = "pair"  # the two sides
    SELF = "self"  # we, our party
    IT = "it"  # it, they, the party
    HE = "he"  # he, she


class Mention(NamedTuple):
    """A run of text that stands for parties; `parties` is empty for like-minded parties and for doubt."""

    start: int
    end: int
    kind: Kind
    parties: tuple[PartyCode, ...]
    person: str | None = None
    role: str | None = None

    @property
    def party(self) -> PartyCode | None:
        """Return the one party meant, None where there is none or more than one."""
        return self.parties[0] if len(self.parties) == 1 else None
