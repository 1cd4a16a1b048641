"""What the words around a cue do to it: negation, denial, condition, mood and time."""

from __future__ import annotations

import re

from prepoll.names import Stance
from prepoll.news.lexicon import Cue, alternation, table
from prepoll.news.mask import RUN, Masked

WORDS = table("scope")


def any_of(name: str) -> re.Pattern[str]:
    """Return a pattern for one list of the scope file; the words are patterns themselves."""
    return re.compile(r"(?<![\w\-])(?:" + "|".join(WORDS[name]) + r")(?![\w\-])")


NEGATION = re.compile(r"(?<![\w\-])" + alternation(WORDS["negations"]) + r"(?![\w\-])|n't(?!\w)")
DENIAL = re.compile(r"(?<![\w\-])" + alternation(WORDS["denials"]) + r"(?![\w\-])")
DOUBLE = re.compile(
    r"(?<![\w\-])(?:not|never|nor|cannot|\w*n't) (?:\w+ )?" + alternation(WORDS["denials"]) + r"(?![\w\-])"
)
NO_NEGATION = re.compile(alternation(WORDS["not_negations"]))
PROPOSED, HISTORY, COMING = any_of("proposed"), any_of("history"), any_of("coming")
AFTERWARDS, MODAL, TRYING = any_of("post_poll"), any_of("modal"), any_of("trying")
REPORTED = any_of("reported_denials")
UNREAL = any_of("unreal")
SUPPOSED = re.compile(
    r"(?<![\w\-])(?:if|either|whether|unless)\b[^,;.]*\Z|\beither\b[^;.]*,? or [^,;.]*\Z|\A\W*(?:should|were|had)\b"
)
CONDITION = re.compile(r"[^;.,]{0,40} (?:if|unless) ")
PREFERRED = re.compile(r"(?<![\w\-])(?:prefer\w*|favou?r\w*)(?: \w+){0,3} \Z")
THING = re.compile(r"(?:'s?)?(?: [\w\-]+)?? " + alternation(WORDS["things"]) + r"(?!\w)")
PEOPLE_OF = re.compile(alternation(WORDS["people_of"]) + r" (?:of|in|from) (?:the )?[\ue000-\uf8ff]")
ASKED = re.compile(
    r"(?:"
    + "|".join(WORDS["asking"])
    + r") (?:on |upon |to |for )?(?:the |its |his |her )?[\ue000-\uefff]+ (?:also )?to "
)
WISHED = any_of("wished")
LATER_VERB = re.compile(r" and (?=\0?" + alternation(WORDS["later_verbs"]) + r" )")
GERUND = re.compile(alternation(WORDS["gerunds"]) + r"(?!\w)")
BEING = re.compile(r"(?:is|are|was|were|be|been|of|after|by|in|and|now|all)(?: \w+ly)? \Z")
YEAR = re.compile(r"(?<![\w/\-])((?:19|20)\d\d)(?!\w)")
PARENTHESIS = re.compile(r", (?:\w+ ){0,2}[\ue000-\uf8ff]+ \w+(?: \w+){0,3}, ")
CLAUSE = re.compile(
    r"[;:]|, (?:but|while|whereas|though|although|and)\b"
    r"| (?:but|while|whereas|although|though|because|since|after|before) "
)
ASIDE = re.compile(r", (?:which|who|whose|where) ")
GOOD = frozenset({Stance.AGREED, Stance.TALKS, Stance.SEAT_DEAL, Stance.SEEKS, Stance.OPEN})
SETTLED = frozenset({Stance.AGREED, Stance.SEAT_DEAL, Stance.TALKS, Stance.SUPPORTS, Stance.OFFERS})


