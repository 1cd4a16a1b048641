"""The field: reporters by codes, reports that come once, tables in and out, deletion, records, what was moved."""

import csv
import io
import json
import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import Http404
from web_field_world import a_report
from web_world import TUTORIAL, tutorial

from prepoll.case import load_case
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.field import actions
from prepoll_web.field.models import FieldReport, Link, Reporter
from prepoll_web.field.records import reporter_records, shifts

TEAM = "lantern-desk"


@pytest.fixture
def case(world):
    return Case.objects.get(id=world.ids["a"]["case"])


@pytest.fixture
def base(world):
    return world.at("field")


@pytest.fixture
def link(world):
    return Link.objects.get(id=world.ids["a"]["field_link"])


def ours():
    return FieldReport.objects.filter(case__team__slug=TEAM)


def form(**changed):
    return {
        "client_id": str(uuid4()),
        "party": "LM",
        "seat": "TID",
        "kind": "strength",
        "estimate": "31.5",
        "low": "25",
        "high": "",
        "note": "बूथ 12",
        "of": "",
        "source": "",
        "day": "2026-03-10",
        **changed,
    }


def by_link(world, fields, json_asked=True):
    headers = {"Accept": "application/json"} if json_asked else {}
    return world.usual_client("nobody").post(f"/field/{world.ids['a']['field_key']}/", fields, headers=headers)


def test_a_report_by_link_needs_no_account_and_gives_a_receipt(world, case):
    fields = form()
    answer = by_link(world, fields)
    assert answer.status_code == 200
    assert answer.json()["client_id"] == fields["client_id"]
    report = ours().get()
    assert answer.json() == {"receipt": report.receipt, "again": False, "client_id": fields["client_id"]}
    assert (report.estimate, report.low, report.high) == (0.315, 0.25, None)
    assert (report.measure, report.reporter.code, report.sent_by) == ("share_valid", "R-001", None)
    event = world.events().get(what="report_received")
    assert event.details == {"reporter": "R-001", "receipt": report.receipt}


def test_sent_twice_or_by_another_way_it_is_one_report_with_one_receipt(world, case):
    fields = form()
    answers = [by_link(world, fields).json() for _ in range(3)]
    assert {each["receipt"] for each in answers} == {ours().get().receipt}
    assert [each["again"] for each in answers] == [False, True, True]
    address = world.at("new-report")
    again = world.usual_client("analyst").post(address, {**fields, "reporter": "1"})
    assert again["Location"] == f"{address}?receipt={ours().get().receipt}"
    assert world.events().filter(what="report_received").count() == 1
    twin = ours().get()
    twin.id = uuid4()
    with pytest.raises(IntegrityError):
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"estimate": "130"}, "less than or equal to 100"),
        ({"low": "60"}, "lies between"),
        ({"estimate": "", "low": "", "note": ""}, "a number or a word"),
        ({"party": "XX"}, "valid choice"),
        ({"seat": "NOWHERE"}, "valid choice"),
        ({"day": "2190-01-01"}, "not come yet"),
        ({"client_id": "1"}, "valid UUID"),
    ],
)
def test_a_report_that_makes_no_sense_is_sent_back_with_the_reason(world, changed, words):
    answer = by_link(world, form(**changed))
    assert answer.status_code == 422
    assert words in " ".join(answer.json()["problems"])
    page = by_link(world, form(**changed), json_asked=False)
    assert page.status_code == 422
    assert not ours().exists()


