"""What was known later changes nothing: not the case, not its notes, not its hash."""

import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prepoll.case import check_case, input_hash, load_case
from prepoll.errors import CaseError, Severity

DAY = date(2030, 3, 18)
LATER = {
    "parties.csv": "LATE,Late Party,Lates,party,2030-04-01,HL,#123456,\n"
    "CP,Covenant again,,party,2030-04-02,,#123457,\n",
    "blocs.csv": "COMPACT,LM,2030-04-01,,\nCOMPACT,LATE,2030-04-01,,\n",
    "lineage.csv": "LATE,2030-04-01,HL,0.1,0,0.2,split,\n",
    "people.csv": "Una Pike,Pike,LATE,chair,2030-04-01,\n",
    "results.csv": "BYE2030,local,2030-04-01,U01,SAL,OTH,Ann,9000,29800,U01\n",
    "fronts.csv": "BYE2030,*,Late Pact,LATE,seat_sharing,all,\nGE2034,*,Very Late Pact,HL,seat_sharing,all,\n",
    "positions.csv": "LATE,ferries,2,1,x,y,2030-04-01\n",
    "polls.csv": "Beacon Opinion,exit,2030-03-01,2030-03-10,2030-03-19,900,Nowhere,LATE,99,\n",
    "reports.csv": "2030-03-19,SAL,,LATE,x,field,strength,share_valid,base,0.5,0.4,0.6,,,\n",
    "news/2030-03-19-late.md": "---\ndate: 2030-03-19\n---\n\nLate Party is in talks with the Covenant Party.\n",
    "judgements.csv": "statement,verdict,correction,by,at\nS1,confirmed,,Ann,2030-03-19T08:00+00:00\n",
}


def add(folder: Path, file: str, on_top: bool = False) -> None:
    path = folder / file
    text = path.read_text() if path.exists() else ""
    header, newline, rest = text.partition("\n")
    path.write_text(header + newline + LATER[file] + rest if on_top else text + LATER[file])


@pytest.mark.parametrize("file", LATER)
@pytest.mark.parametrize("on_top", [False, True])
def test_a_later_row_changes_nothing(folder: Path, file: str, on_top: bool) -> None:
    before = load_case(folder)
    add(folder, file, on_top)
    after = load_case(folder)
    assert repr(after) == repr(before)
    assert after == before
    assert input_hash(after) == input_hash(before)


def test_a_later_row_with_a_taken_code_is_named_by_check_only(folder: Path) -> None:
    add(folder, "parties.csv")
    repeated = [finding for finding in check_case(folder) if finding.severity is Severity.ERROR]
    assert [finding.value for finding in repeated] == ["CP"]
    assert "Covenant again" not in {party.name for party in load_case(folder).parties}


def test_all_later_rows_together_change_nothing_on_the_day_and_much_after(folder: Path) -> None:
    before = load_case(folder)
    for file in LATER:
        add(folder, file)
    parties = folder / "parties.csv"
    parties.write_text(parties.read_text().replace("CP,Covenant again", "CP2,Covenant again"))
    assert input_hash(load_case(folder)) == input_hash(before)
    after = load_case(folder, date(2030, 4, 3))
    assert input_hash(after) != input_hash(before)
    assert {row.party for row in after.polls} >= {"LATE"}
    assert len(after.articles) == len(before.articles) + 1
    assert any("Nowhere" in note for note in after.notes)


