"""Neighbouring mentions that name one thing become one: "Party (ABC)", "X's Party", "Party leader X", "X of Party"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from prepoll.news.lexicon import alternation, table
from prepoll.news.mentions import Kind, Mention

ROLE = r"(?:(?:{b})[ \-])*(?:{h})s?(?: and (?:(?:{b})[ \-])*(?:{h}))?(?![\w\-])".format(
    b=alternation(table("roles")["before"]), h=alternation(table("roles")["head"])
)
OWNER = re.compile(r"(?:'s?|\u2019s?|-led| led) (?:the |own )?")
LED_BY = re.compile(r",? (?:is |which is |a party )?(?:led|headed|founded) by (?:the |\w+ )?")
OF_PARTY = re.compile(rf",? (?:{ROLE} )?(?:of|from) (?:the )?| \(", re.IGNORECASE)
ENDS_OF_PARTY = ("of ", "from ", "the ", " (")
OF = re.compile(r" ?(?:of|from)(?: the)?\Z")
TITLE = re.compile(
    rf"(?:'s?|\u2019s?)?,? ?(?:(?-i:[A-Z])[\w&'\-]+ |its |the ){{0,2}}(?:{ROLE}(?<!s),?)? ?", re.IGNORECASE
)
AFTER_TITLE = re.compile(rf"(?:'s|\u2019s)? ({ROLE})(?! (?:of |(?-i:[A-Z])))", re.IGNORECASE)
AHEAD, MOST = 80, 6  # characters and words in which a role ends
OWNERS_MARKS = frozenset(("", "'", "'s", "\u2019", "\u2019s"))
IN_ROLES = frozenset(w for row in ("head", "before") for r in table("roles")[row] for w in r.replace("-", " ").split())
HEADS = frozenset(word.replace("-", " ").split()[-1] for word in table("roles")["head"])
HEADS_AHEAD = HEADS | {word + "s" for word in HEADS}
HEADS_BEHIND = tuple(HEADS_AHEAD)
REACH = 60  # characters between two mentions that may be one


def role_ahead(text: str, place: int, free: int = 2) -> bool:
    """Say whether a role can stand right after a place, behind an owner's mark and so many other words."""
    words = text[place : place + AHEAD].split(" ", MOST)
    if words[0] not in OWNERS_MARKS:
        return False
    for number, word in enumerate(words[1:]):
        low = word.lower()
        if low in HEADS_AHEAD or not low.isalpha() or not low.isascii():
            return True
        if number >= free and low not in IN_ROLES:
            return False
    return len(words) > MOST or place + AHEAD < len(text)


def role_behind(words: str) -> bool:
    """Say whether some words can end in a role."""
    if not words.endswith(" "):
        return False
    if not words.isascii():
        return True
    return words[:-1].lower().removesuffix(" and").removesuffix(",").endswith(HEADS_BEHIND)


def role_begin(text: str, begin: int, end: int) -> int:
    """Return a place, not before `begin`, behind which the role that ends at `end` begins if there is one."""
    place = text.rfind(" ", begin, end - 1)
    while place > begin and part_of_role(text[place + 1 : end].split(" ", 1)[0]):
        place = text.rfind(" ", begin, place)
    return max(place, begin)


def part_of_role(word: str) -> bool:
    """Say whether a word can be a part of a role."""
    bare = word.lower().rstrip(",")
    return not bare.isalpha() or not bare.isascii() or bare in IN_ROLES or bare in HEADS_AHEAD or bare == "and"


def joined(found: Sequence[Mention], text: str) -> list[Mention]:
    """Join neighbours that name one thing, in the order of the text."""
    out: list[Mention] = []
    for mention in found:
        one = together(out[-1], mention, text) if out else None
        if one is None:
            out.append(mention)
        else:
            out[-1] = one
    return out


def together(a: Mention, b: Mention, text: str) -> Mention | None:
    """Return the one mention that two neighbours are, None where they are two."""
    between = text[a.end : b.start]
    join = JOINS.get((a.kind, b.kind))
    if join is None or len(between) > REACH:
        return None
    return join(a, b, between, text)


def party_party(a: Mention, b: Mention, between: str, text: str) -> Mention | None:
    """Join "Party (ABC)"."""
    if a.parties != b.parties or between not in (" (", " ", "/", ", "):
        return None
    closed = between == " (" and text[b.end : b.end + 1] == ")"
    return Mention(a.start, b.end + closed, Kind.PARTY, a.parties)


def person_party(a: Mention, b: Mention, between: str, text: str) -> Mention | None:
    """Join "X's Party" to a party, "X, secretary of the Party" and "X (ABC)" to a person."""
    if OWNER.fullmatch(between):
        return Mention(a.start, b.end, Kind.PARTY, b.parties)
    if not between.endswith(ENDS_OF_PARTY) or not OF_PARTY.fullmatch(between):
        return None
    words = between.strip(" ,(")
    end = b.end + (between == " (" and text[b.end : b.end + 1] == ")")
    parties = a.parties if a.parties and words != "of" else b.parties
    return Mention(a.start, end, Kind.PERSON, parties, a.person, a.role or OF.sub("", words) or None)


def party_person(a: Mention, b: Mention, between: str, text: str) -> Mention | None:
    """Join "Party led by X" to a party, "Party president X" and "Party's X" to a person."""
    if "by " in between and LED_BY.fullmatch(between):
        return Mention(a.start, b.end, Kind.PARTY, a.parties)
    one_party = a.parties == b.parties or not b.parties
    if not one_party or not may_be_title(between) or not TITLE.fullmatch(between):
        return None
    own = between.startswith(("'", "\u2019"))
    role = b.role if own or b.role is None else text[a.start : b.start].strip(" ,")
    return Mention(a.start, b.end, Kind.PERSON, a.parties, b.person, role)


def may_be_title(between: str) -> bool:
    """Say whether the last word between a party and a person is no plain word ("and", "said")."""
    last = between.rstrip(" ,").rpartition(" ")[2]
    return not last.isalpha() or not last.islower() or last in ("its", "the") or last.endswith(HEADS_BEHIND)


JOINS: dict[tuple[Kind, Kind], Callable[[Mention, Mention, str, str], Mention | None]] = {
    (Kind.PARTY, Kind.PARTY): party_party,
    (Kind.PERSON, Kind.PARTY): person_party,
    (Kind.PARTY, Kind.PERSON): party_person,
}


def titled(found: Sequence[Mention], text: str, known_roles: Callable[[str, str | None], str]) -> list[Mention]:
    """Take "the PARTY president" for the person of that party and role who was named before."""
    out: list[Mention] = []
    for mention in found:
        title = None
        if mention.kind is Kind.PARTY and role_ahead(text, mention.end, free=0):
            title = AFTER_TITLE.match(text, mention.end)
        meant = holder(title[1], mention, out, known_roles) if title else None
        if title and meant:
            out.append(Mention(mention.start, title.end(), Kind.PERSON, meant.parties, meant.person, meant.role))
        else:
            out.append(mention)
    return out


def holder(
    title: str, party: Mention, named: Sequence[Mention], known_roles: Callable[[str, str | None], str]
) -> Mention | None:
    """Return the one person named before who holds a title in a party, None where there is none or are several."""
    head = title.rsplit(maxsplit=1)[-1].lower()
    people = {
        m.person: m for m in named if m.person and m.parties == party.parties and head in known_roles(m.person, m.role)
    }
    return next(iter(people.values())) if len(people) == 1 else None
