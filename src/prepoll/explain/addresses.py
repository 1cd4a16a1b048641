"""The addresses of figures: JSON pointers into brief.json, and short names that people type.

A short name is words joined by slashes. The first names a seat (`BAR`), a party (`JKAP`), two parties
(`JKAP+DPAP`), an id that the brief prints (`share:BAR:JKAP`, `statement:…`, `evidence:…`) or a key of
brief.json. Each further word is a key, the place of an item in a list, or the item's own name: a
party, a seat, a norm, an alliance (`JKAP+DPAP`, `JKAP+DPAP@Kashmir`). What is left out at the end is
the usual figure there: the mean of an interval, the share of a party in a seat.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Final

from prepoll.brief.proposals import PartyAdvice
from prepoll.brief.types import TotalRow
from prepoll.errors import UsageError
from prepoll.explain.figures import Figures

Tokens = tuple[str, ...]

NAMING: Final = ("code", "party", "name", "seat", "norm", "about", "question", "id", "figure", "row", "article")
"""Keys whose value names an item of a list."""
USUAL: Final = (
    *("mean", "gain", "dated", "seats", "share", "chance", "value", "after", "share_with", "alliance_seats", "score"),
    *("since", "on", "date", "falls_due", "estimate", "lowest", "days", "distance", "best_gain"),
)
"""The figure of a row that is meant where none is named, the first that is there."""
SHOWN: Final = 8
TOTALS: Final = frozenset(each.name for each in fields(TotalRow))
"""Keys that, after a party, mean its total and not its advice."""


def locate(figures: Figures, text: str) -> Tokens:
    """Find the figure with an address; UsageError with near addresses where there is none."""
    if text.startswith("/"):
        words = tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))
        tokens: Tokens = ()
    else:
        tokens, words = _start(figures, [part.strip() for part in text.split("/")])
    node = at(figures, tokens)
    for place, word in enumerate(words):
        found = _step(node, word)
        if found is None:
            raise _not_found(text, words[:place], text[: len(text) - len("/".join(words[place:]))], node, word)
        tokens = (*tokens, *found)
        node = at(figures, tokens)
    return _leaf(text, tokens, node)


def at(figures: Figures, tokens: Tokens) -> object:
    """Return what stands at an address in brief.json."""
    node: object = figures.content
    for token in tokens:
        node = _child(node, token)
    return node


def pointer(tokens: Tokens) -> str:
    """Write an address as a JSON pointer (RFC 6901).

    >>> pointer(("seats", "0", "a/b"))
    '/seats/0/a~1b'
    """
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def short_name(figures: Figures, tokens: Tokens) -> str:
    """Write an address as people would type it, the pointer itself where there is no shorter way."""
    rest = tokens[:-1] if tokens[-1] == "mean" else tokens
    match rest:
        case ("seats", seat, "parties", _, *more):
            words = [_of(figures, ("seats", seat), "code"), _of(figures, rest[:4], "party"), *more]
        case ("seats", seat, *more) if more:
            words = [_of(figures, ("seats", seat), "code"), *more]
        case ("totals", place, *more) if more:
            words = [_of(figures, ("totals", place), "party"), *more]
        case ("advices", place, "options", _, *more) if more:
            words = [figures.focal[int(place)], "options", _option_name(figures, rest[:4]), *more]
        case ("advices", place, *more) if len(more) > 1 or more[0] not in TOTALS:
            words = [figures.focal[int(place)], *more]
        case _:
            return pointer(tokens)
    return "/".join(words)


def _option_name(figures: Figures, tokens: Tokens) -> str:
    """Name an option by its members and regions, by its place where a better one has the same name."""
    row, before = at(figures, tokens), [at(figures, (*tokens[:-1], str(i))) for i in range(int(tokens[-1]))]
    name = next(iter(_names(row)), tokens[-1])
    return tokens[-1] if any(name in _names(other) for other in before) else name


def _start(figures: Figures, parts: list[str]) -> tuple[Tokens, Tokens]:
    """Read the first word of a short name; what is left is walked from there."""
    first, rest = parts[0], tuple(parts[1:])
    for find in (_by_id, _by_seat, _by_pair, _by_party):
        found = find(figures, first, rest)
        if found is not None:
            return found
    if first in figures.content:
        return (first,), rest
    known = [*(seat.code for seat in figures.case.seats), *figures.base.contenders, *figures.content]
    near = difflib.get_close_matches(first, known, n=SHOWN, cutoff=0.5) or known[:SHOWN]
    raise UsageError(
        f"There is no figure {'/'.join(parts)!r}: {first!r} is no seat, party, id or key of brief.json. "
        f"Near: {', '.join(near)}. Addresses look like {_example(figures)}/share, or /seats/0/chance."
    )


def _example(figures: Figures) -> str:
    """Name a seat and a party of the case, as they are typed."""
    return f"{figures.case.seats[0].code}/{figures.base.contenders[0]}"


def _by_id(figures: Figures, first: str, rest: Tokens) -> tuple[Tokens, Tokens] | None:
    kind, _, name = first.partition(":")
    lists = {"statement": "claims", "evidence": "evidence", "reports.csv": "voices", "total": "totals"}
    match kind, name.split(":"):
        case "share", [seat, party]:
            return _by_seat(figures, seat, (party, *rest))
        case "alone", [party] if party in figures.focal:
            return ("advices", str(figures.focal.index(party)), "alone"), rest
        case "option", [party, *_] if party in figures.focal:
            return ("advices", str(figures.focal.index(party)), "options"), (first, *rest)
    return ((lists[kind],), (first, *rest)) if kind in lists and name else None


def _by_seat(figures: Figures, first: str, rest: Tokens) -> tuple[Tokens, Tokens] | None:
    for place, seat in enumerate(figures.brief.seats):
        if first.casefold() in (seat.code.casefold(), seat.name.casefold()):
            return ("seats", str(place)), rest
    return None


def _by_pair(figures: Figures, first: str, rest: Tokens) -> tuple[Tokens, Tokens] | None:
    pair = {part.strip().casefold() for part in first.split("+")}
    for place, row in enumerate(figures.brief.standings):
        if len(pair) == 2 and {row.a.casefold(), (row.b or "").casefold()} == pair:
            return ("standings", str(place)), rest
    return None


def _by_party(figures: Figures, first: str, rest: Tokens) -> tuple[Tokens, Tokens] | None:
    try:
        code = figures.study.party_code(first)
    except UsageError:
        return None
    of_advice = {each.name for each in fields(PartyAdvice)} - TOTALS
    if code in figures.focal and rest and rest[0] in of_advice:
        return ("advices", str(figures.focal.index(code))), rest
    place = next((i for i, row in enumerate(figures.brief.totals) if row.party == code), None)
    return None if place is None else (("totals", str(place)), rest)


def _child(node: object, token: str) -> object:
    if isinstance(node, Mapping):
        return node[token]
    if isinstance(node, Sequence) and not isinstance(node, str):
        return node[int(token)]
    raise KeyError(token)


def _step(node: object, word: str) -> Tokens | None:
    """Find what a word means at a node: a key, a place, an item's name, or an item of one of its lists."""
    if isinstance(node, Mapping):
        if word in node:
            return (word,)
        for key, inner in node.items():
            found = _item(inner, word) if isinstance(inner, list) else None
            if found is not None:
                return (str(key), *found)
        return None
    if not isinstance(node, Sequence) or isinstance(node, str):
        return None
    if word.isdecimal() and word.isascii():
        return (word,) if str(int(word)) == word and int(word) < len(node) else None
    return _item(node, word)


