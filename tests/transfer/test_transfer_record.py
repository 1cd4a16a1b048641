"""The stated prior says what its table says."""

from pathlib import Path

import numpy as np
import pytest

from prepoll.transfer import record

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
