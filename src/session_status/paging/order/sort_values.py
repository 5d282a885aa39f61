"""A sort expression and a database -> how its values are read and compared exactly, as the database itself sorts them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnClause,
    Date,
    DateTime,
    Dialect,
    Double,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Text,
    Time,
    TypeDecorator,
    Uuid,
    bindparam,
    cast,
    type_coerce,
)
from sqlalchemy.sql.elements import TypeCoerce
from sqlalchemy.types import NullType, TypeEngine, UserDefinedType

from session_status.errors import ArgumentError
from session_status.execution.dialects import LIKE_MYSQL, LIKE_POSTGRESQL, SQLITE
from session_status.paging.order.sorting import Sort
from session_status.rows.nodes import is_kind, plain_column
from session_status.statuses.spelling import column_name, type_of

SCALARS = (int, float, str, bytes)
"""Whatever SQLite may have stored in a column of a type that is not known."""
NUMBERS = (int, float)
"""What SQLite sorts as one kind; texts stand behind all of them, and bytes behind all texts."""
_STORED_BY_SQLITE: dict[Any, tuple[type, ...]] = {
    Boolean: (int,),
    Integer: (int,),
    Numeric: NUMBERS,
    Float: NUMBERS,
    Enum: (str,),
    Uuid: (str,),
    String: (str,),
    LargeBinary: (bytes,),
    Date: (*NUMBERS, str),
    DateTime: (*NUMBERS, str),
    Time: (*NUMBERS, str),
}
"""What SQLite has in a column of a type; of dates it stores whatever their format makes of them."""

_DOUBLE: TypeEngine[Any] = Double()


class Raw(UserDefinedType[Any]):
    """A value as the driver has it, without any processing."""

    cache_ok = True


@dataclass(frozen=True, slots=True)
class SortValue:
    """How the values of one sort expression stand in a cursor.

    Attributes:
        read: What is selected to have them.
        compared: What is compared with them.
        type_: The type of the parameter that they become.
        written: The type to which the database is told to cast the parameter; None where it need not.
        kinds: Their Python types.
    """

    read: Any
    compared: Any
    type_: TypeEngine[Any]
    kinds: tuple[type, ...]
    written: TypeEngine[Any] | None = None

    def parameter(self, name: str) -> Any:
        """Make the parameter for a value."""
        value = bindparam(name, type_=self.type_)
        return value if self.written is None else cast(value, self.written)


def sort_value(sort: Sort, dialect: Dialect) -> SortValue:
    """Choose how the values of a sort expression are read and compared.

    A value has to come back to the database as exactly what it sorts by. A type that reads or writes something else
    (an Enum's member, a TypeDecorator's value, a decimal of fewer digits than are stored) is passed by: the value is
    read as it is stored.

    Args:
        sort: The sort expression.
        dialect: The database.

    Raises:
        ArgumentError: How this database stores the type is not known.
    """
    column = _uncoerced(plain_column(sort.column))
    transparent = _is_read_as_stored(type_of(column), dialect)
    if dialect.name == SQLITE:  # which compares by what is stored, whatever the column's type says
        raw = type_coerce(column, Raw())
        return SortValue(column if transparent else raw, raw, Raw(), _stored_kinds(column, dialect))
    kind = stored_type(type_of(column), dialect)
    found = _of_kind(column, kind, dialect)
    if found is not None and transparent:
        return replace(found, read=column)
    if found is None:
        raise ArgumentError(
            f"order_by={column_name(sort.column)} is of type {kind!r}: how {dialect.name} sorts it is not known; "
            "sort by a cast of it, to text or a number"
        )
    return found


def _uncoerced(column: Any) -> Any:
    """Give what the database sorts by, where only SQLAlchemy is told to read it as another type."""
    while is_kind(column, TypeCoerce) and not is_kind(type_of(column.clause), NullType, JSON):
        column = column.clause
    return column


def _stored_kinds(column: Any, dialect: Dialect) -> tuple[type, ...]:
    """Name the types of what SQLite has in a column, or makes of an expression: a sum that is too large is inexact."""
    kind = stored_type(type_of(column), dialect)
    kinds = next((kinds for stored, kinds in _STORED_BY_SQLITE.items() if is_kind(kind, stored)), SCALARS)
    return NUMBERS if kinds == (int,) and not is_kind(column, ColumnClause) else kinds


def _is_read_as_stored(type_: TypeEngine[Any], dialect: Dialect) -> bool:
    """Tell whether a column's own values are those of the driver, so that one that is shown need not be read again."""
    impl = type_.dialect_impl(dialect)  # a variant for this database may be of another kind
    if is_kind(type_, Enum) or not (is_kind(type_, Integer, String) and is_kind(impl, Integer, String)):
        return False
    return impl.result_processor(dialect, None) is None


