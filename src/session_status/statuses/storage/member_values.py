"""A SQL type and an Enum -> what the database holds for each member, and what SQLAlchemy is given for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic

from sqlalchemy import Enum as EnumType
from sqlalchemy import Integer, String, TypeDecorator, bindparam, literal
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import JSON, NullType, TypeEngine

from session_status.errors import ColumnError
from session_status.statuses.storage.declaration import Stored
from session_status.type_variables import E

Raw = str | int
"""What a database holds for a status."""
_KINDS = {str: "text", int: "whole numbers"}
_REFUSALS = (LookupError, TypeError, ValueError, AttributeError)
_DIALECT = DefaultDialect()


@dataclass(frozen=True, slots=True)
class MemberValues(Generic[E]):
    """What a type makes of each member.

    Attributes:
        raw: What the database holds.
        bound: What SQLAlchemy is given: the member itself where the type translates it, else the text or number.
        spelled: By what of a member the text was chosen; None where the type itself tells it.
    """

    raw: Mapping[E, Raw]
    bound: Mapping[E, E | Raw]
    spelled: Stored | None = None


def member_values(type_: TypeEngine[Any], domain: type[E], *, stored: Stored | None, name: str) -> MemberValues[E]:
    """Read from a type how it stores the members of an Enum.

    Args:
        type_: The status column's type.
        domain: The Enum of statuses.
        stored: The spelling that was said of the column; None where nobody has said it.
        name: The column, as messages name it.

    Raises:
        ColumnError: The type holds another Enum, neither text nor whole numbers, or contradicts `stored`.
    """
    match type_:
        case TypeDecorator():
            return _decorated(type_, domain, stored, name)
        case EnumType(enum_class=None):
            return _worded(domain, _listed(type_.enums, domain, stored, name), name)
        case EnumType():
            return _enumerated(type_, domain, stored, name)
        case String():
            return _worded(domain, stored, name)
        case Integer():
            return _numbered(domain, stored, name)
        case NullType() if stored is not None:
            return _worded(domain, stored, name)
        case JSON():
            raise ColumnError(
                f"{name} is JSON: give the key that holds the status, by column['key'].as_string() or as_integer()"
            )
        case _:
            raise ColumnError(
                f"{name} is of type {type(type_).__name__}: a status column is an Enum of {domain.__name__}, "
                "a native enum, a String or an Integer"
            )


def plain_type(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """Find the type that the database knows, under a program's own.

    Args:
        type_: Any type.
    """
    found: Any = type_
    while isinstance(found, TypeDecorator):
        found = found.impl
    plain: TypeEngine[Any] = found
    return plain


def _enumerated(type_: EnumType, domain: type[E], stored: Stored | None, name: str) -> MemberValues[E]:
    held: Any = type_.enum_class
    if held is not domain:
        raise ColumnError(f"{name} stores {held.__name__}, the mapping is for {domain.__name__}")
    return _translated(_written(type_, _themselves(domain)), str, domain, (type_, stored, name))


def _decorated(type_: TypeDecorator[Any], domain: type[E], stored: Stored | None, name: str) -> MemberValues[E]:
    """Ask a program's own type: it translates members, or it is text or a number like any other."""
    kind = _kind(type_, name)
    _check_translation(type_, name)
    try:
        raw = _written(type_, _themselves(domain))
    except _REFUSALS as error:
        if _holds_enum(type_):
            raise _not_stored(type_, domain, name, error) from error
        return _plain(type_, domain, (kind, stored, name))
    if all(raw[member] is member for member in domain):
        return _plain(type_, domain, (kind, stored, name))
    return _translated(raw, kind, domain, (type_, stored, name))


