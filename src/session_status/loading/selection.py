"""A row's key and fields -> what is selected for them, each expression once, and how that is decoded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Subquery

from session_status.errors import ArgumentError, ColumnError
from session_status.loading.decoder import Decoder, Part
from session_status.rows.adapters import through_subquery
from session_status.rows.fields import Field, StatusField
from session_status.rows.nodes import is_kind, same_column
from session_status.rows.schema.owner import Owner
from session_status.statuses.spelling import check_column, column_name
from session_status.type_variables import R


@dataclass(frozen=True, slots=True)
class Selection(Generic[R]):
    """What is selected for a row.

    Attributes:
        owner: The class or table that rows are of.
        fields: The fields by name.
        selected: The key's columns, then what the fields need besides, labelled.
        sessions: A subquery of the owner, for a statement that may read its table.
        through: The same as `selected`, read through it.
        decoder: Makes rows of them.
    """

    owner: Owner
    fields: Mapping[str, Field]
    selected: tuple[Any, ...]
    sessions: Subquery
    through: tuple[Any, ...]
    decoder: Decoder[R]

    @property
    def statuses(self) -> dict[str, StatusField]:
        """The fields that are statuses, by name."""
        fields: dict[str, Any] = dict(self.fields)
        return {name: field for name, field in fields.items() if is_kind(field, StatusField) and not field.as_word}

    def status(self, by: Any) -> tuple[str, StatusField]:
        """Find a status by its column.

        Args:
            by: The column; None where the row has one status only.

        Returns:
            The field's name, and the field.

        Raises:
            ArgumentError: `by` is None, and the row has no status, or several.
            ColumnError: `by` is none of the row's statuses.
        """
        statuses = self.statuses
        if by is None:
            if len(statuses) != 1:
                raise ArgumentError(f"by=...: say which status; the row has {_names(statuses)}")
            return next(iter(statuses.items()))
        check_column(by, "by")
        for name, field in statuses.items():
            if field.column is by or column_name(field.column) == column_name(by):
                return name, field
        raise ColumnError(f"by={column_name(by)} is no status of the row; it has {_names(statuses)}")


def _names(statuses: Mapping[str, StatusField]) -> str:
    return ", ".join(column_name(field.column) for field in statuses.values()) or "none"


def selection_of(owner: Owner, fields: Mapping[str, Field], make: Callable[..., R]) -> Selection[R]:
    """Make what is selected for rows.

    Args:
        owner: The class or table that rows are of.
        fields: The fields by name, in the order in which `make` takes them.
        make: Makes a row.

    Raises:
        ColumnError: A field's column does not fit the key or its mapping.
    """
    elements = [getattr(key, "expression", key) for key in owner.keys]
    labels = [f"key_{number}" for number in range(len(elements))]
    parts: list[Part] = []
    for name, field in fields.items():
        element = field.element(owner)
        place = next((number for number, known in enumerate(elements) if same_column(known, element)), len(elements))
        if place == len(elements):
            elements.append(element)
            labels.append(name)
        elif place < len(owner.keys):
            labels[place] = name
        parts.append(Part(name, place, field.read(), isinstance(field, StatusField) and field.may_lack_words))
    selected = tuple(
        _key_or(element, owner, number).label(label)
        for number, (element, label) in enumerate(zip(elements, labels, strict=True))
    )
    sessions, through = through_subquery(owner, selected)
    return Selection(owner, fields, selected, sessions, through, Decoder(make, parts, len(owner.keys)))


def _key_or(element: Any, owner: Owner, number: int) -> Any:
    """Select a key by its attribute, which tells SQLAlchemy's session of its class."""
    return owner.keys[number] if number < len(owner.keys) else element