def test_a_link_takes_so_many_reports_a_day_and_no_more(world, link, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    codes = [by_link(world, form()).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert ours().count() == 2


def test_a_link_that_ran_out_was_revoked_or_never_was_leads_nowhere(world, link):
    client, address = world.usual_client("nobody"), f"/field/{world.ids['a']['field_key']}/"
    assert client.get(address).status_code == 200
    assert client.get("/field/guessed/").status_code == 404
    owner = world.usual_client("owner")
    owner.post(world.at("revoke-field-link"))
    assert client.get(address).status_code == client.post(address, form()).status_code == 404
    Link.objects.filter(id=link.id).update(revoked_at=None, until=world.now.replace(year=2020))
    assert client.get(address).status_code == 404
    assert not ours().exists()
    assert world.ids["a"]["field_key"] not in str(list(Link.objects.values())) + str(list(world.events().values()))


def test_a_reporter_is_a_code_and_nothing_else(world):
    assert {field.name for field in Reporter._meta.get_fields()} == {
        *("id", "team", "number", "sphere", "added_by", "added_at", "deleted_at", "links", "reports")
    }
    page = unescape(world.usual_client("analyst").get(world.at("field")).content.decode())
    assert "asks for no name and keeps none" in page
    made = [actions.add_reporter(world.user("analyst"), TEAM, "press", world.now).code for _ in range(2)]
    assert made == ["R-003", "R-004"]


def test_the_link_is_shown_once_and_opens_the_form(world, base):
    page = world.usual_client("analyst").post(f"{base}links/", {"reporter": "1"})
    assert page.status_code == 201
    address = re.search(r"http://testserver(/field/[\w-]+/)", page.content.decode())[1]
    assert world.usual_client("nobody").get(address).status_code == 200
    assert address not in world.usual_client("analyst").get(base).content.decode()


def test_reports_are_in_the_studys_folder_under_their_codes(world, case, link):
    actions.send_by_link(link, a_report(note="=1+1", estimate=0.4), world.now)
    read = load_case(working_folder(case))
    before = load_case(TUTORIAL)
    assert len(read.reports) == len(before.reports) + 1
    report = read.reports[-1]
    assert (report.reporter, report.party, report.seat, report.estimate) == ("R-001", "LM", "TID", 0.4)
    assert report.note == "=1+1"


def test_acceptance_and_risk_stand_beside_strength(world, base, link):
    actions.send_by_link(link, a_report(), world.now)
    accepted = a_report(kind="partner_acceptance", measure="transfer", of="HL", estimate=0.7)
    actions.send_by_link(link, accepted, world.now)
    actions.send_by_link(link, a_report(kind="rebel_risk", measure="ratio", estimate=0.5), world.now)
    page = unescape(world.usual_client("analyst").get(base).content.decode())
    for words in ("How many would vote", "would accept a partner: <span", "denied the seat would stand against"):
        assert words in page


def test_a_table_out_is_taken_in_again_and_adds_nothing_twice(world, case, base, link):
    risky = a_report(note="-2 of 10", of="=HL", source="@door", estimate=0.25)
    actions.send_by_link(link, risky, world.now)
    table = world.usual_client("analyst").get(f"{base[:-1]}.csv").content
    cells = [cell for row in csv.reader(io.StringIO(table.decode())) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-(?!\d)", cell)]
    other = add_case(world.user("owner"), TEAM, tutorial(), world.now)
    address = f"/teams/{TEAM}/cases/{other.id}/field/table/"
    moved = table.decode().replace("2030-03-10", "2026-03-10").encode()
    for _ in range(2):
        file = SimpleUploadedFile("reports.csv", moved)
        assert world.usual_client("analyst").post(address, {"file": file}).status_code == 302
    taken = FieldReport.objects.get(case=other)
    assert (taken.note, taken.of, taken.source, taken.estimate) == ("-2 of 10", "=HL", "@door", 0.25)


def test_a_table_with_defects_is_refused_whole_with_each_line(world, base):
    rows = [
        "date,seat,party,reporter,kind,measure,low,estimate,high",
        "2026-03-10,TID,LM,R-001,strength,share_valid,,0.2,",
        "soon,TID,LM,R-001,strength,share_valid,,0.2,",
        "2026-03-10,NONE,XX,Asha Rao,gossip,guess,,many,",
        "2026-03-10,TID,LM,R-001,strength,share_valid,,20,",
        "2026-03-10,TID,LM,R-001,strength,share_valid,0.3,0.2,",
    ]
    file = SimpleUploadedFile("reports.csv", "\n".join(rows).encode())
    answer = world.usual_client("analyst").post(f"{base}table/", {"file": file})
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    for words in (
        "Line 3: 'soon' is no day",
        "Line 4: reporter 'Asha Rao' is no code",
        "no seat 'NONE'",
        "no party 'XX'",
    ):
        assert words in page
    for words in (
        "'gossip' is no kind",
        "'guess' is no measure",
        "'many' is no number",
        "Line 5: shares are fractions",
    ):
        assert words in page
    assert "Line 6: low, estimate and high" in page
    assert not ours().exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "cannot be read"),
        (b"a,b\n1,2\n", "no column date"),
        (b'date,"x', "cannot be read"),
        (b"", "empty"),
        (b"date\x00", "zero byte"),
    ],
)
def test_a_table_that_is_none_is_refused(world, base, content, words):
    file = SimpleUploadedFile("reports.csv", content)
    answer = world.usual_client("analyst").post(f"{base}table/", {"file": file})
    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())


