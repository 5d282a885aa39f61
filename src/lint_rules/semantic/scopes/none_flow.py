"""A variable that may be None, and the statements behind it -> the first that uses it while nothing has ruled None out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from lint_rules.semantic.scopes.dotted_names import last_name

_WEIGHING = (ast.BoolOp, ast.IfExp, ast.Lambda, ast.comprehension, ast.NamedExpr)
_NOT_SIMPLE = (
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.TryStar,
    ast.Match,
    ast.With,
    ast.AsyncWith,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Assert,
)
_LOGS = frozenset({"log", "logger", "logging", "warnings"})
_LOGGING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
Use = ast.Attribute | ast.Subscript | ast.Return


def first_use(name: str, statements: Sequence[ast.stmt]) -> Use | None:
    """Return what takes something of a variable, or returns it, while it may be None; None where that is not certain.

    Args:
        name: the variable's.
        statements: what runs behind its assignment, in order.
    """
    for number, statement in enumerate(statements):
        if not _mentions(statement, name):
            if isinstance(statement, ast.Return | ast.Raise):
                return None
        elif _opens(statement, name):
            return first_use(name, [*statement.body, *statements[number + 1 :]])
        elif not (isinstance(statement, ast.If) and _goes_on(statement, name)):
            return _use_in(statement, name)
    return None


def _opens(statement: ast.stmt, name: str) -> TypeGuard[ast.With | ast.AsyncWith]:
    """Whether a statement runs its body once, whatever the variable is."""
    if not isinstance(statement, ast.With | ast.AsyncWith):
        return False
    return not any(_mentions(item, name) for item in statement.items)


def _use_in(statement: ast.stmt, name: str) -> Use | None:
    match statement:
        case ast.Return(value=ast.Name(id=returned)) if returned == name:
            return statement
        case ast.Return(value=ast.Tuple(elts=items)) if any(_is_name(item, name) for item in items):
            return _among_items(statement, name)
        case ast.If(test=test) if _mentions(test, name):
            return _taken(test, name)
        case ast.If(body=body, orelse=orelse):
            return first_use(name, body) or first_use(name, orelse)
        case _:
            return None if isinstance(statement, _NOT_SIMPLE) else _taken(statement, name)


def _among_items(statement: ast.Return, name: str) -> Use | None:
    """Return what is taken of a variable in a tuple that it is part of, else the statement that returns it there."""
    uses = list(_uses(statement, name))
    if any(isinstance(use, _WEIGHING) for use in uses):
        return None
    return next((use for use in uses if isinstance(use, ast.Attribute | ast.Subscript)), statement)


def _goes_on(statement: ast.If, name: str) -> bool:
    """Whether None comes past an `if` that looks at the variable: the arm that it takes neither ends nor sets it."""
    arm = _arm_of_none(statement, name)
    if arm is None:
        return False
    # What is called there, `abort(404)`, may not come back; what is weighed there may end.
    return all(_comes_back(inner) and not _mentions(inner, name) for inner in arm)


def _comes_back(statement: ast.stmt) -> bool:
    """Whether a statement neither ends the function nor may end it: a call that says something goes on."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=method))):
            return method in _LOGGING and last_name(owner).lower().lstrip("_") in _LOGS
        case _:
            return isinstance(statement, ast.Assign | ast.AugAssign | ast.Pass)


def _arm_of_none(statement: ast.If, name: str) -> list[ast.stmt] | None:
    """Return the arm of an `if` that runs where the variable is None; None where that is not certain."""
    if _is_true_of_none(statement.test, name):
        return statement.body
    return statement.orelse if _is_false_of_none(statement.test, name) else None


def _is_true_of_none(test: ast.expr, name: str) -> bool:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _is_false_of_none(inner, name)
        case ast.Compare(left=ast.Name(id=left), ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]):
            return left == name
        case ast.BoolOp(op=ast.Or(), values=[first, *_]):
            return _is_true_of_none(first, name)
        case _:
            return False


def _is_false_of_none(test: ast.expr, name: str) -> bool:
    match test:
        case ast.Name(id=tested):
            return tested == name
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _is_true_of_none(inner, name)
        case ast.Compare(
            left=ast.Name(id=left), ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None)]
        ):
            return left == name
        case ast.BoolOp(op=ast.And(), values=[first, *_]):
            return _is_false_of_none(first, name)
        case _:
            return False


def _taken(node: ast.AST, name: str) -> Use | None:
    """Return the first attribute or item that is taken of the variable, where every mention of it is one and none is weighed."""
    uses = list(_uses(node, name))
    taken = [use for use in uses if isinstance(use, ast.Attribute | ast.Subscript)]
    return taken[0] if taken and len(taken) == len(uses) else None


def _uses(node: ast.AST, name: str) -> Iterator[ast.AST]:
    """Yield the mentions of the variable in a node in source order: what is taken of it, the bare name, what weighs it."""
    match node:
        case ast.Attribute(value=ast.Name(id=mentioned)) | ast.Subscript(value=ast.Name(id=mentioned)) if (
            mentioned == name
        ):
            yield node
        case ast.Name(id=mentioned) if mentioned == name:
            yield node
        case ast.BoolOp(values=[first, *_]) if _mentions(first, name):
            yield from _uses(first, name)  # the others may not be reached
        case _ if isinstance(node, _WEIGHING) and _mentions(node, name):
            yield node
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _uses(child, name)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))
