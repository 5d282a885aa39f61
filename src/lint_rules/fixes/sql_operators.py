"""An operator of Python's on a column -> the edits that put SQLAlchemy's in its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import pairwise

from lint_rules.fixes.imports.edits import with_names
from lint_rules.fixes.visible_name import known_name
from lint_rules.semantic.conditions.python_operators import OperatorNode, PythonOperator
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import ExternalSymbol
from lint_rules.source.spans import Edit, Position, Span

_COMMENT = re.compile(r"#[^\r\n]*")
_WORDS: dict[type[ast.cmpop], str] = {ast.Is: r"is", ast.IsNot: r"is\s+not", ast.In: r"in", ast.NotIn: r"not\s+in"}
_METHODS: dict[type[ast.cmpop], str] = {ast.Is: "is_", ast.IsNot: "is_not", ast.In: "in_", ast.NotIn: "not_in"}
_BEFORE = {"is_not": "isnot", "not_in": "notin_"}
"""What versions have that lack a method; newer ones have both."""
_PRIMARY = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
_REPEATABLE = (ast.Name, ast.Attribute, ast.Constant)


def method_of(node: ast.Compare, model: SemanticModel) -> str:
    """Return the method that says what `is`, `is not`, `in` or `not in` was to say."""
    name = _METHODS[type(node.ops[0])]
    return _BEFORE[name] if name in _BEFORE and model.lacks(name) else name


def sql_operator(node: OperatorNode, operator: PythonOperator, model: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that let the database apply an operator; None where it is not clear how, or it has no name for it."""
    operators = model.python_operators
    if re.search(r"\\[\r\n]", model.text_at(model.span(node))):
        return None  # a line that goes on in the next one needs what stands there
    match node:
        case ast.Compare() if operator is PythonOperator.CHAIN:
            return _with_pairs(node, model)
        case ast.Compare(left=left):
            is_text = isinstance(node.comparators[0], ast.Constant) and isinstance(node.ops[0], ast.In | ast.NotIn)
            is_plain = not isinstance(left, ast.Constant) and not operators.is_relationship(left) and not is_text
            return _with_method(node, model) if is_plain else None
        case ast.UnaryOp(operand=operand):
            return None if operators.is_relationship(operand) else _with_negation(node, model)
        case ast.BoolOp(values=values):
            first = next(number for number, value in enumerate(values) if operators.is_sql(value))
            able = all(operators.is_sql(value) and not operators.is_relationship(value) for value in values[first:])
            return _with_junction(node, first, model) if able and not _may_coalesce(node) else None


def _may_coalesce(node: ast.BoolOp) -> bool:
    """Whether columns alone stand beside an `or`: the first value that is not NULL may be meant."""
    return isinstance(node.op, ast.Or) and all(isinstance(value, ast.Attribute) for value in node.values)


def _with_method(node: ast.Compare, model: SemanticModel) -> tuple[Edit, ...]:
    """Return the edits that make `x.is_(None)` of `x is None`, `x.in_(y)` of `x in y`."""
    left, right = node.left, node.comparators[0]
    gap = Span(model.span(left).end, model.span(right).start)
    before, word = _split(model.text_at(gap), _WORDS[type(node.ops[0])])
    start = model.tree.lines.offset(gap.start)
    place = Span(
        model.tree.lines.at(start + len(before.rstrip(" \t"))), model.tree.lines.at(start + len(before + word))
    )
    is_bare = not isinstance(left, _PRIMARY) and ")" not in before
    opening = [_insert(model.span(node).start, "(")] if is_bare else []
    indent = before[len(before.rstrip(" \t")) :] if before.rstrip(" \t")[-1:] in {"\n", "\r"} else ""
    call = f"{indent}{')' if is_bare else ''}.{method_of(node, model)}("
    return (*opening, Edit(place, call), _insert(model.span(node).end, ")"))


