"""Those who leave a party are shared out in native code as the formula says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from prepoll.transfer.sharing_out import share_out


@given(st.integers(1, 4), st.integers(2, 5), st.integers(1, 3), st.integers(0, 2**20))
def test_shares_are_the_pull_times_the_factor_brought_to_a_sum_of_one(seats, parties, regions, seed):
    rng = np.random.default_rng(seed)
    pull = rng.random((seats, parties)) * (rng.random((seats, parties)) < 0.7)
    pull[:, 0] = 1  # those whose pull is 0 are passed over, and nobody else
    factor, lies_in = rng.lognormal(size=(regions, parties, 7)), rng.integers(0, regions, seats)
    drawn = np.zeros((seats, parties, 7), dtype=np.float32)
    share_out(pull, factor, lies_in, drawn)
    for seat, region in enumerate(lies_in):
        weight = pull[seat][:, None] * factor[region]
        assert np.array_equal(drawn[seat], (weight / weight.sum(axis=0)).astype(np.float32))
    assert np.allclose(drawn.sum(axis=1), 1, atol=1e-6)
