"""What evidence does to own strength, on small cases made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prepoll.chance import generator
from prepoll.errors import ModelError, UsageError
from prepoll.names import ElectionKind, FrontKind, LineageKind, Measure, ReportKind, Sphere
from prepoll.strength import EvidenceKind, assess, draw_strength, explain_seat, explain_text
from prepoll.strength.assumptions import (
    CASE_MOVES,
    NEW_PRIOR,
    SEAT_MOVES,
    SEEN_PRIOR,
    WIDTH_MEAN,
    WIDTH_MOST,
    poll_log_sd,
)
from prepoll.strength.shares import shares_of

quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def share(strength, seat, party):
    place = strength.seats.index(seat), strength.parties.index(party)
    return float(shares_of(strength.mean, strength.present)[place])


def log_sd(strength, seat, party):
    place = strength.seats.index(seat) * len(strength.parties) + strength.parties.index(party)
    return float(np.sqrt(strength.covariance[place, place]))


def total(strength, party):
    return float(shares_of(strength.mean, strength.present)[:, strength.parties.index(party)].mean())


def drawn(strength, party):
    """The share of all seats' votes for candidates, the geometric mean over draws."""
    draws = draw_strength(strength, 2_000, generator(1, "strength")).share[:, :-2].sum(axis=0)
    return float(np.exp(np.log(draws / draws.sum(axis=0)).mean(axis=1))[strength.parties.index(party)])


def only(strength, kind):
    return [one for one in strength.evidence if one.kind is kind]


def test_a_result_alone_is_nearly_believed_and_never_overshot(plain):
    strength = assess(plain)
    for seat, party, seen in (("N1", "A", 0.5), ("N1", "B", 1 / 3), ("S2", "C", 29 / 60), ("S1", "A", 0.2)):
        assert share(strength, seat, party) == pytest.approx(seen, rel=0.15)
    assert 0.6 < log_sd(strength, "N1", "A") < 1.0


@quick
@given(counts=st.lists(st.integers(500, 60_000), min_size=12, max_size=12), election=st.sampled_from([0.15, 0.4, 1.0]))
def test_the_level_lies_between_prior_and_counts(make, counts, election):
    seats = ("N1", "N2", "S1", "S2")
    rows = tuple(
        row
        for i, seat in enumerate(seats)
        for row in make.votes("GE2", seat, A=counts[3 * i], B=counts[3 * i + 1], C=counts[3 * i + 2], IND=900)
    )
    strength = assess(make.case(results=rows, weights={"GE2": election}))
    seen = [np.log(one.share) for one in only(strength, EvidenceKind.RESULT) if one.parties == ("A",)]
    level = strength.mean[:, strength.parties.index("A")].mean()
    assert min(np.mean(seen), np.log(SEEN_PRIOR)) - 0.05 <= level <= max(np.mean(seen), np.log(SEEN_PRIOR)) + 0.05


@quick
@given(st.integers(0, 2**16))
def test_the_order_of_parties_seats_and_rows_changes_nothing(make, plain, seed):
    rng = np.random.default_rng(seed)

    def shuffled(rows):
        return tuple(rows[i] for i in rng.permutation(len(rows)))

    case = replace(plain, polls=(make.poll("A", 0.4),), reports=(make.report("B", 0.2),))
    one = assess(case)
    other = assess(
        replace(case, parties=shuffled(case.parties), seats=shuffled(case.seats), results=shuffled(case.results))
    )
    seats = [other.seats.index(seat) for seat in one.seats]
    parties = [other.parties.index(party) for party in one.parties]
    np.testing.assert_allclose(one.mean, other.mean[np.ix_(seats, parties)], atol=1e-9)
    cells = [s * len(parties) + p for s in seats for p in parties]
    np.testing.assert_allclose(one.covariance, other.covariance[np.ix_(cells, cells)], atol=1e-9)


