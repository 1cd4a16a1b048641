"""The brief as Markdown, section by section as in the page."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from prepoll.brief.html_writer import FILTERS, TEMPLATES, arranged, context
from prepoll.brief.template_cache import template_cache
from prepoll.brief.types import Brief

SPECIAL: Final = re.compile(r"([\\`*_\[\]|#])")
"""What would be read as Markdown inside a sentence or a cell of a table."""


def as_markdown(brief: Brief) -> str:
    """Write a brief as Markdown, with the sections of the page and without its pictures."""
    return markdown("brief.md.j2", brief, **arranged(brief))


def markdown(template: str, brief: Brief, **more: object) -> str:
    """Render a Markdown template; blank lines in a row become one."""
    written = environment().get_template(template).render(**context(brief), **more)
    return re.sub(r"\n{3,}", "\n\n", written).strip() + "\n"


def escaped(value: object) -> object:
    """Return a printed value so that none of it is read as Markdown or HTML.

    >>> escaped("<script>"), escaped(3)
    ('&lt;script>', 3)
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    words = SPECIAL.sub(r"\\\1", value.replace("<", "&lt;"))
    return re.sub(r"\s*\n\s*", " ", words)


@cache
def environment() -> Environment:
    """Make the template environment: `escaped` sees everything that is printed."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=template_cache("markdown"),
        autoescape=False,  # escaped() below does it for Markdown
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.filters["code"] = lambda value: Markup("`" + str(value).replace("`", "'") + "`")
    return made
