"""The end of a branch, many draws at a time in the processor's registers: who leads if the last party joins a bloc.

Most structures are ends of branches in which somebody joins. Nothing of such an end is needed any more but
who leads, so that its votes are never written down. What is written here is the code that the compiler is
to make, because it does not find it in plain loops.
"""

# ruff: noqa: ANN401  what Numba hands in has no types

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir  # type: ignore[import-untyped]  # it has no types
from numba.core import cgutils
from numba.extending import intrinsic

from prepoll.alliances.engine.board import BLOCK

LANES = 32
"""Draws that are worked on together."""

VOTES_AT, MINE_AT, THEIRS_AT, ASIDE = 0, 1, 2, 3
"""Rows of the note on an end: for each who can win its line of votes, of the joiner's leak to it and of its
stander's; then in row ASIDE the numbers below."""

MANY, LOUD_ONES, OWN, JOINER, KEPT, COSTS, GIVES, MINE_OPEN, THEIRS_OPEN, SIZE, LOYAL = range(11)
"""How many can win, how many of them stay; which of them the joiner joins; the joiner's line, what its stander
has kept, the shares that desert and follow, what both leak to who always stands; the block's draws; those voters of
the joiner who follow no rebel."""

NOTE = 11
"""Columns that a note has at least."""

FLOATS, NUMBERS = ir.VectorType(ir.FloatType(), LANES), ir.VectorType(ir.IntType(32), LANES)
INT = ir.IntType(64)


class _Step:
    """The code for some draws: how it reads lines of the board and keeps what changes from turn to turn."""

    def __init__(self, context: Any, builder: Any, signature: Any, values: Any) -> None:
        arrays = [context.make_array(t)(context, builder, v) for t, v in zip(signature.args, values, strict=True)]
        self.builder, (self.board, self.note, self.wins, self.open) = builder, arrays
        self.columns = cgutils.unpack_tuple(builder, self.note.shape)[1]
        self.first = INT(0)

    def aside(self, column: int) -> Any:
        """Return one of the numbers of the note."""
        return self.noted(ASIDE, INT(column))

    def noted(self, row: int, column: Any) -> Any:
        """Return a number of the note."""
        at = self.builder.add(self.builder.mul(INT(row), self.columns), column)
        return self.builder.load(self.builder.gep(self.note.data, [at]))

    def line(self, number: Any) -> Any:
        """Load a line's draws."""
        at = self.builder.add(self.builder.mul(number, INT(BLOCK)), self.first)
        loaded = self.builder.load(self.builder.bitcast(self.builder.gep(self.board.data, [at]), FLOATS.as_pointer()))
        loaded.align = 4
        return loaded

    def turns(self, count: Any, turn: Callable[[Any], None]) -> None:
        """Take a turn for each number below a count."""
        with cgutils.for_range(self.builder, count) as loop:
            turn(loop.index)

    def keep(self, first: Any) -> Any:
        """Keep something that changes from turn to turn."""
        kept = cgutils.alloca_once(self.builder, first.type)
        self.builder.store(first, kept)
        return kept

    def of_all(self, number: Any, kind: Any) -> Any:
        """Repeat one number for every draw."""
        one = self.builder.insert_element(ir.Constant(kind, ir.Undefined), number, ir.IntType(32)(0))
        return self.builder.shuffle_vector(one, one, ir.Constant(NUMBERS, [0] * LANES))

    def add(self, kept: Any, more: Any) -> None:
        """Add to what is kept."""
        self.builder.store(self.builder.fadd(self.builder.load(kept), more), kept)


def _same(value: float, kind: Any = FLOATS) -> Any:
    return ir.Constant(kind, [value] * LANES)


