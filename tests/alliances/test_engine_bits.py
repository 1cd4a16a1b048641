"""Sets of draws in bits, against NumPy."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances.engine.bits import (
    DRAWS,
    WORDS,
    count_shared,
    mark_above,
    mark_least,
    mark_level,
    mark_rough,
    meet,
)
from prepoll.compiled import compiled


@compiled
def every_sign(votes, rough, sets):
    some = mark_above(votes, 1, 2, sets, 0)
    mark_least(votes, 1, 2, sets, 1)
    mark_level(votes, 1, 2, sets, 2)
    return some, mark_rough(rough, 1, 2, sets, 3)


@compiled
def shared(sets, table):
    return meet(sets, 1, table, 2, 0), count_shared(sets, 1, table, 2)


def in_bits(row):
    """Return a set's draws, (draw,)."""
    return np.array([row[d // 64] >> (d % 64) & 1 for d in range(DRAWS)], dtype=bool)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 9999), st.sampled_from((4, 1 << 16)))
def test_two_rows_are_compared_draw_by_draw(seed, steps):
    rough = np.random.default_rng(seed).integers(0, steps, (3, DRAWS)).astype(np.uint16)
    votes = rough.astype(np.float32)
    sets = np.zeros((4, WORDS), dtype=np.int64)
    some = every_sign(votes, rough, sets)
    above, least, level, roughly = (in_bits(row) for row in sets)
    np.testing.assert_array_equal(above, votes[1] > votes[2])
    np.testing.assert_array_equal(roughly, above)
    np.testing.assert_array_equal(least, votes[1] >= votes[2])
    np.testing.assert_array_equal(level, votes[1] == votes[2])
    assert some == (level.any(), level.any())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 9999), st.booleans())
def test_two_sets_are_intersected_and_counted(seed, nothing):
    rng = np.random.default_rng(seed)
    sets, table = (rng.integers(-(2**63), 2**63 - 1, (3, WORDS)) for _ in range(2))
    if nothing:
        table[2] = ~sets[1]
    some, count = shared(sets, table)
    both = in_bits(sets[1]) & in_bits(table[2])
    assert (some, count) == (bool(both.any()), both.sum())
    np.testing.assert_array_equal(in_bits(sets[0]), both)