def _item(items: Sequence[object], word: str) -> Tokens | None:
    """Find an item of a list by its name; a pair of a name and a figure leads to the figure."""
    wanted = _plain(word)
    for place, item in enumerate(items):
        if wanted in (_plain(name) for name in _names(item)):
            return (str(place), "1") if isinstance(item, list) else (str(place),)
    return None


def _names(item: object) -> Iterator[str]:
    """Yield the names of an item; an option's name with its regions comes first."""
    if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
        yield item[0]
    if isinstance(item, Mapping):
        if item.get("regions") and isinstance(item["name"], str):
            yield f"{item['name'].replace(' ', '')}@{'+'.join(item['regions'])}"
        for key in NAMING:
            if isinstance(item.get(key), str):
                yield item[key].replace(" + ", "+")


def _plain(name: str) -> tuple[tuple[str, ...], ...]:
    """Bring a name to a form in which capitals and the order of members and regions do not count."""
    return tuple(tuple(sorted(part.strip() for part in half.casefold().split("+"))) for half in name.split("@"))


def _leaf(text: str, tokens: Tokens, node: object) -> Tokens:
    """Go on to the usual figure of a row; UsageError where there is none."""
    while isinstance(node, Mapping):
        usual = next((key for key in USUAL if node.get(key) is not None), None)
        if usual is None:
            break
        tokens, node = (*tokens, usual), node[usual]
    if isinstance(node, (Mapping, Sequence)) and not isinstance(node, str):
        raise UsageError(f"{text!r} holds several figures. Name one of: {', '.join(_near(text, node, ''))}.")
    return tokens


def _not_found(text: str, walked: Tokens, before: str, node: object, word: str) -> UsageError:
    place = "/".join(walked) or before.strip("/") or "brief.json"
    near = _near(before, node, word)
    return UsageError(
        f"There is no figure {text!r}: {place} has no {word!r}."
        + (f" Near: {', '.join(near)}." if near else f" {place} is a figure itself.")
    )


def _near(before: str, node: object, word: str) -> list[str]:
    """List the addresses one step further, those spelt most alike first."""
    start = before if before.endswith("/") else before + "/"
    names: list[str] = []
    for inner in [node, *(node.values() if isinstance(node, Mapping) else ())]:
        if isinstance(inner, Mapping) and inner is node:
            names += [str(key) for key in inner]
        elif isinstance(inner, Sequence) and not isinstance(inner, str):
            named = [next(_names(item), str(i)) for i, item in enumerate(inner)]
            names += [name for name in named if inner is node or not name.isdecimal()]
    near = difflib.get_close_matches(word, names, n=SHOWN, cutoff=0.5) or list(dict.fromkeys(names))[:SHOWN]
    return [start + name for name in near]


def _of(figures: Figures, tokens: Tokens, key: str) -> str:
    row = at(figures, tokens)
    assert isinstance(row, Mapping)
    return str(row[key])