def test_later_rows_change_nothing_in_the_real_case(tmp_path: Path, jammu_kashmir: Path) -> None:
    folder = tmp_path / jammu_kashmir.name
    shutil.copytree(jammu_kashmir, folder)
    before = load_case(folder)
    for file, row in {
        "parties.csv": "LATE,Late Party,,party,2024-04-01,day,,#123456,,",
        "people.csv": "Una Pike,,LATE,chair,2024-04-01,",
        "polls.csv": "Late,2024-03-01,2024-03-10,,*,LATE,50,2024-03-20,,",
        "reports.csv": "2024-03-20,SRI,,LATE,x,field,strength,share_valid,base,0.5,0.4,0.6,,,,",
        "blocs.csv": "INDIA,LATE,2024-03-20,,,",
        "fronts.csv": "GE2024,*,INDIA,NC,seat_sharing,all,,",
        "lineage.csv": "LATE,2024-03-20,NC,0.1,0,0.2,split,",
        "positions.csv": "NC,statehood,0,1,x,y,2024-03-20",
    }.items():
        with (folder / file).open("a") as table:
            table.write(row + "\n")
    with gzip.open(folder / "results.csv.gz", "at") as results:
        results.write("BYE2024,local,2024-03-20,AC01,BAR,OTH,Ann,90,100,,,AC01,,\n")
    after = load_case(folder)
    assert repr(after) == repr(before)
    assert input_hash(after) == input_hash(before)
    assert check_case(folder) != check_case(jammu_kashmir)


def test_a_count_known_later_brings_no_front_of_its_election_forward(folder: Path) -> None:
    with (folder / "fronts.csv").open("a") as fronts:
        fronts.write("BYE2030,*,By Pact,HL,seat_sharing,all,\n")
    before = load_case(folder)
    path = folder / "results.csv"
    header, _, rows = path.read_text().partition("\n")
    filled = "".join(f"{row},\n" for row in rows.splitlines())
    late = "BYE2030,local,2030-02-01,U01,SAL,HL,Ann,900,29800,U01,2030-04-01\n"
    path.write_text(f"{header},known\n{filled}{late}")
    assert load_case(folder) == before
    assert "BYE2030" in {front.election for front in load_case(folder, date(2030, 4, 1)).fronts}


def test_ids_come_from_content_and_equal_rows_are_counted(folder: Path) -> None:
    before = {row.row.id for row in load_case(folder).reports}
    path = folder / "reports.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *reversed(lines[1:]), lines[1]]) + "\n")
    after = [row.row.id for row in load_case(folder).reports]
    assert set(after) - before == {next(name for name in before if name + "#2" in after) + "#2"}
    assert all(name.startswith("reports.csv:") for name in after)


def test_an_id_changes_with_each_cell(folder: Path) -> None:
    seen = {load_case(folder).results[0].row.id}
    path = folder / "results.csv"
    header, first, rest = path.read_text().split("\n", 2)
    cells = first.split(",")
    for place, other in enumerate(("GE2022", "local", "2026-05-16", "U02", "SAL", "MU", "X", "1", "29801", "U02")):
        if other == cells[place]:
            continue
        changed = [*cells[:place], other, *cells[place + 1 :]]
        path.write_text("\n".join([header, ",".join(changed), rest]))
        seen.add(load_case(folder).results[0].row.id)
    assert len(seen) == 10


@pytest.mark.parametrize("day", [date(2030, 3, 9), date(2029, 1, 1)])
def test_the_schedule_counts_from_its_known_day(folder: Path, day: date) -> None:
    before = load_case(folder, day)
    assert before.election_date is None
    assert before.publication.exit_polls_until is None
    assert all(seat.polling_day is None and seat.nominations_close is None for seat in before.seats)
    assert [seat.electors for seat in before.seats] == [seat.electors for seat in load_case(folder).seats]
    path = folder / "seats.csv"
    path.write_text(path.read_text().replace("2030-05-12", "2030-05-05"))
    assert load_case(folder, day) == before
    assert load_case(folder, date(2030, 3, 10)).seats[0].polling_day == date(2030, 5, 5)


def test_a_later_article_takes_no_name_away(folder: Path) -> None:
    before = load_case(folder)
    (folder / "news" / "0").mkdir()
    twin = folder / "news" / "0" / "2030-03-08-lantern-and-foresters-talk.md"
    twin.write_text("---\ndate: 2030-03-20\n---\nLater.\n")
    assert load_case(folder) == before
    assert any("has the name of news/2030-03-08" in finding.problem for finding in check_case(folder))


