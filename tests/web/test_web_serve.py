"""`prepoll serve`: a first start on an empty folder, a real server, and what it refuses."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from databases import CURRENT, ON_POSTGRESQL

from prepoll.errors import UsageError
from prepoll_web import commands
from prepoll_web.people import admit, first_owner
from prepoll_web.place import check_host, existing_place, open_place

PREPOLL = str(Path(sys.executable).parent / "prepoll")
OWNER = {"PREPOLL_OWNER": "asha", "PREPOLL_PASSWORD": "a long enough phrase", "PREPOLL_TEAM": "News desk"}
OURS = ("PREPOLL_", "DJANGO_", "DATABASE_")
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(OURS)} | CURRENT.fresh()


def run(*arguments, **environment):
    return subprocess.run(
        [PREPOLL, *arguments],
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Start a server on an empty folder and yield its address and folder."""
    place = tmp_path_factory.mktemp("served") / "data"
    command = [PREPOLL, "serve", "--port", "0", "--data", str(place)]
    server = subprocess.Popen(command, env={**ENVIRONMENT, **OWNER}, stdout=subprocess.PIPE, text=True)
    line = server.stdout.readline()
    yield re.search(r"http://127\.0\.0\.1:\d+/", line)[0], place
    server.send_signal(signal.SIGINT)
    server.stdout.close()
    server.wait(60)


def test_the_first_owner_signs_in_and_finds_the_team(served):
    address, _ = served
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.open(address).read().decode())[1]
    fields = {"csrfmiddlewaretoken": token, "username": "asha", "password": OWNER["PREPOLL_PASSWORD"]}
    with browser.open(f"{address}sign-in/", urllib.parse.urlencode(fields).encode()) as response:
        page = response.read().decode()
    assert response.url == address
    assert "News desk" in page
    assert "owner" in page
    with browser.open(f"{address}static/prepoll_web/workbench.css") as response:
        assert response.headers["Content-Type"].startswith("text/css")


def test_all_that_is_kept_is_for_the_owners_eyes(served):
    _, place = served
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in place.rglob("*")} == {0}
    assert (place / "secret-key").stat().st_mode & 0o777 == 0o600
    assert len((place / "secret-key").read_text()) > 64


def test_the_database_keeps_a_log_ahead_of_writing(served):
    _, place = served
    assert (place / "prepoll.sqlite3-wal").exists() != ON_POSTGRESQL


def test_a_body_beyond_all_bounds_is_refused_before_it_is_read(served):
    host, port = urllib.parse.urlsplit(served[0]).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"POST /sign-in/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: {2**31}\r\n\r\n"
        connection.sendall(head.encode())
        assert b" 413 " in connection.recv(100)


def test_a_second_server_on_the_same_folder_is_refused(served):
    done = run("serve", "--port", "0", "--data", str(served[1]))
    assert done.returncode == 2
    assert "in use by another server" in done.stderr


def test_the_record_is_checked_and_a_member_added_while_it_is_served(served):
    added = run(
        "member", "bela", "--team", "news-desk", "--by", "asha", "--role", "analyst", "--data", str(served[1]), **OWNER
    )
    assert (added.returncode, added.stdout) == (0, "bela is now analyst in news-desk.\n")
    checked = run("verify-log", "--data", str(served[1]))
    assert checked.returncode == 0
    assert "The record holds" in checked.stdout


def test_without_an_owner_and_without_a_terminal_it_says_what_to_do(tmp_path):
    done = run("serve", "--port", "0", "--data", str(tmp_path / "data"), **CURRENT.fresh())
    assert done.returncode == 2
    assert "set PREPOLL_OWNER" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("host", "environment", "words"),
    [
        ("0.0.0.0", {}, "passwords would cross the network in the clear"),
        ("192.0.2.7", {}, "can be reached from other machines"),
        ("::", {}, "can be reached"),
        ("example.org", {}, "can be reached"),
        ("0.0.0.0", {"PREPOLL_ADDRESS": "https://desk.example"}, "PREPOLL_PROXY"),
        ("0.0.0.0", {"PREPOLL_ADDRESS": "http://desk.example", "PREPOLL_PROXY": "192.0.2.1"}, "with https://"),
        ("127.0.0.1", {"PREPOLL_ADDRESS": "desk.example"}, "with https://"),
    ],
)
def test_unsafe_addresses_are_refused_with_the_reason(host, environment, words):
    with pytest.raises(UsageError, match=words):
        check_host(host, environment)


