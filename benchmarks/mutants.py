"""Small changes to a module's formulas, one at a time: what a wrong sign, factor, index or term would look like."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeGuard

Edit = tuple[int, int, str]
"""First and last byte to replace, and the text that comes there."""

OPERATORS: Mapping[type[ast.AST], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/",)),
    ast.Div: ("/", ("*",)),
    ast.Pow: ("**", ("*",)),
    ast.FloorDiv: ("//", ("/",)),
    ast.BitAnd: ("&", ("|",)),
    ast.BitOr: ("|", ("&",)),
    ast.And: ("and", ("or",)),
    ast.Or: ("or", ("and",)),
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
}
"""How each operator is written, and what it is changed to."""

NAMES: Mapping[str, str] = {
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
    "any": "all",
    "all": "any",
    "argmax": "argmin",
}
"""Functions and methods that are mistaken for one another."""

SAME_EITHER_WAY = frozenset({"min", "max", "minimum", "maximum", "hypot", "zip", "isinstance"})
"""Functions whose arguments are not exchanged: no number would change."""

NOT_NUMBERS = frozenset({"strict", "copy", "optimize", "keepdims", "dtype"})
"""Keywords that change no figure, or that fail at once when they are changed."""

TINY = 1e-3
"""Tolerances below this are multiplied by a million, other fractions by two."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module: `before` and `after` are the lines touched, without indentation."""

    file: str
    line: int
    before: str
    after: str
    source: bytes


class Source:
    """A module's bytes with the places of its lines."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the first byte of a node and the one behind its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.expr) -> str:
        """Return a node as it is written."""
        first, last = self.span(node)
        return self.text[first:last].decode()

    def between(self, left: ast.expr, right: ast.expr, token: str) -> tuple[int, int]:
        """Return the place of an operator between two nodes."""
        first, last = self.span(left)[1], self.span(right)[0]
        at = first + self.text[first:last].index(token.encode())
        return at, at + len(token)

    def changed(self, file: str, edit: Edit) -> Mutant:
        """Return the module with one edit made."""
        first, last, text = edit
        source = self.text[:first] + text.encode() + self.text[last:]
        begin = self.text.rfind(b"\n", 0, first) + 1
        end = self.text.find(b"\n", last)
        after = source[begin : end + len(text.encode()) - (last - first)]
        return Mutant(
            file, self.text.count(b"\n", 0, first) + 1, _one_line(self.text[begin:end]), _one_line(after), source
        )


def _one_line(text: bytes) -> str:
    return " ".join(text.decode().split())


def mutants(file: str, text: bytes, skip: frozenset[str] = frozenset()) -> Iterator[Mutant]:
    """Yield every change of a module's numbers, operators, indices and terms; `skip` names functions left alone."""
    source = Source(text)
    seen = {text}
    for node in _numeric_nodes(ast.parse(text), skip):
        for edit in _edits(source, node):
            mutant = source.changed(file, edit)
            if mutant.source not in seen:
                seen.add(mutant.source)
                yield mutant


def _numeric_nodes(node: ast.AST, skip: frozenset[str]) -> Iterator[ast.AST]:
    """Walk a module but for texts, types, messages, checks and functions left alone."""
    if isinstance(node, ast.JoinedStr | ast.Raise | ast.Assert | ast.Import | ast.ImportFrom | ast.arguments):
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in skip:
        return
    if isinstance(node, ast.keyword) and node.arg in NOT_NUMBERS:
        return
    yield node
    if _is_counted_from_the_end(node):
        return
    left_out = {"annotation", "returns", "decorator_list", "bases"}
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in left_out and not _is_type(node, name):
                yield from _numeric_nodes(child, skip)


def _is_counted_from_the_end(node: ast.AST) -> TypeGuard[ast.UnaryOp]:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)


def _is_type(node: ast.AST, field: str) -> bool:
    """Say whether a field holds a type: `Tuple[int, str]` given a name, or the maker of an empty set of a type."""
    if isinstance(node, ast.Call) and field == "func":
        return isinstance(node.func, ast.Subscript)
    return isinstance(node, ast.Assign) and field == "value" and isinstance(node.value, ast.Subscript | ast.BinOp)


def _edits(source: Source, node: ast.AST) -> Iterator[Edit]:
    for kind, edit in EDITS:
        if isinstance(node, kind):
            yield from edit(source, node)


def _binary(source: Source, node: ast.BinOp) -> Iterator[Edit]:
    """Change an operator; drop either side."""
    if isinstance(node.left, ast.JoinedStr) or isinstance(node.right, ast.JoinedStr) or type(node.op) not in OPERATORS:
        return
    token, others = OPERATORS[type(node.op)]
    place = source.between(node.left, node.right, token)
    yield from ((*place, other) for other in others)
    yield (*source.span(node), f"({source.of(node.left)})")
    if not isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv | ast.Pow):
        yield (*source.span(node), f"({source.of(node.right)})")


