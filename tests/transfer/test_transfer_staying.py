"""Names that stay on the ballot: what moves moves as it did, the rest votes for the name and helps no rival."""

import numpy as np
import pytest

from prepoll.alliances import Election, Slate, Structure, count_votes
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers, with_names

PARTIES = ("A", "B", "C", "D", *RESIDUAL)
SHARES = (0.20, 0.12, 0.25, 0.03, 0.05, 0.01, 0.34)  # the worked example of the vote formulas
TRANSFERS = FixedTransfers(
    ("S1", "S2"),
    PARTIES,
    1,
    tau={("B", "A"): 0.7},
    lam={"B": {"C": 0.5, "OTHERS": 0.1, "NONVOTERS": 0.4}, "A": {"C": 0.6, "NONVOTERS": 0.4}},
    beta={("A", "B"): 0.04},
)


def votes(transfers):
    share = np.tile(np.array(SHARES, dtype=np.float32)[None, :, None], (2, 1, 1))
    draws = Draws(share, ("S1", "S2"), PARTIES, np.full(2, 1e6))
    election = Election(draws, transfers, {"S1": "R", "S2": "R"})
    structure = Structure.of({"R": (frozenset("AB"),)})
    slate = Slate({seat: frozenset("ACD") for seat in ("S1", "S2")})
    return count_votes(election, structure, slate)[:, :, 0]


def test_where_the_name_stays_the_rest_votes_for_it_and_nobody_leaks_to_a_rival():
    closed, open_still = votes(with_names(TRANSFERS, {"S1": frozenset("B")}))
    assert open_still == pytest.approx([0.276, 0, 0.2728, 0.03, 0.0536, 0.01, 0.3576], abs=1e-6)
    assert closed == pytest.approx([0.276, 0, 0.2548, 0.03, 0.086, 0.01, 0.3432], abs=1e-6)
    assert closed.sum() == pytest.approx(1)
    assert closed[4] - 0.05 == pytest.approx(0.12 * (1 - 0.7))


def test_nobody_s_name_leaves_all_as_it_was():
    assert with_names(TRANSFERS, {}) is TRANSFERS
    assert with_names(TRANSFERS, {"S1": frozenset()}) is TRANSFERS
    assert np.array_equal(votes(with_names(TRANSFERS, {"S1": frozenset("D")})), votes(TRANSFERS))


def test_a_seat_that_is_none_is_refused():
    with pytest.raises(ModelError, match="no seat S9"):
        with_names(TRANSFERS, {"S9": frozenset("B")})