def test_doubling_all_counts_leaves_all_but_the_counting_error(plain):
    doubled = tuple(replace(row, votes=2 * row.votes, electors=2 * row.electors) for row in plain.results)
    one, other = assess(plain), assess(replace(plain, results=doubled))
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-3)
    np.testing.assert_allclose(one.turnout_mean, other.turnout_mean, atol=1e-12)
    assert (np.diagonal(other.covariance) <= np.diagonal(one.covariance) + 1e-9).all()


def test_a_party_without_evidence_keeps_its_prior(make, plain):
    strength = assess(replace(plain, parties=(*plain.parties, make.party("NEW")), focal=("NEW",)))
    column = strength.parties.index("NEW")
    sd = np.hypot(CASE_MOVES.new, SEAT_MOVES.new)
    stated = [move for move in strength.moves if (move.party, move.source) == ("NEW", "prior")]
    assert [move.log_sd_after for move in stated] == pytest.approx([sd] * 4)
    assert [log_sd(strength, seat, "NEW") for seat in strength.seats] == pytest.approx([WIDTH_MOST] * 4)
    fallen = WIDTH_MEAN * (WIDTH_MOST**2 - sd**2) / 2  # wider doubt may not raise the mean share by all that it would
    assert strength.mean[:, column] == pytest.approx(np.log(NEW_PRIOR) - fallen)
    assert strength.present[:, column].all()


@quick
@given(party=st.sampled_from("ABC"), printed=st.floats(0.05, 0.7))
def test_a_poll_pulls_towards_itself_and_never_widens(make, plain, party, printed):
    before, after = assess(plain), assess(replace(plain, polls=(make.poll(party, printed),)))
    was, now = (np.log(drawn(strength, party) / printed) for strength in (before, after))
    assert abs(now) <= abs(was) + 0.06  # of a narrower range the geometric mean is higher
    assert abs(was) < 0.1 or abs(now) < abs(was)
    assert (np.diagonal(after.covariance) <= np.diagonal(before.covariance) + 1e-9).all()


@quick
@given(estimate=st.floats(0.01, 0.6), sphere=st.sampled_from(list(Sphere)))
def test_a_report_never_widens(make, plain, estimate, sphere):
    before, after = assess(plain), assess(replace(plain, reports=(make.report("A", estimate, sphere=sphere),)))
    assert (np.diagonal(after.covariance) <= np.diagonal(before.covariance) + 1e-9).all()


@quick
@given(gain=st.floats(1.2, 4.0), party=st.sampled_from("ABC"), seat=st.sampled_from(["N1", "S2"]))
def test_more_votes_for_a_party_in_a_seat_raise_it_there(plain, gain, party, seat):
    rows = tuple(
        replace(row, votes=int(row.votes * gain)) if (row.party, row.seat) == (party, seat) else row
        for row in plain.results
    )
    assert share(assess(replace(plain, results=rows)), seat, party) > share(assess(plain), seat, party)


def test_more_results_leave_less_doubt_and_older_ones_take_less(make, plain):
    older = make.votes("GE1", "N1", A=30_000, B=20_000, C=10_000) + make.votes(
        "GE1", "S1", A=10_000, B=20_000, C=30_000
    )

    def assessed(year):
        past = replace(plain.past[0], election="GE1", date=date(year, 5, 1))
        return assess(replace(plain, results=plain.results + older, past=(past, *plain.past)))

    one, old, new = assess(plain), assessed(1995), assessed(2014)
    assert log_sd(new, "N1", "A") < log_sd(old, "N1", "A")
    assert log_sd(new, "N1", "A") < log_sd(one, "N1", "A")


@pytest.mark.parametrize(("days", "kinds"), [((2015, 2019), "GG"), ((2018, 2018), "AG"), ((2009, 2014), "AG")])
def test_of_two_elections_that_say_opposite_things_the_newer_of_the_coming_kind_wins(make, days, kinds):
    rows = make.votes("GE1", "N1", A=20_000, B=80_000) + make.votes("GE2", "N1", A=80_000, B=20_000)
    case = make.case(seats=("N1",), results=rows, weights={"GE1": 0.9, "GE2": 1.0})
    kind = {"G": ElectionKind.PARLIAMENT, "A": ElectionKind.ASSEMBLY}
    past = tuple(
        replace(one, date=date(year, 4, 1), kind=kind[letter])
        for one, year, letter in zip(case.past, days, kinds, strict=True)
    )
    strength = assess(replace(case, past=past))
    assert share(strength, "N1", "A") > share(strength, "N1", "B") + 0.1


