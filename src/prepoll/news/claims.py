"""Cues in a masked sentence become claims: who stands where towards whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prepoll.names import UNDIRECTED, PartyCode, Stance
from prepoll.news.attribute import PREPOSITION, is_object
from prepoll.news.lexicon import Cue, alternation, slot, table
from prepoll.news.mask import RUN, Masked
from prepoll.news.mentions import Kind, Mention

WORDS = table("scope")
NEGATION = re.compile(r"(?<![\w\-])" + alternation(WORDS["negations"]) + r"(?![\w\-])|n't(?!\w)")
DENIAL = re.compile(r"(?<![\w\-])" + alternation(WORDS["denials"]) + r"(?![\w\-])")
NO_NEGATION = re.compile(alternation(WORDS["not_negations"]))
PROPOSED = re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS["proposed"]) + r")(?![\w\-])")
HISTORY = re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS["history"]) + r")(?![\w\-])")
COMING = re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS["coming"]) + r")(?![\w\-])")
AFTERWARDS = re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS["post_poll"]) + r")(?![\w\-])")
MODAL = re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS["modal"]) + r")(?![\w\-])")
SUPPOSED = re.compile(r"(?<![\w\-])(?:if|either|whether|unless)\b[^,;.]*\Z|\A\W*(?:should|were|had)\b")
ASKED = re.compile(
    r"(?:"
    + "|".join(WORDS["asking"])
    + r") (?:on |upon |to |for )?(?:the |its |his |her )?[\ue000-\ue7ff\ue800-\uefff]+ (?:also )?to "
)
RESTRICTED = re.compile(r" (?:that|who|which|whose|unless|except|other than)\b")
TRYING = re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS["trying"]) + r")(?![\w\-])")
LATER_VERB = re.compile(
    r" and (?=will |would |has |have |is |are |had |leaves |backs |supports |joins |wants |seeks |fields |offers )"
)
REPORTED = re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS["reported_denials"]) + r")(?![\w\-])")
GERUND = re.compile(
    r"(?:joining|teaming|tying|allying|aligning|partnering|going|forming|forging|entering|merging|contesting|fighting)(?!\w)"
)
BEING = re.compile(r"(?:is|are|was|were|be|been|of|after|by|in|and|now|all|be be|will be)(?: \w+ly)? \Z")
HEADLINE = re.compile(r", (?:and |then |to |will |may )?\Z")
YEAR = re.compile(r"(?<![\w/\-])((?:19|20)\d\d)(?![\w])")
CLAUSE = re.compile(
    r"[;:]|, (?:but|while|whereas|though|although|and)\b| but | while | whereas | although | though | because | since | after | before "
)


POSITIVE = frozenset({Stance.AGREED, Stance.TALKS, Stance.SEAT_DEAL, Stance.SEEKS, Stance.OPEN})


@dataclass(frozen=True, slots=True)
class Claim:
    """A cue found in a sentence, with its parties; code points of the text."""

    actor: PartyCode
    target: PartyCode | None
    stance: Stance
    start: int
    end: int
    cue: str
    by: Mention | None  # the mention that the actor was read from
    core_start: int = 0  # where the cue itself begins
    unsaid: bool = False  # no target is named, not even "any party"


def claims(
    masked: Masked, cues: Iterable[Cue], year: int | None, own: tuple[PartyCode, ...], recent: tuple[PartyCode, ...]
) -> Iterator[Claim]:
    """Yield the claims of a sentence; `own` is the speaker's party, `recent` the parties named before."""
    if masked.text.rstrip("\"' )").endswith("?"):
        return
    yield from apart(found_claims(masked, cues, year, own, recent))


def apart(found: Iterable[Claim]) -> list[Claim]:
    """Of claims on one pair whose words overlap, keep the one with the most words of its own."""
    kept: list[Claim] = []
    for claim in sorted(found, key=lambda c: (c.target is None, c.core_start - c.end)):
        if not any(
            k.actor == claim.actor
            and (k.target == claim.target or claim.target is None)
            and k.core_start < claim.end
            and claim.core_start < k.end
            for k in kept
        ):
            kept.append(claim)
    return sorted(kept, key=lambda c: c.start)


