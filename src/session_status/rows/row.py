"""A class of specified fields -> a slotted row type with a constructor, equality and a form for JSON."""

from abc import ABCMeta
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from inspect import get_annotations
from typing import Any, cast, dataclass_transform

from session_status.errors import ArgumentError, UnknownStoredStatusError
from session_status.rows import specifiers
from session_status.rows.annotations import resolved
from session_status.rows.fields import FIELDS, Field, StatusField
from session_status.rows.json import json_value
from session_status.statuses.unrecognized import Unrecognized


class RowType(ABCMeta):
    """Makes classes of rows: collects the fields by their specifiers, and gives each a slot."""

    row_fields: Mapping[str, Field]
    """All fields by name, those of the classes that it inherits from first."""
    row_annotations: Mapping[str, Any]
    """The fields' annotations, as far as their names were known when the class was made."""
    row_slots: frozenset[str]
    """The fields that have a slot."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], *, abstract: bool = False
    ) -> "RowType":
        """Make a class.

        Args:
            name: Its name.
            bases: What it inherits from.
            namespace: Its body.
            abstract: Whether it only lends its fields to classes that inherit from it beside others.

        Raises:
            ArgumentError: Something is annotated that no specifier says how to read, or two rows are inherited from
                that both have a layout.
        """
        own = {key: value for key, value in namespace.items() if isinstance(value, FIELDS)}
        inherited = {key: field for base in reversed(bases) for key, field in getattr(base, "row_fields", {}).items()}
        fields = {**inherited, **own}
        slotted = frozenset[str]().union(*(getattr(base, "row_slots", ()) for base in bases))
        slots = () if abstract else tuple(key for key in fields if key not in slotted)
        body = {key: value for key, value in namespace.items() if key not in own}
        made = _made(super().__new__, cls, name, bases, body | {"__slots__": slots})
        made.row_fields, made.row_slots = fields, slotted.union(slots)
        _check_annotated(made, own)
        made.row_annotations = resolved(made, fields, depth=2)
        return cast("RowType", _completed(made, own))


def _made(make: Any, *arguments: Any) -> Any:
    try:
        return make(*arguments)
    except TypeError as error:
        if "lay-out" not in str(error):
            raise
        name = arguments[1]
        raise ArgumentError(
            f"{name} inherits from several rows: make all but one of them abstract, as in class Timed(SummaryRow, abstract=True)"
        ) from error


def _check_annotated(made: Any, own: Mapping[str, Any]) -> None:
    """Refuse what a type checker takes for a field, but nothing says how to read."""
    for key, annotation in get_annotations(made).items():
        if key in own or "ClassVar" in str(annotation):
            continue
        raise ArgumentError(
            f"{made.__name__}.{key}: a field is said by a specifier, as in {key}: {annotation!s} = column_of(...)"
        )


def _completed(made: Any, own: Mapping[str, Any]) -> Any:
    """Add constructor, equality and representation, of all fields whether they are annotated or not."""
    written = get_annotations(made)
    made.__annotations__ = {**written, **{key: written.get(key, Any) for key in own}}
    completed: Any = dataclass(made)
    # The constructor takes the fields in this order, which is that of the classes that they are inherited from.
    completed.row_fields = {field.name: made.row_fields[field.name] for field in dataclass_fields(completed)}
    return completed


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        specifiers.column_of,
        specifiers.status_of,
        specifiers.count_of,
        specifiers.total_of,
        specifiers.latest_of,
    ),
)
class SummaryRow(metaclass=RowType):
    """The base of rows: each field says by a specifier what it is read from.

    A row is a value of its own: no session, no lazy loading, never stale. It is slotted, and can be copied, pickled
    and compared; type checkers refuse a field whose annotation is not its column's type.

    A class may inherit from other rows. Where it inherits from several, all but one are `abstract=True`.

    Example:
        >>> from sqlalchemy.orm import Session
        >>> from session_status import SummaryRow, column_of, count_of, status_of
        >>> class SessionRow(SummaryRow):
        ...     id: UUID = column_of(TranscriptionSession.id)
        ...     status: SessionStatus = status_of(TranscriptionSession.status, STATUS)
        ...     segments: int = count_of(TranscriptSegment.session_id)
        >>> row = SummaryQuery(SessionRow, key=TranscriptionSession.id).get(db, key)
        >>> row.status, row.segments
        (<SessionStatus.COMPLETED: 'completed'>, 2)
    """

    def as_json(self) -> dict[str, Any]:
        """Give the fields as JSON has them: words for statuses, texts for keys, dates and decimals.

        Raises:
            UnknownStoredStatusError: A status is Unrecognized, and its mapping declares no word for that.
        """
        return dict(self._json_items())

    def _json_items(self) -> Iterator[tuple[str, Any]]:
        for name, field in type(self).row_fields.items():
            value = getattr(self, name)
            if isinstance(field, StatusField) and value is not None:
                yield name, _word(field, value)
            else:
                yield name, json_value(value)


def _word(field: StatusField, status: Any) -> str:
    word: str = field.mapping[status]
    return word


def undeclared(status: Unrecognized, key: object) -> UnknownStoredStatusError:
    """Make the error for reading a word where there is none.

    Args:
        status: What the row has for a status.
        key: The row's key.
    """
    remedy = "has no word: declare one with unrecognized=... in the mapping"
    return UnknownStoredStatusError(status.raw, status.known, status.column, key, remedy)
