"""Whose voice a claim is in: who speaks the place that it stands at, before it, after it, or its own actor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from prepoll.names import Attribution, Stance
from prepoll.news.attribute import REPORTER, Speech, Voice
from prepoll.news.found import Claim
from prepoll.news.segment import Sentence

GOING_ON = ("he ", "she ", "his party", "her party", "they ")
TAIL = 40  # characters from a verb of speech to the end of its sentence
NEXT = 260  # characters within which a quotation bears out what the reporter tells


class Said(NamedTuple):
    """A sentence with what is known of who speaks in it."""

    sentence: Sentence
    spoken: Sequence[tuple[int, int, Voice | None]]  # runs of the text, and who speaks them
    acts: Sequence[Speech]  # of the paragraph
    earlier: Voice | None  # who spoke last before the paragraph

    def voice_at(self, place: int, low: str) -> Voice | None:
        """Say whose voice a place in the sentence is in, None for the reporter's or the actor's own."""
        sentence, acts = self.sentence, self.acts
        for start, end, voice in self.spoken:
            if start <= place < end:
                if voice is not None:
                    return voice
                break
        if not acts:
            return None
        inside = [a for a in acts if sentence.start <= a.start < sentence.end]
        if inside:
            if ends_with_speaker(inside[-1], sentence, place, low):
                return inside[-1].voice
            return next((a.voice for a in reversed(inside) if a.start <= place), inside[0].voice)
        before = [a for a in acts if a.start < sentence.start]
        if before and (low.startswith(GOING_ON, sentence.start) or " would " in low[sentence.start : sentence.end]):
            return before[-1].voice
        return None


def ends_with_speaker(act: Speech, sentence: Sentence, place: int, low: str) -> bool:
    """Say whether a sentence ends in who says all of it ("B had declared its support, A replied")."""
    return place < act.start > sentence.end - TAIL and low.rfind(", ", max(place, act.start - TAIL), act.start) >= 0


def continued(claim: Claim, sentence: Sentence, earlier: Voice | None, low: str) -> Voice | None:
    """Return who spoke last before a paragraph if a sentence goes on in their reported speech about their own party."""
    reported = " would " in low[sentence.start : sentence.end]
    return earlier if reported and earlier and earlier.name and claim.actor in earlier.parties else None


def next_speaker(claim: Claim, sentence: Sentence, acts: Sequence[Speech], low: str) -> Voice | None:
    """Return who of the actor's party speaks in the next sentence of the paragraph, on what was told."""
    following = next((a for a in acts if a.start >= sentence.end), None)
    if following is None or following.start > sentence.end + NEXT or not following.voice.name:
        return None
    quoted = '"' in low[sentence.end : following.start]
    return following.voice if quoted and claim.actor in following.voice.parties else None


def by_actor(claim: Claim) -> Voice:
    """Return the voice of a claim that nobody else speaks: its own actor where that is a person."""
    if claim.by is not None and claim.by.person and claim.stance is not Stance.TALKS:
        return Voice(Attribution.NAMED, claim.by.person, claim.by.role, claim.by.parties)
    return REPORTER
