# ruff: noqa: E501 - one row of a table a line
"""Tables in the layouts that people have become cases that pass check and can be projected; bad cells are all named."""

from datetime import date
from pathlib import Path

import pytest
from written_tables import Grid, csv_of, workbook

from prepoll.case import TableAnswers, case_from_table, check_case, load_case
from prepoll.case.cells import Unreadable, count
from prepoll.errors import CaseError, Severity, UsageError
from prepoll.study import Study

DATED = TableAnswers(held=date(2017, 6, 8))
PLAIN = TableAnswers()
CANDIDATES = ("PC NAME", "CANDIDATE NAME", "PARTY NAME", "General Votes", "Postal Votes", "Total", "% of Valid Votes")

TABLES: dict[str, tuple[str, TableAnswers, Grid, dict[tuple[str, str], int]]] = {
    "wide, lakh commas, a row of totals": ("csv", DATED, [
        ["Lok Sabha constituency", "Total Electors", "BJP", "SP", "BSP", "Total valid votes"],
        ["Kairana", "15,31,767", "5,65,909", "3,29,081", "1,60,414", "10,55,404"],
        ["Shamli", "15,88,475", "6,53,391", "1,60,810", "2,52,241", "10,66,442"],
        ["Total", "31,20,242", "12,19,300", "4,89,891", "4,12,655", "21,21,846"],
    ], {("Kairana", "BJP"): 565909, ("Shamli", "BSP"): 252241}),
    "long, another script": ("csv", DATED, [
        ["लोकसभा क्षेत्र", "उम्मीदवार", "दल", "मत"],
        ["कैराना", "एक", "भाजपा", "565909"], ["कैराना", "दो", "सपा", "329081"],
        ["शामली", "तीन", "भाजपा", "653391"], ["शामली", "चार", "सपा", "252241"],
    ], {("कैराना", "भाजपा"): 565909, ("शामली", "सपा"): 252241}),
    "workbook with titles and merged headers": ("xlsx", PLAIN, [
        ["General Election 2017: results"], ["Source: returning officers"], [],
        ["Constituency", "Region", "Conservative", "", "Labour", "", "Liberal Democrat", ""],
        ["", "", "Votes", "%", "Votes", "%", "Votes", "%"],
        ["Ynys Môn", "Wales", 10384, 27.8, 15643, 41.9, 479, 1.3],
        ["Arfon", "Wales", 4614, 16.4, 11427, 40.7, 648, 2.3],
        ["Bath", "South West", 17742, 35.8, 7279, 14.7, 23436, 47.3],
    ], {("Ynys Môn", "LAB"): 15643, ("Bath", "LD"): 23436}),
    "semicolons, points for thousands, German": ("semicolons", DATED, [
        ["Wahlkreis", "Wahlberechtigte", "Rot", "Blau", "Grün"],
        ["Köln", "200.123", "60.100", "55.300", "30.200"], ["Aachen", "190.000", "44.000", "51.100", "39.999"],
    ], {("Aachen", "ROT"): 44000, ("Köln", "GRUN"): 30200}),
    "shares alone, wide": ("csv", DATED, [
        ["Seat", "Red %", "Blue %"], ["Hill", "51.2%", "48.8%"], ["Dale", "40.1%", "59.9%"],
    ], {("Hill", "RED"): 51200, ("Dale", "BLUE"): 59900}),
    "shares with the valid votes, long": ("semicolons", DATED, [
        ["Seat", "Party", "Vote share", "Valid votes"],
        ["Hill", "Red", "51,2 %", "20.000"], ["Hill", "Blue", "48,8 %", "20.000"],
        ["Dale", "Red", "40,1 %", "10.000"], ["Dale", "Blue", "59,9 %", "10.000"],
    ], {("Hill", "RED"): 10240, ("Dale", "BLUE"): 5990}),
    "several years, candidates, independents": ("csv", PLAIN, [
        ["Year", "State", "AC No", "AC Name", "Candidate", "Party", "Votes", "Votes %", "Electors", "Position"],
        *([year, "Punjab", number, seat, f"{party} {number}", party, votes, "", "1,50,000", "1"]
          for year in (2012, 2017) for number, seat in ((1, "Sujanpur"), (2, "Bhoa"))
          for party, votes in (("INC", f"{48 + number},910"), ("BJP", f"{41 + number},210"), ("IND", "3,100"))),
    ], {("Sujanpur", "INC"): 49910, ("Bhoa", "BJP"): 43210}),
    "totals and turnout among the rows": ("csv", DATED, [
        ["Seat", "Party", "Candidate", "Votes"],
        ["North", "Red", "A", 1000], ["North", "Blue", "B", 900], ["North", "Total", "", 1900], ["North", "Rejected votes", "", 12],
        ["South", "Red", "C", 800], ["South", "Blue", "D", 950], ["South", "Turnout", "", "61%"], ["Grand Total", "", "", 3662],
    ], {("North", "RED"): 1000, ("South", "BLUE"): 950}),
    "workbook with merged seats and accents": ("xlsx", DATED, [
        ["Circonscription", "Parti", "Candidat", "Voix", "Électeurs inscrits"],
        ["Montréal—Île", "Libéral", "É. Côté", 20100, 70000], ["", "Bloc", "G. Ngô", 15200, ""],
        ["Québec", "Libéral", "L. Roy", 18100, 68000], ["", "Bloc", "A. Bé", 19200, ""],
    ], {("Montréal—Île", "BLOC"): 15200, ("Québec", "LIB"): 18100}),
    "machine and postal votes apart": ("csv", DATED, [
        [*CANDIDATES],
        ["Agra", "A", "Bharatiya Janata Party", 646000, 875, 646875, 56.5], ["Agra", "B", "Bahujan Samaj Party", 435000, 329, 435329, 38.0],
        ["Mathura", "C", "Bharatiya Janata Party", 670000, 1293, 671293, 60.9], ["Mathura", "D", "Rashtriya Lok Dal", 377000, 822, 377822, 34.2],
    ], {("Agra", "BJP"): 646875, ("Mathura", "RLD"): 377822}),
    "winner and runner-up in one row": ("csv", DATED, [
        ["Constituency", "Winner", "Party", "Votes", "Runner-up", "Party", "Votes", "Margin"],
        ["Hill", "X", "Red", 1000, "Y", "Blue", 900, 100], ["Dale", "Z", "Blue", 1100, "W", "Red", 700, 400],
    ], {("Hill", "BLUE"): 900, ("Dale", "RED"): 700}),
    "two lines of Malay headings, a row of totals": ("semicolons", DATED, [
        ["Parlimen", "", "PH", "", "BN", "", "Jumlah undi"], ["Kod", "Nama", "Undi", "%", "Undi", "%", ""],
        ["P.001", "Padang Timur", "33,893", "60,1", "22,486", "39,9", "56,379"], ["P.002", "Kuala Utara", "9,120", "40,0", "13,680", "60,0", "22,800"],
        ["", "JUMLAH", "43,013", "", "36,166", "", "79,179"],
    ], {("Padang Timur", "PH"): 33893, ("Kuala Utara", "BN"): 13680}),
    "a workbook of ballots, notes above and below": ("xlsx", PLAIN, [
        ["Provincial election of 2018"], ["Figures may be amended"], [],
        ["Riding", "Candidate", "Affiliation", "Ballots", "Percentage", "Registered electors"],
        ["Ajax", "Ann Roe", "Liberal", 18772, 67.7, 80000], ["Ajax", "Bo Lee", "Green", 8944, 32.3, 80000], ["Ajax", "", "Total valid ballots", 27716, 100, ""],
        ["Barrie", "Cy Dee", "Liberal", 9100, 45.5, 70000], ["Barrie", "Di Eff", "Green", 10900, 54.5, 70000], ["Barrie", "", "Rejected ballots", 210, "", ""],
        [], ["Source: Chief Electoral Officer"],
    ], {("Ajax", "LIB"): 18772, ("Barrie", "GREEN"): 10900}),
    "years above the parties": ("csv", PLAIN, [
        ["Constituency", "2015", "", "2020", ""], ["", "UNC", "PNM", "UNC", "PNM"], ["Arima", 900, 1000, 1100, 1300], ["Caroni", 800, 700, 750, 650],
    ], {("Arima", "PNM"): 1300, ("Caroni", "UNC"): 750}),
    "shares with electors and turnout": ("csv", DATED, [
        ["Riding", "Eligible voters", "Turnout", "Red", "Blue"], ["Acton", 60000, "50.0%", "60.0%", "40.0%"], ["Bow", 80000, "75.0%", "30.0%", "70.0%"],
    ], {("Acton", "RED"): 18000, ("Bow", "BLUE"): 42000}),
    "fractions of each district": ("xlsx", DATED, [
        ["District", "Voters", "Whig", "Tory"], ["Oxbow", 40000, 0.625, 0.375], ["Penn", 50000, 0.4, 0.6],
    ], {("Oxbow", "WHIG"): 16250, ("Penn", "TORY"): 19500}),
    "votes in a second line of headings": ("xlsx", DATED, [
        ["Detailed results of 2014"], [],
        ["PC NO.", "PC NAME", "Candidate's Name", "Party Name", "Valid Votes", "VOTES SECURED", "", "", "Total Electors In PC"],
        ["", "", "", "", "", "General", "Postal", "Total", ""],
        [1, "Araku", "K. Rao", "YSRCP", "5,00,000", "2,99,330", "200", "2,99,530", "13,00,000"], [1, "Araku", "P. Devi", "TDP", "5,00,000", "2,00,370", "100", "2,00,470", "13,00,000"],
        [2, "Ongole", "S. Naidu", "YSRCP", "4,00,000", "1,80,000", "50", "1,80,050", "12,00,000"], [2, "Ongole", "R. Babu", "TDP", "4,00,000", "2,19,900", "50", "2,19,950", "12,00,000"],
    ], {("Araku", "YSRCP"): 299530, ("Ongole", "TDP"): 219950}),
    "numbers kept as text, breaks in headings": ("csv", DATED, [
        ["Name of  Constituency", "Party  Name", "Votes  Polled", "Total  Electors"], ["Hill", "Red", "'900", "'2000"], ["Hill", "Blue", "'800", "'2000"],
        ["Dale", "Red", "'700", "'2500"], ["Dale", "Blue", "'950", "'2500"],
    ], {("Hill", "RED"): 900, ("Dale", "BLUE"): 950}),
    "names with their codes": ("csv", DATED, [
        ["Seat", "Samajwadi Party (SP)", "Bharatiya Janata Party (BJP)"], ["Hill", 900, 800], ["Dale", 700, 950],
    ], {("Hill", "SP"): 900, ("Dale", "BJP"): 950}),
    "a sum under an unknown heading": ("csv", DATED, [
        ["Seat", "Red", "Blue", "Green", "Altogether"], ["Hill", 1000, 900, 50, 1950], ["Dale", 700, 1100, 60, 1860],
    ], {("Hill", "RED"): 1000, ("Dale", "GREEN"): 60}),
}  # fmt: skip


