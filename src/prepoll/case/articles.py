"""Read the articles of a case folder: front matter, day, and the text as it was decoded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from prepoll.case import cells
from prepoll.case.records import Found
from prepoll.case.tables import contents, decode
from prepoll.case.types import Article
from prepoll.errors import Finding, Severity

ENDINGS = (".txt", ".md", ".html", ".htm")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)?---[ \t]*(?:\r?\n|$)", re.DOTALL)
_PUBLISHED = re.compile(r"<meta[^>]+(?:published_time|datePublished)[^>]*>|\"datePublished\"[^,}]*|<time[^>]+>", re.I)
_FIELD = re.compile(r"([A-Za-z_]+)\s*:\s*(.*)")


def read_articles(folder: Path, name: str) -> tuple[list[Article], list[Found]]:
    """Read all articles under `folder/name`, in the order of their file names; defects carry the article's day."""
    root = folder / name
    if not root.exists():
        return [], []
    if not root.is_dir():
        finding = Finding(name, None, None, None, "is a file, not a folder", "Put each article in a file of its own.")
        return [], [Found(finding, None)]
    articles: list[Article] = []
    found: list[Found] = []
    for path in sorted(each for each in root.rglob("*") if each.is_file() and not each.name.startswith(".")):
        file = path.relative_to(folder).as_posix()
        if path.suffix.lower() not in ENDINGS:
            way_out = f"Articles end in {', '.join(ENDINGS)}."
            note = Finding(file, None, None, None, "is not an article and is not read", way_out, Severity.NOTE)
            found.append(Found(note, None))
            continue
        article, defects = _read_article(path, file)
        found.extend(defects)
        if article is not None:
            articles.append(article)
    kept, doubles = _once(articles)
    return kept, found + doubles


def _once(articles: list[Article]) -> tuple[list[Article], list[Found]]:
    """Keep the oldest article of each name, so that one known later takes nobody's place."""
    kept: dict[str, Article] = {}
    doubles: list[Found] = []
    for article in sorted(articles, key=lambda each: (each.date, each.file)):
        first = kept.setdefault(article.id, article)
        if first is not article:
            way_out = "Give each article a file name of its own; statements are named by it."
            finding = Finding(article.file, None, None, article.id, f"has the name of {first.file}", way_out)
            doubles.append(Found(finding, article.date))
    return sorted(kept.values(), key=lambda each: each.file), doubles


def _read_article(path: Path, file: str) -> tuple[Article | None, list[Found]]:
    raw = contents(path)
    if isinstance(raw, tuple):
        return None, [Found(Finding(file, None, None, None, *raw), _first_day(path.name))]
    written, findings = decode(raw, file)
    if written is None:
        return None, [Found(finding, _first_day(path.name)) for finding in findings]
    if raw.startswith(b"\xef\xbb\xbf"):
        written = raw.decode("utf-8")  # spans index the file as decoded, the mark included
    html = path.suffix.lower() in (".html", ".htm")
    fields = front_matter(written)
    dated, defect = _dated(fields, written if html else "", path)
    if defect is not None:
        line = 1 + written[: written.find("date")].count("\n") if "date" in fields else 1
        finding = Finding(file, line, "date", fields.get("date"), *defect)
        findings.append(finding)
    elif words := _without_text(written):
        findings.append(Finding(file, 1, "text", written[:40].strip(), *words, Severity.WARNING))
    found = [Found(finding, dated) for finding in findings]
    if dated is None:
        return None, found
    names = (fields.get("source"), fields.get("address"), fields.get("title"))
    return Article(path.stem, file, dated, *names, written, html), found


def _without_text(written: str) -> tuple[str, str] | None:
    """Say why nothing can be read in an article, and the way out: it is empty, or its front matter has no end."""
    plain = written.lstrip("\ufeff")
    block = _FRONT_MATTER.match(plain)
    if block is None and re.match(r"---[ \t]*\r?\n[A-Za-z_]+\s*:", plain):
        return "the front matter has no end, so it is read as text", "Put a line of three dashes below its last field."
    if plain[block.end() if block else 0 :].strip():
        return None
    return "the article has no text", "Put its words below the front matter, or delete the file."


def front_matter(written: str) -> Mapping[str, str]:
    r"""Read the fields between two lines of three dashes at the top of an article.

    >>> front_matter("---\ndate: 2024-03-19\n---\nText")
    {'date': '2024-03-19'}
    """
    block = _FRONT_MATTER.match(written.lstrip("\ufeff"))
    if block is None or block[1] is None:
        return {}
    fields = (_FIELD.fullmatch(line.strip()) for line in block[1].splitlines())
    return {field[1].lower(): field[2].strip("\"' ") for field in fields if field and field[2].strip("\"' ")}


def _dated(fields: Mapping[str, str], html: str, path: Path) -> tuple[date | None, tuple[str, str] | None]:
    if "date" in fields:
        try:
            return cells.day(re.sub(r"(?<=\d{4}-\d{2}-\d{2})[T ].*", "", fields["date"])), None
        except cells.Unreadable as defect:
            return None, (defect.problem, defect.way_out)
    tags = _PUBLISHED.findall(html)
    for place in (*tags, path.name):
        if printed := _first_day(place):
            return printed, None
    return None, ("the article has no date", "Put a line `date: YYYY-MM-DD` between two lines `---` at the top.")


def _first_day(place: str) -> date | None:
    found = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", place)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
