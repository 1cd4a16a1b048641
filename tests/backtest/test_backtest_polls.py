"""Polls of a record: labels, houses, what was out when, how far they were off; simulated ones."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_record import STATES, result_rows, write_record

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.contests import contests
from prepoll.backtest.poll_errors import BEFOREHAND, errors_before, learned_errors
from prepoll.backtest.poll_labels import Meanings
from prepoll.backtest.polled_cases import errors_known, polled_case
from prepoll.backtest.simulated import ERROR, simulated, true_shares
from prepoll.errors import CaseError
from prepoll.names import OTHERS

HEAD = "election,state,pollster,from,to,published,sample,kind,party_or_front,share,seats_low,seats_high,source,note"


def polls_file(folder, *rows):
    lines = [
        f"{election},{state},{house},,{to},{to},,{kind},{label},{share},,,,"
        for election, state, house, to, kind, label, share in rows
    ]
    (folder / "polls.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")


@pytest.fixture
def polled_folder(folder):
    polls_file(
        folder,
        ("GE2019", "Aland", "Times-CVoter", "2019-03-01", "opinion", "A", 40),
        ("GE2019", "Aland", "Times-CVoter", "2019-03-01", "opinion", "B+", 20),
        ("GE2019", "Aland", "Times-CVoter", "2019-03-01", "opinion", "Others", 40),
        ("GE2019", "Aland", "Late", "2019-05-14", "opinion", "A", 50),
        ("GE2019", "Aland", "Exit", "2019-03-01", "exit", "A", 50),
        ("GE2019", "Aland", "No day", "", "opinion", "A", 50),
        ("GE2019", "Aland", "Blank", "2019-03-01", "opinion", "A", ""),
        ("GE2019", "Bland", "Elsewhere", "2019-03-01", "opinion", "A", 50),
        ("GE2014", "Aland", "Before", "2014-03-01", "opinion", "A", 50),
    )
    return folder


def test_only_what_was_out_before_the_election_and_is_no_exit_poll_is_used(polled_folder):
    case = polled_case(read_record(polled_folder), "Aland", 2019)
    found = {(poll.pollster, poll.party, poll.share) for poll in case.polls}
    assert found == {("CVoter", "A", 0.4), ("CVoter", "[A+B]", 0.2), ("CVoter", OTHERS, 0.4)}
    assert case.members("[A+B]", date(2019, 4, 1)) == ("A", "B")


def test_labels_mean_a_party_its_front_or_a_sum():
    front_of = {"BJP": "NDA", "SHS": "NDA", "INC": "UPA", "CPM": "Left Front", "CPI": "Left Front"}
    meaning = Meanings(frozenset({*front_of, "AITC", "BSP"}), front_of)
    assert meaning.of("NDA") == {"BJP", "SHS"}
    assert meaning.of("BJP") == {"BJP"}
    assert meaning.of("BJP+") == {"BJP", "SHS"}
    assert meaning.of("TMC+INC") == {"AITC", "INC"}
    assert meaning.of("Left+INC") == {"CPM", "CPI", "INC"}
    assert meaning.of("Left Front") == {"CPM", "CPI"}
    assert meaning.of("JMM") == frozenset()


def test_errors_are_learned_from_elections_before_the_tested_one_only(polled_folder):
    record = read_record(polled_folder)
    assert {error.election for error in errors_before(record, 2019)} == {"GE2014"}
    assert learned_errors(record, 2014) == replace(BEFOREHAND, houses={})
    said, counted = 0.5, errors_before(record, 2019)[0].counted
    one = np.log(said / counted) ** 2 / ((1 - said) / said)
    learned = learned_errors(record, 2019)
    assert learned.scale**2 == pytest.approx((one + 20 * BEFOREHAND.scale**2) / 21)
    assert set(learned.houses) == {"Before"}


def test_what_was_counted_is_of_votes_for_candidates(polled_folder):
    rows = [row for row in result_rows() if (row["year"], row["state"]) == (2014, "Aland") and row["party"] != "NOTA"]
    part = sum(row["votes"] for row in rows if row["party"] == "A") / sum(row["votes"] for row in rows)
    assert errors_before(read_record(polled_folder), 2019)[0].counted == pytest.approx(part)


def test_a_national_poll_moves_a_state_as_the_country_is_said_to_move(tmp_path):
    names = {"A": "BJP", "B": "SHS", "C": "INC"}
    rows = [{**row, "party": names.get(row["party"], row["party"])} for row in result_rows()]
    write_record(tmp_path, rows)
    fronts = [
        "year,type,state,front,party",
        *(f"2019,GE,{state},NDA,{party}" for state in STATES for party in ("BJP", "SHS")),
    ]
    (tmp_path / "fronts.csv").write_text("\n".join(fronts) + "\n", encoding="utf-8")
    polls_file(
        tmp_path,
        ("GE2019", "", "House", "2019-03-01", "opinion", "NDA", 60),
        ("GE2019", "", "Other", "2019-03-01", "opinion", "NDA", 50),
        ("GE2019", "", "Old", "2018-03-01", "opinion", "NDA", 20),
        ("GE2019", "", "Party detail", "2019-03-01", "opinion", "BJP", 20),
    )
    record = read_record(tmp_path)

    def before(state):
        mine = [row for row in rows if row["year"] == 2014 and row["state"] in state and row["party"] != "NOTA"]
        return sum(row["votes"] for row in mine if row["party"] in ("BJP", "SHS")) / sum(row["votes"] for row in mine)

    case = polled_case(record, "Aland", 2019)
    assert [(poll.pollster, poll.party) for poll in case.polls] == [("national polls", "[BJP+SHS]")]
    assert case.polls[0].share == pytest.approx(before(["Aland"]) * 0.55 / before(STATES))
    assert errors_known(record, 2019).houses["national polls"] > 1


@pytest.mark.parametrize("error", [ERROR, 0.002])
def test_simulated_polls_are_off_by_the_stated_size(folder, error):
    rows = [row for row in contests(read_record(folder), 2019) if row.state == "Aland"]
    truth = true_shares(rows)
    errors = []
    for seed in range(400):
        poll = simulated(rows, "Aland", 2019, seed, error)
        assert {row.party for row in poll.polls} == {"[A+B]", "C"}
        errors += [row.share - truth["AB" if row.party == "[A+B]" else row.party] for row in poll.polls]
    assert np.std(errors) == pytest.approx(error, rel=0.1)
    assert np.mean(errors) == pytest.approx(0.0, abs=0.12 * error)


def test_polls_of_a_swing_make_the_projection_better(tmp_path):
    swung = {True: 2, False: 1}
    rows = [{**row, "votes": row["votes"] * swung[(row["year"], row["party"]) == (2014, "A")]} for row in result_rows()]
    write_record(tmp_path, rows)
    said = (("A", 50), ("B", 16), ("C", 30), ("Others", 4))
    polls_file(tmp_path, *(("GE2014", s, "House", "2014-03-20", "opinion", p, v) for s in STATES for p, v in said))
    result = back_test(read_record(tmp_path), 2014, settings=Settings(draws=200), polls=True)
    log = {one.rule: one.log for one in result.scores if one.cut == "all"}
    assert log["prepoll with polls"] < log["prepoll"] - 0.2
    compared = {(one.rule, one.against) for one in result.differences}
    assert ("prepoll with polls", "prepoll") in compared


def test_polls_elsewhere_are_named_and_must_be_there(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    polls_file(elsewhere, ("GE2019", "Aland", "House", "2019-03-01", "opinion", "A", 40))
    assert len(read_record(folder, elsewhere / "polls.csv").polls) == 1
    with pytest.raises(CaseError, match="the file is missing"):
        read_record(folder, elsewhere / "none.csv")