def written(folder: Path, form: str, grid: Grid) -> Path:
    if form == "xlsx":
        return workbook(folder / "own.xlsx", {"Data": grid})
    return csv_of(folder / "own.csv", grid, ";" if form == "semicolons" else ",")


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_becomes_a_case_that_can_be_projected(tmp_path: Path, kind: str) -> None:
    form, answers, grid, expected = TABLES[kind]
    case_from_table(written(tmp_path, form, grid), tmp_path / "case", answers)
    assert [each for each in check_case(tmp_path / "case") if each.severity is not Severity.NOTE] == []
    case = load_case(tmp_path / "case")
    names = {seat.code: seat.name for seat in case.seats}
    newest = case.past[0].election
    votes = {(names[row.seat], row.party): row.votes for row in case.results if row.election == newest}
    assert expected.items() <= votes.items()
    assert len({seat for seat, _ in votes}) == len(case.seats)
    assert "ALTOGETHER" not in case.party_by_code
    outcome = Study(tmp_path / "case", draws=20).outcome()
    assert sum(outcome.seats_won(party).mean() for party in outcome.contenders) == pytest.approx(len(case.seats))


BAD: Grid = [
    ["Seat", "Electors", "Red", "Blue", "Green"],
    ["Hill", 70000, 1000, "9oo", ""],
    ["Dale", "abc", 1200, 800, "#REF!"],
    ["Moor", 71000, "1,2,3", 700, 50],
    ["Fell", 71000, 1100, -700, 55.5],
]


