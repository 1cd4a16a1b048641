"""The same for other programs: beside each page its rows as JSON and as CSV, for who may see the page, and noted."""

import csv
import io
import json
import re

import pytest
from test_web_access import named_pages
from web_world import ROLES

from prepoll_web.approvals.models import Body
from prepoll_web.cases.models import Case
from prepoll_web.meetings.models import Item
from prepoll_web.talks.models import Agreement, Offer, Rebel, Talk
from prepoll_web.teams.models import User

PAIRS = {
    "people": "people",
    "cases": "team",
    "case": "case",
    "jobs": "jobs",
    "job": "job",
    "articles": "evidence",
    "article": "article",
    "pair": "pair",
    "claims": "review",
    "decisions": "decisions",
    "coders": "coders",
    "relations": "relations",
    "changes": "changes",
    "field": "field",
    "reporters": "field",
    "moved": "moved",
    "scenarios": "scenarios",
    "scenario": "scenario",
    "compare": "compare-scenarios",
    "seat": "scenario-seat",
    "chances": "scenario-chances",
    "links": "scenario-links",
    "record": "record",
    "my-teams": "my-teams",
    "brief": "run",
    "deadlines": "deadlines",
    "bodies": "bodies",
    "team-meetings": "team-meetings",
    "meetings": "meetings",
    "meeting": "meeting",
    "talks": "talks",
    "talk": "talk",
    "agreement": "agreement",
    "offer": "offer",
}
"""The names of the files, and of the page that each stands beside."""
NEW = (
    "people",
    "cases",
    "case",
    "jobs",
    "job",
    "articles",
    "article",
    "pair",
    "reporters",
    "scenarios",
    "seat",
    "chances",
    "links",
    "deadlines",
    "bodies",
    "team-meetings",
    "meetings",
    "meeting",
    "talks",
    "talk",
    "agreement",
)
"""Those whose JSON is the list of rows that the table has."""
ASKED = {"pair": {"a": "LM", "b": "HL"}}
HOLDS_TEXT = (
    "people",
    "scenarios",
    "links",
    "bodies",
    "meetings",
    "team-meetings",
    "meeting",
    "talks",
    "talk",
    "offer",
    "agreement",
    "deadlines",
)
"""Those in which people's own words stand."""
FORMULA = '=HYPERLINK("http://elsewhere";"x")'


def rows_of(world, name, who="owner", kind="csv"):
    answer = world.usual_client(who).get(world.at(f"{name}-{kind}"), ASKED.get(name, {}))
    assert answer.status_code == 200, (name, answer.content)
    text = answer.content.decode()
    return json.loads(text) if kind == "json" else list(csv.DictReader(io.StringIO(text)))


def test_each_table_has_both_files():
    names = named_pages()
    assert set(PAIRS.values()) <= set(names)
    assert {name.rsplit("-", 1)[0] for name in names if name.endswith("-csv")} == set(PAIRS)
    assert [name for name in PAIRS if f"{name}-json" not in names and f"{name}-jsonl" not in names] == []


@pytest.mark.parametrize("name", NEW)
def test_json_and_csv_hold_the_same_rows(world, name):
    table, listed = rows_of(world, name), rows_of(world, name, kind="json")
    assert len(table) == len(listed) > 0
    assert [list(row) for row in table] == [list(row) for row in listed]
    for row, document in zip(table, listed, strict=True):
        for key, value in document.items():
            same = "" if value is None else pytest.approx(value, abs=1e-6) if isinstance(value, float) else str(value)
            assert (float(row[key]) if isinstance(value, float) else row[key]) == same


@pytest.mark.parametrize("name", PAIRS)
def test_who_may_read_the_page_may_have_its_files_and_nobody_else(world, name):
    kinds = ("csv", "jsonl") if name == "record" else ("csv", "json")
    for who in (*ROLES, "stranger"):
        client = world.usual_client(who)
        page = client.get(world.at(PAIRS[name]), ASKED.get(name, {})).status_code
        for kind in kinds:
            answer = client.get(world.at(f"{name}-{kind}"), ASKED.get(name, {}))
            assert answer.status_code == page or (page, answer.status_code) == (422, 422), (who, kind)


@pytest.mark.parametrize("name", NEW)
def test_each_page_leads_to_its_files_and_that_they_were_had_is_noted(world, name):
    page = world.usual_client("owner").get(world.at(PAIRS[name]), ASKED.get(name, {})).content.decode()
    for kind in ("csv", "json"):
        assert f'href="{world.at(f"{name}-{kind}")}' in page
        before = world.events().filter(what="read").count()
        rows_of(world, name, kind=kind)
        newest = world.events().filter(what="read").latest("number")
        assert world.events().filter(what="read").count() == before + 1
        assert f".{kind}" in newest.about


def test_the_list_of_people_says_who_is_closed(world):
    User.objects.filter(username="viewer").update(is_active=False)
    assert {row["name"]: row["closed"] for row in rows_of(world, "people")}["viewer"] == "closed"
    assert {row["name"]: row["role"] for row in rows_of(world, "people")}["owner"] == "owner"


