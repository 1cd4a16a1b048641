"""The order in which parties came in last time, on the real case."""

from dataclasses import replace
from pathlib import Path

from prepoll.case import load_case
from prepoll.sharing import last_finish

CASE = load_case(Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024")


def test_the_last_result_is_laid_on_the_seats_of_today():
    # Lok Sabha 2019: the BJP won Udhampur and Jammu with the INC second, the NC Baramulla and Srinagar
    order = last_finish(CASE)
    assert order["UDH"][:2] == ("BJP", "INC")
    assert order["JAM"][:2] == ("BJP", "INC")
    assert order["BAR"][:2] == ("NC", "JKPC")
    assert order["SRI"][:2] == ("NC", "PDP")
    assert "DPAP" not in order["UDH"]  # founded later


def test_a_split_unit_counts_in_each_seat_by_its_weight():
    row = next(r for r in CASE.results if r.election == "GE2019" and r.party == "INC")
    half = tuple(
        replace(CASE.units[0], unit=row.unit, seat=seat, weight=w) for seat, w in (("UDH", 0.25), ("JAM", 0.75))
    )
    other = replace(row, party="BJP", votes=row.votes // 2 + 1, unit=None, seat="JAM")
    order = last_finish(replace(CASE, results=(row, other), units=half))
    assert order == {"UDH": ("INC",), "JAM": ("INC", "BJP")}


def test_without_results_nobody_has_a_claim():
    assert last_finish(replace(CASE, results=())) == {}


def test_parties_with_the_same_votes_come_by_code_whatever_the_order_of_rows():
    row = next(r for r in CASE.results if r.election == "GE2019" and r.party == "INC")
    parts = [0.1, 0.2, 0.3]  # their sum in the one order is not quite that in the other
    units = tuple(replace(CASE.units[0], unit=f"U{i}", seat="JAM", weight=w) for i, w in enumerate(parts))
    rows = [replace(row, party=p, votes=1000, unit=u.unit) for p in ("PDP", "BJP") for u in units]
    rows += [replace(row, party="INC", votes=1000, unit=u.unit) for u in reversed(units)]
    for some in (rows, rows[::-1], [*rows[3:], *rows[:3]]):
        assert last_finish(replace(CASE, results=tuple(some), units=units)) == {"JAM": ("BJP", "INC", "PDP")}


def test_the_last_result_does_not_hang_on_the_order_of_the_elections_before():
    even = [replace(one, weight=1.0) for one in CASE.past]
    assert last_finish(replace(CASE, past=tuple(even))) == last_finish(replace(CASE, past=tuple(even[::-1])))
    general, assembly = (next(one for one in even if one.kind == kind) for kind in ("parliament", "assembly"))
    for pair in ((general, assembly), (assembly, general)):
        one_day = tuple(replace(one, date=general.date) for one in pair)
        assert last_finish(replace(CASE, past=one_day)) == last_finish(CASE)
