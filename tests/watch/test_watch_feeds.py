"""Feeds are read and kept once; a run stopped anywhere loses and repeats nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prepoll.case import load_case, new_case
from prepoll.errors import NewsError, UsageError
from prepoll.watch import follow, parse_feed

NOW = datetime(2024, 3, 20, 9, 30, tzinfo=UTC)
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>
<item><title>Two parties talk</title><link>https://paper.example/a</link>
<pubDate>Tue, 19 Mar 2024 18:00:00 +0530</pubDate>
<description>North Party is in talks with South Party.</description></item>
<item><title>Rain</title><link>https://paper.example/b</link><description>It rained.</description></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Pact</title>
<link rel="edit" href="https://paper.example/edit"/><link href="https://paper.example/c"/>
<updated>2024-03-18T10:00:00Z</updated><summary>A pact.</summary></entry></feed>"""


def test_rss_and_atom_give_the_same_kind_of_item():
    first, second = parse_feed(RSS, "rss")
    assert (first.title, first.address) == ("Two parties talk", "https://paper.example/a")
    assert first.published is not None
    assert first.published.date().isoformat() == "2024-03-19"
    assert second.published is None
    (entry,) = parse_feed(ATOM, "atom")
    assert (entry.address, entry.summary) == ("https://paper.example/c", "A pact.")


@pytest.mark.parametrize("raw", [b"", b"not xml", b"<a>", b'<!DOCTYPE a [<!ENTITY b "c">]><rss/>', b"\xff\xfe"])
def test_what_is_no_feed_is_refused_with_its_address(raw):
    with pytest.raises(NewsError, match=r"https://x\.example"):
        parse_feed(raw, "https://x.example")


def test_an_item_is_kept_once_and_whole(tmp_path):
    feeds = {"https://paper.example/rss": RSS, "https://paper.example/atom": ATOM}
    first = follow(feeds, tmp_path, feeds.__getitem__, NOW)
    again = follow(feeds, tmp_path, feeds.__getitem__, NOW)
    assert len(first) == 3
    assert again == ()
    assert not list(tmp_path.glob(".*"))
    text = first[0].read_text(encoding="utf-8")
    assert "date: 2024-03-19" in text
    assert "fetched: 2024-03-20T09:30:00+00:00" in text


def test_a_fetch_that_fails_loses_nothing_that_was_kept(tmp_path):
    def fetch(address: str) -> bytes:
        if "atom" in address:
            raise NewsError("down")
        return RSS

    with pytest.raises(NewsError):
        follow(["https://paper.example/rss", "https://paper.example/atom"], tmp_path, fetch, NOW)
    assert len(list(tmp_path.glob("*.md"))) == 2
    assert len(follow(["https://paper.example/rss"], tmp_path, fetch, NOW)) == 0


def test_a_title_cannot_name_a_place_outside_the_folder(tmp_path):
    (tmp_path / "news").mkdir()
    evil = RSS.replace(b"Two parties talk", b"../../etc/passwd")
    follow(["f"], tmp_path / "news", lambda address: evil, NOW)
    assert len(list((tmp_path / "news").glob("*.md"))) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news"]


def test_a_missing_folder_is_named():
    with pytest.raises(UsageError, match="no-such-folder"):
        follow([], Path("no-such-folder"), lambda address: b"", NOW)


def test_what_is_kept_is_news_of_the_case(tmp_path):
    new_case(tmp_path / "case")
    news = tmp_path / "case" / "news"
    news.mkdir(exist_ok=True)
    (kept, *_) = follow(["f"], news, lambda address: RSS, NOW)
    case = load_case(tmp_path / "case")
    assert kept.stem in {article.id for article in case.articles}
