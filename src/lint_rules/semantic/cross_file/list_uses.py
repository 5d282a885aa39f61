"""A use of rows that SQLAlchemy promises as a sequence -> whether only a list can be used so."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence

from lint_rules.semantic.scopes.file import File

Parent = Callable[[ast.AST], ast.AST | None]

_LIST_ALONE = frozenset(dir(list)) - frozenset(dir(Sequence))
_LIST = re.compile(r"\b[Ll]ist\b")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def needs_list(use: ast.expr, parent: Parent) -> bool:
    """Whether an expression stands where only a list can: `rows.append(row)`, `rows + more`, `kept: list = rows`.

    Args:
        use: The expression; for `rows += more` the variable itself.
        parent: Says what is around it.
    """
    match parent(use):
        case ast.Attribute(attr=name):
            return name in _LIST_ALONE
        case (
            ast.Subscript(value=changed, ctx=ast.Store() | ast.Del())
            | ast.AugAssign(target=changed, op=ast.Add() | ast.Mult())
        ):
            return changed is use
        case ast.BinOp(op=ast.Add() | ast.Mult()):
            return True
        case ast.AnnAssign(annotation=annotation):
            return _is_list(annotation)
        case ast.Return() as statement:
            function = function_around(statement, parent)
            return isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _is_list(function.returns)
        case _:
            return False


def _is_list(annotation: ast.expr | None) -> bool:
    return annotation is not None and _LIST.search(ast.unparse(annotation)) is not None


def function_around(node: ast.AST, parent: Parent) -> ast.AST | None:
    """Return the nearest function around a node; None in no function."""
    around = parent(node)
    while around is not None and not isinstance(around, _FUNCTIONS):
        around = parent(around)
    return around


def needs_list_of_call(call: ast.expr, parent: Parent, uses: Callable[[ast.Name], Iterable[ast.Name]]) -> bool:
    """Whether what a call returns is used as only a list can be, at once or by a variable.

    Args:
        call: The call, awaited or not.
        parent: Says what is around it.
        uses: Says where a variable is used that takes it.
    """
    match parent(call):
        case ast.Await() as awaited:
            return needs_list_of_call(awaited, parent, uses)
        case ast.Assign(targets=[ast.Name() as target]):
            return any(needs_list(use, parent) for use in uses(target))
        case ast.NamedExpr(target=target) as named:
            return needs_list(named, parent) or any(needs_list(use, parent) for use in uses(target))
        case _:
            return needs_list(call, parent)


def uses_as_list(name: str, file: File) -> bool:
    """Whether a file uses what a function of this name returns, whose ever it is, as only a list can be used."""
    parent = file.bindings.parent

    def uses(target: ast.Name) -> Iterable[ast.Name]:
        around = function_around(target, parent)
        return (use for use in file.bindings.named(ast.Name, target.id) if function_around(use, parent) is around)

    return any(needs_list_of_call(call, parent, uses) for call in file.bindings.named(ast.Call, name))