def test_a_table_with_a_code_that_was_not_given_out_is_refused(world, base):
    content = b"date,party,reporter,measure,estimate\n2026-03-10,LM,R-077,share_valid,0.2\n"
    answer = world.usual_client("analyst").post(f"{base}table/", {"file": SimpleUploadedFile("r.csv", content)})
    assert "the code R-077" in unescape(answer.content.decode())


def test_a_deleted_report_is_gone_from_everywhere_and_does_not_come_back(world, case, base, link):
    told = a_report(note="a secret word")
    actions.send_by_link(link, told, world.now)
    folder = working_folder(case)
    assert "a secret word" in (folder / "reports.csv").read_text(encoding="utf-8")
    address = f"/teams/{TEAM}/reports/{ours().get().id}/delete/"
    analyst = world.usual_client("analyst")
    assert "deleted for good" in analyst.get(address).content.decode()
    assert analyst.post(address).status_code == 302
    assert not ours().exists()
    assert not folder.exists()
    assert "a secret word" not in str(list(world.events().values()))
    event = world.events().get(what="report_deleted")
    assert (event.who, event.details) == ("analyst", {})
    assert actions.send_by_link(link, told, world.now).again
    assert not ours().exists()
    assert "a secret word" not in (working_folder(case) / "reports.csv").read_text(encoding="utf-8")
    assert analyst.post(address).status_code == 404


def test_script_in_a_report_is_shown_as_text(world, base, link):
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    actions.send_by_link(link, a_report(note=nasty, of=nasty, source=nasty), world.now)
    page = world.usual_client("analyst").get(base).content.decode()
    assert page.count("&lt;script&gt;alert(1)") == 3
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_deleted_reporter_goes_with_all_reports_and_links_and_the_code_is_not_given_again(world, case, base, link):
    told = a_report(note="a secret word")
    actions.send_by_link(link, told, world.now)
    folder, reporter = working_folder(case), link.reporter
    analyst = world.usual_client("analyst")
    address = f"{base}reporters/{reporter.number}/delete/"
    assert "1 report in all cases" in unescape(analyst.get(address).content.decode())
    assert analyst.post(address).status_code == 302
    assert not FieldReport.objects.filter(reporter=reporter).exists()
    assert not Link.objects.filter(reporter=reporter).exists()
    assert not folder.exists()
    assert "a secret word" not in str(list(world.events().values()))
    event = world.events().get(what="reporter_deleted")
    assert (event.who, event.about, event.details) == ("analyst", f"reporter:{reporter.code}", {})
    page = unescape(analyst.get(base).content.decode())
    assert "a secret word" not in page
    assert reporter.code not in page
    assert analyst.post(address).status_code == 404
    with pytest.raises(Http404):
        actions.send_report(world.user("analyst"), TEAM, case.id, reporter.number, told, world.now)
    newest = world.ids["a"]["reporter"]
    assert actions.delete_reporter(world.user("analyst"), TEAM, newest, world.now) == 0
    assert actions.add_reporter(world.user("analyst"), TEAM, "field", world.now).number == newest + 1


def test_a_report_on_its_way_while_its_reporter_is_deleted_is_not_taken_in(world, case, base, link):
    on_its_way = a_report(note="too late")
    actions.delete_reporter(world.user("analyst"), TEAM, link.reporter.number, world.now)
    with pytest.raises(Http404):
        actions.send_by_link(link, on_its_way, world.now)  # the link was read before
    assert not ours().exists()
    assert world.usual_client("analyst").get(base).status_code == 200
    assert working_folder(case).exists()


