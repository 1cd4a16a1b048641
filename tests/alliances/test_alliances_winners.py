"""Who wins a seat, kept small: the same as the whole count says, draw by draw, ties included."""

import numpy as np
import pytest

from prepoll.alliances import ALONE, Election, StandDown, Structure
from prepoll.alliances.votes import Local, Winners, count_local, local_structure, votes_of, winners_of
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers

PARTIES = ("A", "B", "C", "D", *RESIDUAL)
SHARES = [  # a draw each: A wins, A and B tie, B wins, all three tie; D has nothing
    [0.4, 0.2, 0.1, 0, 0, 0, 0.3],
    [0.25, 0.25, 0.1, 0, 0, 0, 0.4],
    [0.1, 0.3, 0.2, 0, 0, 0, 0.4],
    [0.25, 0.25, 0.25, 0, 0, 0, 0.25],
]
ABC = frozenset("ABC")


def election(*picked):
    share = np.array([SHARES[i] for i in picked], dtype=np.float32).T[None]
    draws = Draws(np.ascontiguousarray(share), ("S",), PARTIES, np.array([10.0]))
    return Election(draws, FixedTransfers(("S",), PARTIES, len(picked), {}, {}, {}), {"S": "R"})


def local(of, standing=ABC):
    return local_structure(of, ALONE, "S", standing)


@pytest.mark.parametrize("picked", [(0, 1, 2, 3), (0, 2), (1, 3), (3,), (2, 0, 1)])
def test_winners_are_those_of_the_whole_count(picked):
    held = election(*picked)
    counted, winners = count_local(held, local(held)), winners_of(held, local(held))
    assert winners.tied.tolist() == [place for place, which in enumerate(picked) if which in (1, 3)]
    for row in range(4):
        told = counted.wins[counted.rows.index(row)] if row in counted.rows else np.zeros(len(picked))
        assert winners.won(row) == pytest.approx(told)
    assert sum(winners.won(row) for row in range(4)) == pytest.approx(np.ones(len(picked)))
    assert 3 not in winners.rows


def test_winners_are_the_same_whether_the_votes_were_kept_or_not():
    fresh, kept = election(0, 1, 2, 3), election(0, 1, 2, 3)
    votes_of(kept, local(kept))
    for row in range(4):
        assert winners_of(fresh, local(fresh)).won(row).tolist() == winners_of(kept, local(kept)).won(row).tolist()
    assert isinstance(winners_of(fresh, local(fresh)), Winners)


def test_who_has_stood_down_may_not_be_on_the_slate_though_present():
    held = election(0)
    stood_down = Structure.of({}, (StandDown("S", "B", "A"),))
    with pytest.raises(ModelError, match="B stands though"):
        local_structure(held, stood_down, "S", ABC)
    assert local_structure(held, stood_down, "S", frozenset("AC")) == Local(
        "S", frozenset(), frozenset("AC"), frozenset({StandDown("S", "B", "A")})
    )


def test_a_stander_that_is_no_contender_is_refused():
    held = election(0)
    with pytest.raises(ModelError, match="OTHERS cannot stand"):
        local(held, frozenset({"A", "OTHERS"}))
    with pytest.raises(ModelError, match="nobody stands"):
        local(held, frozenset())
