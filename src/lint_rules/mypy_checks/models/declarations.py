"""A class statement -> what mypy's cache does not keep of its body: the name of its table, and where its foreign keys lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mypy.nodes import AssignmentStmt, CallExpr, ClassDef, Expression, MemberExpr, NameExpr, StrExpr, TypeInfo

from lint_rules.frozen import frozen
from lint_rules.mypy_checks.models.class_body import last_name, may_be_null

METADATA = "session-lint-body"
_COLUMNS = frozenset({"Column", "mapped_column"})
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@frozen
class ForeignKey:
    """An attribute that leads to a table: its name, the table's, and whether it may be NULL."""

    attribute: str
    table: str
    nullable: bool


def remember_body(statement: ClassDef) -> None:
    """Write into a class what its body says of tables; the cache keeps that, and no body."""
    table: str | None = None
    names: list[str] = []
    keys: list[list[object]] = []
    for line in statement.defs.body:
        if not isinstance(line, AssignmentStmt):
            continue
        at = line.lvalues[0]
        if not isinstance(at, NameExpr):
            continue
        name = at.name
        if name == "__tablename__" and isinstance(line.rvalue, StrExpr):
            table = line.rvalue.value
        elif isinstance(line.rvalue, CallExpr) and last_name(line.rvalue.callee) in _COLUMNS:
            names += (argument.value for argument in line.rvalue.args[:1] if isinstance(argument, StrExpr))
            keys.extend([name, key, may_be_null(line.rvalue) is not False] for key in _tables(line.rvalue))
    if table is not None or keys or names:
        statement.info.metadata[METADATA] = {"table": table, "keys": keys, "names": names}


def _tables(column: CallExpr) -> Iterator[str]:
    for argument in column.args:
        if isinstance(argument, CallExpr) and last_name(argument.callee) == "ForeignKey" and argument.args:
            yield from _table(argument.args[0])


def _table(target: Expression) -> Iterator[str]:
    """Return the table of `"schema.ware.id"`, or the class of `Ware.id` with a dot before it."""
    if isinstance(target, StrExpr) and "." in target.value:
        yield target.value.split(".")[-2]
    elif isinstance(target, MemberExpr) and isinstance(target.expr, NameExpr):
        yield f".{target.expr.name}"


def column_names(info: TypeInfo) -> set[str]:
    """Return what columns of a class are called in the database, where that is not the name of their attribute."""
    return {name for base in info.mro for name in base.metadata.get(METADATA, {}).get("names", [])}


def foreign_keys(info: TypeInfo) -> list[ForeignKey]:
    """Return the foreign keys of a class and its bases."""
    said = [base.metadata.get(METADATA, {}) for base in info.mro]
    return [ForeignKey(*key) for body in said for key in body.get("keys", [])]


def written_table(info: TypeInfo) -> str | None:
    """Return the name of the table that a class' own body gives it."""
    table = info.metadata.get(METADATA, {}).get("table")
    return table if isinstance(table, str) else None


def tables(info: TypeInfo) -> set[str]:
    """Return the names that a class' tables may have, and the class' own, as `ForeignKey(Class.id)` has it."""
    names: set[str] = set()
    for base in info.mro:
        written = base.metadata.get(METADATA, {}).get("table")
        names |= {f".{base.name}", *([written] if written else [])}
    computed = {_WORD.sub("_", info.name).lower(), info.name.lower()}  # as Flask-SQLAlchemy and many bases name tables
    return (
        names if info.metadata.get(METADATA, {}).get("table") else names | computed | {f"{name}s" for name in computed}
    )
