"""What an offer is worth on its page: the figures of the command line, and what is known of its conditions."""

import json
from datetime import timedelta

from prepoll_web.evidence.desk import desk_of
from prepoll_web.talks.models import Talk


def test_the_page_says_what_the_command_line_prints(world):
    from typer.testing import CliRunner

    from prepoll.cli import app
    from prepoll_web.cases.models import Case
    from prepoll_web.cases.working import working_folder

    client = world.client("analyst")
    page = client.get(world.at("offer")).content.decode()
    found = json.loads(client.get(world.at("offer-json")).content)
    folder = working_folder(Case.objects.get(id=world.ids["a"]["case"]))
    asked = ["offer", str(folder), "--alliance", "HL+LM", "--seats", "HL=GUL LM=TID", "--seed", "7", "--draws", "40"]
    answer = CliRunner().invoke(app, [*asked, "--json"])
    assert answer.exit_code == 0, answer.output
    printed = json.loads(answer.stdout)
    printed.pop("case")
    assert {key: found[key] for key in printed} == printed
    asked = {"alliance": "HL+LM", "seats_given": "HL=GUL LM=TID", "courtesies_given": [], "objective": ""}
    assert found["asked"] == asked
    for side in printed["sides"]:
        assert f'data-party="{side["party"]}"' in page
        assert f'data-value="{side["value"]}"' in page
        assert f"{side['gain']:.3f}".replace("-0.000", "0.000") in page.replace("-0.000", "0.000")


def of_the_coast(world):
    """Open talks about one region, and write an offer in them with all that an offer can hold."""
    from prepoll_web.talks import actions

    by, ids = world.user("negotiator"), world.ids["a"]
    opening = actions.Opening("LM", ("HL",), region="COAST", seed=7, draws=40)
    talk = actions.open_talk(world.user("owner"), ids["team"], ids["case"], opening, world.now)
    form = {"seat-TID": "LM", "seat-GUL": "friendly contest", "leaves-HL": "FF"}
    form |= {"courtesy-seat-1": "OAK", "courtesy-giver-1": "LM", "courtesy-taker-1": "HL"}
    form |= {"support-giver": "LM", "support-taker": "HL", "support-election": "The councils"}
    made = world.client(by.username).post(f"/teams/{ids['team']}/talks/{talk.id}/offer/", form)
    assert made.status_code == 302, made.content.decode()
    return made["Location"]


def test_a_friendly_contest_and_a_courtesy_are_in_the_figures_as_the_command_line_has_them(world):
    from typer.testing import CliRunner

    from prepoll.cli import app
    from prepoll_web.cases.models import Case
    from prepoll_web.cases.working import working_folder

    client, address = world.client("analyst"), of_the_coast(world)
    page = client.get(address).content.decode()
    found = json.loads(client.get(f"{address}offer.json").content)
    folder = working_folder(Case.objects.get(id=world.ids["a"]["case"]))
    asked = [
        "offer",
        str(folder),
        "--alliance",
        "HL+LM@COAST",
        "--seats",
        "LM=TID HL+LM=GUL",
        "--courtesy",
        "LM:HL@OAK",
    ]
    answer = CliRunner().invoke(app, [*asked, "--seed", "7", "--draws", "40", "--json"])
    assert answer.exit_code == 0, answer.output
    printed = json.loads(answer.stdout)
    printed.pop("case")
    assert {key: found[key] for key in printed} == printed
    assert found["friendly"] == {"GUL": ["HL", "LM"]}
    assert found["asked"]["courtesies_given"] == ["LM:HL@OAK"]
    for side in printed["sides"]:
        assert f'data-value="{side["value"]}"' in page
    assert "counted as if the strongest member stood there" in page  # of the seat that is left open
    assert "Friendly contest in" not in page
    assert "Support in another election is not counted" in page


def test_a_condition_is_held_against_what_is_known_of_the_pair(world):
    from prepoll_web.talks.claims import leavings
    from prepoll_web.talks.text import Text

    case = Talk.objects.get(pk=world.ids["a"]["talk"]).case
    entries = {(row.a, row.b): row for row in desk_of(case).ledger().entries if row.b is not None}
    bound = next(pair for pair, row in entries.items() if row.relation == "allied")
    free = next(pair for pair, row in entries.items() if row.relation in ("open", "unknown"))
    text = Text("LM", ("HL", "LM"), {"LM": ("TID",)}, only_if=(bound, free, ("LM", "FAR")))
    found = [(row.met, row.has_page) for row in leavings(case, text, world.now)]
    assert found == [(False, True), (True, True), (True, False)]  # the other side's case may have more parties
    page = world.client("analyst").get(of_the_coast(world)).content.decode()
    assert "Conditions, by our evidence" in page


def test_an_offer_is_valued_once_for_each_state_of_the_case(world):
    from prepoll_web.evidence.actions import set_day
    from prepoll_web.talks.models import Valuation

    client = world.client("owner")
    for _twice in range(2):
        assert "The case has changed since" not in client.get(world.at("offer")).content.decode()
    assert Valuation.objects.filter(offer=world.ids["a"]["offer"]).count() == 1
    case = world.ids["a"]["case"]
    day = Talk.objects.get(pk=world.ids["a"]["talk"]).case.as_of + timedelta(days=1)
    set_day(world.user("owner"), world.ids["a"]["team"], case, day, world.now)
    assert "The case has changed since" in client.get(world.at("offer")).content.decode()
    assert client.post(world.at("value-offer")).status_code == 302
    assert "The case has changed since" not in client.get(world.at("offer")).content.decode()
    runs = [(row.as_of, row.input_hash) for row in Valuation.objects.filter(offer=world.ids["a"]["offer"])]
    assert len(set(runs)) == 2