def test_the_fitted_weights_are_shown(plain):
    assert "Past elections count by their age and kind, fitted on the record: GE2 1.00." in assess(plain).notes


def test_a_front_is_seen_as_the_sum_of_its_members(make):
    """B stands aside for A in the south: the count there is not A's alone, and B is not nothing."""
    rows = make.votes("AE1", "N1", A=30_000, B=30_000, C=40_000) + make.votes("AE1", "S1", A=30_000, B=30_000, C=40_000)
    rows += make.votes("GE2", "N1", A=30_000, B=30_000, C=40_000) + make.votes("GE2", "S1", A=55_000, C=45_000)
    fronts = tuple(make.front("GE2", "S1", party) for party in "AB")
    seats, weights = ("N1", "S1"), {"AE1": 0.6, "GE2": 1.0}
    told = assess(make.case(seats=seats, results=rows, fronts=fronts, weights=weights))
    untold = assess(make.case(seats=seats, results=rows, weights=weights))
    assert share(told, "S1", "A") == pytest.approx(0.34, abs=0.05)  # A and a part of B are .55
    assert share(told, "S1", "B") == pytest.approx(0.30, abs=0.05)
    assert share(untold, "S1", "A") > share(told, "S1", "A") + 0.05
    assert share(untold, "S1", "B") < share(told, "S1", "B")
    seen = next(one for one in only(told, EvidenceKind.RESULT) if one.parties == ("A", "B"))
    assert {row.row.id for row in fronts if row.party == "B"} <= set(seen.rows)


@pytest.mark.parametrize("place", ["S1", "South", "*"])
def test_the_most_specific_front_row_counts(make, place):
    """Both rows of the whole case say alone; a row nearer to the contest says otherwise."""
    rows = make.votes("GE2", "S1", A=60_000, C=40_000)
    fronts = [make.front("GE2", "*", party, FrontKind.ALONE, f"{party} alone") for party in "AB"]
    if place != "*":
        fronts += [make.front("GE2", place, party) for party in "AB"]
    strength = assess(make.case(seats=("S1",), results=rows, fronts=tuple(fronts)))
    seen = {one.parties for one in only(strength, EvidenceKind.RESULT)}
    assert (("A", "B") in seen) == (place != "*")


def test_friendly_contestants_are_each_seen_alone(make):
    rows = make.votes("GE2", "S1", A=30_000, B=30_000, C=40_000)
    fronts = tuple(make.front("GE2", "S1", party, FrontKind.FRIENDLY_CONTEST) for party in "AB")
    strength = assess(make.case(seats=("S1",), results=rows, fronts=fronts))
    assert {one.parties for one in only(strength, EvidenceKind.RESULT)} == {("A",), ("B",), ("C",)}


def test_not_standing_for_a_partner_is_missing_and_not_zero(make):
    rows = make.votes("AE1", "N1", A=30_000, B=30_000) + make.votes("GE2", "N1", A=60_000)
    weights = {"AE1": 0.6, "GE2": 1.0}
    alone = assess(make.case(seats=("N1",), results=rows, weights=weights))
    fronts = tuple(make.front("GE2", "*", party) for party in "AB")
    stood_aside = assess(make.case(seats=("N1",), results=rows, weights=weights, fronts=fronts))
    assert share(stood_aside, "N1", "B") > 0.2
    assert share(alone, "N1", "B") < share(stood_aside, "N1", "B") - 0.03


