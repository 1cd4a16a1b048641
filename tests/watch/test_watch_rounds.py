"""Following a real server: what is new is kept once, whatever goes wrong on the way."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from prepoll.case import load_case, new_case
from prepoll.cli import app
from prepoll.errors import NewsError, UsageError
from prepoll.watch import BusyError, Fetcher, Journal, Limits, Shelf, Sources, StateFile, follow

NOW = datetime(2024, 3, 20, 9, 30, tzinfo=UTC)
CLAIM = "The Harbour Party is in talks with the Hill League about seats, its president said on Tuesday."


class Follower:
    """A case's shelf and states, and rounds over one feed."""

    def __init__(self, folder, feed, **limits):
        self.folder, self.feed, self.limits = folder, feed, limits

    def round(self, now=NOW, *, pages=True):
        shelf = Shelf(self.folder / "news", self.folder / "pages")
        states = StateFile(self.folder / "feeds.json")
        fetcher = Fetcher(Limits(private=True, **self.limits))
        return follow(Sources((self.feed,), (), pages), shelf, states, fetcher.fetch, now)

    def texts(self):
        return [path.read_text(encoding="utf-8") for path in sorted((self.folder / "news").glob("*.md"))]


@pytest.fixture
def follower(site, tmp_path, a_page):
    site.put("/rss", site.feed(("Talks", "/a", "A summary."), ("Rain", "/b", "It rained.")), ETag='"one"')
    site.put("/a", a_page(CLAIM * 3))
    site.put("/b", a_page("It rained all day on the coast, and the harbour was closed. " * 4))
    return Follower(tmp_path, f"{site.address}/rss")


def test_an_article_is_kept_with_its_page_source_time_and_hash(follower, tmp_path):
    made = follower.round()
    assert (len(made.kept), made.problems) == (2, [])
    text = next(text for text in follower.texts() if "title: Talks" in text)
    assert "in talks with the Hill League" in text
    for line in ("date: 2024-03-19", f"source: {follower.feed}", "fetched: 2024-03-20T09:30:00+00:00"):
        assert line in text
    digest = re.search(r"page_sha256: (\w{64})", text)[1]
    assert b"Hill League" in gzip.decompress((tmp_path / "pages" / f"{digest}.html.gz").read_bytes())


def test_the_second_round_asks_for_news_only_and_keeps_nothing_twice(follower, site):
    follower.round()
    site.asked.clear()
    assert follower.round(NOW + timedelta(hours=1)).kept == []
    ((path, headers),) = [row for row in site.asked if row[0] != "/robots.txt"]
    assert (path, headers["If-None-Match"]) == ("/rss", '"one"')


def test_a_changed_feed_brings_only_what_is_new(follower, site, a_page):
    follower.round()
    site.put("/c", a_page("A third piece of news, long enough to be taken for an article by the reader. " * 3))
    site.put("/rss", site.feed(("Talks", "/a", "A summary."), ("Third", "/c", "x")), ETag='"two"')
    (path,) = follower.round(NOW + timedelta(hours=1)).kept
    assert "third" in path.name


def test_a_busy_host_is_let_be_for_longer_each_time_and_no_shorter_than_it_asks(follower, site):
    site.put("/rss", b"busy", status=503, Retry_After="7200")
    assert "503" in follower.round().problems[0]
    site.asked.clear()
    assert follower.round(NOW + timedelta(minutes=119)).resting == [follower.feed]
    assert site.asked == []
    site.put("/rss", b"busy", status=500)
    pauses = []
    now = NOW + timedelta(hours=3)
    for _ in range(12):
        follower.round(now)
        until = datetime.fromisoformat(StateFile(follower.folder / "feeds.json").of(follower.feed).not_before)
        pauses.append(until - now)
        now = until
    assert pauses == sorted(pauses)
    assert pauses[1] == 2 * pauses[0]
    assert pauses[-1] == timedelta(hours=6)


def test_an_item_whose_page_is_busy_is_not_lost(follower, site, a_page):
    site.put("/a", b"later", status=503)
    assert len(follower.round().kept) == 0
    assert follower.round(NOW + timedelta(seconds=10)).resting
    site.put("/a", a_page(CLAIM * 3))
    assert len(follower.round(NOW + timedelta(minutes=5)).kept) == 2


