"""From counted elections to transfers: simulated states with known transfer, taken through every step."""

from itertools import pairwise

import numpy as np
import pytest

from prepoll.transfer.hierarchy import COVARIATES, fit
from prepoll.transfer.pair import expit
from prepoll.transfer.reference import fit_yardstick, unchanged
from prepoll.transfer.returns import Returns, find_events
from prepoll.transfer.rows import all_directions, rows_of

STATES, SEATS, SEGMENTS = 10, 16, 4
PARTIES = ("A", "B", "C", "D")
MEANS = np.array([0.16, 0.13, 0.20, 0.10])
LOST = 0.03


def strengths(rng):
    """Draw what endures of each party in each segment, (segment, party)."""
    seat = rng.normal(0, 0.04, (SEATS, 1, len(PARTIES)))
    spread = seat + rng.normal(0, 0.025, (SEATS, SEGMENTS, len(PARTIES)))
    return np.maximum(MEANS + spread, 0.02).reshape(-1, len(PARTIES))


def polled(rng, strength):
    """Draw one election: each party's swing in the state, and what is special to the day in seat and segment."""
    swing = np.exp(rng.normal(0, 0.25, len(PARTIES)))
    seat = np.repeat(rng.normal(0, 0.025, (SEATS, len(PARTIES))), SEGMENTS, axis=0)
    return np.maximum(strength * swing + seat + rng.normal(0, 0.015, strength.shape), 0.01)


def counted(state, year, shares, fronts):
    places = [(f"s{i // SEGMENTS}", f"u{i}") for i in range(len(shares))]
    table = {
        place: {party: float(x) for party, x in zip(PARTIES, row, strict=True) if x > 0}
        for place, row in zip(places, shares, strict=True)
    }
    return Returns(state, "GE", year, table, fronts)


def state_of(rng, i, level):
    """Simulate a state in which A and B ally: apart in 2009, together in 2014, A standing in every other seat."""
    strength = strengths(rng)
    before, after = polled(rng, strength), polled(rng, strength)
    eta = level + rng.normal(0, 0.5, 2)
    a_stands = (np.arange(len(after)) // SEGMENTS) % 2 == 0
    together = after.copy()
    tau = expit(eta)  # B to A, A to B
    together[:, 0] = np.where(a_stands, (1 - LOST) * after[:, 0] + tau[0] * after[:, 1], 0)
    together[:, 1] = np.where(a_stands, 0, (1 - LOST) * after[:, 1] + tau[1] * after[:, 0])
    name = f"State {i}"
    front = {"A": "AB", "B": "AB"}
    return (counted(name, 2009, before, {}), counted(name, 2014, together, front)), tau


def through_every_step(level, seed):
    """Return transfers measured in simulated states, logit and its spread, and the true ones, (state, direction)."""
    rng = np.random.default_rng(seed)
    made = [state_of(rng, i, level) for i in range(STATES)]
    elections = [election for pair, _ in made for election in pair]
    steps = [(a, b) for a, b in pairwise(elections) if a.state == b.state]
    yard = fit_yardstick([column for step in steps for column in unchanged(*step)])
    assert 0.4 < yard.between < 1
    events = find_events(elections)
    assert len(events) == STATES
    covariates = [1.0, *[0.0] * (len(COVARIATES) - 1)]
    found = fit([rows_of(event, yard, dict.fromkeys(all_directions(event), covariates)) for event in events])
    order = [int(rows.event.state.split()[1]) for rows in found.rows]
    measured = np.array([[found.transfer(e, j) for j in (1, 0)] for e in range(STATES)])  # B to A, A to B
    return measured, np.array([tau for _, tau in made])[order]


def inside(measured, truth):
    """Say which true transfers lie within their 90 % intervals, (state, direction)."""
    return np.abs(measured[..., 0] - np.log(truth / (1 - truth))) < 1.645 * measured[..., 1]


@pytest.mark.parametrize(("level", "seed"), [(0.8, 21), (-0.6, 22)])
def test_transfer_of_simulated_states_is_found_again(level, seed):
    measured, truth = through_every_step(level, seed)
    assert inside(measured, truth).mean() >= 0.75
    assert expit(measured[..., 0]).mean() == pytest.approx(truth.mean(), abs=0.10)