def _rates(step: _Step) -> tuple[Any, Any, Any]:
    """Return what moves to the stander joined, and of both parties what leaks by the share it leaks at."""
    b = step.builder
    own, kept = step.line(step.aside(JOINER)), step.line(step.aside(KEPT))
    lost = b.fmul(kept, step.line(step.aside(COSTS)))
    gone = b.select(b.fcmp_ordered(">", own, _same(0.0)), lost, _same(0.0))
    loyal = step.line(step.aside(LOYAL))
    given = b.fmul(step.line(step.aside(GIVES)), loyal)
    totals = [step.keep(step.line(step.aside(column))) for column in (MINE_OPEN, THEIRS_OPEN)]

    def add(i: Any) -> None:
        i = b.add(i, step.aside(LOUD_ONES))
        for row, total in zip((MINE_AT, THEIRS_AT), totals, strict=True):
            step.add(total, step.line(step.noted(row, i)))

    step.turns(b.sub(step.aside(MANY), step.aside(LOUD_ONES)), add)
    mine, theirs = (
        b.select(b.fcmp_ordered(">", b.load(total), _same(0.0)), b.fdiv(amount, b.load(total)), _same(0.0))
        for amount, total in zip((b.fsub(loyal, given), gone), totals, strict=True)
    )
    return b.fsub(given, gone), mine, theirs


def _leaders(step: _Step) -> tuple[Any, Any]:
    """Return who leads, and by how much."""
    b, (moved, mine, theirs), joined = step.builder, _rates(step), step.aside(OWN)
    best, second, first = step.keep(_same(-1.0)), step.keep(_same(-1.0)), step.keep(_same(0, NUMBERS))

    def compare(i: Any) -> None:
        here = b.select(b.icmp_signed("==", i, joined), moved, _same(0.0))
        here = b.fadd(step.line(step.noted(VOTES_AT, i)), here)
        here = b.fadd(here, b.fmul(mine, step.line(step.noted(MINE_AT, i))))
        here = b.fadd(here, b.fmul(theirs, step.line(step.noted(THEIRS_AT, i))))
        most, next_ = b.load(best), b.load(second)
        more = b.fcmp_ordered(">", here, most)
        behind = b.select(b.fcmp_ordered(">", here, next_), here, next_)
        b.store(b.select(more, most, behind), second)
        b.store(b.select(more, here, most), best)
        b.store(b.select(more, step.of_all(b.trunc(i, ir.IntType(32)), NUMBERS), b.load(first)), first)

    step.turns(step.aside(MANY), compare)
    return b.load(first), b.fsub(b.load(best), b.load(second))


def _note_winners(step: _Step, doubt: float, some: Any) -> None:
    """Add up who leads beyond doubt, and write down in which draws nobody does."""
    b, (first, lead) = step.builder, _leaders(step)
    left = b.trunc(b.sub(step.aside(SIZE), step.first), ir.IntType(32))
    inside = b.icmp_signed("<", ir.Constant(NUMBERS, list(range(LANES))), step.of_all(left, NUMBERS))
    sure = b.fcmp_ordered(">", lead, _same(doubt))
    bits = ir.IntType(LANES)

    def add(i: Any) -> None:
        leads = b.icmp_signed("==", first, step.of_all(b.trunc(i, ir.IntType(32)), NUMBERS))
        won = b.zext(b.ctpop(b.bitcast(b.and_(leads, b.and_(sure, inside)), bits)), INT)
        place = b.gep(step.wins.data, [i])
        b.store(b.add(b.load(place), won), place)

    step.turns(step.aside(MANY), add)
    open_ = b.bitcast(b.and_(b.not_(sure), inside), bits)
    b.store(open_, b.gep(step.open.data, [b.udiv(step.first, INT(LANES))]))
    b.store(b.or_(b.load(some), open_), some)


def counts_joined(doubt: float) -> Any:
    """Make a function that counts the end of a branch, where a lead below `doubt` is none."""

    @intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
    def count_joined(_: Any, board: Any, note: Any, wins: Any, open_: Any) -> Any:
        """Add who leads to `wins`; write into `open_`, bits of int32, in which draws nobody does; say if any."""

        def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            step = _Step(context, builder, signature, values)
            some = step.keep(ir.IntType(LANES)(0))

            def take(turn: Any) -> None:
                step.first = builder.mul(turn, INT(LANES))
                _note_winners(step, doubt, some)

            step.turns(INT(BLOCK // LANES), take)
            return builder.icmp_unsigned("!=", builder.load(some), ir.IntType(LANES)(0))

        return numba.types.boolean(board, note, wins, open_), build

    return count_joined
