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
