"""What is refused where others can reach the workbench, with the reason; and what is let be on one's own machine."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from prepoll.errors import UsageError
from prepoll_web import safety
from prepoll_web.safety import check_safety, kind_of_disk

OTHERS = "0.0.0.0"
SAFE = {
    "DEBUG": False,
    "SECRET_KEY": "".join(map(chr, range(40, 120))),
    "ALLOWED_HOSTS": ["desk.example"],
    "PREPOLL_ADDRESS": "https://desk.example",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}},
}


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


def settings(**changed):
    return SimpleNamespace(**{**SAFE, **changed})


def test_safe_settings_are_taken(place):
    check_safety(OTHERS, place, settings())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"DEBUG": True}, "DEBUG is on"),
        ({"SECRET_KEY": ""}, "can be guessed"),
        ({"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]}, "can be guessed"),
        ({"SECRET_KEY": "ab" * 40}, "can be guessed"),
        ({"ALLOWED_HOSTS": ["*"]}, "takes every name"),
        ({"SESSION_COOKIE_SECURE": False}, "sent unencrypted"),
    ],
)
def test_unsafe_settings_are_refused_where_others_can_reach_it(place, changed, words):
    for host in (OTHERS, "127.0.0.1"):  # on this machine too, where a proxy lets others in
        with pytest.raises(UsageError, match=words):
            check_safety(host, place, settings(**changed))
    check_safety("127.0.0.1", place, settings(**changed, PREPOLL_ADDRESS=""))


def test_a_folder_that_others_can_look_into_is_refused(place):
    place.chmod(0o755)
    with pytest.raises(UsageError, match="chmod 700"):
        check_safety(OTHERS, place, settings())


def test_a_file_database_on_a_network_disk_is_refused_and_a_server_is_not(place, tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/desk {place} nfs4 rw 0 0\n")
    monkeypatch.setattr(safety, "MOUNTS", mounts)
    with pytest.raises(UsageError, match="network disk \\(nfs4\\)"):
        check_safety(OTHERS, place, settings())
    check_safety(OTHERS, place, settings(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}}))


def test_all_reasons_come_together(place):
    place.chmod(0o755)
    with pytest.raises(UsageError) as caught:
        check_safety(OTHERS, place, settings(DEBUG=True, SECRET_KEY="x"))
    assert str(caught.value).count("\n  ") == 3


def test_the_kind_of_a_disk_is_that_of_the_nearest_mount():
    mounts = "none / overlay rw 0 0\nbroken\na /srv/a\\040b nfs rw 0 0\nc /srv ext4 rw 0 0\n"
    assert kind_of_disk(Path("/srv/a b/data"), mounts) == "nfs"
    assert kind_of_disk(Path("/srv/c"), mounts) == "ext4"
    assert kind_of_disk(Path("/home"), mounts) == "overlay"
    assert kind_of_disk(Path("/home"), "") == ""
