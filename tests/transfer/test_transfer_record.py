"""The stated prior says what its table says."""

from pathlib import Path

import numpy as np
import pytest

from prepoll.transfer import record
from prepoll.transfer.pair import expit
from prepoll.transfer.posterior import COVARIATES, shipped

MEASURED = Path(__file__).parents[2] / "docs" / "explanation" / "transfer-record.md"
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "votes.md"


@pytest.fixture(scope="module")
def slopes():
    """Read the own and the partners' slopes off the page's table."""
    lines = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if "| parliament |" in line or "| assembly |" in line
    ]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return np.array([[float(row[6].split()[0]), float(row[7].split()[0])] for row in cells])


def test_the_figures_quoted_are_those_of_the_table(slopes):
    own, partner = slopes.T
    assert len(slopes) == 21
    assert partner.mean() == pytest.approx(0.16, abs=0.005)
    assert partner.std(ddof=1) == pytest.approx(0.24, abs=0.005)
    assert own.mean() == pytest.approx(0.35, abs=0.005)
    counts = own >= 0.20
    assert counts.sum() == 17
    ratio = partner[counts].sum() / own[counts].sum()
    assert ratio == pytest.approx(0.50, abs=0.005)
    assert ratio < record.MEDIAN < 0.82


def test_nine_in_ten_lie_between_a_fifth_and_nine_tenths():
    sd = np.sqrt(record.PAIR_SD**2 + record.DIRECTION_SD**2 + record.REGION_SD**2 + record.SEAT_SD**2)
    centre = np.log(record.MEDIAN / (1 - record.MEDIAN))
    low, high = (1 / (1 + np.exp(-(centre + z * sd))) for z in (-1.645, 1.645))
    assert sd == pytest.approx(1.09, abs=0.01)
    assert [low, high] == pytest.approx([0.20, 0.90], abs=0.01)


def cells_under(heading):
    """Return the cells of the first table under a heading of the page on measured transfer."""
    lines = MEASURED.read_text(encoding="utf-8").split(f"{heading}\n", 1)[1].splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_page_and_the_file_hold_the_same_measured_transfers():
    """The page fits all years together, the file each year as it was known: the last year is the same in both."""
    page = {tuple(row[:3]): row for row in cells_under("### Transfer in each alliance")}
    filed = {(row.event, row.q, row.c): row for row in shipped()[-1].measured}
    assert set(page) == set(filed)
    for key, row in filed.items():
        assert int(page[key][3]) == row.units
        assert row.low <= row.middle <= row.high
        if row.year == 2019:
            assert float(page[key][4]) == pytest.approx(row.middle, abs=0.006)
            assert [float(end) for end in page[key][5].split("–")] == pytest.approx([row.low, row.high], abs=0.006)


def test_the_level_on_the_page_is_that_of_the_file():
    last = shipped()[-1]
    for name, level, *_ in cells_under("## What was found"):
        x = np.zeros(len(COVARIATES))
        x[[0, COVARIATES.index("assembly")]] = 1.0, {"parliament": -0.5, "assembly": 0.5}[name]
        assert float(level) == pytest.approx(expit(x @ np.array(last.slopes)), abs=0.005)
