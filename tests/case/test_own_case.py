"""A person's own table of results becomes a case that passes check, whatever its shape."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from written_tables import Grid, csv_of, workbook

from prepoll.case import Question, Shape, TableAnswers, case_from_table, check_case, load_case
from prepoll.case.types import Case
from prepoll.cli import app
from prepoll.errors import CaseError, PrepollError, Severity, UsageError
from prepoll.names import ElectionKind, PartyKind

WIDE: Grid = [
    ["Constituency", "Electorate", "Con", "Lab", "LD", "Others", "Majority", "Turnout %"],
    ["Northam", 70000, 20000, 15000, 9000, 500, 5000, 63.6],
    ["Southam", 71000, 12000, 21000, 3000, "", 9000, 50.7],
    ["Estham", 69000, 11000, 11500, 17000, 900, 5500, 58.6],
]
LONG: Grid = [
    ["PC Name", "Candidate Name", "Party", "Total Votes Polled", "Electors", "Year"],
    *(
        [seat, f"{party} of {seat}", party, votes, electors, 2014]
        for seat, electors, *rest in (
            ("Agra", 123456, 50000, 20000, 900),
            ("Mathura", 150000, 40000, 45000, 800),
        )
        for party, votes in zip(("BJP", "INC", "NOTA"), rest, strict=True)
    ),
]


DATED = TableAnswers(held=date(2017, 6, 8))


def sound(folder: Path) -> Case:
    assert [str(each) for each in check_case(folder) if each.severity is Severity.ERROR] == []
    return load_case(folder)


def tally(case: Case) -> dict[tuple[str, str], int]:
    names = {seat.code: seat.name for seat in case.seats}
    return {(names[row.seat], row.party): row.votes for row in case.results}


EXPECTED = {("Northam", "LAB"): 15000, ("Southam", "CON"): 12000, ("Estham", "LD"): 17000, ("Estham", "OTH"): 900}


@pytest.mark.parametrize("form", ["csv", "semicolons", "tabs", "utf-16", "xlsx", "parquet", "gz"])
def test_a_wide_table_in_any_form_is_the_same_case(tmp_path: Path, form: str) -> None:
    path = tmp_path / "results.csv"
    if form == "xlsx":
        path = workbook(tmp_path / "results.xlsx", {"Results": WIDE})
    elif form == "parquet":
        path = tmp_path / "results.parquet"
        rows = [[None if cell == "" else cell for cell in row] for row in WIDE[1:]]
        polars.DataFrame(rows, schema=[str(name) for name in WIDE[0]], orient="row").write_parquet(path)
    else:
        csv_of(path, WIDE, {"semicolons": ";", "tabs": "\t"}.get(form, ","))
        if form == "utf-16":
            path.write_bytes(path.read_text().encode("utf-16"))
        if form == "gz":
            import gzip

            path = tmp_path / "results.csv.gz"
            path.write_bytes(gzip.compress((tmp_path / "results.csv").read_bytes()))
    case_from_table(path, tmp_path / "case", DATED)
    case = sound(tmp_path / "case")
    assert EXPECTED.items() <= tally(case).items()
    assert len(case.results) == 11
    assert [seat.electors for seat in case.seats] == [70000, 71000, 69000]
    assert [(past.election, past.date) for past in case.past] == [("GE2017", date(2017, 6, 8))]
    assert case.party_by_code["OTH"].kind is PartyKind.OTHER


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_long_table_with_candidates(tmp_path: Path, form: str) -> None:
    path = workbook(tmp_path / "r.xlsx", {"R": LONG}) if form == "xlsx" else csv_of(tmp_path / "r.csv", LONG)
    made = case_from_table(path, tmp_path / "case")
    case = sound(tmp_path / "case")
    assert tally(case) == {
        ("Agra", "BJP"): 50000,
        ("Agra", "INC"): 20000,
        ("Agra", "NOTA"): 900,
        ("Mathura", "BJP"): 40000,
        ("Mathura", "INC"): 45000,
        ("Mathura", "NOTA"): 800,
    }
    assert {row.candidate for row in case.results if row.party == "BJP"} == {"BJP of Agra", "BJP of Mathura"}
    assert case.past[0].date == date(2014, 12, 31)
    readme = (tmp_path / "case" / "README.md").read_text()
    for line in made.assumed:
        assert f"- {line}" in readme
    assert any("2014-12-31" in line and "--date" in line for line in made.assumed)


def test_titles_merged_headers_totals_and_lakh_commas(tmp_path: Path) -> None:
    grid: Grid = [
        ["Assembly election of 2017, as counted"],
        [],
        ["Seat", "Electors", "Reds", "", "Blues", ""],
        ["", "", "Votes", "%", "Votes", "%"],
        ["Hill", "1,23,456", "50,000", "55.6", "40,000", "44.4"],
        ["Dale", "98,765", "20,001", "50.0", "20,000", "50.0"],
        ["Total", "2,22,221", "70,001", "", "60,000", ""],
    ]
    made = case_from_table(workbook(tmp_path / "t.xlsx", {"Note": [["see next"]], "Data": grid}), tmp_path / "case")
    case = sound(tmp_path / "case")
    assert tally(case) == {
        ("Hill", "REDS"): 50000,
        ("Hill", "BLUES"): 40000,
        ("Dale", "REDS"): 20001,
        ("Dale", "BLUES"): 20000,
    }
    assert case.past[0].kind is ElectionKind.ASSEMBLY
    assert any("read as one header" in line for line in made.assumed)
    assert any("totals" in line and "line 7" in line for line in made.assumed)
    assert any("sheet 'Data'" in line for line in made.assumed)


def test_totals_among_the_parties_of_a_long_table_are_left_out(tmp_path: Path) -> None:
    grid = [
        *LONG,
        *([seat, "", party, 70900, 123456, 2014] for seat in ("Agra", "Mathura") for party in ("Total", "TURNOUT")),
    ]
    made = case_from_table(csv_of(tmp_path / "r.csv", grid), tmp_path / "case")
    assert {row.party for row in sound(tmp_path / "case").results} == {"BJP", "INC", "NOTA"}
    assert any("4 rows were left out as totals" in line for line in made.assumed)


def test_several_years_regions_and_by_elections(tmp_path: Path) -> None:
    rows: Grid = [
        ["State_Name", "Constituency_No", "Constituency_Name", "Year", "Poll_No", "Party", "Votes", "Electors"]
    ]
    for year in (2009, 2014):
        for state, number, seat in (("Alpha", 1, "Hampur"), ("Alpha", 2, "Rampur"), ("Beta", 1, "Hampur")):
            rows += [[state, number, seat, year, 0, "ABC", 1000 + year + number, 9000]]
            rows += [[state, number, seat, year, 0, "XYZ", 900, 9000]]
    rows.append(["Alpha", 2, "Rampur", 2014, 1, "ABC", 7, 9000])
    made = case_from_table(csv_of(tmp_path / "tcpd.csv", rows), tmp_path / "case")
    case = sound(tmp_path / "case")
    assert sorted(seat.name for seat in case.seats) == ["Hampur (Alpha)", "Hampur (Beta)", "Rampur"]
    assert {seat.code for seat in case.seats} == {"HAM", "HAMP", "RAM"}  # numbers are those of a state
    assert [(past.election, past.weight) for past in case.past] == [("GE2014", 1.0), ("GE2009", 0.5)]
    assert len(case.results) == 12
    assert len(case.regions) == 2
    assert any("by-elections" in line for line in made.assumed)


BY_YEAR = {
    "a column of votes for each year": [
        ["Constituency", "Party", "Votes 2019", "Votes 2024 (Feb)"],
        *(["Hampur", "Red", "1,23,456", "1,30,000"], ["Hampur", "Blue", "98,765", "1,01,000"]),
        *(["Rampur", "Red", "55,000", "60,000"], ["Rampur", "Blue", "77,001", "-"]),
    ],
    "a column for each party and year": [
        ["Constituency", "Red 2019", "Blue (2019)", "2024 Red", "Blue_2024 votes"],
        ["Hampur", "1,23,456", "98,765", "1,30,000", "1,01,000"],
        ["Rampur", "55,000", "77,001", "60,000", ""],
    ],
}


@pytest.mark.parametrize("rows", BY_YEAR.values(), ids=BY_YEAR)
def test_a_year_in_a_heading_is_the_year_of_the_column(tmp_path: Path, rows: Grid) -> None:
    made = case_from_table(csv_of(tmp_path / "own.csv", rows), tmp_path / "case")
    case = sound(tmp_path / "case")
    assert [(past.election, past.weight) for past in case.past] == [("GE2024", 1.0), ("GE2019", 0.5)]
    names = {party.code: party.name for party in case.parties}
    votes = {(row.election, row.seat, names[row.party]): row.votes for row in case.results}
    assert votes == {
        ("GE2019", "HAM", "Red"): 123456,
        ("GE2019", "HAM", "Blue"): 98765,
        ("GE2024", "HAM", "Red"): 130000,
        ("GE2024", "HAM", "Blue"): 101000,
        ("GE2019", "RAM", "Red"): 55000,
        ("GE2019", "RAM", "Blue"): 77001,
        ("GE2024", "RAM", "Red"): 60000,
    }
    assert "(of 2019)" in (tmp_path / "case" / "README.md").read_text()
    assert any("2024-12-31" in line for line in made.assumed)


def test_columns_of_years_alone_need_a_party_column(tmp_path: Path) -> None:
    rows: Grid = [["Constituency", "In 2019", "In 2024"], ["Hampur", 1234, 2345], ["Rampur", 3456, 4567]]
    with pytest.raises(UsageError, match="--party-column"):
        case_from_table(csv_of(tmp_path / "own.csv", rows), tmp_path / "case")


def test_small_parties_join_the_others_and_strong_ones_stay(tmp_path: Path) -> None:
    rows: Grid = [["Constituency", "Party", "Votes", "Year"]]
    for n in range(30):
        rows += [[f"Seat {n}", "Reds", 5000, 2019], [f"Seat {n}", "Blues", 4000, 2019], [f"Seat {n}", "Dots", 20, 2019]]
    rows.append(["Seat 3", "Local Heroes", 2000, 2019])
    made = case_from_table(csv_of(tmp_path / "r.csv", rows), tmp_path / "case")
    case = sound(tmp_path / "case")
    assert [party.code for party in case.parties] == ["REDS", "BLUES", "LH", "OTH"]
    assert any(line.startswith("1 parties") and "Dots" in line for line in made.assumed)
    case_from_table(tmp_path / "r.csv", tmp_path / "all", TableAnswers(others_below=0))
    assert "DOTS" in load_case(tmp_path / "all").party_by_code


def test_answers_go_before_what_is_seen(tmp_path: Path) -> None:
    grid: Grid = [
        ["Where", "Who", "How many"],
        *[[s, p, 100 + k] for s in "XY" for k, p in enumerate(("Reds", "Blues"))],
    ]
    path = csv_of(tmp_path / "odd.csv", grid)
    answers = TableAnswers(
        shape=Shape.LONG,
        seat_column="Where",
        party_column="B",
        votes_column="how many",
        election="Poll-7",
        held=date(2020, 5, 7),
        coming=date(2024, 5, 2),
        as_of=date(2024, 4, 1),
        title="Odd",
        country="India",
        focal=("REDS",),
    )
    case_from_table(path, tmp_path / "case", answers)
    case = sound(tmp_path / "case")
    assert (case.title, case.as_of, case.election_date) == ("Odd", date(2024, 4, 1), date(2024, 5, 2))
    assert (case.past[0].election, case.country_rules.code, case.focal) == ("Poll-7", "IN", ("REDS",))


@pytest.mark.parametrize(
    ("grid", "answers", "message"),
    [
        ([["Place", "Lord", "Reds"], ["X", "Y", 10]], DATED, "--seat-column: 'Place', 'Lord', 'Reds'"),
        ([["Seat", "Party", "Count"], ["X", "Reds", 20], ["X", "Blues", 9]], TableAnswers(shape=Shape.LONG), "--vote"),
        ([["Seat", "Reds", "Blues"], ["X", 10, 20]], TableAnswers(), "--date YYYY-MM-DD"),
        ([["Seat", "Reds", "Blues"], ["X", 10, 20]], TableAnswers(seat_column="Sitz"), "has no column 'Sitz'"),
        ([["Seat", "Reds"], ["X", "51.5%"]], DATED, "no column holds votes"),
        ([["Seat", "Reds", "Blues"], ["X", 10, 20]], TableAnswers(held=date(2017, 6, 8), focal=("RED",)), "mean REDS"),
        ([["Seat", "Reds", "Blues"]], DATED, "has no table"),
        ([["Seat", "Others", "IND"], ["X", 10, 20]], DATED, "No party of the table is left"),
        (
            [["Seat", "Party", "Votes", "Year"], ["X", "R", 1, 2014], ["X", "R", 1, 2019]],
            DATED,
            "holds 2 elections: leave out --date",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_assumed_names_its_option(
    tmp_path: Path, grid: Grid, answers: TableAnswers, message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        case_from_table(csv_of(tmp_path / "r.csv", grid), tmp_path / "case", answers)
    assert message in str(raised.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.csv"]


def test_every_cell_that_holds_no_count_is_named(tmp_path: Path) -> None:
    grid = [list(row) for row in WIDE]
    grid[1][2], grid[2][1], grid[3][3] = "lots", "about 70k", "unopposed"
    with pytest.raises(CaseError) as raised:
        case_from_table(csv_of(tmp_path / "r.csv", grid), tmp_path / "case", DATED)
    assert [(each.line, each.column, each.value) for each in raised.value.findings] == [
        (2, "Con", "lots"),
        (3, "Electorate", "about 70k"),
        (4, "Lab", "unopposed"),
    ]
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.xlsx", b"PK\x03\x04 not a workbook"),
        ("r.csv", b"PK\x03\x04 a workbook under another name"),
        ("r.parquet", b"PAR1 broken"),
        ("r.csv", b"\x00\x01\x02"),
        ("r.csv", b""),
        ("r.csv.gz", b"\x1f\x8b broken"),
        ("r.xls", b"\xd0\xcf\x11\xe0 broken"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_way_out(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PrepollError, match=name):
        case_from_table(tmp_path / name, tmp_path / "case", DATED)
    assert not (tmp_path / "case").exists()


def test_a_file_or_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is missing"):
        case_from_table(tmp_path / "no.csv", tmp_path / "case")
    book = workbook(tmp_path / "r.xlsx", {"A": WIDE, "B": WIDE})
    with pytest.raises(UsageError, match="Give --sheet one of: A, B"):
        case_from_table(book, tmp_path / "case", TableAnswers(sheet="C"))


def test_only_what_must_be_asked_is_asked(tmp_path: Path) -> None:
    asked: list[Question] = []

    def answer(question: Question) -> str:
        asked.append(question)
        replies = {"--seat-column": "Place", "--date": "2017-06-08", "--election-date": "2022-05-05"}
        return replies[question.option]

    grid = [["Place", "Lord", *WIDE[0][1:]], *([row[0], f"Lord of {row[0]}", *row[1:]] for row in WIDE[1:])]
    case_from_table(csv_of(tmp_path / "r.csv", grid), tmp_path / "case", ask=answer)
    assert [question.option for question in asked] == ["--seat-column", "--date", "--election-date"]
    assert "Place" in asked[0].choices
    assert sound(tmp_path / "case").election_date == date(2022, 5, 5)
    asked.clear()
    whole = TableAnswers(held=date(2017, 6, 8), coming=date(2022, 5, 5))
    case_from_table(csv_of(tmp_path / "r.csv", WIDE), tmp_path / "silent", whole, ask=answer)
    assert asked == []


def test_the_terminal_asks_until_an_answer_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    from prepoll.commands import case as command

    replies = iter(["7", "Seats", "2", "soon", "8 June 2017"])
    monkeypatch.setattr("typer.prompt", lambda *_words, **_options: next(replies))
    assert command.ask(Question("--seat-column", "Which?", ("Lord", "Place"))) == "Place"
    assert command.ask(Question("--date", "When?", day=True)) == "2017-06-08"
    assert next(replies, None) is None


def test_the_only_words_of_a_wide_table_name_its_seats(tmp_path: Path) -> None:
    grid = [["Where they voted", *WIDE[0][1:]], *WIDE[1:]]
    case_from_table(csv_of(tmp_path / "r.csv", grid), tmp_path / "case", DATED)
    assert tally(sound(tmp_path / "case"))["Northam", "LAB"] == 15000


def test_an_occupied_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="nothing is overwritten"):
        case_from_table(csv_of(tmp_path / "r.csv", WIDE), tmp_path / "case", DATED)
    assert [path.name for path in (tmp_path / "case").iterdir()] == ["letter.txt"]


def test_the_command_makes_a_case_and_says_what_it_assumed(tmp_path: Path) -> None:
    path = csv_of(tmp_path / "r.csv", LONG)
    ran = CliRunner().invoke(app, ["new", "--from", str(path), str(tmp_path / "case"), "--country", "India"])
    assert ran.exit_code == 0, ran.output
    assert "2014-12-31" in ran.output
    assert sound(tmp_path / "case").country == "India"
    assert CliRunner().invoke(app, ["check", str(tmp_path / "case")]).exit_code == 0
    ran = CliRunner().invoke(app, ["new", "--tutorial", str(tmp_path / "tutorial")])
    assert ran.exit_code == 0
    assert load_case(tmp_path / "tutorial").focal == ("LM", "MU")


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters='",;\t|\x85'),
    min_size=1,
    max_size=12,
).filter(lambda name: name.strip() and not name.strip().isdigit())


@given(
    st.lists(NAMES, min_size=1, max_size=6, unique_by=lambda name: name.strip().casefold()),
    st.lists(NAMES, min_size=2, max_size=5, unique_by=lambda name: name.strip().casefold()),
    st.data(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_names_and_counts_make_a_case_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, seats: list[str], parties: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("own")
    votes = data.draw(st.lists(st.integers(1, 10**6), min_size=len(seats) * len(parties), max_size=60))
    rows: Grid = [["Constituency", "Party", "Votes", "Year"]]
    rows += [[s, p, votes[i * len(parties) + k], 2019] for i, s in enumerate(seats) for k, p in enumerate(parties)]
    try:
        case_from_table(csv_of(folder / "r.csv", rows), folder / "case", TableAnswers(others_below=0))
    except PrepollError:
        assert not (folder / "case").exists()
        return
    case = sound(folder / "case")
    kept = Counter(row.votes for row in case.results)
    assert kept <= Counter(row[2] for row in rows[1:])