def test_no_cell_of_a_table_is_a_formula(world):
    from prepoll_web.scenarios.models import Scenario, ShareLink

    User.objects.filter(username="viewer").update(username=FORMULA)
    Scenario.objects.filter(team__slug="lantern-desk").update(name=FORMULA)
    ShareLink.objects.filter(team__slug="lantern-desk").update(name="+1+1")
    Body.objects.filter(team__slug="lantern-desk").update(name=FORMULA)
    Item.objects.filter(meeting__team__slug="lantern-desk").update(text=FORMULA)
    Rebel.objects.filter(side__talk__team__slug="lantern-desk").update(name=FORMULA)
    found = {name: [cell for row in rows_of(world, name) for cell in row.values()] for name in HOLDS_TEXT}
    cells = [cell for row in found.values() for cell in row]
    for name in ("people", "scenarios", "bodies", "meetings", "team-meetings", "meeting"):
        assert "'" + FORMULA in found[name], name
    assert [cell for cell in found["agreement"] if cell.startswith("'" + FORMULA)]
    assert "'+1+1" in cells
    assert [value for value in cells if re.match(r"[=+@]|-\D", value)] == []


def test_the_files_say_what_the_pages_say(world):
    titles = list(Case.objects.filter(team__slug="lantern-desk").values_list("title", flat=True))
    assert [row["title"] for row in rows_of(world, "cases")] == titles
    parts = {}
    for row in rows_of(world, "chances"):
        parts[row["party"]] = parts.get(row["party"], 0) + float(row["part"])
    assert parts
    assert all(abs(total - 1) < 1e-5 for total in parts.values())
    chances = [float(row["chance"]) for row in rows_of(world, "seat") if row["kind"] == "share"]
    assert abs(sum(chances) - 1) < 1e-5
    kinds = {row["kind"] for row in rows_of(world, "seat")}
    assert kinds == {"share", "past", "moved"}


def test_the_table_of_a_brief_is_its_seats(world):
    seats = rows_of(world, "brief", kind="json")["seats"]
    table = rows_of(world, "brief")
    assert [(row["code"], row["leader"], row["word"]) for row in table] == [
        (seat["code"], seat["leader"], seat["word"]) for seat in seats
    ]
    assert [float(row["chance"]) for row in table] == pytest.approx([seat["chance"] for seat in seats])
    assert {row["role"] for row in rows_of(world, "my-teams", "viewer")} == {"viewer"}


def test_a_viewer_s_file_of_a_seat_names_no_reporter(world):
    seen = {who: str(rows_of(world, "seat", who)) for who in ("owner", "viewer")}
    assert seen["owner"] != seen["viewer"]
    assert "Penhale" in seen["owner"] or "R-0" in seen["owner"]
    assert "Penhale" not in seen["viewer"]
    assert "R-0" not in seen["viewer"]


def test_the_files_of_talks_say_who_stands_where(world):
    offer = Offer.objects.get(id=world.ids["a"]["offer"])
    given = {seat: party for party, seats in offer.text["seats"].items() for seat in seats}
    assert {row["seat"]: row["party"] for row in rows_of(world, "offer") if row["kind"] == "seat"} == given
    rounds = rows_of(world, "talk")
    assert [(row["number"], row["state"], row["sender"]) for row in rounds] == [("1", "draft", "LM")]
    assert rounds[0]["seats"] == "GUL: HL; TID: LM"
    listed = rows_of(world, "talks")
    talks = [row for row in listed if row["kind"] == "talks"]
    assert {row["id"] for row in talks} == {str(each.id) for each in Talk.objects.filter(team__slug="lantern-desk")}
    answers = {row["with"]: row["state"] for row in listed if row["kind"] == "approach"}
    assert answers == {"FF": "answered", "HL": "waiting"}


def test_the_files_of_an_agreement_hold_what_its_page_shows(world):
    rows = rows_of(world, "agreement")
    agreement = Agreement.objects.get(id=world.ids["a"]["agreement"])
    duties = [row["words"] for row in rows if row["kind"] == "obligation"]
    assert len(duties) == agreement.obligations.count() > 0
    assert {row["party"] for row in rows if row["kind"] == "signature" and row["state"] == "signed"} == {"LM", "FF"}
    assert [row["words"] for row in rows if row["kind"] == "rebel"] == ["Una Tregear: Stands alone."]
    page = world.usual_client("owner").get(world.at("agreement")).content.decode()
    assert [words for words in duties if words not in page] == []
    Agreement.objects.filter(id=agreement.id).update(state="in_principle")
    assert {row["kind"] for row in rows_of(world, "agreement")} == {"seat", "undertaking", "signature"}


def test_the_file_of_a_meeting_holds_its_decisions_and_mandates(world):
    rows = rows_of(world, "meeting")
    assert [row["text"] for row in rows if row["kind"] == "decision"] == [
        "The president is authorised to negotiate with HL."
    ]
    mandate = next(row for row in rows if row["kind"] == "mandate")
    assert (mandate["who"], mandate["state"], mandate["waits_for"]) == ("owner", "draft", "State executive")
    assert [row["state"] for row in rows if row["kind"] == "public_line"] == ["stands"]


def test_what_stays_with_us_is_in_no_file_of_the_talks(world):
    for name in ("talks", "talk", "offer", "agreement", "deadlines"):
        said = str(rows_of(world, name))
        assert [word for word in ("Careful.", "Ask for more.", "Our last word.", "0.25") if word in said] == [], name


def test_a_pair_that_is_none_is_not_found(world):
    for asked in ({}, {"a": "LM", "b": "LM"}, {"a": "nobody"}, {"a": "LM", "b": "nobody"}):
        assert world.usual_client("owner").get(world.at("pair-csv"), asked).status_code == 404