def _compared(source: Source, node: ast.Compare) -> Iterator[Edit]:
    """Make a comparison strict or not, or the opposite."""
    for left, op, right in zip([node.left, *node.comparators[:-1]], node.ops, node.comparators, strict=True):
        token, others = OPERATORS[type(op)]
        yield from ((*source.between(left, right, token), other) for other in others)


def _joined(source: Source, node: ast.BoolOp) -> Iterator[Edit]:
    """Exchange `and` and `or`; drop each condition but the last."""
    token, others = OPERATORS[type(node.op)]
    for left, right in zip(node.values[:-1], node.values[1:], strict=True):
        yield (*source.between(left, right, token), others[0])
        yield (*source.span(left), str(isinstance(node.op, ast.And)))


def _unary(source: Source, node: ast.UnaryOp) -> Iterator[Edit]:
    """Drop a sign or a negation; count an index from the end by one more or less."""
    whole = source.span(node)
    if isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, int):
        yield (*whole, str(1 - node.operand.value))
        yield (*whole, str(-1 - node.operand.value))
    else:
        yield (*whole, f"({source.of(node.operand)})")


def _constant(source: Source, node: ast.Constant) -> Iterator[Edit]:
    """Change a number: whole ones by one, others by a factor."""
    place, value = source.span(node), node.value
    if isinstance(value, bool):
        yield (*place, str(not value))
    elif isinstance(value, int):
        yield (*place, str(value + 1))
        if value > 0:
            yield (*place, str(value - 1))
    elif isinstance(value, float):
        yield (*place, repr(value * (1e6 if value < TINY else 2) or 1.0))


def _axis(source: Source, node: ast.keyword) -> Iterator[Edit]:
    """Sum, sort or repeat along another axis."""
    if node.arg == "axis" and isinstance(node.value, ast.Constant):
        yield (*source.span(node.value), "0" if node.value.value else "1")


def _called(source: Source, node: ast.Call) -> Iterator[Edit]:
    """Exchange two arguments of one letter, or the two outcomes of a choice."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for a, b in pairwise(node.args):
        letters = isinstance(a, ast.Name) and isinstance(b, ast.Name) and len(a.id) == len(b.id) == 1
        if (letters and name not in SAME_EITHER_WAY) or (name == "where" and b is node.args[-1]):
            yield from _exchanged(source, a, b)


def _exchanged(source: Source, a: ast.expr, b: ast.expr) -> Iterator[Edit]:
    (first, middle), (again, last) = source.span(a), source.span(b)
    yield first, last, source.of(b) + source.text[middle:again].decode() + source.of(a)


def _named(source: Source, node: ast.Name | ast.Attribute) -> Iterator[Edit]:
    """Mistake a function for its opposite."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    if name in NAMES:
        last = source.span(node)[1]
        yield last - len(name), last, NAMES[name]


def _indexed(source: Source, node: ast.Subscript) -> Iterator[Edit]:
    """Exchange the two places of an index."""
    if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        a, b = node.slice.elts
        if isinstance(a, ast.Name) and isinstance(b, ast.Name):
            yield from _exchanged(source, a, b)


def _chosen(source: Source, node: ast.IfExp) -> Iterator[Edit]:
    """Exchange the two outcomes of a choice."""
    yield from _exchanged(source, node.body, node.orelse)


def _asked(source: Source, node: ast.If) -> Iterator[Edit]:
    """Do the opposite of what is asked; comparisons and negations are turned elsewhere."""
    if not isinstance(node.test, ast.Compare | ast.UnaryOp):
        yield (*source.span(node.test), f"not ({source.of(node.test)})")


def _filtered(source: Source, node: ast.comprehension) -> Iterator[Edit]:
    """Leave out a condition."""
    yield from ((*source.span(test), "True") for test in node.ifs)


def _added(source: Source, node: ast.AugAssign) -> Iterator[Edit]:
    """Change the sign of what is added, or leave it out."""
    token, others = OPERATORS[type(node.op)]
    yield (*source.between(node.target, node.value, token), others[0])
    yield (*source.span(node), "pass")


def _left_out(source: Source, node: ast.Assign | ast.Expr) -> Iterator[Edit]:
    """Leave out a call, or what is put in some places of an array."""
    call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    if call or (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)):
        yield (*source.span(node), "pass")


EDITS: tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[Edit]]], ...] = (
    (ast.BinOp, _binary),
    (ast.Compare, _compared),
    (ast.BoolOp, _joined),
    (ast.UnaryOp, _unary),
    (ast.Constant, _constant),
    (ast.keyword, _axis),
    (ast.Call, _called),
    ((ast.Name, ast.Attribute), _named),
    (ast.Subscript, _indexed),
    (ast.IfExp, _chosen),
    (ast.If, _asked),
    (ast.comprehension, _filtered),
    (ast.AugAssign, _added),
    ((ast.Assign, ast.Expr), _left_out),
)
"""What is changed in each kind of node."""
