"""From the tree to what is believed of the coming election."""

from __future__ import annotations

import numpy as np

from prepoll.strength.arrays import Floats
from prepoll.strength.belief import Belief, log_sum
from prepoll.strength.splits import Descent
from prepoll.strength.tree import Grown, means, roots


def read_out(grown: Grown, descent: Descent, years: float) -> Belief:
    """Return the last moment's log-strengths; a party that took others in becomes the sum of all."""
    levels = grown.levels
    mean = means(grown)[:, levels.moments - 1 :: levels.moments]
    found = roots(grown)
    parts = {"case": found.case, "region": found.region, "own": found.own}
    before = mean.copy()
    for party in range(mean.shape[1]):
        terms = descent.terms(party, years)
        if len(terms) == 1 and terms[0] == (party, 0.0):
            continue
        places = [place for place, _ in terms]
        mean[:, party], part = log_sum(before[:, places] + np.array([log_part for _, log_part in terms]))
        parts = {name: _with_sum(value, party, places, part) for name, value in parts.items()}
    return Belief(mean, parts["case"], parts["region"], parts["own"], levels.regions)


def _with_sum(value: Floats, party: int, places: list[int], part: Floats) -> Floats:
    """Return the sources (seat, party, source) with those of a party replaced by a mean of others' by `part`."""
    after = value.copy()
    after[:, party] = np.einsum("sk,skn->sn", part, value[:, places])
    return after
