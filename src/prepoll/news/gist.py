"""What a sentence in which no cue was found says, by classes of words, their order, and the parts that names play.

Nothing here knows a turn of phrase. A sentence that speaks of a union, of talks, of support or of seats, and of two
parties, has a stance by what is done with the one (agreed, refused, ended, wanted, weighed, denied), by negation and
by mood. Where the classes do not add up to one stance, or the names not to an actor and a target, nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prepoll.names import UNDIRECTED, PartyCode, Stance
from prepoll.news.clause import Clause
from prepoll.news.found import GIST, Claim, Telling
from prepoll.news.parts import GIVEN, Parts, Scene, negated, owned, parts_of, scene_of
from prepoll.news.phrases import Token, groups, tokens
from prepoll.news.scope import elsewhere

TOPIC = re.compile("[BJTSPAOYXl#LQp]")
TURNS = re.compile("[red]")
BOTH = "neither"
TALKS = re.compile(".*(?:talks|negotiations|discussions|parleys|deliberations|dialogue|in touch|in contact)$")
SET_ASIDE = re.compile("offer|aside|earmark|spar|part|reserve|promis")
MANY = 4  # parties; a sentence on more of them says too much for its word classes to tell


def gist(clause: Clause, telling: Telling, text: str, found: Sequence[Claim]) -> list[Claim]:
    """Return the claims of a sentence by its classes of words; a question makes none, nor does a crowd of parties.

    `text` is the article; `found` are the claims of cues, beside which no part of the sentence is read once more.
    """
    row = tokens(clause, text)
    signs = "".join(token.sign for token in row)
    if not TOPIC.search(signs) or clause.low.find("?", clause.start, clause.end) >= 0:
        return []
    named = groups(row)
    if len({p for group in named for p in group.parties}) > MANY:
        return []
    kept: list[Claim] = []
    told_of = {frozenset((claim.actor, claim.target)) for claim in found}
    done = 0
    for topic in TOPIC.finditer(signs):
        scene = scene_of(row, signs, topic.start(), named, telling)
        if topic.start() < done or taken(scene, found) or past(clause, row[topic.start()]):
            continue
        claims = [c for c in told(scene, clause.low) if frozenset((c.actor, c.target)) not in told_of]
        kept += claims
        done = scene.end if claims else done
    return kept


def taken(scene: Scene, found: Sequence[Claim]) -> bool:
    """Say whether a cue tells what the part of a sentence says."""
    start, end = scene.row[scene.begin].start, scene.row[scene.end - 1].end
    return any(claim.core_start < end and start < claim.end for claim in found)


def past(clause: Clause, token: Token) -> bool:
    """Say whether a token speaks of an earlier election, of what follows one, or of what others allege."""
    place = next((n for n, chunk in enumerate(clause.chunks) if chunk.end > token.start), None)
    return place is not None and elsewhere(clause, place)


def told(scene: Scene, low: str) -> Iterator[Claim]:
    """Yield what is said of a topic."""
    whole = scene.signs(scene.begin, scene.end)
    if set("hu") & set(whole) or len(TURNS.findall(whole)) > 1:
        return
    parts = parts_of(scene)
    if parts.target is not None and scene.topic in "PJ" and owned(scene, parts.target, low):
        return
    stance = stance_of(scene, parts)
    if stance is not None and (stance is Stance.DENIES or "R" not in whole):
        yield from couples(scene, parts, stance)


def stance_of(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance that the classes before and behind a topic give it."""
    before = parts.before
    ahead = scene.signs(scene.begin, parts.actor.first) if parts.actor is not None else ""
    if set("nredwcv") & set(ahead) and scene.topic not in "BT":
        return None
    if "n" in ahead or "y" in before or any(t.words == BOTH for t in scene.row[scene.begin : scene.end]):
        return None
    ours = parts.actor is None or set(parts.actor.parties) & set(scene.telling.own)
    if "o" in before and not ours:
        return None
    if parts.urged:
        refused = "r" in before or negated(anew(before)) or "M" in parts.behind
        if scene.topic == "P" and set("#XL") & set(parts.behind):
            return None if refused or parts.target is None else Stance.DEMANDS
        return Stance.SEEKS if scene.topic in "BJYPT" and parts.target is not None and not refused else None
    return KINDS[scene.topic](scene, parts)


