"""A status column and its Enum -> how the database spells each member, taken from the column's own type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, cast
from uuid import UUID

from sqlalchemy import Enum as EnumType
from sqlalchemy import SQLColumnExpression, String, TypeDecorator
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import NullType, TypeEngine

from session_status.errors import ColumnError
from session_status.type_variables import E

CERTAIN = (int, str, UUID)
"""Python types of which every value is an instance; databases also take, say, an int for a Decimal."""
Stored = Literal["value", "name"]
"""How a column without an Enum of its own spells a member: by its value, or by its name."""


@dataclass(frozen=True, slots=True)
class Spelling(Generic[E]):
    """How one column stores each member.

    Attributes:
        text: What the database holds for a member.
        bound: What SQLAlchemy expects for it when the column is compared: the member itself where the column's
            type translates it, else the text.
    """

    text: Mapping[E, str]
    bound: Mapping[E, E | str]


def column_name(column: SQLColumnExpression[Any]) -> str:
    """Name a column for messages, as `table.column` where it has a table.

    Args:
        column: Any column expression.
    """
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
        column: The status column: an Enum (stored by name, or by `values_callable`), a native database enum, a
            String, or a TypeDecorator over one of them.
        domain: The Enum of statuses.
        stored: The spelling, for a column whose type does not tell it. A String is read by value unless this
            says otherwise.

    Raises:
        ColumnError: It is no column, it holds another Enum or no text, its type contradicts `stored`, or two
            members are spelled alike.
    """
    check_column(column, "column")
    spelling = _spell(type_of(column), domain, stored, column_name(column))
    if len(set(spelling.text.values())) < len(spelling.text):
        raise ColumnError(f"{column_name(column)}: two members of {domain.__name__} are stored alike: {spelling.text}")
    return spelling


def _spell(type_: TypeEngine[Any], domain: type[E], stored: Stored | None, name: str) -> Spelling[E]:
    if _tells(type_) and stored is not None:
        raise ColumnError(
            f"{name}: leave out stored={stored!r}: the column's type {type(type_).__name__} says how it stores a member"
        )
    match type_:
        case TypeDecorator():
            return _translated(type_, domain, name)
        case EnumType(enum_class=None):
            return _listed(type_.enums, domain, stored, name)
        case EnumType():
            return _enumerated(type_, domain, name)
        case String():
            return _texts(domain, stored or "value", name)
        case NullType() if stored is not None:
            return _texts(domain, stored, name)
        case _:
            raise ColumnError(
                f"{name} is of type {type(type_).__name__}: a status column is an Enum of {domain.__name__}, a native enum or a String"
            )


def _tells(type_: TypeEngine[Any]) -> bool:
    return isinstance(type_, TypeDecorator) or (isinstance(type_, EnumType) and type_.enum_class is not None)


def _enumerated(type_: EnumType, domain: type[E], name: str) -> Spelling[E]:
    held: Any = type_.enum_class
    if held is not domain:
        raise ColumnError(f"{name} stores {held.__name__}, the mapping is for {domain.__name__}")
    return _translated(type_, domain, name)


def _translated(type_: TypeEngine[Any], domain: type[E], name: str) -> Spelling[E]:
    """Let the type itself write every member, as it does for a parameter of a statement."""
    write = type_.bind_processor(DefaultDialect()) or _unchanged
    try:
        text = {member: write(member) for member in domain}
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ColumnError(
            f"{name}: its type {type(type_).__name__} does not store {domain.__name__}: {error}"
        ) from error
    if not all(type(spelled) is str for spelled in text.values()):
        raise ColumnError(
            f"{name}: its type {type(type_).__name__} stores {domain.__name__} as something else than text: {text}"
        )
    return Spelling(text=text, bound={member: member for member in domain})


def _unchanged(value: Any) -> Any:
    return value


def _texts(domain: type[E], stored: Stored, name: str) -> Spelling[E]:
    if stored not in {"name", "value"}:
        raise ColumnError(f"{name}: stored={stored!r} is neither 'value' nor 'name'")
    text = {member: member.name if stored == "name" else member.value for member in domain}
    if not all(type(spelled) is str for spelled in text.values()):
        raise ColumnError(f"{name} is text, but the values of {domain.__name__} are not; say stored='name'")
    return Spelling(text=text, bound=dict(text))


def _listed(labels: list[str], domain: type[E], stored: Stored | None, name: str) -> Spelling[E]:
    """Choose the one spelling that a database enum without a Python class can hold."""
    ways: tuple[Stored, ...] = ("value", "name") if stored is None else (stored,)
    fitting: list[Stored] = [way for way in ways if {getattr(member, way) for member in domain} <= set(labels)]
    if not fitting:
        raise ColumnError(f"{name} holds {', '.join(labels)}: neither the values nor the names of {domain.__name__}")
    return _texts(domain, fitting[0], name)
