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
OF = re.compile(r" ?(?:of|from)(?: the)?\Z")
TITLE = re.compile(
    rf"(?:'s?|\u2019s?)?,? ?(?:(?-i:[A-Z])[\w&'\-]+ |its |the ){{0,2}}(?:{ROLE}(?<!s),?)? ?", re.IGNORECASE
)
AFTER_TITLE = re.compile(rf"(?:'s|\u2019s)? ({ROLE})(?! (?:of |(?-i:[A-Z])))", re.IGNORECASE)
RUN = re.compile(r"[\w& \-'\u2019,]*")
HEADS = frozenset(word.replace("-", " ").split()[-1] for word in table("roles")["head"])
HEADS_AHEAD = HEADS | {word + "s" for word in HEADS}
HEADS_BEHIND = tuple(HEADS_AHEAD)
REACH = 60  # characters between two mentions that may be one


def role_ahead(text: str, place: int) -> bool:
    """Say whether the words right after a place can be a role: one that roles end in is among them."""
    run = RUN.match(text, place)
    words = run[0].lower() if run else ""
    if not words.isascii():
        return True
    return not HEADS_AHEAD.isdisjoint(words.replace("-", " ").replace(",", " ").split())


def role_behind(words: str) -> bool:
    """Say whether some words can end in a role."""
    if not words.endswith(" "):
        return False
    if not words.isascii():
        return True
    return words[:-1].lower().removesuffix(" and").removesuffix(",").endswith(HEADS_BEHIND)


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
    if not OF_PARTY.fullmatch(between):
        return None
    words = between.strip(" ,(")
    end = b.end + (between == " (" and text[b.end : b.end + 1] == ")")
    parties = a.parties if a.parties and words != "of" else b.parties
    return Mention(a.start, end, Kind.PERSON, parties, a.person, a.role or OF.sub("", words) or None)


def party_person(a: Mention, b: Mention, between: str, text: str) -> Mention | None:
    """Join "Party led by X" to a party, "Party president X" and "Party's X" to a person."""
    if LED_BY.fullmatch(between):
        return Mention(a.start, b.end, Kind.PARTY, a.parties)
    one_party = a.parties == b.parties or not b.parties
    if not one_party or not TITLE.fullmatch(between):
        return None
    own = between.startswith(("'", "\u2019"))
    role = b.role if own or b.role is None else text[a.start : b.start].strip(" ,")
    return Mention(a.start, b.end, Kind.PERSON, a.parties, b.person, role)


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
        if mention.kind is Kind.PARTY and role_ahead(text, mention.end):
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
