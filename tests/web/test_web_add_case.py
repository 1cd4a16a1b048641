"""Adding a case: who may, who may not, and every trick that an uploaded file can play."""

import gzip
import io
import os
import stat
import zipfile

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from web_world import TUTORIAL, files_of, tutorial, zipped

from prepoll.errors import CaseError
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.archive import ArchiveError, Limits, unpack
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import folder_of

SECRET = "root:x:0:0"


def test_an_analyst_adds_a_case_and_its_files_are_those_sent(world):
    case = add_case(world.user("analyst"), "lantern-desk", tutorial(), world.now)
    assert files_of(folder_of(case)) == files_of(TUTORIAL)
    assert (case.title, str(case.as_of)) == ("Merrow Isles, general election 2030 (invented)", "2030-03-18")
    event = world.events().last()
    assert (event.who, event.what, event.about) == ("analyst", "case_added", f"case:{case.id}")
    assert event.at == world.now


def test_a_viewer_is_told_so_and_nothing_is_kept(world):
    before, events = world.stored(), world.events().count()
    with pytest.raises(PermissionDenied, match="viewer"):
        add_case(world.user("viewer"), "lantern-desk", tutorial(), world.now)
    assert (world.stored(), world.events().count()) == (before, events)


@pytest.mark.parametrize("team", ["lantern-desk", "no-such-team"])
def test_a_stranger_finds_no_such_team(world, team):
    before = world.stored()
    with pytest.raises(Http404):
        add_case(world.user("stranger"), team, tutorial(), world.now)
    assert world.stored() == before


def test_somebody_whose_account_was_closed_finds_nothing(world):
    analyst = world.user("analyst")
    analyst.is_active = False
    analyst.save()
    with pytest.raises(Http404):
        add_case(analyst, "lantern-desk", tutorial(), world.now)


def test_a_right_that_ends_while_the_case_is_checked_does_not_count(world, monkeypatch):
    from prepoll_web.cases import actions

    analyst = world.user("analyst")

    def demoted_meanwhile(folder):
        analyst.memberships.update(role="viewer")
        return check(folder)

    check = actions.check
    monkeypatch.setattr(actions, "check", demoted_meanwhile)
    before = world.stored()
    with pytest.raises(PermissionDenied):
        add_case(analyst, "lantern-desk", tutorial(), world.now)
    assert world.stored() == before


def test_a_folder_within_the_archive_is_taken_and_what_systems_leave_is_not(world):
    files = {f"my case/{name}": content for name, content in files_of(TUTORIAL).items()}
    files |= {"__MACOSX/my case/._case.toml": b"x", "my case/.DS_Store": b"x"}
    case = add_case(world.user("owner"), "lantern-desk", zipped(files), world.now)
    assert files_of(folder_of(case)) == files_of(TUTORIAL)


def test_defects_are_listed_all_together_and_nothing_is_kept(world):
    before = world.stored()
    seats = (TUTORIAL / "seats.csv").read_bytes().replace(b"name", b"nmae", 1)
    with pytest.raises(CaseError) as raised:
        add_case(world.user("owner"), "lantern-desk", tutorial(**{"seats.csv": seats, "polls.csv": b"x\n1"}), world.now)
    assert {"seats.csv", "polls.csv"} <= {finding.file for finding in raised.value.findings}
    assert world.stored() == before
    assert list((world.place / "incoming").iterdir()) == []
    assert world.events().last().what == "case_refused"


def test_errors_are_listed_before_what_does_not_stop_the_case(world):
    upload = tutorial(**{"aaa.csv": b"x", "units.csv": b"x\n1"})
    page = world.client("owner").post(world.at("add-case"), {"archive": upload}).content.decode()
    assert 0 < page.index(">error: units.csv") < page.index(">note: aaa.csv")


def entry(name, kind=stat.S_IFREG, content=b"x"):
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o777) << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("case.toml", b"")
        archive.writestr(info, content)
    return written.getvalue()


def patched(name, *changes):
    raw = entry(name)
    for old, new in changes:
        assert old in raw
        raw = raw.replace(old, new)
    return raw


def flagged_as_encrypted():
    raw = bytearray(entry("a.csv"))
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