@pytest.mark.parametrize("person", ["viewer", "stranger"])
def test_who_may_not_reads_and_changes_nothing(world, case, link, base, person):
    actions.send_by_link(link, a_report(), world.now)
    report, user = ours().get(), world.user(person)
    assert world.usual_client(person).get(base).status_code == (403 if person == "viewer" else 404)
    doings = (
        lambda team: actions.add_reporter(user, team, "field", world.now),
        lambda team: actions.make_link(user, team, case.id, 1, world.now),
        lambda team: actions.revoke_link(user, team, link.id, world.now),
        lambda team: actions.send_report(user, team, case.id, 1, a_report(), world.now),
        lambda team: actions.send_table(user, team, case.id, [(1, a_report())], world.now),
        lambda team: actions.delete_report(user, team, report.id, world.now),
        lambda team: actions.delete_reporter(user, team, 1, world.now),
    )
    before = (Reporter.objects.count(), Link.objects.count())
    for team in (TEAM, "zqslug") if person == "stranger" else (TEAM,):
        for number, doing in enumerate(doings):
            if team == "zqslug" and number in (0, len(doings) - 1):
                continue  # a stranger's own team has reporters of its own
            with pytest.raises(Http404 if person == "stranger" else PermissionDenied):
                doing(team)
    assert (Reporter.objects.count(), Link.objects.count()) == before
    assert Link.objects.get(id=link.id).revoked_at is None
    assert ours().count() == 1


def test_a_reporters_record_comes_with_the_count(world):
    head = (TUTORIAL / "reports.csv").read_text(encoding="utf-8")
    read = load_case(TUTORIAL)
    past = read.past[-1]
    day = (past.date - timedelta(days=30)).isoformat()
    seats = [row.seat for row in read.results if row.election == past.election and row.party == "HL"][:3]
    rows = "".join(f"{day},{seat},,HL,R-009,field,strength,share_valid,,0.60,,,,,\n" for seat in dict.fromkeys(seats))
    case = add_case(world.user("owner"), TEAM, tutorial(**{"reports.csv": head + rows}), world.now)
    record = next(each for each in reporter_records(load_case(working_folder(case))) if each.reporter == "R-009")
    counted = {}
    for row in read.results:
        if row.election == past.election and row.seat in seats and row.party != "NOTA":
            counted.setdefault(row.seat, {}).setdefault(row.party, 0)
            counted[row.seat][row.party] += row.votes
    factors = [0.6 * sum(votes.values()) / votes["HL"] for votes in counted.values()]
    product = 1.0
    for factor in factors:
        product *= factor
    assert record.checked == len(factors) > 0
    assert record.factor == pytest.approx(product ** (1 / len(factors)))
    page = unescape(world.usual_client("analyst").get(f"/teams/{TEAM}/cases/{case.id}/field/").content.decode())
    assert f"× {record.factor:.2f}" in page


def test_what_the_reports_moved_is_the_study_with_and_without(world, case, base, link):
    actions.send_by_link(link, a_report(estimate=0.6, low=0.55, high=0.65), world.now)
    found = shifts(working_folder(case))
    mine = next(each for each in found if (each.seat, each.party) == ("TID", "LM"))
    assert mine.share_with > mine.share_without + 0.02
    assert all(0 <= each.win_with <= 1 for each in found)
    rows = json.loads(world.usual_client("analyst").get(f"{base}moved.json").content)
    assert len(rows) == len(found)
    page = unescape(world.usual_client("analyst").get(f"{base}moved/").content.decode())
    assert "with the 8 reports" in page
    bare = add_case(world.user("owner"), TEAM, tutorial(**{"reports.csv": "date,party,reporter,measure\n"}), world.now)
    assert shifts(working_folder(bare)) == ()


def test_the_workers_script_may_act_under_the_field_only(world):
    answer = world.usual_client("nobody").get("/field/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert answer["Cache-Control"] == "no-cache"


def test_the_address_of_a_form_goes_to_nobody_else(world):
    page = world.usual_client("nobody").get(f"/field/{world.ids['a']['field_key']}/")
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "private, no-store"


def test_a_day_of_the_form_is_today(world):
    page = world.usual_client("nobody").get(f"/field/{world.ids['a']['field_key']}/").content.decode()
    assert re.search(rf'name="day" value="{date.today().year}-', page)  # noqa: DTZ011 - the page's clock is the machine's