def test_a_party_founded_later_is_not_in_the_case_unless_an_older_row_needs_it(folder: Path) -> None:
    before_its_founding = date(2028, 1, 1)
    early = load_case(folder, before_its_founding)
    assert "LM" not in early.party_by_code
    assert early.focal == ("MU",)
    with (folder / "polls.csv").open("a") as polls:
        polls.write("Beacon Opinion,opinion,2027-12-01,2027-12-03,2027-12-05,1000,*,LM,3,a party to come\n")
    read = load_case(folder, before_its_founding)
    assert "LM" in read.party_by_code
    assert [row.party for row in read.polls] == ["LM"]


def test_elections_after_the_day_are_no_past(folder: Path) -> None:
    early = load_case(folder, date(2026, 5, 16))
    assert [past.election for past in early.past] == ["GE2022"]
    assert {result.election for result in early.results} == {"GE2022"}
    assert {front.election for front in early.fronts} == {"GE2022"}


def test_a_membership_that_ends_later_lasts(folder: Path) -> None:
    on = date(2025, 11, 1)
    assert load_case(folder, on).members("COMPACT", on) == ("HL", "FF")
    assert all(row.until is None for row in load_case(folder, on).blocs)
    assert load_case(folder).members("COMPACT", DAY) == ()


def test_the_newer_of_two_answers_counts(folder: Path) -> None:
    with (folder / "positions.csv").open("a") as positions:
        positions.write("LM,ferries,2,1,x,y,2030-03-10\nLM,ferries,-2,1,x,y,2030-03-20\n")

    def answers(day: date) -> list[float]:
        asked = [row for row in load_case(folder, day).positions if (row.party, row.question) == ("LM", "ferries")]
        return [row.position for row in asked]

    assert [answers(date(2030, 3, day)) for day in (9, 10, 20)] == [[1.0], [2.0], [-2.0]]


def test_people_without_a_start_always_count(folder: Path) -> None:
    with (folder / "people.csv").open("a") as people:
        people.write("Una Pike,Pike,HL,treasurer,,\nVal Orr,,HL,whip,2031-01-01,\n")
    names = [person.name for person in load_case(folder).people]
    assert "Una Pike" in names
    assert "Val Orr" not in names


def test_the_folder_and_its_name_do_not_count(folder: Path, tutorial: Path) -> None:
    moved = folder.rename(folder.with_name("other"))
    assert input_hash(load_case(moved)) == input_hash(load_case(tutorial))
    assert load_case(moved).folder == "other"


def test_the_hash_sees_every_part(folder: Path) -> None:
    seen = {input_hash(load_case(folder))}
    for file, old, new in [
        ("case.toml", "weight = 0.5", "weight = 0.6"),
        ("seats.csv", "61200", "61201"),
        ("seats.geojson", "-31.2", "-31.21"),
        ("polls.csv", ",1204,", ",1205,"),
        ("news/2030-03-08-lantern-and-foresters-talk.md", "two weeks", "three weeks"),
        ("positions.csv", "invented", "made up"),
    ]:
        path = folder / file
        path.write_text(path.read_text().replace(old, new))
        seen.add(input_hash(load_case(folder)))
    assert len(seen) == 7


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.dates(date(2022, 6, 12), date(2031, 1, 1)), min_size=2, max_size=2).map(sorted))
def test_what_is_known_only_grows(tutorial: Path, days: list[date]) -> None:
    early, late = (load_case(tutorial, day) for day in days)
    for table in ("parties", "lineage", "results", "fronts", "positions", "polls", "reports"):
        assert {row.row.id for row in getattr(early, table)} <= {row.row.id for row in getattr(late, table)}
    assert {article.id for article in early.articles} <= {article.id for article in late.articles}
    assert all(result.date <= days[0] for result in early.results)
    assert all(article.date <= days[0] for article in early.articles)


def test_before_the_first_count_there_is_no_case(tutorial: Path) -> None:
    with pytest.raises(CaseError, match="nothing says how strong the parties are"):
        load_case(tutorial, date(2022, 6, 11))
