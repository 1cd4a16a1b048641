"""Feeds: fetched over a real connection from public addresses only, kept once, what goes wrong told beside them."""

import threading
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from web_evidence_world import ours

from prepoll_web.cases.models import Case
from prepoll_web.evidence.following import add_feed, ask_feed
from prepoll_web.evidence.models import Article, Feed

TEAM = "lantern-desk"
FEED = """<rss version="2.0"><channel><title>Courier</title>
<item><title>Lantern rules out the League</title><link>{here}/page.html</link>
<pubDate>Sun, 17 Mar 2030 08:00:00 GMT</pubDate><description>summary</description></item>
<item><title>اتحاد</title><link>{here}/gone.html</link>
<pubDate>Mon, 18 Mar 2030 08:00:00 GMT</pubDate>
<description>ہاربر لیگ &lt;script&gt;alert(1)&lt;/script&gt;</description>
</item></channel></rss>"""
PAGE = """<html><head><title>Lantern rules out the League</title></head><body><article>
<p>The Lantern Movement ruled out any alliance with the Harbour League, Tamsin Wick said in Gullhaven on Sunday.</p>
<p>The party would fight in all six seats on its own symbol, she added, and named the ferries as its first concern.</p>
</article></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@contextmanager
def host(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Serve a feed from this machine, and let the test alone follow it there."""
    monkeypatch.setattr(settings, "PREPOLL_PRIVATE_FEEDS", True, raising=False)
    folder = tmp_path / "site"
    folder.mkdir()
    with host(folder) as address:
        (folder / "feed.xml").write_text(FEED.format(here=address), encoding="utf-8")
        (folder / "page.html").write_text(PAGE, encoding="utf-8")
        yield address, folder


@pytest.fixture
def case(world):
    return Case.objects.get(id=world.ids["a"]["case"])


def added(world, case, address):
    return add_feed(world.user("analyst"), TEAM, case.id, address, world.now)


def test_what_a_feed_brings_is_kept_once_and_read(world, case, site):
    feed = added(world, case, f"{site[0]}/feed.xml")
    ask_feed(world.user("analyst"), TEAM, feed.id, world.now)
    articles = {each.title: each for each in ours(Article).filter(way="feed")}
    assert set(articles) == {"Lantern rules out the League", "اتحاد"}
    page = world.usual_client("viewer").get(f"/teams/{TEAM}/articles/{articles['Lantern rules out the League'].id}/")
    assert "LM rules out HL" in page.content.decode()
    other = world.usual_client("viewer").get(f"/teams/{TEAM}/articles/{articles['اتحاد'].id}/").content.decode()
    assert "<script>alert" not in other
    assert "ہاربر لیگ" in other
    assert "answers 404" in Feed.objects.get(id=feed.id).problem
    ask_feed(world.user("owner"), TEAM, feed.id, world.now)
    assert ours(Article).filter(way="feed").count() == 2
    assert [event.details["new"] for event in world.events().filter(what="feed_asked")] == [2, 0]


def test_what_goes_wrong_with_a_feed_stands_beside_it(world, case, site):
    address, folder = site
    (folder / "feed.xml").write_text('<!DOCTYPE x [<!ENTITY a "b">]><rss/>', encoding="utf-8")
    feed = added(world, case, f"{address}/feed.xml")
    client = world.usual_client("analyst")
    assert client.post(f"/teams/{TEAM}/feeds/{feed.id}/ask/").status_code == 302
    page = unescape(client.get(world.at("evidence")).content.decode())
    assert "the feed declares entities" in page
    assert not ours(Article).filter(way="feed").exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/feed",
        "http://localhost/feed",
        "http://[::1]/feed",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/feed",
        "http://[::ffff:127.0.0.1]/feed",
        "http://2130706433/feed",
    ],
)
def test_an_address_of_this_machine_or_its_network_is_refused(world, base, address):
    answer = world.usual_client("analyst").post(f"{base}feeds/", {"address": address})
    assert answer.status_code == 422
    assert not ours(Feed).filter(address=address).exists()


@pytest.fixture
def base(world):
    return world.at("evidence")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "x"])
def test_what_is_no_address_of_the_web_is_refused(world, base, address):
    answer = world.usual_client("analyst").post(f"{base}feeds/", {"address": address})
    assert answer.status_code == 422
    assert not ours(Feed).filter(address__contains=address).exists()


def test_a_host_that_turns_private_later_is_not_fetched(world, case, site, monkeypatch):
    feed = added(world, case, f"{site[0]}/feed.xml")
    monkeypatch.setattr(settings, "PREPOLL_PRIVATE_FEEDS", False, raising=False)
    made = ask_feed(world.user("analyst"), TEAM, feed.id, world.now)
    assert made.kept == []
    assert "not a public address" in Feed.objects.get(id=feed.id).problem
    assert "--allow-private" not in Feed.objects.get(id=feed.id).problem


@pytest.mark.parametrize("person", ["viewer", "stranger"])
def test_who_may_not_follows_nothing(world, case, site, person):
    feed = added(world, case, f"{site[0]}/feed.xml")
    refused = Http404 if person == "stranger" else PermissionDenied
    with pytest.raises(refused):
        add_feed(world.user(person), TEAM, case.id, f"{site[0]}/other.xml", world.now)
    with pytest.raises(refused):
        ask_feed(world.user(person), TEAM, feed.id, world.now)
    assert not ours(Article).filter(way="feed").exists()
