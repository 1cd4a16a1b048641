"""Feeds are read, or refused with their address."""

import pytest

from prepoll.errors import NewsError
from prepoll.watch import parse_feed

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
