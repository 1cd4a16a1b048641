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
    words = np.frombuffer(digest, dtype=np.uint32)
    return np.random.default_rng(np.random.SeedSequence([seed, *(int(word) for word in words)]))
