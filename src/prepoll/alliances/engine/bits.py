"""Sets of draws kept in bits, 512 to a set: compared, intersected and counted by the processor's widest instructions.

A set is a row of `WORDS` int64; draw d is bit d % 64 of word d // 64. What is written here is the code that
the compiler is to make, because it does not find it in plain loops over words. Rows are taken as they are:
a number that is no row is not noticed.
"""

# ruff: noqa: ANN401  what Numba hands in has no types

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from llvmlite import ir  # type: ignore[import-untyped]  # it has no types
from numba.core import cgutils
from numba.extending import intrinsic

Sets = npt.NDArray[np.int64]  # (row, WORDS)
Lines = npt.NDArray[np.float32]  # (row, DRAWS)

WORDS = 8
"""Words of 64 draws to a set."""

DRAWS = 64 * WORDS
"""Draws to a set."""

STEP = 16
"""Numbers that are compared together."""

FLOATS, SET = ir.VectorType(ir.FloatType(), STEP), ir.VectorType(ir.IntType(64), WORDS)
ROUGH = ir.VectorType(ir.IntType(16), 2 * STEP)
INDEX, WORD = numba.types.intp, numba.types.int64

Build = Callable[[Any, Any, Any, Any], Any]


def _compares(sign: str) -> Callable[[Any, Any, Any, Any, Any, Any], tuple[Any, Build]]:
    """Make a function that writes in which draws one row of numbers compares to another in a certain way."""

    def typed(_: Any, votes: Any, i: Any, j: Any, sets: Any, to: Any) -> tuple[Any, Build]:
        def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            first, second = (_row(context, builder, signature, values, 0, k, DRAWS, FLOATS) for k in (1, 2))
            kept = _row(context, builder, signature, values, 3, 4, WORDS, ir.IntType(STEP))
            for step in range(DRAWS // STEP):
                a, b = (_load(builder, row, step) for row in (first, second))
                found = builder.bitcast(builder.fcmp_ordered(sign, a, b), ir.IntType(STEP))
                builder.store(found, builder.gep(kept, [ir.IntType(64)(step)]))
            return context.get_dummy_value()

        return numba.types.void(votes, INDEX, INDEX, sets, INDEX), build

    return typed


def _row(  # noqa: PLR0913, PLR0917  what Numba hands in, and which of it
    context: Any,
    builder: Any,
    signature: Any,
    values: Any,
    array: int,
    row: int,
    width: int,
    kind: Any,
) -> Any:
    """Point at a row of an array, both given by their places among the arguments."""
    data = context.make_array(signature.args[array])(context, builder, values[array]).data
    return builder.bitcast(builder.gep(data, [builder.mul(values[row], ir.IntType(64)(width))]), kind.as_pointer())


def _load(builder: Any, row: Any, step: int) -> Any:
    """Load a step of a row, wherever it begins in memory."""
    loaded = builder.load(builder.gep(row, [ir.IntType(64)(step)]))
    loaded.align = 2
    return loaded


def _compares_rows(kind: Any, above: Callable[[Any, Any, Any], Any], level: Callable[[Any, Any, Any], Any]) -> Any:
    """Make a function that writes in which draws a row has more than another, and says whether any is level."""
    step = kind.count

    def typed(_: Any, rows: Any, i: Any, j: Any, sets: Any, to: Any) -> tuple[Any, Build]:
        def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            first, second = (_row(context, builder, signature, values, 0, k, DRAWS, kind) for k in (1, 2))
            kept = _row(context, builder, signature, values, 3, 4, WORDS, ir.IntType(step))
            some = ir.Constant(ir.VectorType(ir.IntType(1), step), [0] * step)
            for turn in range(DRAWS // step):
                a, b = (_load(builder, row, turn) for row in (first, second))
                found = builder.bitcast(above(builder, a, b), ir.IntType(step))
                builder.store(found, builder.gep(kept, [ir.IntType(64)(turn)]))
                some = builder.or_(some, level(builder, a, b))
            return builder.icmp_unsigned("!=", builder.bitcast(some, ir.IntType(step)), ir.IntType(step)(0))

        return numba.types.boolean(rows, INDEX, INDEX, sets, INDEX), build

    return intrinsic(typed)


mark_above = _compares_rows(
    FLOATS, lambda b, x, y: b.fcmp_ordered(">", x, y), lambda b, x, y: b.fcmp_ordered("==", x, y)
)
"""`mark_above(votes, i, j, sets, to)`: write into row `to` where row i has more than row j; say if any is level."""

mark_rough = _compares_rows(
    ROUGH, lambda b, x, y: b.icmp_unsigned(">", x, y), lambda b, x, y: b.icmp_unsigned("==", x, y)
)
"""`mark_rough(rough, i, j, sets, to)`: the same for rows of uint16."""

mark_level = intrinsic(_compares("=="))
"""`mark_level(votes, i, j, sets, to)`: write into row `to` in which draws rows i and j are level."""

mark_least = intrinsic(_compares(">="))
"""`mark_least(votes, i, j, sets, to)`: write into row `to` in which draws row i has at least as much as row j."""


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def meet(_: Any, sets: Any, at: Any, table: Any, row: Any, to: Any) -> Any:
    """Write into row `to` of the sets what row `at` and a row of the table share; say whether that is anything."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        left, right = _both(context, builder, signature, values)
        shared = builder.and_(left, right)
        stored = builder.store(shared, _row(context, builder, signature, values, 0, 4, WORDS, SET))
        stored.align = 8
        some = builder.icmp_unsigned("!=", shared, ir.Constant(SET, [0] * WORDS))
        return builder.icmp_unsigned("!=", builder.bitcast(some, ir.IntType(WORDS)), ir.IntType(WORDS)(0))

    return numba.types.boolean(sets, INDEX, table, INDEX, INDEX), build


@intrinsic  # type: ignore[untyped-decorator]  # as above
def count_shared(_: Any, sets: Any, at: Any, table: Any, row: Any) -> Any:
    """Count the draws that row `at` of the sets and a row of the table share."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        left, right = _both(context, builder, signature, values)
        ones = _call(builder, f"llvm.ctpop.v{WORDS}i64", SET, builder.and_(left, right))
        return _call(builder, f"llvm.vector.reduce.add.v{WORDS}i64", ir.IntType(64), ones)

    return WORD(sets, INDEX, table, INDEX), build


def _both(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """Load a row of each of two arrays."""
    rows = [_row(context, builder, signature, values, array, array + 1, WORDS, SET) for array in (0, 2)]
    loaded = [builder.load(row) for row in rows]
    for one in loaded:
        one.align = 8
    return loaded


def _call(builder: Any, name: str, gives: Any, value: Any) -> Any:
    """Call a function of the compiler's own."""
    kind = ir.FunctionType(gives, [value.type])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), [value])
