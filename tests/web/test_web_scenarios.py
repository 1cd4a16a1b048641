"""Scenarios: made, moved, undone; the figures are those of `prepoll project`; who may not is told so."""

import json
import re
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from web_world import DRAWS, SEED

from prepoll.brief.wording import chance_word, in_hundred, percent
from prepoll.cli import app
from prepoll.errors import UsageError
from prepoll.study import Alliance, Study
from prepoll_web.scenarios.actions import (
    ScenarioMovedError,
    Seen,
    Start,
    change_plan,
    make_scenario,
    remove,
    rename,
    undo,
)
from prepoll_web.scenarios.models import Edition, Scenario
from prepoll_web.scenarios.plan import Plan, boards, moved, plan_json, read_plan
from prepoll_web.scenarios.studies import open_case

TEAM = "lantern-desk"


@pytest.fixture
def scenario(world):
    return Scenario.objects.get(id=world.ids["a"]["scenario"])


def seen(scenario):
    return Seen(TEAM, scenario.id, scenario.version)


def join(world, scenario, party, to, *, board="COAST", by="analyst"):
    case = open_case(scenario.case, scenario.seed, scenario.draws).case
    words = f"{party} to {to}"
    return change_plan(
        world.user(by), seen(scenario), lambda plan: moved(plan, case, party, to, board), words, world.now
    )


def projected(capsys, *options):
    """Return what `prepoll project --json` prints of the case that the scenario is of."""
    asked = ["project", "cases/tutorial", "--json", "--seed", str(SEED), "--draws", str(DRAWS), *options]
    app(asked, standalone_mode=False)
    return json.loads(capsys.readouterr().out)


def figures_of(document):
    return {key: document[key] for key in ("structure", "seats", "totals", "ties", "seed", "draws", "input_hash")}


def rows_of(page):
    """Read the table of seats off a page: seat → the words of its cells."""
    found = {}
    for row in re.finditer(r'<tr id="row-(\w+)".*?</tr>', page, re.DOTALL):
        cells = re.findall(r"<td>(.*?)</td>", row[0], re.DOTALL)
        found[row[1]] = [re.sub(r"<[^>]*>", "", cell).strip() for cell in cells]
    return found


def expected_rows(document):
    """Write what the table of seats says, from what the command line prints."""
    found = {}
    for seat in {row["seat"] for row in document["seats"]}:
        rows = sorted((row for row in document["seats"] if row["seat"] == seat), key=lambda r: (-r["win"], r["party"]))
        first, second = rows[0], rows[1] if rows[1]["win"] > 0 else None
        share = f"{percent(first['share'])} ({percent(first['low90'])} to {percent(first['high90'])})"
        chance = f"{in_hundred(first['win'])}, {chance_word(first['win'])}"
        found[seat] = [
            first["party"], chance, share, f"{second['party']} {in_hundred(second['win'])}" if second else "–"
        ]  # fmt: skip
    return found


def test_a_scenario_starts_from_what_is_in_force(world, scenario, capsys):
    assert read_plan(scenario.plan) == open_case(scenario.case, SEED, DRAWS).base
    answer = world.client("viewer").get(world.at("scenario-json")).json()
    assert figures_of(answer) == figures_of(projected(capsys))
    assert world.events().get(what="scenario_made").about == f"scenario:{scenario.id}"


def test_a_move_gives_exactly_what_the_command_line_prints(world, scenario, capsys):
    for board in ("COAST", "UPLAND"):
        scenario.refresh_from_db()
        form = {"party": "CP", "to": "FF", "board": board, "version": scenario.version}
        answer = world.client("analyst").post(world.at("move-party"), form, headers={"HX-Request": "true"})
        assert answer.status_code == 200
    printed = projected(capsys, "--alliance", "CP+FF")
    assert figures_of(world.client("viewer").get(world.at("scenario-json")).json()) == figures_of(printed)
    page = world.client("viewer").get(world.at("scenario")).content.decode()
    shown = {seat: cells[:4] for seat, cells in rows_of(page).items()}
    assert shown == rows_of(answer.content.decode()) | shown == expected_rows(printed)
    for row in printed["totals"]:
        words = f"{row['seats']:.2f} ({row['seats_low90']:g} to {row['seats_high90']:g})"
        assert row["seats_high90"] == 0 or words in page


