"""The cases that come with the project are sound, and say what they say."""

from datetime import date
from pathlib import Path

from prepoll.case import check_case, load_case
from prepoll.case.types import Case
from prepoll.errors import Severity
from prepoll.names import AlliancesBy, PartyKind, Sphere


def findings(folder: Path) -> list[str]:
    return [str(finding) for finding in check_case(folder) if finding.severity is not Severity.NOTE]


def test_no_case_has_an_error_or_a_warning(tutorial: Path, jammu_kashmir: Path) -> None:
    assert findings(tutorial) == []
    assert findings(jammu_kashmir) == []


def test_the_tutorial_prints_the_one_note_that_its_text_speaks_of(tutorial: Path) -> None:
    (note,) = check_case(tutorial)
    assert (note.severity, note.file) == (Severity.NOTE, "units.csv")


def test_jammu_kashmir_on_its_day(jammu_kashmir: Path) -> None:
    case = load_case(jammu_kashmir)
    assert case.as_of == date(2024, 3, 19)
    assert case.focal == ("JKAP", "DPAP")
    assert case.alliances_by is AlliancesBy.REGION
    assert dict(case.region_of) == {
        "BAR": "Kashmir",
        "SRI": "Kashmir",
        "ANR": "Kashmir",
        "UDH": "Jammu",
        "JAM": "Jammu",
    }
    assert len(case.results) == 4954
    assert sum(result.votes for result in case.results if result.election == "GE2019") == 3397351
    udhampur = next(seat for seat in case.seats if seat.code == "UDH")
    assert (udhampur.nominations_close, udhampur.polling_day) == (date(2024, 3, 27), date(2024, 4, 19))
    assert max(article.date for article in case.articles) == date(2024, 3, 19)
    assert max(report.date for report in case.reports) <= case.as_of
    assert max(poll.published for poll in case.polls if poll.published) <= case.as_of


def test_jammu_kashmir_says_what_it_does_not_use(jammu_kashmir: Path) -> None:
    notes = " ".join(load_case(jammu_kashmir).notes)
    assert "JK+Ladakh" in notes
    assert "AE2008" in notes
    assert "DDC2020" not in notes


def test_the_council_rows_name_their_election(jammu_kashmir: Path) -> None:
    case = load_case(jammu_kashmir)
    council = [report for report in case.reports if report.sphere is Sphere.ELECTION]
    assert len(council) == 12
    assert {report.election for report in council} == {"DDC2020"}
    together = {front.party for front in case.fronts if front.election == "DDC2020"}
    assert together == {"NC", "PDP", "JKPC", "CPIM", "ANC", "JKPM"}


def test_before_the_announcement_jammu_kashmir_has_no_dates(jammu_kashmir: Path) -> None:
    case = load_case(jammu_kashmir, date(2024, 3, 15))
    assert case.election_date is None
    assert {seat.polling_day for seat in case.seats} == {None}


def test_members_of_a_bloc_follow_the_day(jammu_kashmir: Path) -> None:
    assert "PDP" in load_case(jammu_kashmir, date(2024, 3, 7)).members("PAGD", date(2024, 3, 7))
    assert "PDP" not in load_case(jammu_kashmir).members("PAGD", date(2024, 3, 19))


def test_the_tutorial_has_something_of_everything(tutorial: Path) -> None:
    case = load_case(tutorial)
    assert sum(party.kind is PartyKind.PARTY for party in case.parties) == 5
    assert {"NOTA", "OTH"} <= set(case.party_by_code)
    assert (len(case.seats), len(case.regions), len(case.past), len(case.articles)) == (6, 2, 2, 5)
    assert {report.sphere for report in case.reports} == set(Sphere)
    assert len(case.boundaries) == len(case.seats)
    assert case.notes == ()
    _own_parts(case)


def _own_parts(case: Case) -> None:
    weights: dict[str, float] = {}
    for unit in case.units:
        weights[unit.unit] = weights.get(unit.unit, 0.0) + unit.weight
    assert set(weights.values()) == {1.0}
    assert {result.unit for result in case.results if result.unit} == set(weights)


def test_every_row_has_an_id_of_its_own(jammu_kashmir: Path) -> None:
    case = load_case(jammu_kashmir)
    tables = ("parties", "blocs", "lineage", "people", "seats", "units", "results", "fronts", "positions", "polls")
    ids = [row.row.id for table in (*tables, "reports") for row in getattr(case, table)]
    assert len(ids) == len(set(ids)) > 5000