def test_safe_addresses_are_taken():
    for host in ("127.0.0.1", "127.0.0.9", "::1", "localhost"):
        check_host(host, {})
    check_host("0.0.0.0", {"PREPOLL_ADDRESS": "https://desk.example", "PREPOLL_PROXY": "192.0.2.1"})


@pytest.mark.parametrize(("proxy", "trusted"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_only_the_proxy_is_believed_that_a_connection_is_encrypted(tmp_path, proxy, trusted):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PREPOLL, "serve", "--port", str(port), "--data", str(tmp_path / "data")]
    setting = {"PREPOLL_ADDRESS": "https://desk.example", "PREPOLL_PROXY": proxy}
    server = subprocess.Popen(command, env={**ENVIRONMENT, **OWNER, **setting}, stdout=subprocess.PIPE, text=True)
    try:
        assert "https://desk.example" in server.stdout.readline()
        with_word, without = (
            answer_to(port, f"GET /sign-in/ HTTP/1.0\r\nHost: desk.example\r\n{word}\r\n")
            for word in ("X-Forwarded-Proto: https\r\n", "")
        )
    finally:
        server.terminate()
        server.stdout.close()
        server.wait(60)
    assert " 301 " in without.splitlines()[0]
    assert "Location: https://desk.example/sign-in/" in without
    assert (" 200 " in with_word.splitlines()[0]) == trusted
    assert ("Set-Cookie: __Host-csrftoken=" in with_word.replace(":  ", ": ")) == trusted
    assert ("; Secure" in with_word) == trusted


def answer_to(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request.encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_behind_tls_cookies_and_addresses_are_bound_to_it():
    code = (
        "from prepoll_web.config import settings as s; print(s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    )
    environment = {**ENVIRONMENT, "PREPOLL_ADDRESS": "https://desk.example:8443"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "['desk.example'] ['https://desk.example:8443'] True True True True\n"


def test_a_key_that_others_can_read_is_refused(tmp_path):
    place = open_place(tmp_path / "data")
    key = (place / "secret-key").read_text()
    assert open_place(place) == place
    assert (place / "secret-key").read_text() == key
    (place / "secret-key").chmod(0o644)
    with pytest.raises(UsageError, match="Others can read"):
        open_place(place)


def test_a_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="Name another with --data"):
        open_place(tmp_path / "file")
    with pytest.raises(UsageError, match="There is no workbench"):
        existing_place(tmp_path)


def test_the_environment_takes_no_second_owner(world):
    from prepoll_web.teams.models import User

    before = User.objects.count()
    first_owner(OWNER)
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("guest", "lantern-desk", "king", "owner"), "There is no role 'king'"),
        (("guest", "lantern-desk", "viewer", "no-one"), "There is no user 'no-one'"),
        (("guest", "lantern-desk", "viewer", "analyst"), "is no owner of a team"),
        (("guest", "zqslug", "viewer", "owner"), "is no owner of a team"),
        (("analyst", "lantern-desk", "viewer", "owner"), "a member of this team already"),
    ],
)
def test_members_that_cannot_be_added_are_refused_and_no_user_is_left(world, arguments, words):
    from prepoll_web.teams.models import User

    before = User.objects.count()
    with pytest.raises(UsageError, match=words):
        admit(*arguments, OWNER)
    assert User.objects.count() == before


def test_the_command_line_starts_without_django():
    code = (
        "import sys, prepoll.cli as c; c.add_commands_from_elsewhere(); "
        "print([k.name for k in c.app.registered_commands][-8:], 'django' in sys.modules, 'waitress' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        done.stdout
        == f"{['serve', 'member', 'verify-log', 'backup', 'restore', 'export', 'import', 'password']} False False\n"
    )


def test_every_command_and_option_is_explained(root):
    import inspect

    page = (root / "docs" / "how-to" / "serve.md").read_text(encoding="utf-8")
    for command in (getattr(commands, name) for name in commands.COMMANDS):
        assert f"prepoll {command.__name__.strip('_').replace('_', '-')}" in page
        for name in inspect.signature(command).parameters:
            assert name in ("name", "file", "folder", "case") or f"--{name}" in page


def test_the_database_is_what_the_models_say(world):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("check", deploy=False, fail_level="WARNING")