def test_a_move_says_what_it_moved_and_leads_back_without_htmx(world, scenario):
    form = {"party": "CP", "to": "FF", "board": "COAST", "version": 1}
    answer = world.client("analyst").post(world.at("move-party"), form)
    assert (answer.status_code, answer["Location"]) == (302, world.at("scenario"))
    form = {"party": "CP", "to": "", "board": "COAST", "version": 2}
    answer = world.client("analyst").post(world.at("move-party"), form, headers={"HX-Request": "true"})
    said = re.search(r'id="said"[^>]*hx-swap-oob="true">([^<]*)<', answer.content.decode())[1]
    assert said.startswith("Done: CP moved to its own place. ")
    assert "<h1>" not in answer.content.decode()


def test_undoing_walks_back_and_is_a_version_of_its_own(world, scenario):
    start = scenario.plan
    one = join(world, scenario, "CP", "FF")
    first = one.plan
    two = join(world, one, "CP", "FF", board="UPLAND")
    back = undo(world.user("owner"), seen(two), world.now)
    assert (back.plan, back.version) == (first, 4)
    again = undo(world.user("owner"), seen(back), world.now)
    assert (again.plan, again.version) == (start, 5)
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(world.user("owner"), seen(again), world.now)
    assert [row.before for row in Edition.objects.order_by("version").filter(scenario=scenario)] == [
        None,
        1,
        2,
        1,
        None,
    ]
    kinds = world.events().filter(about=f"scenario:{scenario.id}").order_by("number").values_list("what", flat=True)
    assert list(kinds) == ["scenario_made", *["scenario_changed"] * 2, *["scenario_undone"] * 2]


def test_who_comes_second_with_an_old_version_is_told_so_and_changes_nothing(world, scenario):
    join(world, scenario, "CP", "FF")
    with pytest.raises(ScenarioMovedError, match="analyst changed this scenario after you opened it"):
        join(world, scenario, "LM", "MU", by="owner")
    for act in (
        lambda: undo(world.user("owner"), seen(scenario), world.now),
        lambda: rename(world.user("owner"), seen(scenario), "Other", world.now),
        lambda: remove(world.user("owner"), seen(scenario), world.now),
    ):
        with pytest.raises(ScenarioMovedError):
            act()
    form = {"party": "LM", "to": "MU", "board": "COAST", "version": 1}
    answer = world.client("owner").post(world.at("move-party"), form, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "your change was not made" in answer.content.decode()
    scenario.refresh_from_db()
    assert (scenario.version, scenario.name) == (2, "A trial")


def test_of_two_at_once_one_is_written(world, scenario, monkeypatch):
    """The second has read the row before the first has written it."""
    from prepoll_web.scenarios import actions

    read = actions.fetch_scenario(world.user("owner"), TEAM, scenario.id, actions.Right.EDIT_SCENARIO)
    join(world, scenario, "CP", "FF")
    monkeypatch.setattr(actions, "fetch_scenario", lambda *given: read)
    with pytest.raises(ScenarioMovedError):
        rename(world.user("owner"), seen(scenario), "Other", world.now)
    assert Scenario.objects.get(id=scenario.id).name == "A trial"
    assert Edition.objects.filter(scenario=scenario).count() == 2


def test_who_may_not_is_told_so_and_a_stranger_finds_nothing(world, scenario):
    case = world.ids["a"]["case"]
    with pytest.raises(PermissionDenied, match="viewer"):
        join(world, scenario, "CP", "FF", by="viewer")
    with pytest.raises(PermissionDenied):
        make_scenario(world.user("viewer"), TEAM, case, Start("Mine", SEED, DRAWS), world.now)
    for act in (undo, lambda who, what, at: rename(who, what, "Other", at), remove):
        with pytest.raises(PermissionDenied):
            act(world.user("viewer"), seen(scenario), world.now)
        with pytest.raises(Http404):
            act(world.user("stranger"), seen(scenario), world.now)
    with pytest.raises(Http404):
        make_scenario(world.user("stranger"), TEAM, case, Start("Mine", SEED, DRAWS), world.now)
    page = world.client("viewer").get(world.at("scenario")).content.decode()
    assert "<select" not in page
    assert "data-drag" not in page


def test_a_removed_scenario_is_gone_and_its_rows_stay(world, scenario):
    answer = world.client("analyst").post(world.at("remove-scenario"), {"version": 1})
    assert answer.status_code == 302
    assert world.client("owner").get(world.at("scenario")).status_code == 404
    assert Edition.objects.filter(scenario=scenario).count() == 1
    assert "There is no scenario yet" in world.client("owner").get(world.at("scenarios")).content.decode()


def test_a_scenario_can_start_from_another(world, scenario):
    changed = join(world, scenario, "CP", "FF")
    form = {"name": "  Second   try ", "like": str(scenario.id)}
    answer = world.client("analyst").post(world.at("make-scenario"), form)
    made = Scenario.objects.get(name="Second try")
    assert answer["Location"] == f"/teams/lantern-desk/scenarios/{made.id}/"
    assert (made.plan, made.seed, made.draws) == (changed.plan, SEED, DRAWS)
    theirs = Scenario.objects.get(name="zqscenario")
    answer = world.client("analyst").post(world.at("make-scenario"), {"name": "X", "like": str(theirs.id)})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("page", "form", "words"),
    [
        ("move-party", {"party": "XX", "to": "FF", "board": "COAST"}, "There is no party &#x27;XX&#x27;"),
        ("move-party", {"party": "CP", "to": "CP", "board": "COAST"}, "CP is there already"),
        ("move-party", {"party": "CP", "to": "FF", "board": "MOON"}, "There is no region"),
        ("set-rule", {"rule": "loudest"}, "There is no rule"),
        ("set-candidate", {"seat": "SAL", "party": "CP"}, "CP has no partner in SAL"),
        ("set-candidate", {"seat": "NIL", "party": "CP"}, "There is no seat"),
        ("set-courtesy", {"seat": "SAL", "giver": "HL", "taker": "MU"}, "are in one bloc there"),
        ("undo-scenario", {}, "nothing to undo"),
        ("rename-scenario", {"name": " "}, "1 to 80 characters"),
        ("make-scenario", {"name": "x" * 81}, "at most 80"),
    ],
)
def test_what_makes_no_sense_is_sent_back_with_the_reason(world, scenario, page, form, words):
    answer = world.client("analyst").post(world.at(page), {**form, "version": 1})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    scenario.refresh_from_db()
    assert scenario.version == 1


