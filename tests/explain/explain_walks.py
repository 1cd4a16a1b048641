"""Walks over brief.json and over files, apart from what is tested."""

import gzip
import re

DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?")


def leaves(node, tokens=()):
    """Yield every value of a document with its address."""
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from leaves(inner, (*tokens, key))
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from leaves(inner, (*tokens, str(place)))
    else:
        yield tokens, node


def is_figure(value):
    """Say whether a value is a number or a day."""
    if isinstance(value, str):
        return DAY.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def lines_of(path):
    """Return the lines of a file as an editor counts them."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.name.endswith(".gz") else raw
    return text.decode("utf-8-sig").splitlines()