def stored_type(type_: TypeEngine[Any], dialect: Dialect) -> Any:
    """Give the type that a database stores, behind what a TypeDecorator makes of it."""
    found: Any = type_.dialect_impl(dialect)
    while is_kind(found, TypeDecorator):
        found = found.impl_instance
    return found


def _is_inexact(kind: Any) -> bool:
    """Tell whether a type is a binary number: drivers have classes of their own for it, no Float for SQLAlchemy 2.0."""
    return is_kind(kind, Float) or kind.__visit_name__ == "float"


def _of_kind(column: Any, kind: Any, dialect: Dialect) -> SortValue | None:
    if is_kind(kind, Enum):
        return _enum(column, kind, dialect)
    if is_kind(kind, Numeric, Float):
        return _number(column, kind, dialect)
    if is_kind(kind, Uuid):
        native = kind.native_uuid and dialect.supports_native_uuid
        return _plain(column, Uuid(), UUID) if native else _plain(column, String(32), str)
    found = _as_it_is(column, kind, dialect)
    if found is not None:
        return found
    if dialect.name in LIKE_POSTGRESQL:  # whose every type has a text that stands for the same value
        return SortValue(cast(column, Text()), column, String(), (str,), kind)
    return None


def _as_it_is(column: Any, kind: Any, dialect: Dialect) -> SortValue | None:
    """Read what drivers have as the Python value that it is; None for other types."""
    if is_kind(kind, Boolean) and not dialect.supports_native_boolean:
        return _plain(column, BigInteger(), int)  # where a truth value is a number, and may be another one than 0 and 1
    if is_kind(kind, Time) and dialect.name in LIKE_MYSQL:
        # A length of up to 838 hours, of which SQLAlchemy leaves the days out.
        return SortValue(cast(column, String()), type_coerce(column, String()), String(), (str,))
    for sort, python in _KINDS.items():
        if isinstance(kind, sort):
            return _plain(column, BigInteger() if sort is Integer else kind, python)
    return None


_KINDS: dict[Any, type] = {
    Integer: int,
    Boolean: bool,
    String: str,
    DateTime: datetime,
    Date: date,
    Time: time,
    LargeBinary: bytes,
}


def _number(column: Any, kind: Any, dialect: Dialect) -> SortValue | None:
    if not _is_inexact(kind):
        # Read as the driver has it: what is inexact all the same, such as a product with a float, is seen to be so.
        return SortValue(type_coerce(column, Raw()), type_coerce(column, Numeric()), Numeric(), (Decimal, int))
    if dialect.name not in LIKE_POSTGRESQL | LIKE_MYSQL:
        return None
    # The nearest double is exact for every smaller number, and is what the database itself compares with.
    return SortValue(cast(column, _DOUBLE), type_coerce(column, _DOUBLE), _DOUBLE, (float, int))


def _plain(column: Any, type_: TypeEngine[Any], kind: type) -> SortValue:
    value = type_coerce(column, type_)
    return SortValue(value, value, type_, (kind,))


def _enum(column: Any, kind: Any, dialect: Dialect) -> SortValue:
    """Read an Enum as text; MySQL and MariaDB sort their own kind of it by its place in the declaration."""
    text = type_coerce(column, String())
    if not (kind.native_enum and (dialect.name in LIKE_MYSQL or dialect.supports_native_enum)):
        return SortValue(text, text, String(), (str,))
    if dialect.name in LIKE_MYSQL:
        place = type_coerce(column, Integer()) + 0
        return SortValue(place, place, BigInteger(), (int,))
    return SortValue(cast(column, Text()), column, String(), (str,), kind)
