"""`share`, `stability` and `offer`: what they print, and one message for what cannot be read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PREPOLL = str(Path(sys.executable).parent / "prepoll")
CASE = "cases/jammu-kashmir-2024"
FEW = ("--draws", "60")


def run(*arguments):
    return subprocess.run([PREPOLL, *arguments, *FEW], capture_output=True, text=True, check=False)


def test_share_prints_the_ways_and_their_figures():
    found = json.loads(run("share", CASE, "--alliance", "NC+INC", "--min-seats", "INC=1", "--json").stdout)
    ways = {row["norm"]: row for row in found["sharings"]}
    assert {"optimum", "proportional", "winner_or_runner_up", "strongest"} <= set(ways)
    for row in ways.values():
        assert sum(row["each"].values()) == pytest.approx(row["seats"]["mean"], abs=1e-5)
        assert sum(row["seat_wins"].values()) == pytest.approx(row["seats"]["mean"], abs=1e-5)
        assert row["seats"]["mean"] <= ways["optimum"]["seats"]["mean"] + 1e-6 or row["unmet"]
        assert row["regret"] >= 0
    assert ways["optimum"]["contests"]["INC"] >= 1
    assert [row["party"] for row in found["prices"]] == ["NC", "INC"]
    assert [row["demand"] for row in found["costs"]] == ["INC asks for at least 1 seat"]
    assert found["frontier"]


def test_share_keeps_quotas_of_regions():
    asked = ("--min-seats", "INC=2@kashmir", "--max-seats", "INC=0@Jammu")
    found = json.loads(run("share", CASE, "--alliance", "NC+INC", *asked, "--json").stdout)
    optimum = next(row for row in found["sharings"] if row["norm"] == "optimum")
    held = {seat for seat, party in optimum["allocation"].items() if party == "INC"}
    assert len(held & {"BAR", "SRI", "ANR"}) == len(held) >= 2
    assert {row["demand"] for row in found["costs"]} == {
        "INC asks for at least 2 seats in Kashmir",
        "INC takes at most 0 seats in Jammu",
    }


def test_share_takes_names_of_seats_and_friendly_contests():
    done = run(
        "share", CASE, "--alliance", "NC+INC", "--must", "NC=Srinagar", "--must", "INC=SRI", "--friendly", "srinagar"
    )
    assert "INC+NC" in done.stdout or "NC+INC" in done.stdout
    clash = run("share", CASE, "--alliance", "NC+INC", "--must", "NC=Srinagar", "--must", "INC=SRI")
    assert clash.returncode == 2
    assert "NC must have SRI" in clash.stderr
    assert "INC must have SRI" in clash.stderr


def test_stability_says_who_goes_and_what_each_brings():
    found = json.loads(run("stability", CASE, "--alliance", "NC+INC@Kashmir", "--json").stdout)
    assert found["stable"] is not any(row["would"] == "yes" for row in found["deviations"])
    assert {answer["others"] for field in found["landscapes"] for answer in field["answers"]} == {"stay", "best"}
    for part in found["brought"]:
        assert sum(part["each"].values()) == pytest.approx(part["together"], abs=1e-5)
    table = run("stability", CASE, "--alliance", "NC+INC@Kashmir").stdout
    assert "goes to" in table
    assert "Shapley value" in table


@pytest.mark.full
def test_after_withdrawals_an_offer_moves_voters_only():
    plain = ("offer", CASE, "--alliance", "NC+INC", "--seats", "NC=BAR,SRI,ANR INC=UDH,JAM", "--json")
    before = json.loads(run(*plain).stdout)
    named = json.loads(run(*plain, "--names-stay", "udhampur,ANR").stdout)
    assert (before["names_stay"], named["names_stay"]) == ([], ["ANR", "UDH"])
    every = json.loads(run(*plain, "--names-stay", "BAR,SRI,ANR,UDH,JAM", "--objective", "deny_india").stdout)
    moved = json.loads(run(*plain, "--objective", "deny_india").stdout)
    assert [side["value"] for side in every["sides"]] != [side["value"] for side in moved["sides"]]
    assert [side["alone"] for side in named["sides"]] == [side["alone"] for side in before["sides"]]
    later = json.loads(run(*plain, "--as-of", "2024-04-23").stdout)
    assert later["names_stay"] == ["ANR", "UDH", "JAM"]
    assert json.loads(run(*plain, "--as-of", "2024-03-30").stdout)["names_stay"] == []  # the last day itself
    assert "There is no seat 'nowhere'" in run(*plain, "--names-stay", "nowhere").stderr
    told = run(*(word for word in plain if word != "--json"), "--names-stay", "UDH").stdout
    assert "Withdrawals have closed in UDH: names stay on the ballot there" in told


def test_offer_weighs_each_side_against_its_best_other_option():
    found = json.loads(
        run("offer", CASE, "--alliance", "NC+INC", "--seats", "NC=BAR,SRI,ANR INC=UDH,JAM", "--json").stdout
    )
    for side in found["sides"]:
        best = side["alone"] if side["other_value"] is None else side["other_value"]
        assert best >= side["alone"] - 1e-6
        if side["accept"] == "yes":
            assert side["value"] > best
    assert all(ask["gain"] > 0 for ask in found["asks"])
    assert "What to ask for next" in run("offer", CASE, "--alliance", "NC+INC", "--seats", "NC=BAR INC=UDH").stdout


def test_an_offer_tells_the_seats_it_names_from_those_it_leaves_open():
    asked = ("offer", CASE, "--alliance", "NC+INC", "--seats", "NC=BAR,SRI INC=UDH")
    said = run(*asked).stdout
    assert said.startswith("NC: BAR, SRI\nINC: UDH\n")
    assert "Not named in the offer, and weighed with the strongest member: ANR (" in said
    found = json.loads(run(*asked, "--json").stdout)
    assert found["left_open"] == ["ANR", "JAM"]
    assert set(found["allocation"]) == {"BAR", "SRI", "ANR", "UDH", "JAM"}


TALK = {"share": (), "stability": (), "offer": ("--seats", "JKAP=SRI,ANR BJP=JAM")}


@pytest.mark.parametrize("command", list(TALK))
def test_a_refusal_between_the_members_is_told_with_the_sentence_that_made_it(command):
    asked = (command, CASE, "--alliance", "JKAP+BJP", *TALK[command])
    (bar,) = json.loads(run(*asked, "--json").stdout)["bars"]
    assert bar["status"] == "softly_barred"
    assert "JKAP rules out BJP (Rafi Ahmad Mir, 19 March 2024)" in bar["why"]
    assert "for now" in bar["quote"]
    assert bar["dated"] == "2024-03-19"
    said = " ".join(run(*asked).stdout.split())
    assert "This alliance is softly barred, and weighed as if nothing stood between its members" in said
    assert f"“{' '.join(bar['quote'].split())}” ({bar['article']})" in said
    assert " ".join(bar["would_change"].split()) in said


def test_bars_set_by_hand_are_told_and_alliances_without_any_say_nothing():
    asked = ("share", CASE, "--alliance", "NC+INC")
    assert json.loads(run(*asked, "--json").stdout)["bars"] == []
    barred = run(*asked, "--bar", "NC+INC").stdout
    assert barred.startswith("This alliance is barred, and weighed")
    assert "NC+INC is set to ruled out by command line" in " ".join(barred.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("share", CASE, "--alliance", "NC+INC", "--min-seats", "NC=x", "--must", "INC=Nowhere"),
            ("'NC=x'", "'Nowhere'"),
        ),
        (("share", CASE, "--alliance", "NC+INC", "--min-wins", "NC=-1"), ("Write it as PARTY=1.5",)),
        (("share", CASE, "--alliance", "NC+INC", "--never", "NC=Srinagr"), ("Did you mean SRI",)),
        (
            ("share", CASE, "--alliance", "NC+INC", "--max-seats", "NC=2", "--max-seats", "NC=3"),
            ("--max-seats is given twice for NC",),
        ),
        (
            ("share", CASE, "--alliance", "NC+INC", "--min-seats", "NC=1@Ladakh"),
            ("There is no region 'Ladakh'", "Jammu"),
        ),
        (
            ("share", CASE, "--alliance", "NC+INC", "--min-seats", "PDP=1"),
            ("do not fit a sharing among INC+NC", "PDP is not a member of INC+NC"),
        ),
        (("share", CASE, "--alliance", "NC+INC", "--alliance", "NC+PDP"), ("stands nowhere",)),
        (("share", CASE, "--alliance", "NC+INC", "--min-seats", "NC=4", "--min-seats", "INC=4"), ("Lower or drop",)),
        (("stability", CASE, "--alliance", "NC"), ("Write it as A+B",)),
        (("offer", CASE, "--alliance", "NC+INC", "--seats", "NC=SRI INC=SRI"), ("given to NC and to INC",)),
        (("offer", CASE, "--alliance", "NC+INC", "--seats", ""), ("names no seat",)),
        (("offer", CASE, "--alliance", "NC+INC", "--seats", "NC=X1 ZZZ=X2"), ("'X1'", "'X2'", "'ZZZ'")),
    ],
)
def test_what_cannot_be_read_gets_one_message_with_all_of_it(arguments, words):
    done = run(*arguments)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_an_offer_may_hold_friendly_contests_empty_seats_and_courtesies():
    seats = "NC=BAR,SRI INC+NC=ANR"
    given = ("offer", CASE, "--alliance", "NC+INC@Kashmir", "--seats", seats, "--courtesy", "NC:INC@Jammu")
    found = json.loads(run(*given, "--json").stdout)
    assert found["friendly"] == {"ANR": ["NC", "INC"]}
    assert found["courtesies"] == [{"seat": "JAM", "giver": "NC", "taker": "INC"}]
    assert {side["party"]: side["seats"] for side in found["sides"]} == {"NC": "BAR SRI ANR", "INC": "ANR"}
    table = run(*given).stdout
    assert "Friendly contest in ANR: NC+INC" in table
    assert "NC leaves JAM to INC" in table
    empty = run("offer", CASE, "--alliance", "NC+INC@Kashmir", "--seats", "NC=BAR nobody=SRI")
    assert "Nobody of them stands in SRI" in empty.stdout
    refused = run("offer", CASE, "--alliance", "NC+INC@Kashmir", "--seats", "NC=BAR", "--courtesy", "NC:INC@SRI")
    assert (refused.returncode, "they are partners there" in refused.stderr) == (2, True)


def test_a_bar_between_the_two_of_a_courtesy_is_told_and_the_courtesy_weighed():
    given = ("offer", CASE, "--alliance", "NC+INC@Jammu", "--seats", "NC=UDH", "--courtesy", "INC:DPAP@SRI")
    assert json.loads(run(*given, "--json").stdout)["bars"] == []
    barred = (*given, "--courtesy", "INC:DPAP@BAR", "--bar", "INC+DPAP")
    told = json.loads(run(*barred, "--json").stdout)
    assert [row["status"] for row in told["bars"]] == ["barred"]
    assert told["courtesies"][0] == {"seat": "SRI", "giver": "INC", "taker": "DPAP"}
    assert "This courtesy is barred, and weighed as if nothing stood between the two:" in run(*barred).stdout
