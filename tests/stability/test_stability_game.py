"""Stable structures against trying every move in plain sets of sets."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import partitions
from prepoll.alliances.engine.codes import strings as every_string
from prepoll.errors import ModelError, UsageError
from prepoll.stability import Answer, Game, alone_outside, interaction, shapley, stable_structures

NAMES = "ABCDE"


def by_hand(n):
    """List all partitions of the first n parties as sets of sets."""
    return [frozenset(partition) for partition in partitions(tuple(NAMES[:n]))]


class PlainGame:
    """The same game in dictionaries: every deviation is made by moving names about."""

    def __init__(self, n, values, is_open, answer, margin):
        self.every = by_hand(n)
        self.value = {p: dict(zip(NAMES[:n], row, strict=True)) for p, row in zip(self.every, values, strict=True)}
        self.open = {p for p, yes in zip(self.every, is_open, strict=True) if yes}
        self.answer, self.margin, self.parties = answer, margin, NAMES[:n]

    def after(self, structure, group):
        if self.answer is Answer.STAY:
            found = frozenset({group, *(bloc - group for bloc in structure if bloc - group)})
            return found if found in self.open else None
        answers = [p for p in self.every if p in self.open and group in p]
        if not answers:
            return None
        others = {p: sum(v for q, v in self.value[p].items() if q not in group) for p in answers}
        own = {p: sum(self.value[p][q] for q in group) for p in answers}
        return min(answers, key=lambda p: (-others[p], own[p], self.every.index(p)))

    def gain(self, structure, group, party):
        after = self.after(structure, group)
        return None if after is None else self.value[after][party] - self.value[structure][party]

    def moves(self, structure):
        """Yield party, those joined, its gain, and whether nobody joined loses."""
        for party in self.parties:
            for joined in [*structure, frozenset()]:
                if party not in joined:
                    gain = self.gain(structure, joined | {party}, party)
                    if gain is not None and gain > self.margin:
                        yield party, joined, gain, all(self.gain(structure, joined | {party}, q) >= 0 for q in joined)

    def blocking(self, structure):
        """Return the sizes of the groups all of whose members gain."""
        groups = [frozenset(g) for k in range(1, len(self.parties) + 1) for g in combinations(self.parties, k)]
        gains = [[self.gain(structure, group, party) for party in group] for group in groups]
        return [
            group
            for group, row in zip(groups, gains, strict=True)
            if all(gain is not None and gain > self.margin for gain in row)
        ]


@st.composite
def games(draw):
    n = draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (len(by_hand(n)), n)
    values = rng.integers(0, draw(st.sampled_from([2, 4, 40])), size=shape) / 4
    is_open = rng.random(shape[0]) < draw(st.sampled_from([1.0, 0.7]))
    return n, values, is_open


@settings(deadline=None, max_examples=60)
@given(games(), st.sampled_from(list(Answer)), st.sampled_from([0.0, 0.3]))
def test_stable_structures_are_those_from_which_no_move_gains(table, answer, margin):
    n, values, is_open = table
    plain = PlainGame(n, values, is_open, answer, margin)
    game = Game.of(NAMES[:n], every_string(n), values, is_open)
    found = stable_structures(game, answer=answer, margin=margin)
    for structure in plain.every:
        row = game.row(structure)
        if not is_open[row]:
            continue  # where it is weighed at all is told by the next test
        moves = list(plain.moves(structure))
        welcome = [move for move in moves if move[3]]
        groups = plain.blocking(structure)
        assert bool(found.nash[row]) is not bool(moves)
        assert bool(found.individual[row]) is not bool(welcome)
        assert bool(found.core[row]) is not bool(groups)
        for agreed, rows in ((False, moves), (True, welcome)):
            walk = found.leaves_first(row, agreed=agreed)
            assert (walk is None) is (not rows)
            if walk is not None:
                assert walk.gain == pytest.approx(max(move[2] for move in rows))
                assert (walk.party, walk.joins) in {(move[0], move[1]) for move in rows if move[2] == walk.gain}
        if groups:
            assert found.breaks(row) in groups
            assert len(found.breaks(row)) == min(map(len, groups))


@given(st.integers(0, 2**32), st.integers(1, 5))
def test_a_table_may_come_in_any_order_with_any_numbers_for_blocs(seed, n):
    rng = np.random.default_rng(seed)
    strings = every_string(n)
    values = rng.random(strings.shape)
    renamed = np.array([rng.permutation(n + 1)[row] for row in strings])
    order = rng.permutation(len(strings))
    kept = order[: rng.integers(1, len(order) + 1)]
    game = Game.of(NAMES[:n], renamed[kept], values[kept])
    assert np.array_equal(game.strings, strings)
    assert np.array_equal(game.values[kept], values[kept])
    assert set(np.flatnonzero(game.open)) == set(kept)


@pytest.mark.parametrize("n", range(1, 7))
def test_strings_stand_in_the_order_of_the_partitions(n):
    names = tuple("ABCDEF"[:n])
    game = Game.of(names, every_string(n), np.zeros((len(every_string(n)), n)))
    assert [game.partition(row) for row in range(len(game.strings))] == [frozenset(p) for p in partitions(names)]
    assert [game.row(p) for p in partitions(names)] == list(range(len(game.strings)))


def test_a_structure_without_values_is_left_by_nobody():
    strings = every_string(3)
    found = stable_structures(Game.of("ABC", strings[1:], np.ones((4, 3))))
    assert (found.nash[0], found.individual[0], found.core[0]) == (True, True, True)


def test_members_who_would_split_a_seat_fairly_are_broken_by_the_one_who_wins_alone():
    # together 2 seats, B gets one of them; alone B has 1.5; then A is left with 0
    worth = {frozenset({frozenset("AB")}): (1.0, 1.0), frozenset({frozenset("A"), frozenset("B")}): (0.0, 1.5)}
    every = by_hand(2)
    game = Game.of("AB", every_string(2), [worth[p] for p in every])
    found = stable_structures(game)
    together = game.row([{"A", "B"}])
    assert not found.nash[together]
    walk = found.leaves_first(together)
    assert (walk.party, walk.joins, walk.gain) == ("B", frozenset(), 0.5)
    assert found.breaks(together) == frozenset("B")
    assert found.core[game.row([])]


def test_whether_others_answer_can_decide():
    # C gains by leaving ABC if A and B stay together, and loses if they part, which is better for them
    def value(blocs):
        table = {
            frozenset({frozenset("ABC")}): (1, 1, 1),
            frozenset({frozenset("AB"), frozenset("C")}): (0, 0, 2),
            frozenset({frozenset("A"), frozenset("B"), frozenset("C")}): (1, 1, 0),
        }
        return table.get(blocs, (0, 0, 0))

    game = Game.of("ABC", every_string(3), [value(p) for p in by_hand(3)])
    together = game.row(["ABC"])
    assert not stable_structures(game).individual[together]
    assert stable_structures(game, answer=Answer.BEST).individual[together]


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_the_shapley_value_is_the_mean_over_orders(seed, n):
    from itertools import permutations

    rng = np.random.default_rng(seed)
    groups = [frozenset(g) for k in range(1, n + 1) for g in combinations(NAMES[:n], k)]
    worth = {group: float(rng.integers(0, 9)) for group in groups}
    mean = dict.fromkeys(NAMES[:n], 0.0)
    orders = list(permutations(NAMES[:n]))
    for order in orders:
        for i, party in enumerate(order):
            before = frozenset(order[:i])
            mean[party] += (worth[before | {party}] - worth.get(before, 0.0)) / len(orders)
    found = shapley(worth, NAMES[:n])
    assert found == pytest.approx(mean)
    assert sum(found.values()) == pytest.approx(worth[frozenset(NAMES[:n])])


@given(st.integers(0, 2**32), st.integers(2, 5))
def test_the_worth_of_a_pair_is_what_one_brings_with_and_without_the_other(seed, n):
    # Grabisch and Roubens: I(a, b) is the value of a where b is in for good less where b is out for good
    rng = np.random.default_rng(seed)
    groups = [frozenset(g) for k in range(1, n + 1) for g in combinations(NAMES[:n], k)]
    worth = {group: float(rng.integers(0, 9)) for group in groups}
    for (a, b), index in interaction(worth, NAMES[:n]).items():
        rest = [p for p in NAMES[:n] if p != b]
        inside = {g: worth[g | {b}] - worth[frozenset(b)] for g in groups if b not in g}
        outside = {g: worth[g] for g in groups if b not in g}
        assert index == pytest.approx(shapley(inside, rest)[a] - shapley(outside, rest)[a])


def test_the_worth_of_a_group_is_its_own_with_everybody_else_alone():
    game = Game.of("ABC", every_string(3), [(3, 3, 3), (2, 2, 0), (1, 0, 1), (0, 1, 1), (0, 0, 1)])
    assert alone_outside(game) == {
        frozenset("A"): 0, frozenset("B"): 0, frozenset("C"): 1,
        frozenset("AB"): 4, frozenset("AC"): 2, frozenset("BC"): 2, frozenset("ABC"): 9,
    }  # fmt: skip
    shut = Game.of("ABC", every_string(3), np.ones((5, 3)), [False, True, True, True, True])
    with pytest.raises(ModelError, match=r"A\+B\+C may not be together"):
        alone_outside(shut)


@pytest.mark.parametrize(
    ("strings", "values", "words"),
    [
        (np.zeros((1, 2)), np.zeros((1, 3)), "has tables of"),
        ([[0, 9]], [[1, 1]], "numbered 0 to 2"),
        ([[0, 0], [1, 1]], [[1, 1], [2, 2]], "comes twice"),
        ([[0, 0]], [[1, np.nan]], "not a number"),
    ],
)
def test_tables_that_do_not_fit_are_refused(strings, values, words):
    with pytest.raises(ModelError, match=words):
        Game.of("AB", strings, values)


def test_no_parties_too_many_and_strangers_are_named():
    with pytest.raises(ModelError, match="without parties"):
        Game.of("", np.zeros((1, 0)), np.zeros((1, 0)))
    with pytest.raises(UsageError, match="13 players have too many structures"):
        Game.of("ABCDEFGHIJKLM", np.zeros((1, 13)), np.zeros((1, 13)))
    with pytest.raises(ModelError, match="X are not players"):
        Game.of("AB", every_string(2), np.zeros((2, 2))).row(["AX"])