def test_an_item_whose_page_never_comes_is_kept_by_its_summary(follower, site):
    site.put("/a", b"later", status=503)
    kept, now = [], NOW
    for _ in range(5):
        kept += follower.round(now).kept
        now += timedelta(hours=1)
    assert len(kept) == 2
    assert any("A summary." in text for text in follower.texts())


def test_robots_are_respected(follower, site):
    site.put("/robots.txt", b"User-agent: *\nDisallow: /a\n")
    made = follower.round()
    assert "/a" not in site.paths()
    assert len(made.kept) == 2
    assert "robots.txt" in made.problems[0]
    site.put("/robots.txt", b"User-agent: prepoll\nDisallow: /\n")
    site.asked.clear()
    assert follower.round(NOW + timedelta(hours=1)).kept == []
    assert site.paths() == ["/robots.txt"]


def test_a_host_whose_robots_cannot_be_had_is_let_be(follower, site):
    site.put("/robots.txt", b"", status=500)
    assert "robots.txt" in follower.round().problems[0]
    assert "/rss" not in site.paths()


@pytest.mark.parametrize("packed", [{}, {"Content_Encoding": "gzip"}])
def test_what_is_too_large_is_left_unread(follower, site, packed):
    site.put("/rss", b"x" * 300_000, **packed)
    follower.limits["most_bytes"] = 100_000
    assert "more than 100,000 bytes" in follower.round().problems[0]


def test_what_comes_too_slowly_is_given_up(follower, site):
    site.put("/rss", b"x" * 20_000, X_Slow="0.05")
    follower.limits["seconds"] = 0.5
    assert "still coming" in follower.round().problems[0]
    assert site.sent < 10_000


def test_a_redirect_is_followed_and_checked_like_any_address(follower, site):
    site.put("/old", b"", status=301, Location="/rss")
    follower.feed = f"{site.address}/old"
    assert len(follower.round().kept) == 2
    site.put("/round", b"", status=302, Location="/round")
    with pytest.raises(NewsError, match="more than 5 times"):
        Fetcher(Limits(private=True)).fetch(f"{site.address}/round")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/rss",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/",
        "http://0/",
        "http://2130706433/",
    ],
)
def test_only_public_addresses_are_fetched(address):
    with pytest.raises(NewsError, match="not a public address"):
        Fetcher().fetch(address)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x.example/a", "just text", "http://", "http://x:99999/"]
)
def test_what_is_no_address_of_the_web_is_refused(address):
    with pytest.raises(NewsError, match="not an address"):
        Fetcher().fetch(address)


def test_a_public_name_that_sends_on_to_a_private_address_is_refused(site, monkeypatch):
    """The check is made at each step: the first address is allowed here by hand, the one it leads to is not."""
    from prepoll.watch import fetch

    site.put("/a", b"", status=302, Location="http://127.0.0.1:9/secret")
    look_up, steps = fetch.place_of, []

    def first_is_allowed(address, *, private=False):
        steps.append(address)
        return look_up(address, private=len(steps) == 1)

    monkeypatch.setattr(fetch, "place_of", first_is_allowed)
    with pytest.raises(NewsError, match="not a public address"):
        Fetcher().fetch(f"{site.address}/a")


def test_no_answer_at_all_is_tried_again_later(site):
    site.close()
    with pytest.raises(BusyError, match="no answer"):
        Fetcher(Limits(private=True, wait=1)).fetch(f"{site.address}/rss")


def test_a_title_cannot_name_a_place_outside_the_folder(follower, site):
    site.put("/rss", site.feed(("../../etc/passwd", "/a", "x"), ("---", "/b", "x")))
    follower.round()
    assert {path.parent.name for path in follower.folder.rglob("*.md")} == {"news"}
    assert len(follower.texts()) == 2


