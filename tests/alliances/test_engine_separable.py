"""The walk over blocs against plain counting of every structure, and the benchmark in small."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances.engine.bits import DRAWS
from prepoll.alliances.engine.codes import bell, rank, strings
from prepoll.alliances.engine.separable import MANY, Arena, count_arena, search_separable
from prepoll.alliances.parts import UNIT

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "engine.py"


def make_arena(seed, players, draws, grid):
    """Invent a seat; on a grid votes are few whole parts, so that ties are common."""
    rng = np.random.default_rng(seed)
    shape = (players, players, draws)
    if grid:
        own, tau = rng.integers(0, 4, (players, draws)) / 64, rng.integers(0, 5, shape) / 4
        beta = rng.integers(0, 3, shape) / 8
    else:
        own, tau, beta = rng.uniform(0, 0.3, (players, draws)), rng.uniform(0, 1, shape), rng.uniform(0, 0.3, shape)
    return Arena(*(array.astype(np.float32) for array in (own, tau, beta)))


def plainly(arena):
    """Count every structure by the formulas, bloc by bloc."""
    players, draws = arena.own.shape
    won = np.zeros((bell(players), players))
    for at, labels in enumerate(strings(players)):
        votes = np.full((players, draws), -1.0, dtype=np.float32)
        for label in range(labels.max() + 1):
            head, *others = np.flatnonzero(labels == label)
            kept, total = arena.own[head].copy(), arena.own[head].copy()
            for q in others:
                lost = np.where(arena.own[q] > 0, kept * arena.beta[head, q], np.float32(0))
                kept, total = kept - lost, total - lost + arena.tau[q, head] * arena.own[q]
            votes[head] = total
        first = votes == votes.max(axis=0)
        won[at] = (first / first.sum(axis=0)).sum(axis=1)
    return won


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9999), st.integers(1, 6), st.integers(1, 200), st.booleans())
def test_walk_over_blocs_agrees_with_trying_every_structure(seed, players, draws, grid):
    arena = make_arena(seed, players, draws, grid)
    np.testing.assert_allclose(count_arena(arena) / UNIT, plainly(arena), atol=1e-6)


@pytest.mark.parametrize(("seed", "draws", "grid"), [(1, 40, True), (2, 600, False), (3, 600, False)])
def test_many_players_of_whom_most_are_weak(seed, draws, grid):
    arena = make_arena(seed, MANY, draws, grid)
    arena.own[2:] *= np.float32(0.25)
    np.testing.assert_allclose(count_arena(arena) / UNIT, plainly(arena), atol=1e-6)


def test_more_draws_than_a_block_and_a_block_that_is_not_full():
    for draws in (DRAWS, DRAWS + 1, 2 * DRAWS - 1):
        arena = make_arena(1, 4, draws, True)
        np.testing.assert_allclose(count_arena(arena) / UNIT, plainly(arena), atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 9999), st.booleans())
def test_factorised_search_agrees_with_the_walk_over_everybody(seed, grid):
    rng = np.random.default_rng(seed)
    seats = []
    for seat in range(3):
        arena = make_arena(seed + seat, 5, 70, grid)
        arena.own[rng.random(5) < 0.4] = 0
        seats.append((tuple(int(p) for p in rng.permutation(5)), arena))
    some = search_separable(seats, 5, 2)
    expected = np.zeros((52, 5))
    for order, arena in seats:
        alive = [i for i in range(5) if arena.own[i].any()]
        if not alive:
            continue
        local = plainly(Arena(arena.own[alive], arena.tau[np.ix_(alive, alive)], arena.beta[np.ix_(alive, alive)]))
        for at, labels in enumerate(strings(5)):
            cut = rank([int(labels[order[i]]) for i in alive])
            expected[at, [order[i] for i in alive]] += local[cut]
    np.testing.assert_allclose(some / UNIT, expected, atol=1e-6)


def test_a_seat_without_anybody_gives_nothing():
    empty = Arena(*(np.zeros(shape, dtype=np.float32) for shape in ((3, 5), (3, 3, 5), (3, 3, 5))))
    assert not search_separable([((0, 1, 2), empty)], 3, 1).any()


def test_threads_change_nothing():
    seats = [((2, 0, 3, 1), make_arena(seed, 4, 600, seed % 2 > 0)) for seed in range(7)]
    assert np.array_equal(search_separable(seats, 4, 1), search_separable(seats, 4, 5))


def test_the_benchmark_runs_in_small_and_every_result_agrees(monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location("engine_benchmark", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "engine_benchmark", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(sys, "argv", ["engine.py", "--quick"])
    module.main()
    said = capsys.readouterr().out
    assert all(f"\n{part}  " in said for part in "ABCDGH")
