"""Room 10: says it: text, tables, charts, maps; HTML, Markdown, JSON."""

from prepoll.brief.html_writer import as_html
from prepoll.brief.json_writer import as_json
from prepoll.brief.make import make_brief
from prepoll.brief.types import Audience, Brief, Run

__all__ = ["Audience", "Brief", "Run", "as_html", "as_json", "make_brief"]