def test_a_folder_is_followed_like_a_feed(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "talks.txt").write_text(CLAIM, encoding="utf-8")
    (inbox / "dated.md").write_text("---\ndate: 2024-03-01\ntitle: Old\n---\nText.", encoding="utf-8")
    (inbox / "bad.txt").write_bytes(b"\xff\xfe\x00")
    (inbox / "picture.png").write_bytes(b"x")
    for path in inbox.iterdir():
        os.utime(path, (NOW.timestamp() - 60,) * 2)
    (inbox / "half.txt").write_text("still being wri", encoding="utf-8")
    os.utime(inbox / "half.txt", (NOW.timestamp() - 1,) * 2)

    def look():
        shelf = Shelf(tmp_path / "news", tmp_path / "pages")
        states = StateFile(tmp_path / "feeds.json")
        return follow(Sources((), (inbox,)), shelf, states, Fetcher().fetch, NOW)

    made = look()
    assert sorted(path.name[:10] for path in made.kept) == ["2024-03-01", "2024-03-20"]
    assert len(made.problems) == 1
    assert "bad.txt" in made.problems[0]
    assert look().kept == []


def test_a_line_half_written_is_cut_off_and_coded_again(tmp_path):
    journal = Journal(tmp_path / "coded.jsonl")
    journal.add({"id": "one", "statements": []})
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"id": "two", "statem')
    again = Journal(journal.path)
    assert again.articles == {"one"}
    again.add({"id": "two", "statements": []})
    assert [json.loads(line)["id"] for line in journal.path.read_text(encoding="utf-8").splitlines()] == ["one", "two"]


def test_a_state_that_cannot_be_read_costs_only_a_request(follower):
    follower.round()
    (follower.folder / "feeds.json").write_text("{broken", encoding="utf-8")
    assert follower.round().kept == []
    assert StateFile(follower.folder / "feeds.json").of(follower.feed).etag == '"one"'


def test_a_missing_source_is_told(tmp_path):
    new_case(tmp_path / "case")
    printed = CliRunner().invoke(app, ["watch", str(tmp_path / "case"), "--once"])
    assert isinstance(printed.exception, UsageError)
    assert "Nothing to follow" in str(printed.exception)


def test_the_command_follows_what_case_toml_names_and_codes_it(site, tmp_path, a_page):
    folder = tmp_path / "case"
    new_case(folder)
    parties = [party.name for party in load_case(folder).parties][:2]
    site.put("/rss", site.feed(("Talks", "/a", "x")))
    site.put("/a", a_page(f"{parties[0]} is in talks with {parties[1]} on seats, its president said. " * 3))
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[watch]\nfeeds = ["{site.address}/rss"]\n')
    command = ["watch", str(folder), "--once", "--allow-private", "--json"]
    first = json.loads(CliRunner().invoke(app, command).output)
    again = json.loads(CliRunner().invoke(app, command).output)
    (coded,) = first["coded"]
    assert "talks" in {statement["stance"] for statement in coded["statements"]}
    assert (again["kept"], again["coded"]) == ([], [])


def test_killed_at_any_moment_nothing_is_lost_and_nothing_coded_twice(site, tmp_path, a_page):
    folder = tmp_path / "case"
    new_case(folder)
    items = [(f"Piece {i}", f"/{i}", "x") for i in range(12)]
    site.put("/rss", site.feed(*items), ETag='"one"')
    for i in range(12):
        site.put(
            f"/{i}", a_page(f"Piece number {i} of the news, told at some length for the reader. " * 4), X_Slow="0.005"
        )
    command = [
        sys.executable,
        "-m",
        "prepoll",
        "watch",
        str(folder),
        "--allow-private",
        "--feed",
        f"{site.address}/rss",
    ]
    news, journal = folder / "news", folder / ".prepoll" / "coded.jsonl"
    for moment in (0.2, 0.5, 0.9):
        before = len(site.asked)
        run = subprocess.Popen([*command, "--every", "60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waited = time.monotonic() + 20
        while len(site.asked) == before and time.monotonic() < waited:
            time.sleep(0.01)
        time.sleep(moment)
        run.send_signal(signal.SIGKILL)
        run.wait()
        load_case(folder)  # what is there is whole
    done = subprocess.run([*command, "--once"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    titles = [re.search(r"title: (.*)", path.read_text(encoding="utf-8"))[1] for path in news.glob("*piece*.md")]
    assert sorted(titles) == sorted(title for title, _, _ in items)
    coded = [json.loads(line)["id"] for line in journal.read_text(encoding="utf-8").splitlines()]
    assert sorted(coded) == sorted(path.stem for path in news.glob("*piece*.md"))