def test_every_bad_cell_of_a_sheet_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as refused:
        case_from_table(workbook(tmp_path / "own.xlsx", {"Data": BAD}), tmp_path / "case", DATED)
    found = refused.value.findings
    assert [(each.file, each.line, each.column, each.value) for each in found] == [
        ("own.xlsx, sheet 'Data'", 2, "Blue", "9oo"),
        ("own.xlsx, sheet 'Data'", 3, "Electors", "abc"),
        ("own.xlsx, sheet 'Data'", 3, "Green", "#REF!"),
        ("own.xlsx, sheet 'Data'", 4, "Red", "1,2,3"),
        ("own.xlsx, sheet 'Data'", 5, "Blue", "-700"),
        ("own.xlsx, sheet 'Data'", 5, "Green", "55.5"),
    ]
    assert all(each.way_out for each in found)
    assert not (tmp_path / "case").exists()


def test_bad_years_and_missing_parties_are_named_beside_bad_counts(tmp_path: Path) -> None:
    grid: Grid = [
        ["Seat", "Party", "Votes", "Year"],
        *(["Hill", "Red", 1000, 2017], ["Hill", "Blue", "many", 2017], ["Dale", "", 800, 2017]),
        *(["Dale", "Blue", 700, "20l7"], ["Dale", "Green", 10, ""]),
    ]
    with pytest.raises(CaseError) as refused:
        case_from_table(csv_of(tmp_path / "own.csv", grid), tmp_path / "case")
    assert [(each.line, each.column, each.value) for each in refused.value.findings] == [
        (3, "Votes", "many"),
        (4, "Party", ""),
        (5, "Year", "20l7"),
        (6, "Year", ""),
    ]


