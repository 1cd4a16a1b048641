"""The worked example of the design, to four decimals."""

import numpy as np
import pytest

from prepoll.alliances import ALONE, Election, Slate, Structure, evaluate
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers

PARTIES = ("A", "B", "C", "D", *RESIDUAL)


@pytest.fixture
def election():
    share = np.array([0.20, 0.12, 0.25, 0.03, 0.05, 0.01, 0.34], dtype=np.float32)
    draws = Draws(np.repeat(share[None, :, None], 3, axis=2), ("S",), PARTIES, np.array([1000.0]))
    transfers = FixedTransfers(
        ("S",),
        PARTIES,
        3,
        tau={("B", "A"): 0.7},
        lam={"B": {"C": 0.5, "OTHERS": 0.1, "NONVOTERS": 0.4}, "A": {"C": 0.6, "NONVOTERS": 0.4}},
        beta={("A", "B"): 0.04},
    )
    return Election(draws, transfers, {"S": "R"})


def test_bloc_turns_the_seat(election):
    structure = Structure.of({"R": (frozenset("AB"),)})
    outcome = evaluate(election, structure, Slate({"S": frozenset("ACD")}))
    assert outcome.votes[0, :, 0].round(4).tolist() == pytest.approx([0.2760, 0, 0.2728, 0.03, 0.0536, 0.01, 0.3576])
    assert outcome.seats_won("A").tolist() == [1, 1, 1]


def test_alone_c_wins(election):
    outcome = evaluate(election, ALONE)
    assert np.array_equal(outcome.votes, election.draws.share)
    assert outcome.seats_won("C").tolist() == [1, 1, 1]
