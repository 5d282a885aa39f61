"""A class statement alone -> what its body says, without following a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def has_table(node: ast.ClassDef) -> bool:
    """Whether a class body names its table."""
    return any(name in {"__tablename__", "__table__"} for statement in node.body for name in defines(statement))


def is_table(node: ast.ClassDef) -> bool:
    """Whether a class statement says `table=True`, as SQLModel has it."""
    return any(keyword.arg == "table" and is_true(keyword.value) for keyword in node.keywords)


def assigned(node: ast.ClassDef, name: str) -> ast.expr | None:
    """Return the value that a class body gives `name`; None when it gives none."""
    for statement in node.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and name in defines(statement):
            return statement.value
    return None


def is_true(value: ast.expr | None) -> bool:
    """Whether an expression is the literal True."""
    return isinstance(value, ast.Constant) and value.value is True


def defines(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a class body binds."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            return


def set_on_self(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield the attributes that a method sets on its first parameter."""
    first = function.args.args[0].arg if function.args.args else ""
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == first
        ):
            yield node.attr


def outer_name(annotation: ast.expr) -> str:
    """Return the last name of the outermost class of an annotation: `Mapped` of `orm.Mapped[int]`."""
    inner = annotation
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].rpartition(".")[2]
    while isinstance(inner, ast.Subscript):
        inner = inner.value
    return last_name(inner)


def last_name(node: ast.expr) -> str:
    """Return the last part of a dotted name; the empty string for any other expression."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
