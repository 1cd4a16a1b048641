"""What `prepoll structures` prints of a structure, and what may be asked of it."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from prepoll.alliances import Structure
from prepoll.commands.terms import structure_text

STUDY = SimpleNamespace(case=SimpleNamespace(regions=(SimpleNamespace(code="N"), SimpleNamespace(code="M"))))


def test_an_alliance_of_the_whole_case_is_written_once():
    blocs = (frozenset("AB"), frozenset("CD"))
    assert structure_text(STUDY, Structure.of({"N": blocs, "M": blocs})) == "A+B, C+D everywhere"
    assert structure_text(STUDY, Structure.of({"N": blocs})) == "N: A+B, C+D"
    assert structure_text(STUDY, Structure(())) == "everyone alone"


PREPOLL = str(Path(sys.executable).parent / "prepoll")
CASE = "cases/jammu-kashmir-2024"
ASKED = ("structures", CASE, "--party", "NC", "--players", "INC,PDP", "--draws", "80", "--top", "40")


@cache
def run(*arguments):
    return subprocess.run([PREPOLL, *ASKED, *arguments], capture_output=True, text=True, check=False)


def ranked(*arguments):
    return json.loads(run(*arguments, "--json").stdout)["structures"]


def together(row, pair, region):
    """Say whether a structure as printed has two parties in one bloc of a region."""
    for part in row["structure"].split("; "):
        regions, _, blocs = part.partition(": ")
        if region in regions.split(", ") and any(set(pair) <= set(bloc.split("+")) for bloc in blocs.split(", ")):
            return True
    return row["structure"].endswith(" everywhere") and any(
        set(pair) <= set(bloc.split("+")) for bloc in row["structure"].removesuffix(" everywhere").split(", ")
    )


def test_links_between_regions_are_kept_and_without_them_some_are_not():
    def both(row, pair):
        return together(row, pair, "Kashmir"), together(row, pair, "Jammu")

    def broken(rows):
        return any(
            both(row, ("NC", "INC")) == (True, False) or both(row, ("NC", "PDP")) == (True, True) for row in rows
        )

    linked = ranked("--link", "NC+INC@Kashmir:NC+INC@jammu", "--link-bar", "NC+PDP@Kashmir:NC+PDP@Jammu")
    assert linked
    assert not broken(linked)
    assert broken(ranked())


def test_each_structure_comes_with_its_worth_and_its_seats():
    for row in ranked():
        seats = row["seats"]
        assert [seat["seat"] for seat in seats] == ["BAR", "SRI", "ANR", "UDH", "JAM"]
        assert sum(seat["win"] for seat in seats) == pytest.approx(row["worth"]["seats"]["mean"], abs=1e-4)
        assert all(seat["win"] <= seat["bloc_win"] + 1e-9 for seat in seats)
        assert sum(row["worth"]["seats_chance"]) == pytest.approx(1, abs=1e-4)
    table = run("--seats").stdout
    assert "its bloc wins" in table
    assert "draws tied" in table


@pytest.mark.parametrize("rule", [(), ("--last-result",)], ids=["strongest", "last result"])
def test_an_optimised_slate_never_wins_the_bloc_less(rule):
    plain = {row["structure"]: row for row in ranked(*rule)}
    best = {row["structure"]: row for row in ranked(*rule, "--optimise")}
    common = plain.keys() & best.keys()
    assert common
    for name in common:
        for before, after in zip(plain[name]["seats"], best[name]["seats"], strict=True):
            assert after["bloc_win"] >= before["bloc_win"] - 1e-6


def test_who_stands_may_go_by_the_last_result():
    plain = {row["structure"]: row["seats"] for row in ranked()}
    last = {row["structure"]: row["seats"] for row in ranked("--last-result")}
    stands = [
        (a["stands"], b["stands"])
        for name in plain.keys() & last.keys()
        for a, b in zip(plain[name], last[name], strict=True)
    ]
    assert stands
    assert any(a != b for a, b in stands)
    both = run("--last-result", "--keep-sitting")
    assert both.returncode == 2
    assert "two slates" in both.stderr


def test_links_that_cannot_be_read_are_told_together():
    done = run("--link", "NC+INC@Ladakh:NC+INC@Jammu", "--link", "NC+INC", "--link-bar", "NC@Jammu:NC+INC@Jammu")
    assert done.returncode == 2
    assert "There is no region 'Ladakh'" in done.stderr
    assert "'NC+INC' is no link" in done.stderr
    assert "'NC@Jammu' is not an alliance" in done.stderr


def test_a_pair_for_courtesies_is_of_two_parties_of_the_case():
    done = run("--courtesies", "NC+National Conference", "--courtesies", "NC", "--courtesies", "NC+ABSENT")
    assert done.returncode == 2
    for said in ("is one party: it leaves no seat to itself", "'NC' is not a pair", "no party 'ABSENT'"):
        assert said in done.stderr


def test_whether_what_leaks_abstains_is_asked_and_told():
    found = {
        leak: json.loads(run("--leak", leak, "--objective", "seats", "--json").stdout) for leak in ("others", "abstain")
    }
    assert [found[leak]["leak"] for leak in found] == ["others", "abstain"]
    values = [{row["structure"]: row["value"] for row in one["structures"]} for one in found.values()]
    assert values[0] != values[1]


def test_courtesies_between_a_named_pair_are_tried_in_all_that_is_listed():
    found = json.loads(run("--courtesies", "INC+PDP", "--json").stdout)
    rows = {row["structure"]: row for row in found["structures"]}
    plain = {row["structure"] for row in ranked()}
    assert plain <= set(rows)
    for name in set(rows) - plain:
        old = [part for part in name.split("; ") if not {"INC", "PDP"} <= set(part.split()) or " leaves " not in part]
        assert "; ".join(old) in plain
        assert rows[name]["status"] != "bound"
    assert set(rows) - plain
    assert found["players"] == {"NC": ["NC", "INC", "PDP"]}
    table = run("--courtesies", "NC+PDP").stdout
    assert "NC: searched over NC, INC, PDP" in table
    assert "no courtesies between NC and PDP win them more" in table
