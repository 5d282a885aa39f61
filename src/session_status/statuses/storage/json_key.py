"""A column expression -> the key of a JSON column that it reads, as text and as what sets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BinaryExpression, Column, SQLColumnExpression, String, cast, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.sql.operators import json_getitem_op, json_path_getitem_op
from sqlalchemy.types import JSON

from session_status.errors import ColumnError
from session_status.execution.dialects import MARIADB, MYSQL, POSTGRESQL, SQLITE


@dataclass(frozen=True, slots=True)
class JsonKey:
    """One key of a JSON column, as `column["key"].as_string()` names it.

    Attributes:
        column: What holds the document.
        path: The key, or the keys that lead to it.
        text: The expression that reads it as text, which never fails: a number is read as its digits.
    """

    column: Any
    path: tuple[str | int, ...]
    text: Any

    @property
    def base(self) -> Any:
        """The table's own column that holds the document; None where an expression does."""
        found: Any = next(iter(getattr(self.column, "base_columns", ())), None)
        return found if _is_column(found) else None

    def set_to(self, value: str | int) -> "JsonSet":
        """Make the document in which the key has another value.

        Args:
            value: What the key is to hold.
        """
        return JsonSet(self.column, self.path, value)


def json_key_of(column: SQLColumnExpression[Any]) -> JsonKey | None:
    """Find the JSON key that an expression reads; None where it reads none.

    Args:
        column: Any column expression.

    Raises:
        ColumnError: A key has a character that SQLAlchemy writes into a path as it is.
    """
    element: Any = getattr(column, "expression", column)
    if not _reads_key(element):
        return None
    key = element.right.value
    path = (key,) if isinstance(key, str | int) else tuple(key)
    if any(_ESCAPED & set(str(step)) for step in path):
        raise ColumnError(
            f"a key of {path!r} has one of the characters {' '.join(sorted(_ESCAPED))}, "
            "which a path cannot have on every database: keep the status under another key"
        )
    return JsonKey(element.left, path, cast(element.left[key].as_string(), String))


# Asked by a function: a type checker would narrow what is erased on purpose.
def _is_column(found: object) -> bool:
    return isinstance(found, Column)


def _reads_key(element: Any) -> bool:
    type_: Any = getattr(element, "type", None)
    return (
        isinstance(element, BinaryExpression)
        and element.operator in {json_getitem_op, json_path_getitem_op}
        and not isinstance(type_, JSON)  # without as_string or as_integer it is a document, not a value
    )


class JsonSet(FunctionElement[Any]):
    """A JSON document with one key changed; each database has a function of its own for it."""

    name = "json_set"
    inherit_cache = True
    type = JSON()

    def __init__(self, column: Any, path: Sequence[str | int], value: str | int) -> None:
        self.number = not isinstance(value, str)  # a subclass of neither: what stores it was asked for plain values
        super().__init__(column, literal(_dollar(path)), literal(_braces(path)), literal(value))


# A path is written as text; a key that ends it early would make another path.
_ESCAPED = frozenset('"\\{},')


def _dollar(path: Sequence[str | int]) -> str:
    """Write a path as SQLite and MariaDB read it."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path)


def _braces(path: Sequence[str | int]) -> str:
    """Write a path as PostgreSQL reads an array of texts."""
    return "{" + ",".join(f'"{step}"' for step in path) + "}"


@compiles(JsonSet)
def _unknown_dialect(element: JsonSet, compiler: SQLCompiler, **_: Any) -> str:
    document = next(iter(element.clauses))
    raise ColumnError(f"{document}: how {compiler.dialect.name} sets one key of a JSON column is not known")


@compiles(JsonSet, SQLITE)
@compiles(JsonSet, MYSQL)
@compiles(JsonSet, MARIADB)
def _json_set(element: JsonSet, compiler: SQLCompiler, **options: Any) -> str:
    document, dollar, _, value = element.clauses
    arguments = ", ".join(compiler.process(part, **options) for part in (document, dollar, value))
    return f"JSON_SET({arguments})"


@compiles(JsonSet, POSTGRESQL)
def _jsonb_set(element: JsonSet, compiler: SQLCompiler, **options: Any) -> str:
    document, _, braces, value = element.clauses
    spelled = document.type.compile(compiler.dialect)
    kind = "INTEGER" if element.number else "TEXT"
    changed = (
        f"jsonb_set(CAST({compiler.process(document, **options)} AS JSONB), "
        f"CAST({compiler.process(braces, **options)} AS TEXT[]), "
        f"to_jsonb(CAST({compiler.process(value, **options)} AS {kind})))"
    )
    return f"CAST({changed} AS {spelled})"
