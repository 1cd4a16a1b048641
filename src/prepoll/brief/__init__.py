"""Room 10: says it: text, tables, charts, maps; HTML, Markdown, JSON."""

from prepoll.brief.agenda import as_agenda
from prepoll.brief.chart import warm_up
from prepoll.brief.folder import write_brief
from prepoll.brief.html_writer import as_html
from prepoll.brief.json_writer import as_json
from prepoll.brief.make import make_brief
from prepoll.brief.markdown_writer import as_markdown
from prepoll.brief.publication import SilenceError, for_publication
from prepoll.brief.types import Audience, Brief, Run

__all__ = [
    "Audience",
    "Brief",
    "Run",
    "SilenceError",
    "as_agenda",
    "as_html",
    "as_json",
    "as_markdown",
    "for_publication",
    "make_brief",
    "warm_up",
    "write_brief",
]
