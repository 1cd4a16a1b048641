"""Generators from a seed and a label: as numpy's own seeding of the numbers makes them."""

import hashlib

import numpy as np
import pytest

from prepoll.chance import generator


@pytest.mark.parametrize("seed", [0, 7, 20240319, 2**32 - 1, 2**32, 2**40 + 5, 2**64 - 1, 2**64, 10**25])
def test_a_generator_is_seeded_by_the_seed_and_the_words_of_its_label(seed):
    words = np.frombuffer(hashlib.sha256(b"transfer\x1fA\x1fB").digest(), dtype=np.uint32)
    plain = np.random.default_rng(np.random.SeedSequence([seed, *map(int, words)]))
    assert generator(seed, "transfer", "A", "B").random(3).tolist() == plain.random(3).tolist()
    assert generator(seed, "transfer", "AB").random() != generator(seed, "transfer", "A", "B").random()
