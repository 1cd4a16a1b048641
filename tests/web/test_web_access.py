"""Every address × every method × every person: who gets what, and the same table in the documentation."""

import os
from urllib.parse import urlsplit

import pytest
from web_deadlines_world import deadlines_form
from web_evidence_world import evidence_form
from web_field_world import field_form, report_again
from web_meetings_world import meetings_again, meetings_form
from web_people_world import OWN, people_form, taken_back
from web_talks_world import talks_again, talks_form
from web_world import CANARIES, DRAWS, PEOPLE, ROLES, SEED, bring_back, scenario_form, tutorial

OF_A_CASE = (
    "case",
    "make-brief",
    "run",
    "brief-html",
    "brief-md",
    "brief-json",
    "brief-csv",
    "job",
    "cancel-job",
    "job-again",
)
OF_PEOPLE = ("alter-role", "remove-member", "revoke-invitation")
OF_MEETINGS = (
    "meeting",
    "meeting-md",
    "mandate",
    "change-mandate",
    "sign-mandate",
    "end-line",
    "end-body",
    "grant-mandate",
)
OF_TALKS = ("approach", "talk", "offer", "agreement", "send-offer", "accept-offer", "sign-agreement", "offer-json")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PAGE = "docs/reference/access.md"
TO_MEND = f"run PREPOLL_WRITE_ACCESS=1 pytest tests/web/test_web_access.py, read the change, commit {PAGE}"
HEAD = """\
<!-- Written by a test (tests/web/test_web_access.py); do not edit. -->

# Who gets what in the workbench

Every address of the workbench, every method, and what each person is answered. A stranger is somebody who is signed in
and belongs to another team only: to them a team's pages are not there (404). A member without the right is told so
(403). 302 leads on: nobody to the sign-in page, a member to what was made. 405 is a method that an address does not
know. 422 is a form sent back with what is to be mended.

"""


def named_pages():
    from prepoll_web.config.urls import urlpatterns

    return {pattern.name: str(pattern.pattern) for pattern in urlpatterns}


def ask(world, person, page, method, team="a"):
    """Send a request that would succeed for somebody who may make it."""
    data = {
        "add-case": lambda: {"archive": tutorial()},
        "make-brief": lambda: {"seed": SEED, "draws": DRAWS},
        "sign-in": lambda: {"username": "owner", "password": "a long enough phrase"},
    }.get(
        page,
        lambda: (
            people_form(page)
            or scenario_form(world, page, team)
            or evidence_form(world, page, team)
            or field_form(world, page, team)
            or deadlines_form(page, team)
            or meetings_form(world, page, team)
            or talks_form(world, page, team)
        ),
    )
    bring_back()
    report_again(world, page, team)
    client = world.client(person) if page in ("sign-in", "sign-out") else world.usual_client(person)
    address = world.at(page, team)
    with taken_back(page):
        meetings_again(world, page, team)
        talks_again(world, page, team)
        return client.post(address, data()) if method == "POST" else client.generic(method, address)


def test_nobody_is_sent_to_the_sign_in_page_from_everywhere_else(world):
    for page in named_pages():
        for method in METHODS:
            response = ask(world, "nobody", page, method)
            if page not in ("sign-in", "join", "shared", "field-form", "field-worker", "calendar"):
                assert (response.status_code, urlsplit(response["Location"]).path) == (302, "/sign-in/")


def test_a_stranger_never_finds_a_page_of_a_team(world):
    for page, pattern in named_pages().items():
        if "<slug:team>" in pattern:
            codes = {method: ask(world, "stranger", page, method).status_code for method in METHODS}
            assert set(codes.values()) <= {404, 405}
            assert 404 in codes.values()
            assert codes["GET"] == 404 or world.usual_client("owner").get(world.at(page)).status_code == 405
            assert ask(world, "owner", page, "GET", team="b").status_code == codes["GET"]
            assert ask(world, "owner", page, "POST", team="b").status_code == codes["POST"]


