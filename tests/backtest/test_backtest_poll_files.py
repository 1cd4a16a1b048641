"""Files of polls in other layouts: dates, shares, kinds, names of elections; and what of them is not read."""

import pytest
from small_record import STATES, result_rows, write_record

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.contests import Roll
from prepoll.backtest.national_polls import leader_of, national_figures
from prepoll.backtest.past_cases import held
from prepoll.backtest.poll_notes import unread_polls
from prepoll.backtest.polled_cases import polled_case
from prepoll.errors import CaseError
from prepoll.names import ElectionKind

HEAD = "election,state,pollster,from,to,published,sample,kind,party_or_front,share"
PLAIN = "GE2019,Aland,House,2019-03-01,2019-03-05,2019-03-07,1000,opinion,{},{}"


def polls_of(folder, *lines, head=HEAD):
    file = folder / "polls_elsewhere.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return read_record(folder, file)


def figures(record, state="Aland"):
    return [(poll.party, poll.share, poll.published, poll.sample) for poll in polled_case(record, state, 2019).polls]


@pytest.fixture
def plain(folder):
    return figures(polls_of(folder, PLAIN.format("A", 40), PLAIN.format("C", 35)))


@pytest.mark.parametrize(
    "line",
    [
        '2019,ALAND,House,01/03/2019,05/03/2019,07/03/2019,"1,000",Opinion Poll,{},{}%',
        'Lok Sabha 2019,aland,House,1 March 2019,5 Mar 2019,"March 7, 2019",1000,pre-poll,{}, {} %',
        "ge 2019,Aland,House,01-03-2019,05-03-2019,2019-03-07 00:00:00,1000.0,,{},{}.0",
        "GE-2019,Aland,House,2019/03/01,20190305,07.03.2019,1000,opinion,{},{}",
    ],
)
def test_another_way_of_writing_polls_changes_nothing(folder, plain, line):
    assert figures(polls_of(folder, line.format("a", 40), line.format("c", 35))) == plain


def test_other_names_of_columns_and_none_that_is_not_needed(folder, plain):
    rows = [f"GE2019,Aland,House,2019-03-07,1000,{party},{share}" for party, share in (("A", 40), ("C", 35))]
    record = polls_of(folder, *rows, head="Election,State Name,Agency,Date,Sample Size,Party,Vote Share")
    assert figures(record) == plain


def test_fractions_are_read_as_such_and_said(folder, plain):
    record = polls_of(folder, PLAIN.format("A", 0.40), PLAIN.format("C", 0.35))
    assert figures(record) == plain
    assert any("no share is above 1" in said for said in record.notes)


def test_what_is_not_known_is_left_out(folder, plain):
    unknown = PLAIN.replace("1000", "n/a")
    record = polls_of(folder, PLAIN.format("A", 40), unknown.format("B", "n/a"), PLAIN.format("C", 35))
    assert figures(record) == plain
    assert any("1 rows without a share" in said for said in record.notes)


def test_what_is_wrong_is_named_together(folder):
    wrong = [
        PLAIN.format("A", 140),
        PLAIN.format("", 40),
        PLAIN.format("A", 40).replace("2019-03-07", "2019-02-30"),
        PLAIN.format("A", 40).replace("GE2019", ""),
    ]
    with pytest.raises(CaseError) as error:
        polls_of(folder, *wrong)
    assert [(row.line, row.column) for row in error.value.findings] == [
        (2, "share"),
        (3, "party_or_front"),
        (4, "published"),
        (5, "election"),
    ]
    with pytest.raises(CaseError, match="column published or to: the column is missing"):
        polls_of(folder, "GE2019,Aland,House,A,40", head="election,state,pollster,party,share")


def test_every_figure_that_is_not_read_is_counted_with_its_reason(folder):
    after = PLAIN.replace("2019-03-07", "2019-05-20")
    record = polls_of(
        folder,
        PLAIN.format("A", 40),
        PLAIN.format("Others", 5),
        PLAIN.format("The Alliance", 40),
        after.format("A", 40),
        PLAIN.replace("2019-03-05,2019-03-07", ",").format("A", 40),
        PLAIN.replace("opinion", "Exit Poll").format("A", 40),
        PLAIN.replace("Aland", "Zland").format("A", 40),
        PLAIN.replace("Aland", "All India").format("A", 40),
    )
    [said] = unread_polls(Roll(record, 2019))
    assert said.startswith("2 of 8 figures of polls of GE2019 are read")
    for reason in (
        "1 published on or after 2019-04-10",
        "1 without a date",
        "1 of polls taken once votes were cast",
        "1 of Zland, where no constituency is",
        "1 of The Alliance in Aland, whom nobody there stands for",
        "1 of the country that are not of the fronts of BJP or INC",
    ):
        assert reason in said
    assert {party for party, *_ in figures(record)} == {"A", "OTHERS"}


def test_polls_of_another_election_alone_are_said(folder):
    record = polls_of(folder, PLAIN.replace("GE2019", "GE2014").format("A", 40))
    notes = back_test(record, 2019, settings=Settings(100), polls=True).notes
    assert "No poll of GE2019 is there, so polls change nothing; the file has: GE2014." in notes


def test_a_national_poll_names_fronts_as_the_year_does(tmp_path):
    names = {"A": "BJP", "B": "SHS", "C": "INC"}
    write_record(tmp_path, [{**row, "party": names.get(row["party"], row["party"])} for row in result_rows()])
    lines = [f"2019,GE,{state},{front}" for state in STATES for front in ("Blue Front,BJP", "Red Front,INC")]
    (tmp_path / "fronts.csv").write_text("\n".join(["year,type,state,front,party", *lines]), encoding="utf-8")
    national = PLAIN.replace("Aland", "")
    record = polls_of(tmp_path, national.format("blue front", 40), national.format("INC+", 30))
    eve = held(ElectionKind.PARLIAMENT, 2019)
    assert {figure.label for figure in national_figures(record, "Aland", 2019, eve)} == {"BJP+", "INC+"}
    assert leader_of(record, 2019, "Third Front") is None
