"""Room 2: an article becomes statements: clean, segment, find names, resolve, find claims, attribute, date."""

from prepoll.news.copies import copies, once
from prepoll.news.read import read_article, read_case, statement_json
from prepoll.news.types import Cast, Reading, Span, Statement, Unresolved

__all__ = [
    "Cast",
    "Reading",
    "Span",
    "Statement",
    "Unresolved",
    "copies",
    "once",
    "read_article",
    "read_case",
    "statement_json",
]
