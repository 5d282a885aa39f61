"""A class statement -> what it says by itself: what its body binds, what it sets on its objects, what its columns show."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from lint_rules import known_names
from lint_rules.semantic.classes.kinds import ClassFacts, ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import ExternalSymbol
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

_TABLE_NAMES = frozenset({"__tablename__", "__table__"})
Store = ast.Assign | ast.AnnAssign
"""A statement that gives an object an attribute."""


def has_table(node: ast.ClassDef) -> bool:
    """Whether a class body names its table; a bare annotation says that others do, and None that there is none."""
    return any(not _TABLE_NAMES.isdisjoint(defines(statement)) for statement in node.body if not _gives_none(statement))


def _gives_none(statement: ast.stmt) -> bool:
    """Whether a statement gives a name no value, or None."""
    match statement:
        case ast.AnnAssign(value=None) | ast.AnnAssign(value=ast.Constant(None)) | ast.Assign(value=ast.Constant(None)):
            return True
        case _:
            return False


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


def decides_at_run_time(node: ast.ClassDef, file: File, resolver: Resolver) -> bool:
    """Whether the class itself can change what it and its children are: a metaclass, `__init_subclass__`, instrumentation."""
    for keyword in node.keywords:
        if keyword.arg == "metaclass":
            made = resolver.resolve(keyword.value, file)
            if not (
                isinstance(made, ExternalSymbol)
                and made.qualified_name in {"abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"}
            ):
                return True
    defined = {name for statement in node.body for name in defines(statement)}
    return bool(defined & {"__init_subclass__", "__clause_element__", "__mapper__"})


def _speaks_of_table(node: ast.ClassDef) -> bool:
    """Whether a class body names its table, or says by an annotation that the classes that mix it in do."""
    return any(not _TABLE_NAMES.isdisjoint(defines(statement)) for statement in node.body)


def is_mixin(node: ast.ClassDef, file: File, resolver: Resolver) -> bool:
    """Whether the body holds columns: the class is there to be mixed into mapped ones."""
    if _speaks_of_table(node) or assigned(node, "__table_args__") or assigned(node, "__mapper_args__"):
        return True
    for statement in node.body:
        match statement:
            case ast.AnnAssign(annotation=annotation) if outer_name(annotation) == "Mapped":
                return True
            case ast.AnnAssign(value=ast.Call() as call) | ast.Assign(value=ast.Call() as call):
                made = resolver.resolve(call.func, file)
                if isinstance(made, ExternalSymbol) and known_names.is_framework(made.qualified_name):
                    return True
            case ast.FunctionDef(decorator_list=decorators) if any(
                last_name(decorator).startswith(("declared_attr", "hybrid_")) or "declared_attr" in ast.dump(decorator)
                for decorator in decorators
            ):
                return True
            case _:
                continue
    return False


def own_attributes(node: ast.ClassDef) -> ClassFacts:
    """Return the attributes that the class body itself gives."""
    declared = [
        (statement.target.id, statement.value is not None)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and outer_name(statement.annotation) not in {"ClassVar", "Final"}
    ]
    own = {name for statement in node.body for name in defines(statement)}
    set_later: set[str] = set()
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            set_later |= set(set_on_self(statement))
    return ClassFacts(
        ClassKind.UNKNOWN,
        fields=frozenset({name for name, has_value in declared if not has_value} | (set_later - own)),
        defaults=frozenset(name for name, has_value in declared if has_value),
        attributes=frozenset(own | set_later),
    )


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
    stores: defaultdict[str, list[Store]] = defaultdict(list)
    for statement in owner.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                stores[name].append(statement)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for inner in statements_within(statement):
                    match inner:
                        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
                            stores[name].append(inner)
                        case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name)):
                            stores[name].append(inner)
                        case _:
                            continue
            case _:
                continue
    return stores


def statements_within(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield all statements below one, in source order: a tenth of its nodes, for statements hold no others but in bodies."""
    left = [statement]
    while left:
        inner = left.pop()
        if inner is not statement:
            yield inner
        for body in reversed(_bodies(inner)):
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


def is_self(expression: ast.expr) -> bool:
    """Whether an expression is `self`, the object that a method is called on."""
    return isinstance(expression, ast.Name) and expression.id == "self"


def outer_name(annotation: ast.expr) -> str:
    """Return the last name of the outermost class of an annotation: `Mapped` of `orm.Mapped[int]`."""
    inner = annotation
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].rpartition(".")[2]
    while isinstance(inner, ast.Subscript):
        inner = inner.value
    return last_name(inner)
