"""The one place that makes random generators, each from the run's seed and a label.

A label names what is drawn ("transfer", "JKAP", "DPAP"). Draws under one label do not move when
others are added, so that two structures are compared on the same chance.
"""

from __future__ import annotations

import hashlib

import numpy as np


def generator(seed: int, *label: str) -> np.random.Generator:
    """Make the generator of `label` under the run's `seed`."""
    digest = hashlib.sha256("\x1f".join(label).encode()).digest()
    size = 4 * max(1, -(-seed.bit_length() // 32))  # whole words: a sequence is seeded by them
    words = np.frombuffer(seed.to_bytes(size, "little") + digest, dtype="<u4").astype(np.uint32)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))