def alone(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of who fights by itself."""
    around = scene.signs(scene.begin, scene.place) + parts.behind
    if set(around) & set("nrdewOTB") or "l" not in around or parts.behind.startswith("."):
        return None
    return Stance.ALONE


def offered(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance towards an offer of somebody."""
    if "r" in parts.before and parts.target is not None and parts.target.owner:
        return None if negated(parts.before) else Stance.RULES_OUT
    return None


def supported(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of support: given, weighed, refused or denied."""
    before = anew(parts.before)
    negative = negated(before)
    target = parts.target
    if target is None or not scene.place < target.first <= scene.place + 2:
        return None
    if "d" in before or "e" in before or "w" in before or "O" in before:
        return None
    if "r" in before:
        return None if negative else Stance.RULES_OUT
    if negative:
        return Stance.RULES_OUT
    return Stance.OPEN if "c" in before else Stance.SUPPORTS


def anew(before: str) -> str:
    """Return the words since the last "and": what is done before it is another thing."""
    return before.rpartition("a")[2]


def talked(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of talks: going on, wished for, refused, over or denied."""
    before, target = parts.before, parts.target
    linked = target is not None and scene.place < target.first <= scene.place + 4 and target.link
    if not linked and not TALKS.match(scene.row[scene.place].words):
        return None
    if parts.target is not None and parts.target.loose and "f" in before and not negated(before):
        return Stance.SEEKS
    turned = turn(before)
    if turned is Stance.RULES_OUT and "r" not in before and "f" not in before:
        return Stance.DENIES
    return turned or followed(parts.behind) or Stance.TALKS


def united(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance towards a union."""
    before, behind = parts.before, parts.behind
    if "bw" in before or (scene.topic == "J" and "M" in behind):
        return None  # "has not been invited to", "to join the meeting"
    if "M" in before and "w" in before and not negated(before):
        return Stance.TALKS
    turned = turn(before) or followed(behind)
    if turned is not None:
        return turned
    if "T" in before or "M" in before or "T" in behind:
        return Stance.TALKS
    aimed_at = scene.place > scene.begin and scene.row[scene.place - 1].words == "for"  # "headed for a merger"
    done = None if scene.topic == "S" or aimed_at else Stance.AGREED
    if scene.topic in "JY":
        return done if set("fg") & set(before) else None
    return done if set("gJ") & set(before) or re.search(r"j\.?\Z", before) or "g" in behind else None


def jointly(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of those who fight together."""
    return united(scene, parts) if "l" in parts.before + parts.behind else None


def fought(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of who does not stand against somebody."""
    against = parts.target is not None and parts.target.link == "against"
    if not against or not negated(parts.before) or set("rde") & set(parts.before):
        return None
    return Stance.SUPPORTS


def beside(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of who is, or will have nothing to do, with somebody, whatever the verb."""
    target = parts.target
    row, place = scene.row, scene.place
    if target is None or target.first != place + 1 or row[place].words != "with" or "J" in parts.before:
        return None
    if set("dewcohBTMS") & set(parts.before) or (parts.actor is None and not scene.telling.own):
        return None
    if row[place - 1].sign == "b" and place - 1 >= scene.begin and "r" not in parts.before:
        return Stance.RULES_OUT if negated(parts.before) else Stance.AGREED
    return None


def consorting(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of who will not deal, sit or return to somebody."""
    target = parts.target
    near = target is not None and scene.place < target.first <= scene.place + 3
    if not near or set("dewohBTMSPX") & set(parts.before):
        return None
    if "r" in parts.before:
        return None if negated(parts.before) else Stance.RULES_OUT
    return Stance.RULES_OUT if negated(parts.before) and "f" in parts.before else None


def seated(scene: Scene, parts: Parts) -> Stance | None:
    """Return the stance of who gives, divides or wants seats that are counted or named."""
    before, target = anew(parts.before), parts.target
    counted = scene.topic in "#L" or "#" in scene.signs(max(scene.begin, scene.place - 3), scene.place)
    time = scene.topic == "#" and scene.signs(scene.place + 1, scene.place + 2) == "."
    if negated(before) or set("rd") & set(before) or not counted or time or "bG" in before:
        return None
    asked = target is not None and target.first < scene.place and re.search(r"[Dw]Np\Z", before)
    if asked or (target is not None and target.link == "from" and set("Dw") & set(before)):
        return Stance.DEMANDS
    if "G" in before and target is not None and target.link in ("", *GIVEN):
        return given(scene, before)
    return None


def given(scene: Scene, before: str) -> Stance | None:
    """Return the stance of who gives seats: offered, or a named place that is left; a count alone settles nothing."""
    if set("cwO" if scene.topic == "L" else "cwfO") & set(before) or SET_ASIDE.search(words(scene)):
        return Stance.OFFERS
    return Stance.SUPPORTS if scene.topic == "L" else None


def words(scene: Scene) -> str:
    """Return the words before a topic."""
    return " ".join(token.words for token in scene.row[scene.begin : scene.place])


KINDS = {
    "A": alone, "O": offered, "P": supported, "T": talked, "B": united, "S": united, "J": united, "Y": jointly,
    "X": seated, "#": seated, "L": seated, "l": fought, "Q": consorting, "p": beside,
}  # fmt: skip


def turn(before: str) -> Stance | None:
    """Return what the words before a topic make of it, the same for unions and talks; None where they leave it."""
    negative = negated(before)
    if "d" in before:
        return None if negative else Stance.DENIES
    if "r" in before:
        return Stance.OPEN if negative else Stance.RULES_OUT
    if "e" in before:
        return None if negative or set(before) & set("wc") else Stance.BREAKS
    if set("cwoO") & set(before):
        return Stance.RULES_OUT if negative else Stance.OPEN if "c" in before else Stance.SEEKS
    return Stance.RULES_OUT if negative else None


def followed(behind: str) -> Stance | None:
    """Return what the words behind a topic and its partner make of it."""
    negative = negated(behind)
    if "d" in behind:
        return None if negative else Stance.DENIES
    if "r" in behind:
        return Stance.OPEN if negative else Stance.RULES_OUT
    return Stance.BREAKS if "e" in behind and not negative and not set(behind) & set("wc") else None


def couples(scene: Scene, parts: Parts, stance: Stance) -> Iterator[Claim]:
    """Yield a claim for each actor and target, for each pair of several actors, or with nobody in particular."""
    actors = parts.actor.parties if parts.actor is not None else scene.telling.own
    lists = [g for g in (parts.actor, parts.target) if g is not None]
    topic = scene.row[scene.place]
    start = min([topic.start, *(scene.row[g.first].start for g in lists)])
    end = max([topic.end, *(scene.row[g.last].end for g in lists)])
    by = parts.actor.mentions[0] if parts.actor is not None else None
    for actor, target in pairs(scene, parts, actors, stance):
        yield Claim(actor, target, stance, start, end, GIST, by, topic.start)


def pairs(
    scene: Scene, parts: Parts, actors: tuple[PartyCode, ...], stance: Stance
) -> list[tuple[PartyCode, PartyCode | None]]:
    """Return each actor with each target."""
    target = parts.target
    if stance is Stance.ALONE:
        return [(a, None) for a in actors[:1]]
    third = target is not None and target.link in ("between", "of", "among") and len(target.parties) == 2
    if third and target is not None and not set(actors) & set(target.parties):
        mutual = stance in UNDIRECTED or stance is Stance.BREAKS
        return [(target.parties[0], target.parties[1])] if mutual else []
    if target is not None and target.parties:
        return [(a, b) for a in actors for b in target.parties if a != b]
    if target is not None and target.loose and stance in (Stance.OPEN, Stance.SEEKS, Stance.TALKS):
        return [(a, None) for a in actors]
    if len(actors) != 2 or scene.topic in "PXO#L":
        return []
    back = [] if stance in UNDIRECTED or stance is Stance.BREAKS else [(actors[1], actors[0])]
    return [(actors[0], actors[1]), *back]
