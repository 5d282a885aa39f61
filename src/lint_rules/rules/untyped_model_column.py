"""A mapped attribute is declared with `Column(...)` and no `Mapped[...]`, so every query on it is untyped.

## What it does
Reports attributes of mapped classes, abstract bases and mixins that are assigned a `Column(...)` without an annotation
`Mapped[...]`. What a database migration of Alembic's defines for itself is left alone: it says how things were, and
SQLAlchemy could not look up annotations in a module that nobody can import.

## Why is this bad?
Type checkers see `Column[int]` where objects have `int`, or, on SQLAlchemy 2.1, `Never`: mypy then takes the rest of a
function that queries such an attribute for unreachable and checks nothing there, silently. With `Mapped[int]` the class,
its objects and every query on it have types.

## Example
```python
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase): ...


class Invoice(Base):
    __tablename__ = "invoice"
    id = Column(Integer, primary_key=True)
    title = Column(String(80))
```

## Use instead
```python
from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str | None] = mapped_column(String(80))
```

## Fix safety
The fix writes `Mapped[T] = mapped_column(...)` where the column's type says what `T` is, with `| None` where the column is
nullable. It is unsafe: a class below `MappedAsDataclass` and other readers of annotations treat the attribute differently
from then on. There is none where the code has to run on an SQLAlchemy before 2.0, which has no `mapped_column`: as
the setting `sqlalchemy-version` says, or the project's requirements.

## References
- [Declarative tables with mapped_column](https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html)
- [Migrating an existing mapping](https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html#migrating-an-existing-mapping)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from lint_rules import (
    MAPPED_FAMILY,
    ClassKind,
    Default,
    Edit,
    ExternalSymbol,
    Finding,
    Fix,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    Span,
    advisable,
    contains,
    is_hidden,
    known_name,
    outer_name,
    with_names,
    without_unused_imports,
)

_COLUMN = ExternalSymbol("sqlalchemy.Column")
_NEEDED = ("Mapped", "mapped_column")
_PYTHON = {
    **dict.fromkeys(("Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT", "SMALLINT"), "builtins.int"),
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "TEXT", "CHAR"), "builtins.str"),
    **dict.fromkeys(("Boolean", "BOOLEAN"), "builtins.bool"),
    **dict.fromkeys(("Float", "Double", "FLOAT", "REAL"), "builtins.float"),
    "LargeBinary": "builtins.bytes",
    **dict.fromkeys(("DateTime", "DATETIME", "TIMESTAMP"), "datetime.datetime"),
    **dict.fromkeys(("Date", "DATE"), "datetime.date"),
    **dict.fromkeys(("Time", "TIME"), "datetime.time"),
    "Interval": "datetime.timedelta",
    **dict.fromkeys(("Numeric", "NUMERIC", "DECIMAL"), "decimal.Decimal"),
    **dict.fromkeys(("Uuid", "UUID"), "uuid.UUID"),
    **dict.fromkeys(("JSON", "PickleType"), "typing.Any"),
}
_TYPE_CHANGING = frozenset({"asdecimal", "as_uuid"})


def check(node: ast.ClassDef, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each attribute of a mapped class that is a bare `Column(...)`."""
    columns = [
        (statement, target, call)
        for statement in node.body
        for target, call in _declared(statement)
        if model.resolve(call.func) == _COLUMN
    ]
    if not columns or model.is_revision or _kind(node, model) not in MAPPED_FAMILY:
        return
    for statement, target, call in columns:
        yield _finding(node, statement, target, call, model)


def _kind(node: ast.ClassDef, model: SemanticModel) -> ClassKind:
    bindings = model.scope(node).bindings.get(node.name, [])
    return next(
        (model.classes.kind(model.denoted_by(binding)) for binding in bindings if binding.node is node),
        ClassKind.UNKNOWN,
    )


def _declared(statement: ast.stmt) -> Iterator[tuple[ast.Name, ast.Call]]:
    """Yield `name = call(...)`, with or without an annotation other than `Mapped[...]`."""
    match statement:
        case ast.Assign(targets=[ast.Name() as target], value=ast.Call() as call):
            yield target, call
        case ast.AnnAssign(target=ast.Name() as target, annotation=annotation, value=ast.Call() as call):
            if outer_name(annotation) != "Mapped":
                yield target, call
        case _:
            return


def _finding(
    node: ast.ClassDef, statement: ast.stmt, target: ast.Name, call: ast.Call, model: SemanticModel
) -> Finding:
    inner = _inner(target, call, model)
    declared = f"`Mapped[{advisable(inner.text, model)}]`" if inner is not None else "`Mapped[...]`"
    untyped = f"`{node.name}.{target.id}` is declared with `Column(...)`, so queries on it are untyped"
    older = model.lacks("mapped_column")
    if older is not None:
        needed = f"{declared} with `mapped_column(...)` needs SQLAlchemy 2.0, and the code has to run on an older one"
        return Finding(model.span(target), f"{untyped}; {needed}: {older}")
    message = f"{untyped}; declare it as {declared} with `mapped_column(...)`"
    if (
        inner is None
        or advisable(inner.text, model) != inner.text
        or not isinstance(statement, ast.Assign)
        or _may_be_dataclass(node)
    ):
        return Finding(model.span(target), message)
    return Finding(model.span(target), message, repair=lambda: _fix(target, call, inner, model))


