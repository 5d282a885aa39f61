"""A status column and its Enum -> what the database holds for each member, and how it is read and compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, cast
from uuid import UUID

from sqlalchemy import (
    CHAR,
    ColumnElement,
    Dialect,
    Integer,
    SQLColumnExpression,
    String,
    TypeDecorator,
    func,
    literal,
    literal_column,
    type_coerce,
)
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeEngine

from session_status.errors import ColumnError
from session_status.statuses.storage.declaration import Stored, hold_spelling, spelling_said
from session_status.statuses.storage.exact import is_exactly_in
from session_status.statuses.storage.json_key import JsonKey, json_key_of
from session_status.statuses.storage.member_values import MemberValues, Raw, member_values, plain_type
from session_status.type_variables import E

__all__ = [
    "CERTAIN",
    "Raw",
    "Spelling",
    "Stored",
    "check_column",
    "column_name",
    "python_type_of",
    "raw_column",
    "row_column",
    "spelling_of",
    "type_of",
]

CERTAIN = (int, str, UUID)
"""Python types of which every value is an instance; databases also take, say, an int for a Decimal."""


@dataclass(frozen=True, slots=True)
class Spelling(Generic[E]):
    """How one column stores each member.

    Attributes:
        raw: What the database holds for a member, and `raw_column` reads: text, or a whole number. NULL is none.
        bound: What SQLAlchemy expects for it when the column is compared or set: the member itself where the
            column's type translates it, else the text or the number.
        compared: The expression to compare with it.
        assigned: The column that an UPDATE sets: of one key of a JSON document, the document.
        written: What it is set to.
    """

    raw: Mapping[E, Raw]
    bound: Mapping[E, E | Raw]
    compared: ColumnElement[Any]
    assigned: Any
    written: Mapping[E, Any]

    def is_any_of(self, members: Iterable[E]) -> ColumnElement[bool]:
        """Make the condition that a row has one of these statuses; a row without a status never has.

        Args:
            members: The statuses.
        """
        # SQL for each: a list of values would be written anew at every execution.
        return is_exactly_in(self.compared, [self._as_sql(self.bound[member]) for member in members])

    def _as_sql(self, value: Any) -> ColumnElement[Any]:
        written: ColumnElement[Any] = value if _is_sql(value) else literal(value, type_of(self.compared))
        return written

    def inlined(self, dialect: Dialect) -> "Spelling[E]":
        """Compare with values that stand in the SQL itself, where the type can write them: a plan is made for them alone.

        Args:
            dialect: The database.
        """
        try:
            bound = {member: self._text(value, dialect) for member, value in self.bound.items()}
        except (CompileError, NotImplementedError):
            return self
        return replace(self, bound=bound)

    def _text(self, value: Any, dialect: Dialect) -> Any:
        written = self._as_sql(value).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        return literal_column(str(written), type_of(self.compared))

    def is_none_of(self, members: Iterable[E]) -> ColumnElement[bool]:
        """Make the condition that a row has a status, but none of these; a row without a status never has.

        Args:
            members: The statuses.
        """
        return is_exactly_in(self.compared, [self._as_sql(self.bound[member]) for member in members], negated=True)


def raw_column(column: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """Read a status as the database holds it: a value that no member has is no error of SQLAlchemy's.

    Args:
        column: A status column that `spelling_of` accepts.

    Returns:
        An expression whose values are text, whole numbers, or None for NULL.
    """
    element: Any = column
    key = json_key_of(column)
    if key is not None:
        raw: ColumnElement[Any] = key.text
        return raw
    plain = plain_type(type_of(column))
    if isinstance(plain, Integer):
        return type_coerce(element, Integer)
    # PostgreSQL gives CHAR its length with blanks, others give it without.
    return func.rtrim(element, type_=String) if isinstance(plain, CHAR) else type_coerce(element, String)


def row_column(column: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    """Name the column of the row that a status belongs to: of one key of a JSON document, the document.

    Args:
        column: A status column.
    """
    key = json_key_of(column)
    found: SQLColumnExpression[Any] = column if key is None else key.column
    return found


def column_name(column: SQLColumnExpression[Any]) -> str:
    """Name a column for messages, as `table.column` where it has a table.

    Args:
        column: Any column expression.
    """
    key = json_key_of(column)
    if key is not None:
        return column_name(key.column) + "".join(f"[{step!r}]" for step in key.path)
    element: Any = column
    expression = getattr(element, "expression", element)
    table = getattr(getattr(expression, "table", None), "name", None)
    name = getattr(expression, "name", None) or getattr(expression, "key", None) or str(expression)
    return f"{table}.{name}" if table else str(name)


def type_of(column: SQLColumnExpression[Any]) -> TypeEngine[Any]:
    """Give a column's SQL type; SQLAlchemy declares it on concrete columns only.

    Args:
        column: Any column expression.
    """
    element: Any = column
    return cast("TypeEngine[Any]", element.type)


def python_type_of(column: SQLColumnExpression[Any]) -> type | None:
    """Name the Python type that every value of a column has; None where its SQL type does not tell for certain.

    Args:
        column: Any column expression.
    """
    type_ = type_of(column)
    if isinstance(type_, TypeDecorator):
        return None
    try:
        found = type_.python_type
    except NotImplementedError:
        return None
    return found if found in CERTAIN else None


def check_column(column: object, option: str) -> None:
    """Refuse what is no column, before SQLAlchemy says so in words of its own.

    Args:
        column: What should be a column expression.
        option: What it was given for, as the message names it.

    Raises:
        ColumnError: It is none.
    """
    # A relationship is an expression, too, but has no type.
    if not isinstance(column, SQLColumnExpression) or getattr(cast("Any", column), "type", None) is None:
        raise ColumnError(f"{option}={column!r} is no column: give an attribute of a mapped class, or a table's column")


def spelling_of(column: SQLColumnExpression[Any], domain: type[E], *, stored: Stored | None = None) -> Spelling[E]:
    """Read from the column's type how it stores the members of an Enum.

    Args:
        column: The status column: an Enum (stored by name, or by `values_callable`), a native database enum, text, a
            whole number, a TypeDecorator over one of them, or one key of a JSON column that is read `as_string` or
            `as_integer`.
        domain: The Enum of statuses.
        stored: The spelling, for text whose type does not tell it. It is said once for a column: here, or by
            `stored_by`; text of which nobody has said it is read by value.

    Raises:
        ColumnError: It is no column, it holds another Enum or neither text nor whole numbers, its type contradicts
            `stored`, another spelling was said before, or two members are spelled alike.
    """
    check_column(column, "column")
    name, key = column_name(column), json_key_of(column)
    said = spelling_said(column, stored, name)
    values = member_values(type_of(column), domain, stored=said, name=name)
    if len(set(values.raw.values())) < len(values.raw):
        raise ColumnError(f"{name}: two members of {domain.__name__} are stored alike: {values.raw}")
    if values.spelled is not None:
        hold_spelling(column, values.spelled)
    element: Any = column
    if key is not None:
        return _key_spelling(key, values)
    return Spelling(values.raw, values.bound, element, element, values.bound)


def _key_spelling(key: JsonKey, values: MemberValues[E]) -> Spelling[E]:
    """Compare a key as text, a number by its digits: to cast a text that is no number would fail the statement."""
    texts = {member: str(raw) for member, raw in values.raw.items()}
    documents = {member: key.set_to(raw) for member, raw in values.raw.items()}
    return Spelling(texts, dict(texts), key.text, key.column, documents)


# Asked by a function: a type checker would narrow what is erased on purpose.
def _is_sql(value: Any) -> bool:
    return isinstance(value, ColumnElement)