@pytest.mark.parametrize("version", ["", "x", "9" * 20, "-1", "²"])
def test_a_form_without_its_version_is_sent_back(world, version):
    form = {"party": "CP", "to": "FF", "board": "COAST", "version": version}
    assert world.client("analyst").post(world.at("move-party"), form).status_code == 422


def test_what_stands_in_the_way_is_shown_at_the_bloc(world, scenario):
    opened = open_case(scenario.case, SEED, DRAWS)
    soft = [bar for bar in opened.study.ledger.bars if bar.soft]
    hard = [bar for bar in opened.study.ledger.bars if not bar.soft and bar.b]
    assert soft
    assert hard
    for bar, words in ((soft[0], "behind a hedged refusal"), (hard[0], ">barred<")):
        now = join(world, Scenario.objects.get(id=scenario.id), bar.a, bar.b)
        page = world.client("viewer").get(world.at("scenario")).content.decode()
        assert words in page
        assert "What would have to change" in page
        undo(world.user("analyst"), seen(now), world.now)


def test_who_stands_can_be_chosen_by_hand_and_left_to_the_rule_again(world, scenario):
    form = {"seat": "MIL", "party": "HL", "version": 1}
    base = open_case(scenario.case, SEED, DRAWS).slate(read_plan(scenario.plan)).standing["SAL"]
    loser = ({"HL", "MU"} - base).pop()
    form = {"seat": "SAL", "party": loser, "version": 1}
    assert world.client("analyst").post(world.at("set-candidate"), form).status_code == 302
    page = world.client("viewer").get(world.at("scenario")).content.decode()
    assert f"{loser} chosen by hand" in page
    opened, plan = open_case(scenario.case, SEED, DRAWS), read_plan(Scenario.objects.get(id=scenario.id).plan)
    assert opened.slate(plan).standing["SAL"] == base - {"HL", "MU"} | {loser}
    form = {"seat": "SAL", "party": loser, "version": 2, "take_back": "1"}
    world.client("analyst").post(world.at("set-candidate"), form)
    assert read_plan(Scenario.objects.get(id=scenario.id).plan) == opened.base


def test_a_seat_left_to_another_empties_it_of_the_giver(world, scenario):
    form = {"seat": "SAL", "giver": "CP", "taker": "FF", "version": 1}
    assert world.client("analyst").post(world.at("set-courtesy"), form).status_code == 302
    answer = world.client("viewer").get(world.at("scenario-json")).json()
    assert "CP leaves SAL to FF" in answer["structure"]
    assert "CP" not in {row["party"] for row in answer["seats"] if row["seat"] == "SAL"}
    name = open_case(scenario.case, scenario.seed, scenario.draws).seat["SAL"].name
    assert f"CP leaves {name} to FF" in world.client("viewer").get(world.at("scenario")).content.decode()
    form |= {"version": 2, "take_back": "1"}
    world.client("analyst").post(world.at("set-courtesy"), form)
    assert read_plan(Scenario.objects.get(id=scenario.id).plan) == open_case(scenario.case, SEED, DRAWS).base


