"""A status as it is stored, and values -> a condition that tells texts apart by each letter, whatever their collation says.

MariaDB and MySQL take 'NEW' for 'new', and 'new ' too, unless they are told otherwise; other databases do where a column says
so. To a program that reads it neither is a status, so neither may be filtered, counted or moved as one.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Enum, String, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import Boolean, TypeEngine

from session_status.execution.dialects import LIKE_MYSQL, POSTGRESQL, SQLITE
from session_status.statuses.storage.member_values import plain_type


class ExactText(ColumnElement[Any]):
    """A text, for comparing it letter by letter.

    Args:
        element: The text.
        text: The type that it is stored as, where it is read as another.
    """

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 -- SQLAlchemy's own way
        ("element", InternalTraversal.dp_clauseelement),
        ("type", InternalTraversal.dp_type),
        ("text", InternalTraversal.dp_type),
    ]

    def __init__(self, element: Any, text: TypeEngine[Any] | None = None) -> None:
        self.element = element
        self.type = element.type
        self.text: TypeEngine[Any] = element.type if text is None else text

    @property
    def _from_objects(self) -> Any:
        return self.element._from_objects  # noqa: SLF001 -- it has no public name


class Whichever(ExactText):
    """A text of a group whose texts are all the same, letter by letter."""

    inherit_cache = True


class ExactCondition(ColumnElement[bool]):
    """A condition as the database compares, which can use an index, and the same letter by letter.

    Args:
        indexed: The condition as the database compares.
        exact: The same, of exact texts.
        text: The type of the texts.
        negated: Whether it is that a text is none of some.
    """

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 -- SQLAlchemy's own way
        ("indexed", InternalTraversal.dp_clauseelement),
        ("exact", InternalTraversal.dp_clauseelement),
        ("text", InternalTraversal.dp_type),
        ("negated", InternalTraversal.dp_boolean),
    ]
    type = Boolean()

    def __init__(self, indexed: Any, exact: Any, text: TypeEngine[Any], *, negated: bool) -> None:
        self.indexed, self.exact, self.text, self.negated = indexed, exact, text, negated

    @property
    def _from_objects(self) -> Any:
        return self.indexed._from_objects  # noqa: SLF001 -- it has no public name

    def self_group(self, against: Any = None) -> Any:
        """Stand in parentheses where IN would."""
        return Grouping(self) if operators.is_precedent(operators.in_op, against) else self


def is_exactly_in(compared: Any, values: Sequence[Any], *, negated: bool = False) -> ColumnElement[bool]:
    """Make the condition that a stored status is one of some values, or that it is none of them, and not NULL.

    Args:
        compared: The status, as it is stored.
        values: SQL for each.
        negated: Whether it is none of them.
    """
    indexed: ColumnElement[bool] = compared.not_in(values) if negated else compared.in_(values)
    if not is_text(compared.type):
        return indexed
    exact, written = ExactText(compared), [ExactText(value) for value in values]
    condition = exact.not_in(written) if negated else exact.in_(written)
    return ExactCondition(indexed, condition, compared.type, negated=negated)


def is_text(type_: TypeEngine[Any]) -> bool:
    """Tell whether a type is text of any kind.

    Args:
        type_: The status column's type.
    """
    return isinstance(plain_type(type_), String)


def _is_loose(type_: TypeEngine[Any], dialect: Dialect) -> bool:
    """Tell whether a database may take different texts of a type for equal: not of an ENUM of its own.

    PostgreSQL's own collations never do, so that its statements stay as they are where no other is declared.
    """
    stored: Any = type_.dialect_impl(dialect)
    while isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    if isinstance(stored, Enum) and stored.native_enum:
        return False
    declared = getattr(stored, "collation", None) is not None or stored.__visit_name__ == "CITEXT"
    return dialect.name in {SQLITE, *LIKE_MYSQL} or (dialect.name == POSTGRESQL and declared)


@compiles(ExactText)
def _letter_by_letter(element: ExactText, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.element.self_group(against=operators.collate), **options)
    if not _is_loose(element.text, compiler.dialect):
        return text
    if compiler.dialect.name in LIKE_MYSQL:
        return f"CAST(CONVERT({text} USING utf8mb4) AS BINARY)"
    return f"{text} COLLATE BINARY" if compiler.dialect.name == SQLITE else f'CAST({text} AS TEXT) COLLATE "C"'


@compiles(Whichever)
def _any_of_group(element: Whichever, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.element, **options)
    # Where the group is not of the text itself, a function of it is asked for.
    return f"min({text})" if _is_loose(element.text, compiler.dialect) else text


@compiles(ExactCondition)
def _as_far_as_needed(element: ExactCondition, compiler: SQLCompiler, **options: Any) -> str:
    if not _is_loose(element.text, compiler.dialect):
        return compiler.process(element.indexed, **options)
    exact = compiler.process(element.exact, **options)
    # SQLite looks an exact text up in an index; what is none of some as a database compares is less than what is none.
    if element.negated or compiler.dialect.name == SQLITE:
        return exact
    return f"({compiler.process(element.indexed, **options)} AND {exact})"