def _may_be_dataclass(node: ast.ClassDef) -> bool:
    """Whether an annotation could make the attribute an argument of the class."""
    written = [ast.unparse(expression) for expression in (*node.bases, *node.decorator_list)]
    return bool(node.keywords) or any("dataclass" in text.lower() for text in written)


# -- what the column says of its type


class Inner(NamedTuple):
    """What goes into `Mapped[...]`, and the module from which the file has to import a name for it."""

    text: str
    missing_from: str | None = None


def _inner(target: ast.Name, call: ast.Call, model: SemanticModel) -> Inner | None:
    """Return what goes into `Mapped[...]`; None where the column does not say it in so many words."""
    arguments = call.args[1:] if call.args and _is_text(call.args[0]) else call.args
    types = [*arguments[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "type_")]
    python = next(
        (found for column_type in types if (found := _python_type(column_type, target, model)) is not None), None
    )
    nullable = _is_nullable(call)
    if python is None or nullable is None:
        return None
    return python._replace(text=f"{python.text} | None") if nullable else python


def _python_type(expression: ast.expr, target: ast.Name, model: SemanticModel) -> Inner | None:
    """Return the name by which a class body can call the Python type that a column type stands for."""
    call = expression if isinstance(expression, ast.Call) else None
    kind = model.resolve(call.func if call is not None else expression)
    if not isinstance(kind, ExternalSymbol) or not kind.qualified_name.startswith("sqlalchemy."):
        return None
    if call is not None and any(keyword.arg in _TYPE_CHANGING for keyword in call.keywords):
        return None
    package, _, last = kind.qualified_name.rpartition(".")
    if last == "Enum" and call is not None:
        return _enum(call, target, model)
    return None if ".dialects" in package or last not in _PYTHON else _named(_PYTHON[last], target, model)


def _enum(call: ast.Call, target: ast.Name, model: SemanticModel) -> Inner | None:
    match call.args:
        case [ast.Name() | ast.Attribute() as enum] if model.classes.kind(model.resolve(enum)) is ClassKind.ENUM:
            text = ast.unparse(enum)
            return None if is_hidden(text.partition(".")[0], target, model) else Inner(text)
        case _:
            return None


def _named(qualified_name: str, target: ast.Name, model: SemanticModel) -> Inner | None:
    """Return how the class body can call a type; an attribute of its own, `date = Column(Date)`, hides what has its name."""
    package, _, name = qualified_name.rpartition(".")
    if package == "builtins":
        bound = any(True for _ in model.bindings_in(model.tree.module, name)) or is_hidden(name, target, model)
        return None if bound else Inner(name)
    known = known_name(ExternalSymbol(qualified_name), target, model, is_read=True)
    if known is not None:
        return Inner(known)
    return None if name in model.names_in_use() else Inner(name, package)


def _is_nullable(call: ast.Call) -> bool | None:
    """Whether the column takes NULL; None where that is decided at run time."""
    said: dict[str, object] = {}
    for keyword in call.keywords:
        if keyword.arg in {"nullable", "primary_key", None}:
            if keyword.arg is None or not isinstance(keyword.value, ast.Constant):
                return None
            said[keyword.arg] = keyword.value.value
    if "nullable" in said:
        return bool(said["nullable"])
    return not said.get("primary_key", False)


def _is_text(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)


def _fix(target: ast.Name, call: ast.Call, inner: Inner, model: SemanticModel) -> Fix | None:
    known = {
        name: known_name(ExternalSymbol(f"sqlalchemy.orm.{name}"), target, model, is_read=True) for name in _NEEDED
    }
    missing = [name for name in _NEEDED if known[name] is None]
    imports = _imports(missing, inner, model)
    if imports is None:
        return None
    end = model.span(target).end
    edits = (
        *imports,
        Edit(Span(end, end), f": {known['Mapped'] or 'Mapped'}[{inner.text}]"),
        Edit(model.span(call.func), known["mapped_column"] or "mapped_column"),
    )
    fix = Fix("Declare the attribute with Mapped", edits, Safety.UNSAFE)
    return without_unused_imports(fix, [call.func], model)


def _imports(missing: list[str], inner: Inner, model: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that import what is missing; None where the file calls something else so, or both go to one place."""
    if not model.names_in_use().isdisjoint(missing):
        return None
    names = with_names("sqlalchemy.orm", missing, model)
    if inner.missing_from is None:
        return names
    type_ = with_names(inner.missing_from, [inner.text.partition(" ")[0]], model)
    places = [edit.span for edit in (*names, *type_)]
    return (*names, *type_) if len(set(places)) == len(places) else None


RULE = Rule(
    check=check, visits=(ast.ClassDef,), severity=Severity.NOTE, needs=contains(b"Column"), default=Default.STRICT
)
