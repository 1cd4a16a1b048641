"""What the words around a cue do to it: negation, denial, wish, doubt, time and condition."""

from __future__ import annotations

import re
from functools import lru_cache

from prepoll.names import Stance
from prepoll.news.clause import Clause
from prepoll.news.lexicon import table, whole_words

TIMED = re.compile("[uxz!y]")
HAD_THEY = re.compile(r"y[NHWZ]")  # "had the Reds fought …, they would have won"
MAIN = re.compile(r"i[NHWZ].{1,5}[NHWZ]v")  # "if we get ten seats we will …"
ANOTHERS = re.compile(r"[BR]\.?[NHZWE],?[a2]?\.?\Z")
ASIDE = re.compile(r",[wz][^,]{0,24}(?=,)")
EARLIER = whole_words(table("scope")["earlier"])
UNREAL = re.compile("![^n~]{0,3}\\Z")
ANEW = re.compile("a(?=[vjylckmsroh>])|[|](?=Q)")
BOUNDS = re.compile('[";:|?]')
NEAR_END = re.compile(r"e[^,]{0,4}\Z")
TWICE = re.compile("r2?r")
MET_FOR = re.compile(r"\A[^nrda]*[KM][^nrda]*s")  # "met in an effort to hammer out a merger"
NOT_NEAR = re.compile("[vjymkl.]{0,3}n")
DENIED_REFUSAL = re.compile("d[vjyl.h]{0,3}r")  # "denied that it had refused"
NOT_DENIED = re.compile("n[.v]?d")
DENIED_NEGATION = re.compile(r"\Ad[vjyl.h]{0,3}n")  # "untrue that it was no longer", "denied that it would not"
KEEPS_FROM_ENDING = re.compile(r"[r8][2h.]{0,2}[eB]|vn[m.]?e\Z")  # "refused to end", "will not end"
NEVER_ENDS = re.compile("[vjym.]{0,3}n[m.]?e")  # "the alliance will not break"
WILLING = re.compile("[o^]")
WISHED = re.compile("[sO>G]")
PREFERRED = re.compile(r"S\.?\Z")
NOT_YET = re.compile("[yj]n[^rosd]*[.cv]\\Z")
GOES_ON = re.compile("[kc]|[vjy.]Q")
DASHED = re.compile("e[.]?[sO]")
OVER = re.compile("(?:9[.]?[UL])?[vjylm2.]{0,4}e")
CONCLUDED = re.compile(r"[vjy]*k")
PERHAPS = re.compile("m[^sO]*$")
DONE = frozenset({Stance.AGREED, Stance.SEAT_DEAL, Stance.SUPPORTS, Stance.ALONE, Stance.TALKS, Stance.BREAKS})
BASE = {
    "U": Stance.AGREED, "J": Stance.AGREED, "Y": Stance.AGREED, "Q": Stance.AGREED, "L": Stance.SEAT_DEAL,
    "K": Stance.TALKS, "M": Stance.TALKS, "P": Stance.SUPPORTS, "p": Stance.SUPPORTS, "A": Stance.ALONE,
    "B": Stance.BREAKS, "R": Stance.RULES_OUT, "V": Stance.SEEKS,
}  # fmt: skip


def odd(run: str) -> bool:
    """Say whether a run holds an odd number of negations; what is joined by "and" begins anew."""
    run = ANEW.split(run)[-1]
    later = run.rpartition("~")
    if later[1]:
        return (later[2].count("n") + later[2].count("0")) % 2 == 0
    return (run.count("n") + run.count("0")) % 2 == 1


def segment(clause: Clause, place: int) -> tuple[int, int]:
    """Return the part of a sentence between marks that a place stands in."""
    left = max((m.end() for m in BOUNDS.finditer(clause.signs, 0, place)), default=0)
    right = BOUNDS.search(clause.signs, place + 1)
    return left, right.start() if right else len(clause.signs)