def found_claims(
    masked: Masked, cues: Iterable[Cue], year: int | None, own: tuple[PartyCode, ...], recent: tuple[PartyCode, ...]
) -> Iterator[Claim]:
    """Yield every claim that a cue finds in a sentence."""
    for cue in cues:
        for found in cue.pattern.finditer(masked.text):
            stance = stance_of(cue, masked, found, year)
            if stance is None:
                continue
            if stance is Stance.RULES_OUT and cue.stance is not Stance.SUPPORTS and anyone_at_all(masked, found):
                stance = Stance.ALONE
            for actor, target, by in parties_of(cue, masked, found, stance, own, recent):
                begin = (
                    min(found.start(), by.start - masked.start)
                    if by and by.start - masked.start < found.start()
                    else found.start()
                )
                core = masked.start + found.start()
                yield Claim(
                    actor,
                    target,
                    stance,
                    masked.start + begin,
                    masked.start + found.end(),
                    cue.id,
                    by,
                    core,
                    target is None and slot(found, "T") is None,
                )


def anyone_at_all(masked: Masked, found: re.Match[str]) -> bool:
    """Say whether a refusal is of everybody, with no exception after it."""
    aim = slot(found, "T")
    mentions = masked.within(*aim) if aim else []
    return (
        bool(mentions)
        and all(m.kind is Kind.ANYONE for m in mentions)
        and not RESTRICTED.match(masked.text, aim[1] if aim else 0)
    )


def stance_of(cue: Cue, masked: Masked, found: re.Match[str], year: int | None) -> Stance | None:
    """Return the stance as it is after negation, condition, mood and time; None for no claim."""
    text = masked.text
    if AFTERWARDS.search(text):
        return None
    if cue.firm:
        return cue.stance
    clause = clause_before(text, found.start())
    core = clause + text[found.start() : found.end()]
    if cue.stance in POSITIVE and REPORTED.search(clause):
        return Stance.DENIES
    if past(text, found, year):
        return None
    if negated(clause, "" if cue.negates else text[found.start() : found.end()]):
        return cue.negated
    if cue.stance in (Stance.AGREED, Stance.SEAT_DEAL, Stance.TALKS, Stance.SUPPORTS, Stance.OFFERS):
        if SUPPOSED.search(clause) or ASKED.search(text, max(0, found.start() - 80), found.end()):
            return None
        if cue.stance is Stance.AGREED and GERUND.match(text, found.start()) and not BEING.search(clause):
            return None
        if cue.stance is Stance.AGREED and TRYING.search(core):
            return Stance.SEEKS
        if MODAL.search(core) and cue.stance is Stance.AGREED:
            return Stance.OPEN
        if cue.stance is Stance.SEAT_DEAL and PROPOSED.search(text):
            return None
    return cue.stance


def clause_before(text: str, position: int) -> str:
    """Return what stands before a place in its clause."""
    before = text[:position]
    cuts = [m.end() for m in CLAUSE.finditer(before)]
    return before[max(cuts, default=0) :].rsplit('"', 1)[-1]


def negated(clause: str, own: str) -> bool:
    """Say whether a cue is negated: an odd number of negations after the subject and denials before the cue."""
    clause, own = NO_NEGATION.sub("", clause), NO_NEGATION.sub("", own)
    whole = LATER_VERB.split(clause + own)[-1]
    clause, own = (whole[: -len(own)], own) if own and whole.endswith(own) else ("", whole) if own else (whole, own)
    runs = [m.end() for m in RUN.finditer(clause)]
    after_subject = clause[runs[-1] :] if runs and len(clause) - runs[-1] < 60 else clause[-60:]
    negations = NEGATION.findall(after_subject + own)
    return (
        len(negations) + len(DENIAL.findall(clause + own)) + clause.lstrip().startswith(("neither ", "nor ", "no "))
    ) % 2 == 1


def past(text: str, found: re.Match[str], year: int | None) -> bool:
    """Say whether a clause speaks of an earlier election."""
    years = [int(y) for y in YEAR.findall(text)]
    if year and years and min(years) < year and max(years) < year:
        return True
    return bool(HISTORY.search(text)) and not COMING.search(text)