def test_units_lie_in_todays_seats_by_their_weights(make):
    rows = make.votes("AE1", "N1", unit="U1", A=900, B=100) + make.votes("AE1", "N2", unit="U2", A=100, B=900)
    units = (make.unit("U1", "N1", 0.9), make.unit("U1", "N2", 0.1), make.unit("U2", "N2"))
    case = make.case(seats=("N1", "N2"), results=rows, weights={"AE1": 1.0}, units=units)
    seen = {(one.seat, one.parties): one.share for one in only(assess(case), EvidenceKind.RESULT)}
    assert seen["N1", ("A",)] == pytest.approx(0.9)
    assert seen["N2", ("A",)] == pytest.approx((0.1 * 0.9 + 0.1) / 1.1)


def test_part_of_a_seat_is_read_by_the_pattern_of_the_assembly_election(make):
    """D stood in all units at the assembly election, four times as strong in U1; later only in U1."""
    rows = make.votes("AE1", "N1", unit="U1", A=600, D=400) + make.votes("AE1", "N1", unit="U2", A=900, D=100)
    rows += make.votes("GE2", "N1", unit="U1", contest="P", A=600, D=400)
    rows += make.votes("GE2", "N1", unit="U2", contest="Q", A=1_000)
    case = make.case(parties=("A", "D"), seats=("N1",), results=rows, weights={"AE1": 0.5, "GE2": 1.0})
    assert share(assess(case), "N1", "D") == pytest.approx(0.25, abs=0.05)  # and not .4


def test_a_split_gives_to_the_child_what_it_takes_from_the_parent(make, plain):
    parties = (*plain.parties, make.party("K"))
    before = assess(plain)
    after = assess(replace(plain, parties=parties, lineage=(make.split("K", "A", 0.3, low=0.1, high=0.6),)))
    for seat in ("N1", "S1"):
        was, child, parent = share(before, seat, "A"), share(after, seat, "K"), share(after, seat, "A")
        assert parent < was
        assert 0.1 * was < child < 0.3 * was  # the weight is an expectation: the median lies below
        assert parent == pytest.approx(0.7 * was, rel=0.15)
        assert log_sd(after, seat, "K") > 0.8
        assert log_sd(after, seat, "A") > log_sd(before, seat, "A")
    k, a = (after.parties.index(code) for code in "KA")
    rows = [seat * len(after.parties) for seat in range(4)]
    drawn = after.covariance[np.ix_([r + k for r in rows], [r + a for r in rows])]
    plus = before.covariance[0, 0]
    assert (np.diagonal(drawn) < plus).all()  # more for the child is less for the parent


def test_an_unstated_split_starts_low_and_wide(make, plain):
    split = make.split("K", "A", None, low=None, high=None)
    strength = assess(replace(plain, parties=(*plain.parties, make.party("K")), lineage=(split,)))
    assert 0.01 < share(strength, "N1", "K") < 0.06
    assert log_sd(strength, "N1", "K") > 1.0


def test_two_children_of_one_day_share_the_parent_out(make, plain):
    splits = (make.split("K", "A", 0.8, low=0.6, high=0.95), make.split("L", "A", 0.2, low=0.05, high=0.4))
    strength = assess(replace(plain, parties=(*plain.parties, make.party("K"), make.party("L")), lineage=splits))
    assert not strength.present[:, strength.parties.index("A")].any()
    assert share(strength, "N1", "K") > 2 * share(strength, "N1", "L") > 0.05
    assert share(strength, "N1", "K") + share(strength, "N1", "L") == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize("kind", [LineageKind.RENAME, LineageKind.MERGE])
def test_a_renamed_or_merged_party_carries_its_voters_over(make, plain, kind):
    lineage = (make.split("K", "A", 1.0, low=None, high=None, kind=kind),)
    strength = assess(replace(plain, parties=(*plain.parties, make.party("K")), lineage=lineage))
    assert share(strength, "N1", "K") == pytest.approx(share(assess(plain), "N1", "A"), abs=0.02)
    assert not strength.present[:, strength.parties.index("A")].any()