TRICKS = {
    "parent": (entry("../../outside.csv"), "points outside the folder"),
    "parent in the middle": (entry("a/../../outside.csv"), "points outside the folder"),
    "absolute": (entry("/tmp/outside.csv"), "points outside the folder"),
    "backslash": (entry("..\\outside.csv"), "has a character in its name"),
    "drive": (entry("C:outside.csv"), "has a character in its name"),
    "nul": (patched("aXb.csv", (b"aXb", b"a\x00b")), "has a character in its name"),
    "line break": (entry("a\nb.csv"), "has a character in its name"),
    "link": (entry("results.csv", stat.S_IFLNK, b"/etc/passwd"), "is a link or a device"),
    "device": (entry("results.csv", stat.S_IFCHR), "is a link or a device"),
    "long": (entry("a" * 300), "has too long a path"),
    "deep": (entry("a/b/c/d/e/f.csv"), "has too long a path"),
    "twice": (entry("CASE.toml"), "is there twice"),
    "file and folder": (entry("case.toml/x"), "is both a file and a folder"),
    "encrypted": (flagged_as_encrypted(), "is encrypted"),
    "parquet": (entry("results.PARQUET"), "is a Parquet file"),
    "no zip": (b"hello", "This is no zip file"),
    "cut off": (tutorial().getvalue()[:-40], "This is no zip file"),
    "damaged": (tutorial().getvalue().replace(b"\x78", b"\x79"), ""),
    "no case": (zipped({"a/x.csv": b"", "b/y.csv": b""}).getvalue(), "There is no case.toml"),
    "empty": (zipped({}).getvalue(), "There is no case.toml"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_with_archives_are_refused_with_the_reason(world, trick, tmp_path):
    raw, reason = TRICKS[trick]
    before = sorted(path for path in tmp_path.rglob("*") if "sqlite3" not in path.name)
    upload = io.BytesIO(raw)
    upload.name = "case.zip"
    response = world.client("analyst").post(world.at("add-case"), {"archive": upload})
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert sorted(path for path in tmp_path.rglob("*") if "sqlite3" not in path.name) == before
    assert not os.path.exists("/tmp/outside.csv")


@pytest.mark.parametrize("value", ["/etc/passwd", "../../../../../../../../etc/passwd"])
def test_case_toml_cannot_name_files_outside(world, value):
    settings_file = (TUTORIAL / "case.toml").read_text(encoding="utf-8") + f'\n[files]\nresults = "{value}"\n'
    upload = tutorial(**{"case.toml": settings_file})
    response = world.client("analyst").post(world.at("add-case"), {"archive": upload})
    assert response.status_code == 422
    assert "is not the name of a file in this folder" in response.content.decode()
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("case.toml", b"x = " + b"[" * 5000),
        ("case.toml", b"\xff\xfe\x00"),
        ("seats.geojson", b"[" * 100_000),
        ("results.csv", os.urandom(4000)),
        ("seats.csv", b'"' * 5000),
        ("news/2030-01-01-x.html", b"<div>\n" * 20_000),
        ("news/2030-01-01-x.md", b"\x00" * 100),
    ],
)
def test_malformed_files_are_findings_and_no_failure(world, file, content):
    response = world.client("analyst").post(world.at("add-case"), {"archive": tutorial(**{file: content})})
    assert response.status_code in (302, 422)
    if response.status_code == 302:
        assert world.client("analyst").get(response["Location"]).status_code == 200


def test_a_bomb_is_stopped_by_what_comes_out_of_it(world):
    zeros = bytes(101 * 2**20)
    for name, content in (("results.csv", zeros), ("results.csv.gz", gzip.compress(zeros, 1))):
        upload = tutorial(**{name: content})
        assert len(upload.getvalue()) < 2**20
        response = world.client("analyst").post(world.at("add-case"), {"archive": upload})
        assert response.status_code == 422
        assert "larger than 100 MiB" in response.content.decode()
    assert list((world.place / "incoming").iterdir()) == []


def test_an_archive_that_understates_its_sizes_is_still_counted(tmp_path):
    true, said = (5000).to_bytes(4, "little"), (50).to_bytes(4, "little")
    raw = zipped({"case.toml": b"a" * 5000}).getvalue().replace(true, said)
    with pytest.raises(ArchiveError):
        unpack(io.BytesIO(raw), tmp_path, Limits(total=1000))


def test_several_packed_tables_count_together(tmp_path):
    tables = {f"{n}.dat": gzip.compress(bytes(600)) for n in range(2)}
    with pytest.raises(ArchiveError, match="larger"):
        unpack(zipped({"case.toml": b"", **tables}), tmp_path, Limits(total=1000))


def test_too_many_files_are_refused(tmp_path):
    with pytest.raises(ArchiveError, match="4 files; 3 are allowed"):
        unpack(zipped({str(n): b"" for n in range(4)}), tmp_path, Limits(files=3))


def test_a_file_that_is_too_large_is_refused(world):
    upload = io.BytesIO(bytes(settings.MAX_UPLOAD_BYTES + 1))
    upload.name = "case.zip"
    response = world.client("analyst").post(world.at("add-case"), {"archive": upload})
    assert response.status_code == 422
    assert "larger than 20.0" in response.content.decode()
    assert list((world.place / "incoming").iterdir()) == []


def test_script_in_a_case_is_shown_as_text(world):
    nasty = "<script>alert(1)</script>"
    toml = (TUTORIAL / "case.toml").read_text(encoding="utf-8").replace('title = "', f'title = "{nasty}', 1)
    parties = (TUTORIAL / "parties.csv").read_text(encoding="utf-8").replace("Covenant Party", f"{nasty} Party", 1)
    client = world.client("analyst")
    upload = tutorial(**{"case.toml": toml, "parties.csv": parties, f"{nasty[:7]}.csv": b"x"})
    response = client.post(world.at("add-case"), {"archive": upload}, follow=True)
    pages = response.content.decode() + client.get(world.at("team")).content.decode()
    assert Case.objects.filter(title__startswith=nasty).exists()
    assert "&lt;script&gt;alert(1)" in pages
    assert "<script>" not in pages
