"""Votes moved to where polls put them, once it is counted who stands down for whom.

A poll of fronts speaks of votes as they will be cast: partners have stood down, their voters have followed or not.
Where the slate is known, as in a back-test, it can be read as that. So one poll tells of swing and of transfer
together, each as far as it moved the votes in the draws. `prepoll project` does not know the slate and reads polls as
words on own strengths; so does the back-test unless told otherwise. `docs/explanation/record.md` has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from prepoll.alliances import Outcome
from prepoll.backtest.types import Floats
from prepoll.case.types import Case
from prepoll.chance import generator
from prepoll.strength import Strength
from prepoll.strength.assumptions import LEAST_SHARE
from prepoll.strength.frame import frame_of
from prepoll.strength.polls import PollErrors, PollReader, poll_noise, polls_of
from prepoll.strength.shares import Figure

PASSES = 4
"""Steps in which polls are taken in, each with so many times their error variance (8 did as well on 1999 to 2009)."""

STANDS = 1e-9
"""Mean share of a state's votes under which nobody of those whom a figure means stands."""


def with_polls(outcome: Outcome, case: Case, strength: Strength, errors: PollErrors, seed: int) -> Outcome:
    """Return an outcome whose draws of votes agree with the polls of `case`, as far as those are sure.

    Each step moves the log of every candidate's share by what a line through the draws says of it, given the log-shares
    that polls printed and errors drawn for each draw (ensemble smoother with multiple data assimilation, Emerick and
    Reynolds 2013). Nobody gains votes who does not stand; NOTA and turnout stay as they were.
    """
    figures = _figures(case, strength, errors)
    seats, parties = _meant(figures, case, outcome)
    votes = np.asarray(outcome.valid, dtype=np.float64)
    stand = [n for n in range(len(figures)) if _shares(votes, seats[n : n + 1], parties[n : n + 1]).mean() > STANDS]
    if not stand:
        return outcome
    figures, seats, parties = [figures[n] for n in stand], seats[stand], parties[stand]
    said = np.array([figure.log_share for figure in figures])
    noise = PASSES * poll_noise(figures)
    rng = generator(seed, "back-test", "polls", case.folder)
    for _ in range(PASSES):
        error = np.linalg.cholesky(noise) @ rng.standard_normal((len(figures), votes.shape[2]))
        votes = _moved(votes, np.log(_shares(votes, seats, parties)), said[:, None] + error, noise)
    return _counted(outcome, votes)


def _figures(case: Case, strength: Strength, errors: PollErrors) -> list[Figure]:
    frame = frame_of(case)
    cast = strength.electors * (1.0 - np.exp(strength.nota_mean)) / (1.0 + np.exp(-strength.turnout_mean))
    place = {seat: i for i, seat in enumerate(strength.seats)}
    reader = PollReader(case, frame, cast[[place[seat] for seat in frame.seats]], errors)
    return [figure for poll in polls_of(case) for figure in reader.read(poll)[0]]


def _meant(figures: Sequence[Figure], case: Case, outcome: Outcome) -> tuple[Floats, Floats]:
    """Return how much each seat weighs in each figure, summing to 1, and whom it means: all votes of members."""
    frame = frame_of(case)
    seats = np.zeros((len(figures), len(outcome.seats)))
    parties = np.zeros((len(figures), len(outcome.parties) - 2))
    at = [outcome.seats.index(seat) for seat in frame.seats]
    columns = [outcome.parties.index(party) for party in frame.parties]
    for n, figure in enumerate(figures):
        seats[n, at] = figure.target.seats / figure.target.seats.sum()
        parties[n, columns] = figure.target.parties > 0
    return seats, parties


def _shares(votes: Floats, seats: Floats, parties: Floats) -> Floats:
    """Return the share of the votes that each figure means, (n, draw)."""
    state = np.einsum("ns,spd->npd", seats, votes, optimize=True)
    return np.asarray(np.maximum(np.einsum("npd,np->nd", state, parties), LEAST_SHARE * STANDS), dtype=np.float64)


def _moved(votes: Floats, seen: Floats, said: Floats, noise: Floats) -> Floats:
    """Move votes (seat, party, draw) by a line on what is seen in them (n, draw) towards what was said (n, draw)."""
    stands = votes > 0
    logs = np.log(np.where(stands, votes, 1.0))
    away = seen - seen.mean(axis=1, keepdims=True)
    spread = away @ away.T / seen.shape[1]
    step = away.T @ np.linalg.solve(spread + noise, said - seen) / seen.shape[1]  # (draw, draw)
    moved = np.where(stands, np.exp(logs + (logs - logs.mean(axis=2, keepdims=True)) @ step), 0.0)
    return np.asarray(moved / moved.sum(axis=1, keepdims=True), dtype=np.float64)


def _counted(outcome: Outcome, valid: Floats) -> Outcome:
    """Put shares of votes for candidates (seat, party, draw) and their winners in the place of an outcome's."""
    able = valid[:, : len(outcome.contenders)]
    first = able == able.max(axis=1, keepdims=True)
    votes = outcome.votes.copy()
    votes[:, :-2] = valid * votes[:, :-2].sum(axis=1, keepdims=True)
    return replace(
        outcome,
        votes=votes,
        wins=(first / first.sum(axis=1, keepdims=True)).astype(np.float32),
        valid=valid.astype(np.float32),
    )