def parties_of(
    cue: Cue,
    masked: Masked,
    found: re.Match[str],
    stance: Stance,
    own: tuple[PartyCode, ...],
    recent: tuple[PartyCode, ...],
) -> Iterator[tuple[PartyCode, PartyCode | None, Mention | None]]:
    """Yield actor, target and the actor's mention for each pair that the cue puts together."""
    subject, aim = slot(found, "A"), slot(found, "T")
    named = masked.within(*subject) if subject else None
    targets = masked.within(*aim) if aim else []
    actors = named if named else actor_mentions(cue, masked, found)
    if not actors and own:
        actors = [Mention(masked.start + found.start(), masked.start + found.start(), Kind.SELF, own)]
    codes = [(code, m) for m in actors for code in (m.parties or (own if m.kind is Kind.SELF else ()))]
    if cue.target in ("none", "anyone"):
        yield from ((code, None, m) for code, m in codes)
        return
    aims: list[PartyCode | None] = [code for m in targets for code in m.parties]
    if any(m.kind is Kind.ANYONE for m in targets):
        aims.append(None)
    if not targets and stance in UNDIRECTED and len(codes) > 1:
        yield from ((a, b, m) for i, (a, m) in enumerate(codes) for b, _ in codes[i + 1 :] if a != b)
        return
    if not targets and stance is Stance.BREAKS and len(codes) == 2:
        (a, m), (b, n) = codes
        yield (b, a, n) if b in own else (a, b, m)
        return
    if cue.target == "subject":
        aims = [p for m in actor_mentions(cue, masked, found) for p in m.parties]
    if not targets and cue.target in ("near", "context", "context or open"):
        taken = {c for c, _ in codes}
        beside = near(masked, found, taken | set(own))
        if beside is None and cue.target != "near":
            beside = next((p for p in recent if p not in taken), None)
        aims = [beside] if beside else [None] if cue.target == "context or open" else []
    elif not aims and cue.target == "open":
        aims = [None]
    yield from ((a, b, m) for a, m in codes for b in aims if a != b)


def near(masked: Masked, found: re.Match[str], taken: set[PartyCode]) -> PartyCode | None:
    """Return the other party nearest to a cue in its sentence: first after it, then before it."""
    place = masked.start + found.start()
    single = [m for m in masked.mentions if m.party and m.party not in taken and m.kind in (Kind.PARTY, Kind.PERSON)]
    later = [m for m in single if m.start >= place]
    earlier = [m for m in single if m.start < place]
    nearest = later[0] if later else earlier[-1] if earlier else None
    return nearest.party if nearest else None


def actor_mentions(cue: Cue, masked: Masked, found: re.Match[str]) -> list[Mention]:
    """Find the subject to the left of a cue: the nearest mention that no preposition governs."""
    if cue.actor == "speaker":
        return []
    text = masked.text[: found.start()]
    quote = text.rfind('"')
    for run in reversed(list(RUN.finditer(text, max(0, quote)))):
        related = re.match(r",? (?:which|who|that) ", text[run.end() :])
        if not related and PREPOSITION.search(text, max(0, run.start() - 30), run.start()):
            continue
        mention = next((m for m in masked.mentions if m.start - masked.start == run.start()), None)
        if mention is None or mention.kind is Kind.ANYONE or (not related and (is_object(text, run.start()) and RUN.search(text, 0, max(0, run.start() - 12)))):
            continue
        if len(text) - run.end() > 160 or ";" in text[run.end() :]:
            return []
        if HEADLINE.match(text[run.end() :]) and not together(masked, run.start()):
            first = next((m for m in masked.mentions if m.kind in (Kind.PARTY, Kind.PERSON)), mention)
            return [first] if first.parties else []
        listed = together(masked, run.start())
        return [*listed, mention] if mention.parties or mention.kind is Kind.SELF else []
    return []


def together(masked: Masked, start: int) -> list[Mention]:
    """Return the mentions joined by "and" or commas to the one that begins at `start`."""
    found: list[Mention] = []
    position = start
    while joint := re.search(r"([\ue000-\uefff])\1*(?: and|,|, and| or| &)(?: the)? \Z", masked.text[:position]):
        mention = next((m for m in masked.mentions if m.start - masked.start == joint.start()), None)
        if mention is None or PREPOSITION.search(masked.text, max(0, joint.start() - 30), joint.start()):
            break
        found.insert(0, mention)
        position = joint.start()
    return found