def test_the_rule_says_who_stands(world, scenario):
    opened = open_case(scenario.case, SEED, DRAWS)
    world.client("analyst").post(world.at("set-rule"), {"rule": "sitting", "version": 1})
    plan = read_plan(Scenario.objects.get(id=scenario.id).plan)
    standing = opened.slate(plan).standing
    for seat, finish in opened.finish.items():
        bloc = plan.structure.bloc_of(opened.case.region_of[seat], finish[0])
        assert standing[seat] & bloc == {finish[0]}


def test_the_map_has_each_seat_once_with_words_and_a_way_to_its_row(world):
    page = world.client("viewer").get(world.at("scenario")).content.decode()
    shapes = re.findall(
        r'<a href="#row-(\w+)" id="shape-(\w+)" class="seat" data-seat="\w+" aria-label="([^"]+)">', page
    )
    rows = rows_of(page)
    assert {row for row, _, _ in shapes} == {shape for _, shape, _ in shapes} == set(rows)
    assert len(shapes) == len(rows)
    for code, _, words in shapes:
        chance, word = rows[code][1].split(", ")
        assert words.endswith(f"{rows[code][0]} {word}, {chance}")


def test_the_csv_is_that_of_the_command_line(world, capsys):
    app(["project", "cases/tutorial", "--csv", "--seed", str(SEED), "--draws", str(DRAWS)], standalone_mode=False)
    printed = capsys.readouterr().out
    answer = world.client("viewer").get(world.at("scenario-csv"))
    assert answer.content.decode() == printed
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_seat_shows_past_results_who_stands_and_what_moved_it(world, scenario):
    page = world.client("viewer").get(world.at("scenario-seat")).content.decode()
    for words in ("Who stands", "for HL + MU", "AE2026", "GE2022", "poll", "Chance to win"):
        assert words in page
    assert world.client("viewer").get(world.at("scenario-seat").replace("SAL", "NIL")).status_code == 404


def test_a_viewer_is_not_told_who_reported(world):
    seat = world.at("scenario-seat")
    pages = {name: world.client(name).get(seat).content.decode() for name in ("viewer", "analyst")}
    opened = open_case(Scenario.objects.get(id=world.ids["a"]["scenario"]).case, SEED, DRAWS)
    reports = {move.source for move in opened.study.strength.moves if move.seat == "SAL" and move.kind == "report"}
    assert any(source in pages["analyst"] for source in reports)
    assert not any(source in pages["viewer"] for source in reports)
    assert "not named to viewers" in pages["viewer"]


@pytest.mark.parametrize(
    ("party", "to", "regions"),
    [
        ("NC", "INC", ["Jammu"]),
        ("INC", "NC", ["Kashmir", "Jammu"]),
        ("PDP", "NC", ["Kashmir"]),
        ("BJP", "NC", ["Jammu"]),
    ],
)
def test_a_move_means_what_an_alliance_means_on_the_command_line(party, to, regions):
    """Courtesies of a party that finds partners are dropped: nobody leaves a seat to a partner, or while allied."""
    study = Study("cases/jammu-kashmir-2024")
    plan = Plan(study.base)
    assert plan.structure.courtesies
    for region in regions:
        plan = moved(plan, study.case, party, to, region)
    assert plan.structure == study.structure([Alliance((party, to), region) for region in regions])
    assert read_plan(json.loads(json.dumps(plan_json(plan)))) == plan


def test_alliances_of_a_whole_case_are_moved_on_one_board():
    study = Study("cases/uttar-pradesh-2019")
    (board,) = boards(study.case)
    plan = moved(Plan(study.base), study.case, "SP", "BSP", board[0])
    assert plan.structure == study.structure([Alliance(("SP", "BSP"))])
    assert moved(plan, study.case, "SP", None, board[0]) == Plan(study.base)


def test_who_fights_within_a_bloc_fights_on_after_a_move_and_of_two_blocs_that_join_one_choice_stays():
    study = Study("cases/uttar-pradesh-2019")
    ((board, _name, _regions),) = boards(study.case)
    seat = study.case.seats[0].code
    plan = moved(Plan(study.base), study.case, "SP", "BSP", board)
    plan = replace(plan, candidates=((seat, "BSP"), (seat, "SP")))
    joined = moved(plan, study.case, "RLD", "SP", board)
    assert joined.candidates == plan.candidates
    apart = moved(Plan(study.base), study.case, "SP", "BSP", board)
    apart = moved(apart, study.case, "RLD", "INC", board)
    apart = replace(apart, candidates=((seat, "BSP"), (seat, "INC")))
    assert moved(apart, study.case, "INC", "BSP", board).candidates == ((seat, "BSP"),)
    assert moved(plan, study.case, "SP", None, board).candidates == ()