def test_a_viewer_changes_nothing(world):
    before = world.stored()
    for page in named_pages():
        assert page in (*OWN, "field-form") or ask(world, "viewer", page, "POST").status_code in (403, 405)
    assert world.stored() == before
    assert set(world.events().filter(who="viewer").values_list("what", flat=True)) <= {"read"}


def test_things_of_one_team_are_not_found_under_the_name_of_another(world):
    client = world.client("owner")
    for page in (*OF_A_CASE, *OF_PEOPLE, *OF_MEETINGS, *OF_TALKS):
        address = world.at(page, "b").replace(world.ids["b"]["team"], world.ids["a"]["team"])
        codes = {client.get(address).status_code, client.post(address, people_form(page)).status_code}
        assert 404 in codes
        assert codes <= {404, 405}


@pytest.mark.full
def test_every_address_answers_every_method_as_the_documentation_says(world, root):
    pages = named_pages()
    codes = {(page, method): answers(world, page, method) for page in pages for method in METHODS}
    table = HEAD + table_of(pages, codes)
    if os.environ.get("PREPOLL_WRITE_ACCESS"):
        (root / PAGE).write_text(table, encoding="utf-8")
    assert (root / PAGE).read_text(encoding="utf-8") == table, TO_MEND


def test_every_address_reads_writes_and_one_more_as_the_documentation_says(world, root):
    """The five methods that hardly any address knows are taken in turn; `--full` asks with all of them."""
    written, others = written_in(root / PAGE), [method for method in METHODS if method not in ("GET", "POST")]
    assert written.keys() == {(str(at), method) for at in named_pages().values() for method in METHODS}, TO_MEND
    for place, (page, pattern) in enumerate(named_pages().items()):
        for method in ("GET", "POST", others[place % len(others)]):
            assert (page, method, answers(world, page, method)) == (page, method, written[str(pattern), method]), (
                TO_MEND
            )


def answers(world, page, method):
    return tuple(ask(world, person, page, method).status_code for person in PEOPLE)


def written_in(page):
    """Read what the documentation says: the answers to each person by address and method."""
    rows = [line.strip("| ").split(" | ") for line in page.read_text(encoding="utf-8").splitlines() if "| `/" in line]
    return {
        (address.strip("`").removeprefix("/"), method): tuple(map(int, codes))
        for address, methods, *codes in rows
        for method in methods.split(", ")
    }


def table_of(pages, codes):
    lines = ["| address | method | " + " | ".join(PEOPLE) + " |", "|---" * (2 + len(PEOPLE)) + "|"]
    for page, pattern in pages.items():
        rows = {}
        for method in METHODS:
            rows.setdefault(codes[page, method], []).append(method)
        for answers, methods in rows.items():
            lines.append(f"| `/{pattern}` | {', '.join(methods)} | " + " | ".join(map(str, answers)) + " |")
    return "\n".join(lines) + "\n"


def bodies(world, person, team):
    """Yield every answer that a person gets from the pages of a team, and from their own pages."""
    for page in named_pages():
        for method in (
            ("GET", "POST") if page not in ("join", "shared", "field-form", "calendar") else ()
        ):  # who has a link may read
            response = ask(world, person, page, method, team)
            yield response.content.decode() + (str(response.headers) if team == "a" else "")


def test_words_of_team_b_reach_team_b(world):
    seen = "".join(bodies(world, "stranger", "b"))
    assert [word for word in CANARIES if word not in seen] == []


@pytest.mark.parametrize("person", ["owner", pytest.param("viewer", marks=pytest.mark.full)])  # sees less than an owner
def test_words_of_team_b_never_reach_team_a(world, person):
    seen = "".join([*bodies(world, person, "a"), *bodies(world, person, "b")])
    assert [word for word in CANARIES if word in seen] == []
    record = str(list(world.events().values()))
    assert [word for word in CANARIES if word in record] == []


def test_every_role_has_its_rights_written_down():
    from prepoll_web.teams.access import MAY, Right
    from prepoll_web.teams.models import Role

    assert set(MAY) == set(Role)
    assert tuple(Role.values) == ROLES
    assert MAY[Role.VIEWER] == {Right.READ}
    assert MAY[Role.OWNER] == set(Right)
