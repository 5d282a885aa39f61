"""A class statement alone -> what its body says, without following a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from lint_rules.semantic.scopes.dotted_names import last_name

Store = ast.Assign | ast.AnnAssign
"""A statement that gives an object an attribute."""


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
    for statement in statements_within(function):
        for target in _targets(statement):
            for node in ast.walk(target):
                if (
                    isinstance(node, ast.Attribute)
                    and isinstance(node.ctx, ast.Store)
                    and isinstance(node.value, ast.Name)
                    and node.value.id == first
                ):
                    yield node.attr


def stores_in(owner: ast.ClassDef) -> dict[str, list[Store]]:
    """Return the statements of a class that set `self.x`, or declare `x` in its body, by that name."""
    found: defaultdict[str, list[Store]] = defaultdict(list)
    for statement in owner.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[name].append(statement)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for inner in statements_within(statement):
                    match inner:
                        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
                            found[name].append(inner)
                        case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name)):
                            found[name].append(inner)
                        case _:
                            continue
            case _:
                continue
    return found


def statements_within(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield all statements below one, in source order: a tenth of its nodes, for statements hold no others but in bodies."""
    left = [statement]
    while left:
        one = left.pop()
        if one is not statement:
            yield one
        for body in reversed(_bodies(one)):
            left += reversed(body)


def _bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    match statement:
        case ast.Match(cases=cases):
            return [case.body for case in cases]
        case ast.Try() | ast.TryStar():
            handled = [handler.body for handler in statement.handlers]
            return [statement.body, *handled, statement.orelse, statement.finalbody]
        case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
            return [statement.body, statement.orelse]
        case ast.With() | ast.AsyncWith() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [statement.body]
        case _:
            return []


def _targets(statement: ast.stmt) -> list[ast.expr]:
    match statement:
        case ast.Assign(targets=targets):
            return targets
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return [target]
        case ast.For(target=target) | ast.AsyncFor(target=target):
            return [target]
        case ast.With(items=items) | ast.AsyncWith(items=items):
            return [item.optional_vars for item in items if item.optional_vars is not None]
        case _:
            return []


def outer_name(annotation: ast.expr) -> str:
    """Return the last name of the outermost class of an annotation: `Mapped` of `orm.Mapped[int]`."""
    inner = annotation
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].rpartition(".")[2]
    while isinstance(inner, ast.Subscript):
        inner = inner.value
    return last_name(inner)