def elsewhere(clause: Clause, place: int) -> bool:
    """Say whether a cue speaks of an earlier election, of what follows one, or of what others allege."""
    if not TIMED.search(clause.signs):
        return False
    left, right = segment(clause, place)
    if clause.signs[right : right + 2] == "|z" and clause.words(right) in ("till", "until"):
        return True  # "were allies till 2019"
    while left > 1 and clause.words(left - 1) == "when":
        left = segment(clause, left - 1)[0]  # "till 2014, when they parted ways"
    part = without_asides(clause.signs, left, right, place)
    if "u" in part or ("y" in part and EARLIER.search(clause.low, clause.start, clause.end)):
        return True
    before = part[: place - left]
    if "x" in before[max(before.rfind("q"), before.rfind("h")) + 1 :] or UNREAL.search(before):
        return True
    return "z" in part and "f" not in part


def without_asides(signs: str, left: int, right: int, place: int) -> str:
    """Blank what is said between commas of the past of a subject ("who left in 2015"), unless a place is in it."""
    part = signs[left:right]
    for aside in ASIDE.finditer(part):
        if not aside.start() < place - left < aside.end():
            part = part[: aside.start() + 1] + "." * (len(aside[0]) - 1) + part[aside.end() :]
    return part


def supposed(clause: Clause, place: int) -> bool:
    """Say whether a cue stands in the condition of a sentence."""
    if HAD_THEY.match(clause.signs) and "," not in clause.signs[:place]:
        return True
    if (
        clause.signs.rfind("i", 0, place) < 0
        and clause.low.find("either ", clause.start, clause.chunks[place].start) < 0
    ):
        return False
    left, _ = segment(clause, place)
    if "either " in clause.low[clause.chunks[left - 1].end if left else clause.start : clause.chunks[place].start]:
        return True
    opening = clause.signs.rfind("i", left, place)
    return opening >= 0 and "," not in clause.signs[opening:place] and not MAIN.search(clause.signs, opening, place)


def turned(left: str) -> Stance | None:
    """Return the stance that the words between actor and cue give a union or talks; None where they leave it."""
    refusal = max(left.rfind("r"), left.rfind("8"))
    negated = odd(left[:refusal] if refusal >= 0 else left)
    for fits, plain, turned_round in (
        (DENIED_REFUSAL.search(left), Stance.OPEN, Stance.DENIES),
        (NOT_DENIED.search(left), Stance.OPEN, Stance.OPEN),
        ("d" in left, Stance.DENIES, Stance.DENIES),
        (TWICE.search(left), Stance.OPEN, Stance.OPEN),
        (DASHED.search(left), Stance.BREAKS, Stance.BREAKS),
        (refusal >= 0, Stance.RULES_OUT, Stance.OPEN),
        (WILLING.search(left), Stance.OPEN, Stance.RULES_OUT),
        (WISHED.search(left) or PREFERRED.search(left), Stance.SEEKS, Stance.RULES_OUT),
    ):
        if fits:
            return turned_round if negated else plain
    return None


@lru_cache(maxsize=1 << 15)
def stance_of(sign: str, left: str, right: str) -> Stance | None:
    """Return the stance of a cue by its sign, what stands between the actor and it, and what follows it."""
    left = ANEW.split(left)[-1]
    if ("y" in left and "m" in left) or (sign in "UJYQ" and NOT_YET.search(left)):
        return None
    if goes_on(sign, left, right):
        return BASE[sign] if sign in "ULK" else None
    left = DENIED_NEGATION.sub("", left)
    if sign in "BRVA":
        return by_itself(sign, left)
    if sign in "JYQP" and ANOTHERS.search(left):
        left = ""  # "dumps the Reds, goes with the Blues"
    given = turned(left)
    if given is Stance.SEEKS and sign in "ULJYQ" and MET_FOR.search(left):
        given = Stance.TALKS
    if given is None and left.count("n") == 2 and not odd(left) and sign in "KJYQ":
        given = Stance.OPEN  # "I am not saying that we shall never sit with them"
    if sign in "Pp":
        return supporting(sign, left, given)
    if given is None and ("B" in left or NEAR_END.search(left)):
        given = Stance.BREAKS
    if given is None:
        return talks(left, right) if sign in "KM" else union(sign, left, right)
    return ended(given, left)