def test_digits_grouped_by_points_are_no_decimals() -> None:
    with pytest.raises(Unreadable) as refused:
        count("44.000")
    assert "44000 was probably meant" in refused.value.way_out
    assert count("44.0") == 44


def test_a_column_of_one_party_is_no_wide_table(tmp_path: Path) -> None:
    grid: Grid = [["Seat", "Name", "Crosses"], ["Hill", "Red", 900], ["Hill", "Blue", 800], ["Dale", "Red", 700]]
    with pytest.raises(UsageError, match=r"only the column 'Crosses' holds votes.*--party-column"):
        case_from_table(csv_of(tmp_path / "own.csv", grid), tmp_path / "case", DATED)


def test_parties_in_rows_and_seats_in_columns_are_named_for_it(tmp_path: Path) -> None:
    grid: Grid = [["Party", "Hill", "Dale", "Moor"], ["Red", 1000, 1200, 900], ["Blue", 900, 1500, 950]]
    with pytest.raises(UsageError, match="transpose it first"):
        case_from_table(csv_of(tmp_path / "own.csv", grid), tmp_path / "case", DATED)


def test_a_day_that_can_be_read_in_two_ways_is_told(tmp_path: Path) -> None:
    grid: Grid = [["Date of poll", "Seat", "Party", "Votes"]]
    grid += [["06/05/2021", seat, party, 900] for seat in ("Hill", "Dale") for party in ("Red", "Blue")]
    made = case_from_table(csv_of(tmp_path / "own.csv", grid), tmp_path / "case")
    assert [each for each in made.assumed if "'06/05/2021' can be read in two ways" in each]


def test_a_region_goes_on_in_the_rows_below_it_till_the_next(tmp_path: Path) -> None:
    grid: Grid = [["Region", "Seat", "Red", "Blue"], ["North", "Hill", 900, 800], ["", "Dale", 700, 950]]
    grid += [
        ["North total", "", 1600, 1750],
        ["South", "Moor", 500, 600],
        ["", "Fen", 450, 300],
        ["Total", "", 2550, 2650],
    ]
    case_from_table(csv_of(tmp_path / "own.csv", grid), tmp_path / "case", DATED)
    case = load_case(tmp_path / "case")
    assert {seat.name: seat.region for seat in case.seats} == {
        "Hill": "NOR",
        "Dale": "NOR",
        "Moor": "SOU",
        "Fen": "SOU",
    }


def test_two_rounds_beside_a_column_of_parties_ask_which_counts(tmp_path: Path) -> None:
    grid: Grid = [["Seat", "Party", "Votes 1st round", "Votes 2nd round"], ["Hill", "Red", 900, 1200]]
    grid += [["Hill", "Blue", 800, 900], ["Dale", "Red", 700, 800], ["Dale", "Blue", 950, 990]]
    with pytest.raises(UsageError, match="--votes-column"):
        case_from_table(csv_of(tmp_path / "own.csv", grid), tmp_path / "case", DATED)
    answers = TableAnswers(held=date(2017, 6, 8), votes_column="Votes 2nd round")
    case_from_table(tmp_path / "own.csv", tmp_path / "case", answers)
    assert sum(row.votes for row in load_case(tmp_path / "case").results) == 3890