def test_a_poll_of_a_bloc_leaves_out_members_printed_apart(make, plain):
    bloc, members = make.bloc("AB", "A", "B", "C")
    polls = (make.poll("AB", 0.5), make.poll("C", 0.4), make.poll("IND", 0.1))
    strength = assess(replace(plain, parties=(*plain.parties, bloc), blocs=members, polls=polls))
    assert {one.parties for one in only(strength, EvidenceKind.POLL)} == {("A", "B"), ("C",), ("OTHERS",)}


def test_others_of_a_poll_are_all_it_does_not_print(make, plain):
    strength = assess(replace(plain, polls=(make.poll("A", 0.6), make.poll("IND", 0.4))))
    assert ("B", "C", "OTHERS") in {one.parties for one in only(strength, EvidenceKind.POLL)}


def test_a_poll_of_an_unknown_region_is_shown_and_not_used(make, plain):
    strength = assess(replace(plain, polls=(make.poll("A", 0.9, region="North and abroad"),)))
    (one,) = only(strength, EvidenceKind.POLL)
    assert not one.used
    assert "North and abroad" in one.note
    np.testing.assert_array_equal(strength.mean, assess(plain).mean)


def test_a_regional_poll_moves_its_region_most(make, plain):
    before, after = assess(plain), assess(replace(plain, polls=(make.poll("A", 0.7, region="South"),)))
    south, north = (np.log(share(after, s, "A") / share(before, s, "A")) for s in ("S1", "N1"))
    assert south > north > 0


def test_a_second_house_adds_less_than_the_first_and_an_old_poll_less_than_a_new_one(make, plain):
    def sd(*polls):
        return np.mean([log_sd(assess(replace(plain, polls=polls)), seat, "A") for seat in plain.region_of])

    none, one, two = (sd(*(make.poll("A", 0.4, pollster=name) for name in names)) for names in ("", "P", "PQ"))
    assert none - one > 5 * (one - two) > 0
    assert one < sd(make.poll("A", 0.4, day=date(2019, 6, 1))) < none
    assert poll_log_sd(0.4) == 0.14


def test_reports_that_are_no_strength_are_shown_with_the_reason(make, plain):
    reports = (
        make.report("A", 3.0, measure=Measure.SEATS_WON),
        make.report("A", 1.0, measure=Measure.RANK),
        make.report("A", 0.1, measure=Measure.LEAD),
        make.report("A", None, measure=Measure.NONE),
        make.report("A", -40_000.0, measure=Measure.VOTES, low=-50_000.0, high=-30_000.0, of="votes lost"),
        make.report("A", 40_000.0, measure=Measure.VOTES, of="votes gained"),
        make.report("A", 0.5, kind=ReportKind.TRANSFER, measure=Measure.TRANSFER),
    )
    strength = assess(replace(plain, reports=reports))
    seen = only(strength, EvidenceKind.REPORT)
    assert len(seen) == len(reports)
    assert not any(one.used for one in seen)
    assert all(one.note.startswith("shown and not used: ") for one in seen)
    np.testing.assert_array_equal(strength.mean, assess(plain).mean)


def test_a_count_cut_short_by_seat_sharing_is_not_used(make, plain):
    front = make.front("LOCAL", "*", "A")
    of_a, of_c = (
        make.report(code, 0.1, seat=None, sphere=Sphere.ELECTION, election="LOCAL", reporter="commission")
        for code in "AC"
    )
    strength = assess(replace(plain, fronts=(front,), reports=(of_a, of_c)))
    assert {one.parties[0]: one.used for one in only(strength, EvidenceKind.REPORT)} == {"A": False, "C": True}


def test_measures_of_a_report_come_to_the_same_share(make, plain):
    """60 000 of 100 000 electors vote: 12 000 votes are .2 of the valid votes and .12 of the electorate."""
    same = [
        assess(replace(plain, reports=(make.report("A", value, measure=measure),)))
        for value, measure in ((0.2, Measure.SHARE_VALID), (0.12, Measure.SHARE_ELECTORATE), (12_000.0, Measure.VOTES))
    ]
    for one, other in permutations(same, 2):
        assert share(one, "N1", "A") == pytest.approx(share(other, "N1", "A"), abs=0.004)


