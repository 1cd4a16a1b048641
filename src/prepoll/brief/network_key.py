"""What the lines of the network picture mean, each with a small sample of it."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from prepoll.brief.picture import element

SAMPLES: Final = (
    ("allied", "allied", ""),
    ("talking", "in talks", ""),
    ("open", "open, arrow towards whom", element("polygon", points="40,7 31,3 31,11", class_="head open")),
    ("supporting", "supports", element("polygon", points="40,7 31,3 31,11", class_="head supporting")),
    ("refusal", "refuses; bar at the refusing side", element("line", x1=9, x2=9, y1=1, y2=13, class_="stop refusal")),
    (
        "soft-refusal",
        "refuses with a hedge",
        element("line", x1=9, x2=9, y1=1, y2=13, class_="stop soft-refusal"),
    ),
)


def network_key() -> tuple[tuple[Markup, str], ...]:
    """Draw a sample of each line, hidden from readers of text, with its meaning."""
    return tuple((sample(style, more), words) for style, words, more in SAMPLES)


def sample(style: str, more: str) -> Markup:
    """Draw one line."""
    drawn = element("line", x1=2, x2=40, y1=7, y2=7, class_=f"tie {style}") + more
    return Markup(f'<svg width="42" height="14" viewBox="0 0 42 14" aria-hidden="true" focusable="false">{drawn}</svg>')
