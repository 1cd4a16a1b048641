"""Interviews, transcripts and press talk: whose turn it is to speak, and what a short answer says to its question."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from prepoll.news import attribute
from prepoll.news.attribute import Voice
from prepoll.news.context import Context
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Paragraph

FIRST_PERSON = re.compile(r"(?<![\w\-])(?:we|our|us|i|my)(?![\w\-'])")
ANSWER = re.compile(r"(?<![^\n])A[:.] [^\n]*")
TURN = re.compile(r"(?<![^\n])[A-Z][\w.'\u2019\- ]{0,40}?(?: \([^()\n]{1,40}\))?: ")

QUESTIONS = re.compile(r"(?m)^(?!\s*[\"\u201c])[^\n\"\u201c\u201d]{5,260}\?[ \t\r]*$")
FEW = 2  # questions that are paragraphs of their own may make an interview
MANY = 0.4  # of its answers are in the first person, without quotation marks

Run = tuple[int, int, Voice | None]  # of the text, and who speaks it


def asks(text: str) -> bool:
    """Say whether an article has questions, answers or turns of speakers in it."""
    return "?" in text or "A: " in text or "A. " in text or ": " in text


def interviewee(heard: Counter[Voice], context: Context, mentions: Sequence[Mention], *, talk: bool) -> Voice | None:
    """Return who answers: in a talk of questions the first person named, else who has spoken most so far, or last."""
    first = next((m for m in mentions if m.kind is Kind.PERSON), None) if talk else None
    most = heard.most_common(1)
    if first is not None:
        return attribute.of(first)
    return most[0][0] if most else attribute.of(context.person) if context.person else None


def is_talk(text: str) -> bool:
    """Say whether an article may be made of questions and answers, a paragraph each."""
    return text.count("?") >= FEW and len(QUESTIONS.findall(text)) >= FEW


def turns(text: str, whole: Paragraph, mentions: Sequence[Mention]) -> list[Run]:
    """Return the runs of a paragraph that a speaker named before a colon speaks ("ROTH: We have no pact.")."""
    begins = [(m.start(), m.end()) for m in TURN.finditer(text, whole.start, whole.end)]
    ends = [*(start for start, _ in begins[1:]), whole.end]
    places = [m.start for m in mentions] if begins else []
    runs: list[Run] = []
    for (start, spoken), end in zip(begins, ends, strict=False):
        label = mentions[bisect_left(places, start) : bisect_left(places, spoken)]
        named = [m for m in label if m.kind is Kind.PERSON]
        if len(named) == 1:
            runs.append((start, end, attribute.of(named[0])))
    return runs


def answering(text: str, low: str, wholes: Sequence[Paragraph]) -> frozenset[int]:
    """Return where the paragraphs begin that answer, in an interview whose questions and answers take turns.

    None do where the paragraphs that end with a question mark do not stand at every other place, or where those
    between them do not sound like answers.
    """
    asked = [n for n, whole in enumerate(wholes) if text.endswith("?", whole.start, whole.end)]
    if not asked or sum((n - asked[0]) % 2 for n in asked) > len(asked) / 4:
        return frozenset()
    between = [whole for n, whole in enumerate(wholes) if n > asked[0] and (n - asked[0]) % 2]
    own = [w for w in between if '"' not in low[w.start : w.end] and FIRST_PERSON.search(low, w.start, w.end)]
    return frozenset(w.start for w in between) if len(own) >= MANY * len(between) else frozenset()


def facing(context: Context, turn: Sequence[Run], partners: tuple[Voice, ...]) -> tuple[Context, tuple[Voice, ...]]:
    """Let "you" and "them" be first of all who spoke in turn before, and note who speaks now."""
    voices = [voice for _, _, voice in turn if voice is not None and voice.parties]
    if not voices:
        return context, partners
    other = next((v.parties for v in reversed(partners) if v.parties != voices[0].parties), ())
    recent = tuple(dict.fromkeys((*other, *context.recent)))
    return context._replace(recent=recent), (*partners, *voices)[-4:]


def answers(low: str, text: str, whole: Paragraph, voice: Voice | None, *, asked: bool, turn: bool) -> list[Run]:
    """Return the runs of a paragraph that answer a question in an interview, with who answers."""
    if voice is None:
        return []
    if turn:
        return [(whole.start, whole.end, voice)]
    if asked and FIRST_PERSON.search(low, whole.start, whole.end) and '"' not in low[whole.start : whole.end]:
        return [(whole.start, whole.end, voice)]
    return [(m.start(), m.end(), voice) for m in ANSWER.finditer(text, whole.start, whole.end)]