def _translated(
    raw: Mapping[E, Any], kind: type[Raw], domain: type[E], place: tuple[TypeEngine[Any], Stored | None, str]
) -> MemberValues[E]:
    type_, stored, name = place
    if stored is not None:
        raise ColumnError(
            f"{name}: leave out stored={stored!r}: the column's type {type(type_).__name__} says how it stores a member"
        )
    if not all(type(value) is kind for value in raw.values()):
        raise ColumnError(
            f"{name}: its type {type(type_).__name__} stores {domain.__name__} as something else than "
            f"{_KINDS[kind]}: {dict(raw)}"
        )
    return MemberValues(raw, _themselves(domain))


def _plain(type_: TypeDecorator[Any], domain: type[E], how: tuple[type[Raw], Stored | None, str]) -> MemberValues[E]:
    """Let a type that knows no members write their values or names, as it does for other texts and numbers."""
    kind, stored, name = how
    words = _worded(domain, stored, name) if kind is str else _numbered(domain, stored, name)
    try:
        raw = _written(type_, words.bound)
    except _REFUSALS as error:
        raise _not_stored(type_, domain, name, error) from error
    if not all(type(value) is kind for value in raw.values()):
        raise ColumnError(f"{name}: its type {type(type_).__name__} writes {dict(words.bound)} as {dict(raw)}")
    return MemberValues(raw, words.bound, words.spelled)


def _written(type_: TypeEngine[Any], values: Mapping[E, Any]) -> dict[E, Any]:
    """Let the type itself write values, as it does for a parameter of a statement."""
    write = type_.bind_processor(_DIALECT) or _unchanged
    return {member: write(value) for member, value in values.items()}


def _check_translation(type_: TypeDecorator[Any], name: str) -> None:
    """Refuse a type whose values in the database cannot be told from here."""
    kind = type(type_).__name__
    if type_.bind_expression(bindparam("value")) is not None or type_.column_expression(literal("value")) is not None:
        raise ColumnError(
            f"{name}: its type {kind} translates in SQL, so what the database holds for a status is not known here: "
            "translate in process_bind_param instead"
        )


def _worded(domain: type[E], stored: Stored | None, name: str) -> MemberValues[E]:
    spelled: Stored = stored or "value"
    text = {member: member.name if spelled == "name" else member.value for member in domain}
    if not all(type(word) is str for word in text.values()):
        raise ColumnError(f"{name} is text, but the values of {domain.__name__} are not; say stored='name'")
    return MemberValues(text, dict(text), spelled)


def _numbered(domain: type[E], stored: Stored | None, name: str) -> MemberValues[E]:
    numbers = {member: member.value for member in domain}
    if stored == "name" or not all(type(number) is int for number in numbers.values()):
        raise ColumnError(f"{name} holds whole numbers, but the {stored or 'value'}s of {domain.__name__} are none")
    return MemberValues(numbers, dict(numbers))


def _listed(labels: list[str], domain: type[E], stored: Stored | None, name: str) -> Stored:
    """Choose the one spelling that a database enum without a Python class can hold."""
    ways: tuple[Stored, ...] = ("value", "name") if stored is None else (stored,)
    fitting: list[Stored] = [way for way in ways if {getattr(member, way) for member in domain} <= set(labels)]
    if not fitting:
        raise ColumnError(f"{name} holds {', '.join(labels)}: neither the values nor the names of {domain.__name__}")
    return fitting[0]


def _kind(type_: TypeDecorator[Any], name: str) -> type[Raw]:
    match plain_type(type_):
        case String():
            return str
        case Integer():
            return int
        case other:
            raise ColumnError(
                f"{name}: its type {type(type_).__name__} is stored as {type(other).__name__}: "
                "a status is stored as text or a whole number"
            )


def _holds_enum(type_: TypeEngine[Any]) -> bool:
    plain = plain_type(type_)
    return isinstance(plain, EnumType) and plain.enum_class is not None


def _not_stored(type_: TypeEngine[Any], domain: type[Enum], name: str, error: Exception) -> ColumnError:
    return ColumnError(f"{name}: its type {type(type_).__name__} does not store {domain.__name__}: {error}")


def _themselves(domain: type[E]) -> dict[E, E]:
    return {member: member for member in domain}


def _unchanged(value: Any) -> Any:
    return value
