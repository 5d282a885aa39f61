"""A use of rows that SQLAlchemy promises as a sequence -> whether only a list can be used so."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence

from lint_rules.semantic.scopes.file import File

Parent = Callable[[ast.AST], ast.AST | None]

_LIST_ALONE = frozenset(dir(list)) - frozenset(dir(Sequence))
_METHODS = rb"\.\s*(?:" + "|".join(sorted(_LIST_ALONE)).encode() + rb")\b"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def needs_list(use: ast.expr, parent: Parent) -> bool:
    """Whether an expression stands where only a list can: `rows.append(row)`, `del rows[0]`, `rows + more`.

    Args:
        use: The expression.
        parent: Says what is around it.
    """
    match parent(use):
        case ast.Attribute(attr=name):
            return name in _LIST_ALONE
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return value is use
        case ast.BinOp(op=ast.Add() | ast.Mult()):
            return True
        case _:
            return False


def needs_list_of_call(call: ast.expr, parent: Parent, loads: Callable[[ast.Name], Iterable[ast.Name]]) -> bool:
    """Whether what a call returns is used as only a list can be, at once or by a variable.

    Args:
        call: The call, awaited or not.
        parent: Says what is around it.
        loads: Says where a variable is used that takes it.
    """
    match parent(call):
        case ast.Await() as awaited:
            return needs_list_of_call(awaited, parent, loads)
        case ast.Assign(targets=[ast.Name() as target]):
            return any(needs_list(use, parent) for use in loads(target))
        case _:
            return needs_list(call, parent)


def may_use_as_list(name: str, data: bytes) -> bool:
    """Whether the text of a file can hold what `uses_as_list` looks for: most that call a function need not be parsed."""
    function = re.escape(name.encode("utf-8", "surrogatepass"))
    if re.search(rb"\b" + function + rb"\s*\(.*\)\s*(?:[+*\[]|" + _METHODS + rb")", data) is not None:
        return True  # at once, in a line: with all that lies between
    if re.search(rb"[+*]\s*(?:await\s)?[\w.()\s]*\b" + function + rb"\s*\(", data) is not None:
        return True
    taken = {*re.findall(rb"(\w+)\s*=\s*[\w.()\s]*\b" + function + rb"\s*\(", data)}
    return any(_is_list(variable, data) for variable in taken)


def _is_list(variable: bytes, data: bytes) -> bool:
    use = rb"\b" + variable + rb"\s*(?:[+*]|\[[^\]]*\]\s*[-+*/|&]?=[^=]|" + _METHODS + rb")"
    either = use + rb"|[+*]\s*" + variable + rb"\b|\bdel\b[^\n]*\b" + variable + rb"\b"
    return re.search(either, data) is not None


def uses_as_list(name: str, file: File) -> bool:
    """Whether a file uses what a function of this name returns, whose ever it is, as only a list can be used."""
    parent = file.bindings.parent

    def function_around(node: ast.AST) -> ast.AST | None:
        return next((each for each in file.bindings.ancestors(node) if isinstance(each, _FUNCTIONS)), None)

    def loads(target: ast.Name) -> Iterable[ast.Name]:
        around = function_around(target)
        return (use for use in file.bindings.named(ast.Name, target.id) if function_around(use) is around)

    return any(needs_list_of_call(call, parent, loads) for call in file.bindings.named(ast.Call, name))