def _with_junction(node: ast.BoolOp, first: int, model: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that make `and_(a, b)` of `a and b`; None where it has no name for `and_`.

    Args:
        node: the junction.
        first: the first of its operands that goes into the call.
        model: the file.
    """
    word = "and" if isinstance(node.op, ast.And) else "or"
    named = _function(f"{word}_", node, model)
    if named is None:
        return None
    commas = _commas(node.values[first:], word, model)
    name, imports = named
    start = model.span(node).start if first == 0 else _opening(node.values[first - 1], node.values[first], word, model)
    return (*imports, _insert(start, f"{name}("), *commas, _insert(model.span(node).end, ")"))


def _with_negation(node: ast.UnaryOp, model: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that make `not_(a)` of `not a`; None where it has no name for `not_`."""
    named = _function("not_", node, model)
    if named is None:
        return None
    name, imports = named
    start = model.span(node).start
    lines = model.tree.lines
    word = Span(start, lines.at(lines.offset(start) + len("not")))
    rest = lines.text[lines.offset(word.end) :]
    behind = lines.at(lines.offset(word.end) + len(rest) - len(rest.lstrip(" \t")))
    return (*imports, Edit(Span(start, behind), f"{name}("), _insert(model.span(node).end, ")"))


def _with_pairs(node: ast.Compare, model: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that make `and_(a < b, b < c)` of `a < b < c`; None where what stands twice may act twice."""
    sides = [node.left, *node.comparators]
    named = _function("and_", node, model)
    texts = [model.text_at(model.span(side)) for side in sides]
    plain = all(isinstance(side, _REPEATABLE) for side in sides[1:-1])
    if named is None or not plain or "#" in model.text_at(model.span(node)):
        return None
    name, imports = named
    edits = [_insert(model.span(node).start, f"{name}(")]
    edits += [_insert(model.span(side).end, f", {text}") for side, text in zip(sides[1:-1], texts[1:-1], strict=True)]
    return (*imports, *edits, _insert(model.span(node).end, ")"))


def _function(name: str, use: OperatorNode, model: SemanticModel) -> tuple[str, tuple[Edit, ...]] | None:
    """Return how a place can call a function of SQLAlchemy's, and what has to be imported for it."""
    for package in ("sqlalchemy", "sqlmodel"):
        known = known_name(ExternalSymbol(f"{package}.{name}"), use, model)
        if known is not None:
            return known, ()
    if name in model.names_in_use() or model.is_bound_here(name):
        return None
    packages = {statement.module for statement in model.nodes(ast.ImportFrom) if not statement.level}
    package = "sqlmodel" if "sqlmodel" in packages and "sqlalchemy" not in packages else "sqlalchemy"
    return name, with_names(package, (name,), model)


def _commas(values: Sequence[ast.expr], word: str, model: SemanticModel) -> list[Edit]:
    """Return the edits that replace the word between operands by a comma behind the one before it."""
    edits: list[Edit] = []
    for left, right in pairwise(values):
        before, place = _word_between(left, right, word, model)
        edits += [_insert(before, ","), Edit(place, "")] if before != place.start else [Edit(place, ", ")]
    return edits


def _word_between(left: ast.expr, right: ast.expr, word: str, model: SemanticModel) -> tuple[Position, Span]:
    """Return where the operand before a word ends, parentheses included, and the word with the blanks behind it."""
    gap, lines = Span(model.span(left).end, model.span(right).start), model.tree.lines
    before, written = _split(model.text_at(gap), word)
    start = lines.offset(gap.start)
    end = lines.at(start + len(before.rstrip()))
    is_near = not before[len(before.rstrip()) :].strip(" \t")
    first = end if is_near else lines.at(start + len(before))
    return end, Span(first, lines.at(start + len(before + written)))


def _opening(before: ast.expr, operand: ast.expr, word: str, model: SemanticModel) -> Position:
    """Return where an operand begins, its parentheses included."""
    _, place = _word_between(before, operand, word, model)
    blank = _without_comments(model.text_at(Span(place.end, model.span(operand).start)))
    lines = model.tree.lines
    return lines.at(lines.offset(place.end) + len(blank) - len(blank.lstrip()))


def _split(gap: str, word: str) -> tuple[str, str]:
    """Return what stands before a word between two operands, comments blank, and the word with the blanks behind it."""
    before, written, _ = re.split(rf"(\b{word}\b[ \t]*)", _without_comments(gap), maxsplit=1)
    behind = gap[len(before) : len(before) + len(written)]
    return before, written if "#" not in behind else behind.partition("#")[0].rstrip(" \t")


def _without_comments(text: str) -> str:
    """Return a text of the same length in which comments are blank."""
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), text)


def _insert(place: Position, text: str) -> Edit:
    return Edit(Span(place, place), text)
