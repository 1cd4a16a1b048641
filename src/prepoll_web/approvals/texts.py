"""The text that is approved: written in one way only, so that any change of it is another digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands in one place of two texts; the empty text where nothing does."""

    place: str  # "at_least / 1 / number"
    before: str
    after: str


def canonical(text: Mapping[str, object]) -> str:
    """Write a text as JSON in one way only.

    >>> canonical({"until": "2024-04-22", "partners": ["DPAP"]})
    '{"partners":["DPAP"],"until":"2024-04-22"}'
    """
    return json.dumps(text, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(text: Mapping[str, object]) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of a text."""
    return hashlib.sha256(canonical(text).encode()).hexdigest()


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Difference, ...]:
    """List every place in which two texts differ, in the order of places.

    >>> differences({"until": "20 April", "keep": ["UDH"]}, {"until": "22 April", "keep": ["UDH"]})
    (Difference(place='until', before='20 April', after='22 April'),)
    """
    old, new = dict(_leaves(before)), dict(_leaves(after))
    places = sorted(set(old) | set(new))
    rows = ((place, old.get(place, ""), new.get(place, "")) for place in places)
    return tuple(Difference(*row) for row in rows if row[1] != row[2])


def _leaves(value: object, place: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield each place of a text with what stands there; a list of words is one place."""
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _leaves(value[key], (*place, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str) and any(_is_deep(each) for each in value):
        for number, each in enumerate(value, 1):
            yield from _leaves(each, (*place, str(number)))
    else:
        yield " / ".join(place), _plain(value)


def _is_deep(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    return value if isinstance(value, str) else json.dumps(value)
