"""Cues in a clause become claims: who stands where towards whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prepoll.names import UNDIRECTED, Stance
from prepoll.news import frames
from prepoll.news.answers import brushed_off, denied, never, welcomed
from prepoll.news.clause import Clause
from prepoll.news.couples import paired
from prepoll.news.demands import asked, wanted
from prepoll.news.divisions import split
from prepoll.news.found import Claim, Found, Telling
from prepoll.news.frames import mentions_at
from prepoll.news.offers import offered
from prepoll.news.races import alone, ended, favoured, fought, looking
from prepoll.news.replies import asked_about
from prepoll.news.scope import TIMED, elsewhere
from prepoll.news.shares import all_seats, divided, put_at_disposal, seats
from prepoll.news.unions import meeting, union
from prepoll.news.verbs import direct

FINDERS = {
    "U": union, "L": union, "K": union, "J": union, "Y": union, "M": meeting,
    "V": direct, "B": direct, "R": direct, "Q": direct, "P": direct, "p": direct,
    "A": alone, "#": all_seats, "l": fought, "e": ended, "o": favoured, "@": looking,
    "G": seats, "g": seats, "F": seats, "s": wanted, ">": wanted, "S": asked, "O": offered,
    "c": divided, "k": divided, "X": put_at_disposal,
    "n": never, "d": denied, "r": brushed_off, "^": welcomed,
}  # fmt: skip

REPORTED = re.compile(r"(?<!\w)(?:report|claim|rumour|suggestion|story|idea|speculation)s? that ")
DISMISSED = re.compile(
    r" (?:was|were|been|is|are) (?:\w+ly )?(?:dismissed|denied|rubbished|rejected|scotched|refuted|laughed off"
    r"|false|untrue|baseless|unfounded|bunkum|nonsense|wrong|fiction|incorrect|hogwash|rubbish|invented|made up)\b"
)
MOOT = re.compile(
    r"(?:whether|if) .*(?:guess|unclear|remains to be seen|not known|open question|yet to be (?:decided|seen))"
)
ONCE = re.compile(r", once (?:an?|the|its|their|his|her|so|such|among|one) [^,;:\"]{3,90},")
UNITING = frozenset({Stance.AGREED, Stance.TALKS, Stance.SEAT_DEAL, Stance.OPEN, Stance.SUPPORTS})


def claims(clause: Clause, telling: Telling) -> list[Claim]:
    """Return the claims of a sentence, in the order of the text; a question makes none."""
    if clause.signs.rstrip('")').endswith("?") or MOOT.match(clause.low, clause.start, clause.end):
        return []
    found = [claim for one in every(clause, telling) for claim in paired(clause, one, telling)]
    return apart(found) if len(found) > 1 else found


def apart(found: list[Claim]) -> list[Claim]:
    """Of claims on one pair whose words overlap, keep the one with the most words of its own."""
    kept: list[Claim] = []
    for claim in sorted(found, key=lambda c: (c.target is None, c.core_start - c.end)):
        if not any(covers(other, claim) for other in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: c.start)


def covers(kept: Claim, claim: Claim) -> bool:
    """Say whether a claim says again, in the same words, what another says of its pair."""
    pair, other = (kept.actor, kept.target), (claim.actor, claim.target)
    turned = kept.stance in UNDIRECTED and pair == other[::-1]
    if kept.stance is Stance.RULES_OUT and claim.stance is Stance.OPEN and claim.target is None and not claim.unsaid:
        return False
    if (
        kept.core_start == claim.core_start
        and kept.stance is claim.stance
        and claim.target is None
        and not claim.unsaid
    ):
        return False  # "like-minded parties, B among them" is both
    same = pair == other or turned or (kept.actor == claim.actor and claim.target is None)
    return same and kept.core_start < claim.end and claim.core_start < kept.end


def brushed_aside(clause: Clause, found: Found) -> bool:
    """Say whether what was found is a report that the same sentence says was dismissed."""
    if found.stance is Stance.DENIES:
        return False
    begin, end = clause.chunks[found.place].start, clause.chunks[found.place].end
    if clause.low.find(" that ", clause.start, begin) < 0:
        return False
    return bool(REPORTED.search(clause.low, clause.start, begin) and DISMISSED.search(clause.low, end, clause.end))


def denied_report(clause: Clause, found: Found, telling: Telling) -> Found | None:
    """Make a denial of a report that a party to it dismisses by name ("reports that … were rubbished by Roth")."""
    by = frames.BY_WHOM.search(clause.signs, found.end)
    deniers = {p for m in mentions_at(clause, *by.span(1)) for p in m.parties} if by else set(telling.own)
    both = (*found.actors, *(found.targets or ()))
    mine = tuple(m for m in both if set(m.parties) & deniers)
    others = tuple(m for m in both if m.parties and not set(m.parties) & deniers)
    if not mine or not others or found.stance not in UNITING:
        return None
    return found._replace(stance=Stance.DENIES, actors=mine, targets=others)


def once(clause: Clause, place: int) -> bool:
    """Say whether a cue is in what a subject was once (", once the loudest voice against a pact with the Reds,")."""
    if ", once " not in clause.low[clause.start : clause.end]:
        return False
    chunk = clause.chunks[place]
    return any(
        aside.start() < chunk.start < aside.end() for aside in ONCE.finditer(clause.low, clause.start, clause.end)
    )


def every(clause: Clause, telling: Telling) -> Iterator[Found]:
    """Yield what each cue of a sentence finds."""
    taken = -1
    timed = TIMED.search(clause.signs) is not None
    for place, sign in enumerate(clause.signs):
        if sign not in FINDERS or place < taken or (timed and elsewhere(clause, place)) or once(clause, place):
            continue
        found = FINDERS[sign](clause, place, telling)
        if found is not None and brushed_aside(clause, found):
            found = denied_report(clause, found, telling)
        if found is not None:
            taken = found.end if found.stance in (Stance.OFFERS, Stance.DEMANDS, Stance.SEAT_DEAL) else taken
            yield found
    yield from split(clause)
    yield from asked_about(clause, telling)
