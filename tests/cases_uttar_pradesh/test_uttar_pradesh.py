"""The second real case: eighty seats, alliances for the whole state, the eve of an announcement."""

import csv
import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from prepoll.brief import as_json
from prepoll.case import check_case, load_case
from prepoll.errors import Severity
from prepoll.names import AlliancesBy, Relation
from prepoll.strength.types import EvidenceKind
from prepoll.study import Alliance, Study

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

CASE = Path(__file__).parents[2] / "cases" / "uttar-pradesh-2019"
FOCAL = ("SP", "BSP", "INC", "RLD")
FEW = 40
LATER = {
    "polls.csv": {"pollster": "Later", "from": "2019-01-12", "to": "2019-01-13", "published": "2019-01-14",
                  "region": "*", "party": "BJP", "share": "11"},
    "reports.csv": {"date": "2019-01-12", "seat": "GOR", "party": "SP", "reporter": "R1", "sphere": "field",
                    "kind": "strength", "measure": "share_valid", "estimate": "0.6", "low": "0.5", "high": "0.7"},
    "blocs.csv": {"bloc": "NDA", "party": "SP", "from": "2019-01-12"},
    "lineage.csv": {"party": "JANAP", "from_date": "2019-01-12", "parent": "BSP", "weight": "0.4", "kind": "split"},
    "people.csv": {"name": "Nobody Known", "party": "SP", "role": "spokesperson", "from": "2019-01-12"},
    "parties.csv": {"code": "NEW", "name": "New Party", "kind": "party", "founded": "2019-01-12"},
    "results.csv.gz": {"election": "BYE2019", "kind": "parliament", "date": "2019-01-12", "unit": "AC001",
                       "seat": "SAH", "party": "INC", "votes": "90000", "electors": "300000", "contest": "SAH"},
}  # fmt: skip


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(CASE, draws=FEW)


@pytest.fixture(scope="module")
def brief(study: Study):
    return json.loads(as_json(study.brief()))


def with_later_rows(target: Path) -> Path:
    shutil.copytree(CASE, target)
    for name, row in LATER.items():
        opened = gzip.open if name.endswith(".gz") else open
        with opened(target / name, "rt", encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert set(row) <= set(header), name
        with opened(target / name, "at", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow([row.get(column, "") for column in header])
    note = "---\ndate: 2019-01-12\nsource: A paper\ntitle: Later\n---\n\nThe SP rules out any alliance with the BSP.\n"
    (target / "news" / "2019-01-12-later.md").write_text(note, encoding="utf-8")
    return target


def test_the_case_has_no_error_and_warns_of_independents_only():
    found = [finding for finding in check_case(CASE) if finding.severity is not Severity.NOTE]
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []
    assert {finding.file for finding in found} == {"results.csv.gz"}
    assert all("independents and others" in finding.problem for finding in found)


def test_the_case_is_as_large_as_it_says_and_small_enough_to_ship():
    case = load_case(CASE)
    assert (len(case.seats), len(case.past), case.alliances_by) == (80, 4, AlliancesBy.CASE)
    assert case.focal == FOCAL
    assert sum(len(region.seats) for region in case.regions) == 80
    assert len({unit.unit for unit in case.units}) == 403
    sizes = [path.stat().st_size for path in CASE.rglob("*") if path.is_file()]
    assert max(sizes) < 5_000_000
    assert sum(sizes) < 2_000_000


def test_nothing_of_the_election_itself_is_in_the_case():
    every = load_case(CASE, as_of=load_case(CASE).as_of.replace(year=2030))
    assert max(past.date for past in every.past).year == 2017
    assert max(row.date.year for row in every.results) == 2017
    assert max(row.published or row.until for row in every.polls).isoformat() <= "2019-03-25"


def test_the_schedule_is_not_known_on_the_day():
    case = load_case(CASE)
    assert case.election_date is None
    assert all(seat.polling_day is None and seat.nominations_close is None for seat in case.seats)


def test_rows_known_later_leave_the_case_as_it_was(tmp_path):
    later = load_case(with_later_rows(tmp_path / CASE.name))
    assert later == load_case(CASE)


def test_a_poll_that_adds_two_parties_up_is_read_as_both(study: Study):
    polls = [row for row in study.strength.evidence if row.kind is EvidenceKind.POLL]
    joint = [row for row in polls if row.used and set(row.parties) == {"SP", "BSP"}]
    assert [round(row.share, 3) for row in joint] == [0.447]
    assert not [row for row in polls if row.used and row.share < 0.1 and {"SP", "BSP"} & set(row.parties)]


def test_the_joint_candidate_of_a_by_election_is_not_taken_for_one_party(study: Study):
    official = [row for row in study.strength.evidence if row.source.startswith("Election Commission")]
    used = {(row.seat, *row.parties) for row in official if row.used}
    assert used == {("GOR", "BJP"), ("PHU", "BJP"), ("KAI", "BJP")}
    assert {(row.seat, *row.parties) for row in official} > used


def test_what_was_agreed_in_principle_stands_and_binds_nobody_yet(study: Study):
    entry = study.ledger.entry("SP", "BSP")
    assert entry is not None
    assert entry.relation is Relation.ALLIED
    assert ("BSP", "SP") not in study.ledger.bonds
    assert study.base.in_region("Awadh") == ()


@pytest.mark.parametrize("alliance", [(), ("SP", "BSP"), ("SP", "BSP", "RLD")], ids="+".join)
def test_seats_add_up_to_the_house_in_every_draw(study: Study, alliance):
    outcome = study.outcome((Alliance(alliance),) if alliance else ())
    assert np.allclose(outcome.wins.sum(axis=(0, 1)), 80, atol=1e-4)
    assert np.allclose(outcome.votes.sum(axis=1), 1, atol=1e-5)


def test_an_alliance_is_made_for_the_whole_state(study: Study):
    structure = study.structure([Alliance(("SP", "BSP"), "Awadh")])
    assert {structure.bloc_of(region.code, "SP") for region in study.case.regions} == {frozenset({"SP", "BSP"})}


def test_each_of_the_four_parties_gets_all_parts_of_its_advice(brief):
    assert [advice["party"] for advice in brief["advices"]] == list(FOCAL)
    every = {row["code"] for row in brief["seats"]}
    assert len(every) == 80
    for advice in brief["advices"]:
        assert advice["verdict"]
        assert advice["options"], advice["party"]
        for key in ("find_out", "public_line", "would_change", "calendar", "left_out"):
            assert key in advice, (advice["party"], key)
        for option in advice["options"]:
            assert {effect["seat"] for effect in option["effects"]} == every, option["name"]


def test_going_together_is_among_the_options_of_both(brief):
    partners = {a["party"]: [set(o["partners"]) for o in a["options"]] for a in brief["advices"]}
    assert {"BSP"} in partners["SP"]
    assert {"SP"} in partners["BSP"]


def test_regions_in_which_nobody_can_differ_are_not_listed(brief):
    told = json.dumps(
        [[a["verdict"], a["would_change"], [o["verdict"] for o in a["options"]]] for a in brief["advices"]]
    )
    assert "SP" in told
    assert not [name for _, name in brief["regions"] if f"in {name}" in told]


@pytest.mark.full
def test_what_is_known_later_leaves_the_brief_equal_to_the_byte(brief, tmp_path):
    later = Study(with_later_rows(tmp_path / CASE.name), draws=FEW)
    assert json.loads(as_json(later.brief())) == brief
