"""Reads an article: clean, segment, find names, resolve, find claims, attribute, date, join."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from prepoll.case.types import Case
from prepoll.names import PartyCode
from prepoll.news import attribute
from prepoll.news.attribute import NONE, REPORTER, Line, Seen, Speech, Voice
from prepoll.news.claims import claims
from prepoll.news.clause import chunked
from prepoll.news.clean import clean
from prepoll.news.context import LOOSE, Context, after
from prepoll.news.details import details
from prepoll.news.dialogue import answering, answers, asks, facing, interviewee, is_talk, turns
from prepoll.news.find import Finder, Sighted, live, lowered
from prepoll.news.found import Claim, Telling
from prepoll.news.gates import needed
from prepoll.news.gather import AUTHORISED, added, mandate, with_mandates
from prepoll.news.gist import gist
from prepoll.news.join import HEADS
from prepoll.news.lexicon import lexicon, table
from prepoll.news.mentions import Mention
from prepoll.news.reference import referenced, widened
from prepoll.news.replies import reply
from prepoll.news.resolve import Resolver
from prepoll.news.segment import Paragraph, Sentence, paragraphs, quotations, sentences
from prepoll.news.statements import Told, statements
from prepoll.news.types import Cast, Reading, Statement
from prepoll.news.voices import Said, by_actor, continued, next_speaker

BLOC = re.compile(r"(?i)\b(?:alliance|front|bloc|coalition|mahagathbandhan)\b")
AFTERWARDS, BEFOREHAND, COMING_POLL = (
    re.compile(r"(?<![\w\-])(?:" + "|".join(table("scope")[name]) + r")(?![\w\-])")
    for name in ("afterwards", "beforehand", "coming_poll")
)


BEFORE = 2  # paragraphs: one with an anchor and those before it
MATTER = 350  # characters before a sentence in which a union or talks are what it answers
QUESTION = ("Q: ", "Q. ")
YEARS = re.compile(r"(?<![\w.,-])(?:19|20)\d\d(?![\w-])")
REFERRING = (
    "it ",
    "they ",
    "he ",
    "she ",
    "both ",
    "each ",
    "neither ",
    "the two ",
    "the party ",
    "his party ",
    "her party ",
)


def read_article(raw: str, article: str, cast: Cast, dated: date | None, *, html: bool = False) -> Reading:
    """Read the statements about pre-poll alliances in one article.

    `raw` is the file as decoded; a date in the front matter wins over `dated`. Spans index
    `Reading.text`: the raw text for text and Markdown, the extracted text for HTML.
    """
    cleaned = clean(raw, html=html)
    dated = cleaned.date or dated
    text, low = cleaned.text, lowered(cleaned.text)
    sighted = finder(cast).find(text, low)
    turned = answering(text, low, tuple(paragraphs(text, cleaned.body))) if is_talk(text) else frozenset()
    anchors = live(sighted.strong, sighted.weak, sighted.hits, None if turned else low)
    if not anchors or anchors[-1] < cleaned.body:
        return Reading(article, text, (), ())
    resolver = Resolver(cast, text, dated, sighted.traces["roles"])
    mentions = resolver.resolve([hit for hit in sighted.hits if hit.start >= cleaned.body])
    starts = [mention.start for mention in mentions]
    page = Page(
        text,
        low,
        dated,
        dated.year if dated else latest_year(text),
        mentions,
        starts,
        anchors,
        sighted,
        afterwards(low, sighted),
        blocs(cast),
        asks(text),
        turned,
    )
    told = with_mandates(
        (one for one in page.told(cleaned.body) if one.claim.actor in codes(cast)), page.mandates(cleaned.body)
    )
    return Reading(article, text, statements(told, text, article, dated), tuple(resolver.unresolved))


def read_case(case: Case) -> tuple[Reading, ...]:
    """Read all articles of a case, in its order."""
    cast = Cast(case.parties, case.people, case.blocs)
    return tuple(read_article(a.raw, a.id, cast, a.date, html=a.html) for a in case.articles)


def statement_json(statement: Statement) -> dict[str, str | int | None]:
    """Return a statement in the shape that `prepoll read` prints."""
    return {
        "actor": statement.actor,
        "target": statement.target,
        "stance": str(statement.stance),
        "speaker": statement.speaker,
        "role": statement.role,
        "attribution": str(statement.attribution),
        "hedge": statement.hedge,
        "condition": statement.condition,
        "deadline": statement.deadline,
        "seats": statement.seats,
        "quote": statement.quote,
        "start": statement.source.start,
        "end": statement.source.end,
        "reason": statement.reason,
        "stage": str(statement.stage) if statement.stage else None,
        "decided_by": statement.decided_by,
        "decided_on": statement.decided_on.isoformat() if statement.decided_on else None,
        "authorised": statement.authorised,
        "deadline_date": statement.deadline_date.isoformat() if statement.deadline_date else None,
    }


@lru_cache(maxsize=8)
def finder(cast: Cast) -> Finder:
    """Build the finder of a cast, once."""
    words = lexicon()
    return Finder(cast, words.strong, words.weak, traced(), {"roles": HEADS})


@cache
def traced() -> Mapping[str, frozenset[str]]:
    """Return the runs of letters without which there is no speech, no "anyone", no mandate, no government to form."""
    unnamed, according = needed(attribute.IMPERSONAL), needed(attribute.ACCORDING)
    speech = {"speech": needed(attribute.VERB) | unnamed | according, "unnamed": unnamed, "according": according}
    forming = {words.pattern: needed(words) for words in forming_words()}
    return {**speech, "loose": needed(LOOSE), "mandate": needed(AUTHORISED), **forming}


@cache
def forming_words() -> tuple[re.Pattern[str], ...]:
    """Return the words of an article about forming a government, each as a pattern of its own."""
    return tuple(re.compile(words) for words in table("scope")["afterwards"])


@lru_cache(maxsize=8)
def codes(cast: Cast) -> frozenset[str]:
    """Return the codes that a statement may name: parties and blocs, no remainders."""
    return frozenset(p.code for p in cast.parties if p.kind != "other")


@lru_cache(maxsize=8)
def blocs(cast: Cast) -> frozenset[str]:
    """Return the codes of blocs: marked so, with members, or called an alliance or a front."""
    named = {p.code for p in cast.parties if p.kind == "bloc" or BLOC.search(p.name)}
    return frozenset(named | {m.bloc for m in cast.blocs})


@dataclass(frozen=True, slots=True)
class Page:
    """An article with its mentions, ready to be gone through paragraph by paragraph."""

    text: str
    low: str
    dated: date | None
    year: int | None  # of the article: its own date's, else the latest that it names
    mentions: tuple[Mention, ...]
    starts: Sequence[int]  # of the mentions
    anchors: Sequence[int]  # where claims may be
    sighted: Sighted  # where else it is worth looking
    afterwards: bool  # it is about what follows an election
    blocs: frozenset[str]
    interview: bool  # it has questions, answers or turns of speakers
    answering: frozenset[int]  # where the paragraphs begin that answer in an interview whose speakers take turns

    def told(self, body: int) -> Iterator[Told]:
        """Yield every claim with its voice and details, in the order of the text."""
        context, voice, asked = Context(), None, False
        question: Sentence | None = None  # right before
        partners: tuple[Voice, ...] = ()  # who spoke in turn, the latest last
        heard: Counter[Voice] = Counter()
        for whole in self.zones(body):
            if question is None and self.says_nothing(whole):
                asked = self.text.endswith("?", whole.start, whole.end)
                continue
            run = sentences(self.text, whole)
            quotes = quotations(self.text, whole)
            turn = turns(self.text, whole, self.between(whole)) if self.interview else []
            context, partners = facing(context, turn, partners)
            names = [self.between(sentence) for sentence in run]
            contexts = [context]
            for sentence, named in zip(run, names, strict=True):
                contexts.append(self.left_by(sentence, named, contexts[-1]))
            acts, voices = self.speeches(run, names, quotes, contexts, voice)
            spoken = [(s, e, v) for (s, e), v in zip(quotes, voices, strict=True)]
            if self.interview:
                spoken += turn
                who = interviewee(heard, context, self.mentions, talk=bool(self.answering))
                spoken += answers(self.low, self.text, whole, who, asked=asked, turn=whole.start in self.answering)
                heard.update(act.voice for act in acts if act.voice.name)
            asked = not quotes and self.text.endswith("?", whole.start, whole.end)
            here: list[Told] = []
            for sentence, named, before in zip(run, names, contexts, strict=False):
                if question is not None:
                    here += self.replied(question, sentence, spoken, acts, voice)
                question = self.question_left(sentence, question)
                own: list[Told] = []
                if self.worth_reading(sentence, spoken):
                    said = Said(sentence, spoken, acts, voice)
                    own = self.claims(said, named, before, context.recent)
                more = added(sentence, here, self.low, self.text, self.dated) if here and not own else None
                here += [more] if more else own
            yield from here
            context = contexts[-1]
            voice = acts[-1].voice if acts else (voices[-1] if voices else voice)

    def says_nothing(self, whole: Paragraph) -> bool:
        """Say whether a paragraph before one with an anchor leaves nothing behind: no name, no speech, no "anyone"."""
        return not (
            self.anchored(whole)
            or within(self.starts, whole)
            or within(self.sighted.traces["loose"], whole)
            or self.may_speak(whole)
            or '"' in self.low[whole.start : whole.end]
            or "\u2018" in self.text[whole.start : whole.end]
        )

    def may_speak(self, run: Sentence | Paragraph) -> bool:
        """Say whether words of speech may stand in a run of text."""
        return within(self.sighted.traces["speech"], run)

    def left_by(self, sentence: Sentence, named: Sequence[Mention], context: Context) -> Context:
        """Return the context that a sentence leaves behind."""
        traced = within(self.sighted.traces["loose"], sentence)
        if not named and (context.loose or not traced):
            return context
        return after(context, sentence, named, self.low, self.blocs, traced=traced)

    def anchored(self, run: Sentence | Paragraph) -> bool:
        """Say whether an anchor stands in a run of text."""
        return within(self.anchors, run)

    def worth_reading(self, sentence: Sentence, spoken: Sequence[tuple[int, int, Voice | None]]) -> bool:
        """Say whether a sentence can hold a claim: an anchor, and a name, speech or an anchor that needs none."""
        if self.answering and within(self.starts, sentence):
            return True
        if not within(self.anchors, sentence) or self.text.startswith(QUESTION, sentence.start):
            return False
        return (
            within(self.starts, sentence)
            or self.low.find('"', sentence.start, sentence.end) >= 0
            or within(self.sighted.strong, sentence)
            or self.low.startswith(REFERRING, sentence.start)
            or any(start < sentence.end and sentence.start < end for start, end, _ in spoken)
        )

    def question_left(self, sentence: Sentence, before: Sentence | None) -> Sentence | None:
        """Return the question that a sentence leaves unanswered: its own about a party, or the one before it."""
        asks = self.text.find("?", sentence.start, sentence.end) >= 0
        if not asks or not self.text[sentence.start : sentence.end].rstrip("\"\u201d\u2019' ").endswith("?"):
            return None
        return sentence if within(self.starts, sentence) else before

    def replied(
        self,
        question: Sentence,
        sentence: Sentence,
        spoken: Sequence[tuple[int, int, Voice | None]],
        acts: Sequence[Speech],
        earlier: Voice | None,
    ) -> list[Told]:
        """Return what a sentence answers in a word to the question right before it."""
        heard = Said(sentence, spoken, acts, earlier).voice_at(sentence.start, self.low)
        if heard is None or len(heard.parties) != 1:
            return []
        asked = chunked(self.low, question, [m for m in self.between(question) if m.end <= question.end], None)
        found = reply(asked, self.low[sentence.start : sentence.end], heard.parties)
        if found is None:
            return []
        target, stance = found
        own, start, end = heard.parties[0], sentence.start, sentence.end
        claim = [Claim(own, p, stance, start, end, "reply", None, start) for p in target.parties]
        return [Told(one, heard, details(self.text, self.low, sentence, one, self.dated)) for one in claim]

    def zones(self, body: int) -> Iterator[Paragraph]:
        """Yield the paragraphs that may hold a claim, each after the few before it that say who is spoken of."""
        before: deque[Paragraph] = deque(maxlen=BEFORE)
        asked = False
        for whole in paragraphs(self.text, body):
            before.append(whole)
            if self.anchored(whole) or whole.start in self.answering or (asked and self.interview):
                yield from before
                before.clear()
            asked = self.text.endswith("?", whole.start, whole.end) and within(self.starts, whole)

    def mandates(self, body: int) -> list[tuple[int, Mention]]:
        """List who was given the power to negotiate, with the place of the sentence."""
        if not self.sighted.traces["mandate"]:
            return []
        found = []
        for whole in paragraphs(self.text, body):
            if within(self.sighted.traces["mandate"], whole):
                for sentence in sentences(self.text, whole):
                    person = mandate(sentence, self.between(sentence), self.low)
                    found += [(sentence.start, person)] if person else []
        return found

    def between(self, sentence: Sentence | Paragraph) -> tuple[Mention, ...]:
        """Return the mentions within a sentence."""
        left = bisect_left(self.starts, sentence.start)
        return self.mentions[left : bisect_left(self.starts, sentence.end, left)]

    def speeches(
        self,
        run: Sequence[Sentence],
        names: Sequence[Sequence[Mention]],
        quotes: Sequence[tuple[int, int]],
        contexts: Sequence[Context],
        earlier: Voice | None,
    ) -> tuple[list[Speech], list[Voice | None]]:
        """Return the acts of speech of a paragraph and the voice of each of its quotations."""
        acts: list[Speech] = []
        last = earlier  # who spoke first in the last sentence with speech in it
        traces = self.sighted.traces
        for sentence, named, context in zip(run, names, contexts, strict=False):
            told = within(traces["speech"], sentence)
            if not (named or told):
                continue
            before = attribute.of(context.person) if context.person else acts[-1].voice if acts else earlier
            seen = (
                Seen(told, within(traces["unnamed"], sentence), within(traces["according"], sentence)) if told else NONE
            )
            line = Line(self.text, self.low, sentence, quotes, named, before, last, seen)
            more = attribute.speeches(line) if told else attribute.wordless(line)
            if more:
                acts += more
                last = more[0].voice
        voices = []
        for quote in quotes:
            inside = next((s for s in run if s.start < quote[1] <= s.end), run[-1])
            voices.append(attribute.voice_of_quote(quote, inside, acts, earlier))
        return acts, voices

    def claims(
        self, said: Said, named: Sequence[Mention], context: Context, asked: tuple[PartyCode, ...]
    ) -> list[Told]:
        """Return the claims of a sentence worth reading; `asked` are the parties named before its paragraph."""
        sentence, low = said.sentence, self.low
        if self.afterwards and not COMING_POLL.search(low, sentence.start, sentence.end):
            return []
        named = [widened(m, low) for m in named if m.end <= sentence.end]
        speaker = said.voice_at(sentence.start, low)
        clause = referenced(chunked(low, sentence, named, self.year), context, said.spoken, speaker)
        own, together = speaker.parties if speaker else (), (context.bloc,) if context.bloc else context.group
        matter = within(self.anchors, Sentence(max(0, sentence.start - MATTER), sentence.start, 0))
        telling = Telling(own, context.recent, context.loose, self.blocs, context.topic, together, matter, asked)
        told = []
        found = claims(clause, telling)
        for claim in (*found, *gist(clause, telling, self.text, found)):
            voice = said.voice_at(claim.core_start, low) or continued(claim, sentence, said.earlier, low)
            voice = voice or by_actor(claim)
            if voice is REPORTER:
                voice = next_speaker(claim, sentence, said.acts, low) or voice
            told.append(Told(claim, voice, details(self.text, low, sentence, claim, self.dated)))
        return told


def latest_year(text: str) -> int | None:
    """Return the latest year that an article names, which dates one without a date."""
    return max((int(found) for found in YEARS.findall(text)), default=None)


def within(places: Sequence[int], run: Sentence | Paragraph) -> bool:
    """Say whether one of some places, in the order of the text, is in a run."""
    first = bisect_left(places, run.start)
    return first < len(places) and places[first] < run.end


def afterwards(low: str, sighted: Sighted) -> bool:
    """Say whether an article is about forming a government rather than fighting an election."""
    traces = sighted.traces
    if not any(traces[words.pattern] and words.search(low) for words in forming_words()):
        return False
    after_words = len(AFTERWARDS.findall(low))
    return after_words >= 2 and after_words > len(BEFOREHAND.findall(low))
