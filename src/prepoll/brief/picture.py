"""Static SVG by hand: elements with escaped text, titles and descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from markupsafe import Markup

FONT: Final = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


def number(value: float) -> str:
    """Write a coordinate with at most one decimal.

    >>> number(12.04), number(-0.01)
    ('12', '0')
    """
    return f"{round(value, 1) + 0.0:g}"


def attributes(given: Mapping[str, str | float]) -> str:
    """Write attributes, numbers short, text escaped."""
    return "".join(
        f' {name}="{number(value) if isinstance(value, int | float) else escape(value)}"'
        for name, value in given.items()
    )


def element(name: str, inside: str = "", **given: str | float) -> str:
    """Write one element; underscores in attribute names become hyphens, `class_` loses its own."""
    written = attributes({key.rstrip("_").replace("_", "-"): value for key, value in given.items()})
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **given: str | float) -> str:
    """Write a line of text at a place."""
    return element("text", escape(words, quote=False), x=x, y=y, **given)


def picture(name: str, size: tuple[float, float], title: str, description: str, inside: str) -> Markup:
    """Wrap elements into a picture with a title and a description; `name` makes its ids."""
    width, height = (number(side) for side in size)
    return Markup(
        f'<svg class="picture {name}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc" font-family="{escape(FONT)}">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{inside}</svg>'
    )