def goes_on(sign: str, left: str, right: str) -> bool:
    """Say whether only the end of a union is refused ("warned against breaking", "will not let the pact fail")."""
    if sign in "BRVA":
        return False
    return KEEPS_FROM_ENDING.search(left) is not None or (sign in "ULK" and odd(left) and OVER.match(right) is not None)


def supporting(sign: str, left: str, given: Stance | None) -> Stance | None:
    """Return the stance of support: refused, only wished for, or given."""
    if given is Stance.OPEN and sign == "P":
        return given
    if given in (Stance.DENIES, Stance.RULES_OUT) or (sign == "P" and odd(left.rpartition("l")[2])):
        return given if given is Stance.DENIES else Stance.RULES_OUT
    return Stance.OPEN if given is Stance.SEEKS and sign == "P" else Stance.SUPPORTS


def ended(stance: Stance, left: str) -> Stance | None:
    """Return a break only where it is one: not feared, wished or denied."""
    if stance is not Stance.BREAKS:
        return stance
    return None if odd(left) or any(c in left for c in "msoi") else stance


def by_itself(sign: str, left: str) -> Stance | None:
    """Return the stance of a cue that needs no union: breaks, shuns, approaches, goes alone."""
    refused = "r" in left or "d" in left or (sign == "B" and "8" in left)
    if sign == "A":
        if "r" in left:
            return Stance.OPEN if not odd(left) else None
        return None if odd(left) or "s" in left or "d" in left else Stance.ALONE
    if sign == "B":
        return None if odd(left) or refused or any(c in left for c in "msoit") else Stance.BREAKS
    if sign == "V":
        return Stance.RULES_OUT if odd(left) or refused else Stance.OPEN if PERHAPS.search(left) else Stance.SEEKS
    return Stance.OPEN if odd(left) else None if refused else Stance.RULES_OUT


def talks(left: str, right: str) -> Stance | None:
    """Return the stance of talks: going on, not so, refused or failed."""
    if odd(left):
        return Stance.DENIES
    if "d" in right:
        return Stance.DENIES
    if "r" in right:
        return Stance.OPEN if odd(right) else Stance.RULES_OUT
    if OVER.match(right) and not odd(right):
        return Stance.BREAKS
    return Stance.SEAT_DEAL if CONCLUDED.match(right) else Stance.TALKS


def union(sign: str, left: str, right: str) -> Stance | None:
    """Return the stance of a union or of what partners do."""
    if "t" in left or "K" in left or "M" in left:
        return Stance.DENIES if odd(left) else Stance.TALKS
    if "m" in left:
        return Stance.RULES_OUT if odd(left) else Stance.OPEN
    if odd(left):
        return Stance.RULES_OUT
    if sign in "JYQ":
        return BASE[sign]
    return described(sign, left, right)


def described(sign: str, left: str, right: str) -> Stance | None:
    """Return the stance of a union by what is said of it; None where it is only mentioned."""
    had = left.endswith(("j", "P")) or bool(set("ck") & set(left[-3:])) or "Q" in left[-2:]
    over = OVER.match(right) is not None
    negated = odd(right)
    for fits, stance in (
        (left.endswith("j") and not over, BASE[sign]),
        (NEVER_ENDS.match(right), BASE[sign]),
        (over and right[:1] == "e", None if negated or "m" in right else Stance.BREAKS),
        ("r" in right, Stance.OPEN if negated else Stance.RULES_OUT),
        ("d" in right, Stance.DENIES),
        (over, None if negated or "m" in right else Stance.BREAKS),
        (had, BASE[sign]),
        (negated and NOT_NEAR.match(right), Stance.RULES_OUT),
        ("o" in right or "m" in right, Stance.OPEN),
        ("t" in right, Stance.TALKS),
        (GOES_ON.search(right), BASE[sign]),
    ):
        if fits:
            return stance
    return None