def test_an_added_share_adds(make, plain):
    report = make.report("A", 0.1, measure=Measure.SHARE_ADDED)
    gain = share(assess(replace(plain, reports=(report,))), "N1", "A") - share(assess(plain), "N1", "A")
    assert 0.0 < gain < 0.1


def test_own_side_is_discounted_more_than_the_press_and_a_rival_less(make, plain):
    def read(**parts):
        return share(assess(replace(plain, reports=(make.report("A", 0.5, **parts),))), "S1", "A")

    reliable = {"seat": "S1", "low": 0.4, "high": 0.6}
    press, own = read(**reliable), read(sphere=Sphere.POLITICAL, reporter="secretary (A)", **reliable)
    rival = read(sphere=Sphere.POLITICAL, reporter="secretary (B)", **reliable)
    assert own < press
    assert own < rival


def test_rows_of_one_reporter_are_not_independent(make, plain):
    def sd(*reporters):
        reports = tuple(
            make.report("A", 0.3, seat=seat, reporter=name) for name, seat in zip(reporters, ("N1", "N2"), strict=True)
        )
        return log_sd(assess(replace(plain, reports=reports)), "N1", "A")

    assert sd("one", "two") < sd("one", "one")


def test_a_named_unit_says_less_than_the_whole_seat(make):
    rows = make.votes("AE1", "N1", unit="U1", A=600, B=400) + make.votes("AE1", "N1", unit="U2", A=600, B=400)
    case = make.case(seats=("N1",), parties=("A", "B", "D"), results=rows, weights={"AE1": 1.0})
    whole = assess(replace(case, reports=(make.report("D", 0.3),)))
    part = assess(replace(case, reports=(make.report("D", 0.3, unit="U1"),)))
    assert share(part, "N1", "D") < share(whole, "N1", "D")
    assert log_sd(part, "N1", "D") > log_sd(whole, "N1", "D")


def test_moves_follow_one_another_and_end_at_the_strength(make, plain):
    case = replace(plain, polls=(make.poll("A", 0.4),), reports=(make.report("B", 0.2),))
    strength = assess(case)
    moves = [move for move in explain_seat(strength, "N1") if move.party == "A"]
    assert moves[0].kind is EvidenceKind.PRIOR
    for one, next_one in pairwise(moves):
        assert next_one.before == pytest.approx(one.after, abs=2e-3)
        assert next_one.log_sd_before == pytest.approx(one.log_sd_after, abs=2e-3)
    assert moves[-1].after == pytest.approx(share(strength, "N1", "A"), abs=1e-3)
    known = {one.id for one in strength.evidence}
    assert {id_ for move in strength.moves for id_ in move.evidence} <= known
    rows = {row.row.id for row in (*case.results, *case.polls, *case.reports)}
    assert all(set(one.rows) <= rows for one in strength.evidence)
    assert len(known) == len(strength.evidence)


def test_the_text_says_what_moved_and_what_was_not_used(make, plain):
    strength = assess(replace(plain, polls=(make.poll("A", 0.9, region="Abroad"),), reports=(make.report("A", 0.2),)))
    text = explain_text(strength, "N1")
    assert "GE2" in text
    assert "a reporter 2020-02-01" in text
    assert "Read and not used:" in text
    assert "Abroad" in text
    with pytest.raises(UsageError, match="no seat 'X'"):
        explain_seat(strength, "X")


def test_a_case_with_polls_alone_works_and_one_without_seats_says_so(make):
    strength = assess(make.case(weights={}, polls=(make.poll("A", 0.6), make.poll("B", 0.3), make.poll("IND", 0.1))))
    assert total(strength, "A") > total(strength, "B") > total(strength, "OTHERS")
    with pytest.raises(ModelError, match=r"seats\.csv"):
        assess(make.case(seats=()))