def stance_of(cue: Cue, masked: Masked, found: re.Match[str], year: int | None) -> Stance | None:
    """Return the stance of a cue as its sentence leaves it; None where it says nothing of the coming election."""
    text = masked.text
    if AFTERWARDS.search(text) or counterfactual(text, found):
        return None
    if cue.firm:
        return cue.stance
    clause, own = clause_before(text, found.start()), text[found.start() : found.end()]
    if cue.stance in GOOD and REPORTED.search(clause):
        return Stance.DENIES
    if past(text, year, found.end()):
        return None
    if negated(clause, "" if cue.negates else own):
        return cue.negated
    return None if only_thought_of(cue, text, found, clause) else settled(cue, text, clause, own)


def counterfactual(text: str, found: re.Match[str]) -> bool:
    """Say whether the verb of a cue is one of what would have been ("would have left that seat to …")."""
    perfects = UNREAL.finditer(text, max(0, found.start() - 30), found.end())
    return any(verb.start("verb") >= found.start() for verb in perfects)


def only_thought_of(cue: Cue, text: str, found: re.Match[str], clause: str) -> bool:
    """Say whether a cue is supposed, asked of somebody, or threatened, and so no fact."""
    asked = ASKED.search(text, max(0, found.start() - 80), found.end()) is not None
    if cue.stance is Stance.BREAKS:
        threatened = CONDITION.match(text, found.end()) or SUPPOSED.search(clause)
        return bool(threatened or MODAL.search(clause + found[0]))
    if cue.stance is Stance.ALONE:
        return asked or PREFERRED.search(clause) is not None
    return cue.stance in SETTLED and bool(asked or SUPPOSED.search(clause) or WISHED.search(clause))


def settled(cue: Cue, text: str, clause: str, own: str) -> Stance | None:
    """Return the stance of a cue that states a deal, as far as it is one: not proposed, tried or only likely."""
    if cue.stance is Stance.SEAT_DEAL:
        return None if PROPOSED.search(text) else cue.stance
    if cue.stance is not Stance.AGREED:
        return cue.stance
    if GERUND.match(own) and not BEING.search(clause):
        return None
    if TRYING.search(clause + own):
        return Stance.SEEKS
    return Stance.OPEN if MODAL.search(clause + own) or DOUBLE.search(clause) else cue.stance


def about_a_thing(text: str, start: int, end: int) -> bool:
    """Say whether a target between two places only owns what a cue is about: a motion, a charge, voters."""
    return THING.match(text, end) is not None or PEOPLE_OF.search(text, max(0, start - 30), end) is not None


def clause_before(text: str, position: int) -> str:
    """Return what stands before a place in its clause."""
    before = text[:position]
    cuts = [m.end() for m in CLAUSE.finditer(before)]
    return before[max(cuts, default=0) :].rsplit('"', 1)[-1]


def negated(clause: str, own: str) -> bool:
    """Say whether a cue is negated: an odd number of negations after the subject and denials before the cue."""
    whole = NO_NEGATION.sub("", clause) + "\0" + NO_NEGATION.sub("", own)
    before, _, within = LATER_VERB.split(whole)[-1].rpartition("\0")
    before, within = DOUBLE.sub(" ", PARENTHESIS.sub(" ", before)), DOUBLE.sub(" ", within)
    runs = [m.end() for m in RUN.finditer(before)]
    after_subject = before[runs[-1] :] if runs and len(before) - runs[-1] < 60 else before[-60:]
    if " nor " in f" {after_subject}":
        after_subject = after_subject.replace("neither", "")
    negations = len(NEGATION.findall(DENIAL.sub(" ", after_subject + within))) + len(DENIAL.findall(before + within))
    return (negations + before.lstrip().startswith(("neither ", "nor ", "no "))) % 2 == 1


def past(text: str, year: int | None, place: int = 0) -> bool:
    """Say whether a sentence speaks of an earlier election; a relative clause behind `place` does not count."""
    aside = ASIDE.search(text, place) if place else None
    text = text[: aside.start()] if aside else text
    years = [int(found) for found in YEAR.findall(text)]
    if year and years and max(years) < year:
        return True
    return bool(HISTORY.search(text)) and not COMING.search(text)
