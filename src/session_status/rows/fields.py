"""A field of a row, as its specifier said it -> the expression that is selected for it, and how its values are read."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import get_annotations
from typing import Any, Literal, Protocol

from sqlalchemy import Integer, TypeDecorator, and_, func, select, type_coerce

from session_status.errors import ColumnError, UnknownStoredStatusError
from session_status.rows.adapters import pinned
from session_status.rows.children import check_reference, children_of, primary_key_of
from session_status.rows.functions import check_value, faults_of
from session_status.rows.nodes import is_kind
from session_status.rows.readers import Read, statuses, unknown_of, whole_numbers, words
from session_status.rows.schema.numeric import check_number
from session_status.rows.schema.owner import Owner, as_columns, names_of, owner_of
from session_status.statuses.spelling import Stored, check_column, column_name, raw_column, type_of
from session_status.statuses.words import check_mapping


class Field(Protocol):
    """What a row is made of."""

    def element(self, owner: Owner) -> Any:
        """Make the expression that is selected."""
        ...

    def read(self) -> Read | None:
        """Say how the values that were selected are read; None where they are the field's own."""
        ...

    def values(self) -> tuple[type | None, bool | None]:
        """Name the type of the field's values, and tell whether one may be None; None where that is not certain."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class ColumnField:
    """A column of the row's own class, or of another to which a column of it leads.

    Attributes:
        column: The column, or an expression over the row.
        through: What leads to the other class: a column that refers to its primary key, or a tuple of them.
        option: What messages call it.
    """

    column: Any
    through: Any = None
    option: str = "column_of"

    def element(self, owner: Owner) -> Any:
        """Make the expression that is selected."""
        check_column(self.column, self.option)
        fault = next(faults_of(self.column), None)
        if fault is not None:
            raise ColumnError(f"{self.option}={column_name(self.column)} is {fault}, not a value of one row")
        check_value(self.option, self.column)
        if self.through is None:
            owner.check_own(self.option, self.column)
            return pinned(self.column, owner)
        return self._elsewhere(owner)

    def _elsewhere(self, owner: Owner) -> Any:
        """Read one row of another table by its key: a subquery, so that it can stand in any select."""
        references, target = as_columns("through", self.through), owner_of(self.column)
        keys = primary_key_of(self.column)
        if target is None or len(keys) != len(references):
            raise ColumnError(
                f"through={names_of(references)}: it must lead to the primary key of {self.option}'s table"
            )
        owner.check_apart(self.option, (self.column,))
        for reference, key in zip(references, keys, strict=True):
            owner.check_own("through", reference)
            check_reference("through", reference, key)
        pairs = zip(keys, references, strict=True)
        found = select(self.column).select_from(target).where(and_(*(key == reference for key, reference in pairs)))
        return found.correlate_except(target).scalar_subquery()

    def read(self) -> Read | None:
        """Say how the values that were selected are read."""
        return None

    def values(self) -> tuple[type | None, bool | None]:
        """Name the type of the values, and tell whether one may be None."""
        check_column(self.column, self.option)
        if self.through is not None:
            columns = (self.column, *as_columns("through", self.through))
            return python_type(self.column), any(map(is_nullable, columns))
        nullable = getattr(getattr(self.column, "expression", self.column), "nullable", None)
        return python_type(self.column), None if nullable is False and _is_said_optional(self.column) else nullable


@dataclass(frozen=True, slots=True, eq=False)
class StatusField:
    """A status column, read as the database spells it and decoded by its mapping.

    Attributes:
        column: The column.
        mapping: The statuses and their words.
        stored: How a text column spells a status.
        on_unknown: What a stored value that is no status does: "raise" or "row".
        hook: Told of each such row.
        nullable: Whether NULL is None; where it is not, NULL is an unknown value.
        as_word: Whether the field is the word and not the member.
    """

    column: Any
    mapping: Any
    stored: Stored | None = None
    on_unknown: Literal["raise", "row"] = "raise"
    hook: Callable[[UnknownStoredStatusError], None] | None = None
    nullable: bool = False
    as_word: bool = False

    def element(self, owner: Owner) -> Any:
        """Make the expression that is selected."""
        check_mapping(self.mapping)
        check_column(self.column, "status")
        if not _is_of(self.column, owner):
            raise ColumnError(f"{column_name(self.column)} and {owner.name} are of different tables")
        if owner_of(self.column) is None:  # one key of a document, or another expression
            owner.check_own("status", self.column)
        self.known()
        # As the database has it: SQLAlchemy's Enum raises for a whole page when one row holds a value it does not know.
        return raw_column(pinned(self.column, owner))

    @property
    def may_lack_words(self) -> bool:
        """Whether a row may have an unknown status for which there is no word."""
        return self.as_word and self.on_unknown == "row" and self.mapping.unrecognized is None

    def known(self) -> dict[Any, tuple[Any, str]]:
        """Give member and word for every value that the column may hold."""
        return dict(self.mapping.stored(self.column, spelled=self.stored))

    def read(self) -> Read | None:
        """Say how the values that were selected are read."""
        known = self.known()
        if self.as_word:
            of_values: dict[Any, Any] = {value: word for value, (_, word) in known.items()}
            return words({**of_values, **({None: None} if self.nullable else {})}, self.mapping.unrecognized)
        members = {value: member for value, (member, _) in known.items()}
        unknown = unknown_of(self.on_unknown, self.hook)
        return statuses(members, column_name(self.column), unknown, nullable=self.nullable)

    def values(self) -> tuple[type | None, bool | None]:
        """Name the type of the values, and tell whether one may be None."""
        return None, self.nullable


@dataclass(frozen=True, slots=True, eq=False)
class CountField:
    """How many children a row has.

    Attributes:
        references: The child's column that refers to the key, or a tuple in the key's order.
        where: Which of them count; None for all.
        option: What messages call it.
    """

    references: Any
    where: Any = None
    option: str = "count_of"

    def element(self, owner: Owner) -> Any:
        """Make the expression that is selected."""
        return children_of(self.option, self.references, owner, [func.count()], self.where).scalar_subquery()

    def read(self) -> Read | None:
        """Say how the values that were selected are read."""
        return None

    def values(self) -> tuple[type | None, bool | None]:
        """Name the type of the values, and tell whether one may be None."""
        return int, False


@dataclass(frozen=True, slots=True, eq=False)
class TotalField:
    """The sum of a column over a row's children.

    Attributes:
        column: The column.
        references: The child's column that refers to the key, or a tuple in the key's order.
        where: Which of the children count; None for all.
    """

    column: Any
    references: Any
    where: Any = None

    def element(self, owner: Owner) -> Any:
        """Make the expression that is selected."""
        check_column(self.column, "total_of")
        check_number(self.column)
        total = type_coerce(func.sum(self.column), type_of(self.column))
        return (
            children_of("of", self.references, owner, [self.column], self.where)
            .with_only_columns(total, maintain_column_froms=True)
            .scalar_subquery()
        )

    def read(self) -> Read | None:
        """Say how the values that were selected are read."""
        return whole_numbers if is_kind(type_of(self.column), Integer) else None

    def values(self) -> tuple[type | None, bool | None]:
        """Name the type of the values, and tell whether one may be None."""
        check_column(self.column, "total_of")
        return python_type(self.column), True


@dataclass(frozen=True, slots=True, eq=False)
class LatestField:
    """A column of the latest of a row's children.

    Attributes:
        column: The column.
        references: The child's column that refers to the key, or a tuple in the key's order.
        by: What the latest has most of; NULL is least, and between equals the child's primary key decides.
        where: Which of the children are looked at; None for all.
    """

    column: Any
    references: Any
    by: Any
    where: Any = None

    def element(self, owner: Owner) -> Any:
        """Make the expression that is selected."""
        for option, column in (("latest_of", self.column), ("by", self.by)):
            check_column(column, option)
            check_value(option, column)
        keys = primary_key_of(as_columns("of", self.references)[0])
        if not keys:
            raise ColumnError(f"of={names_of(as_columns('of', self.references))}: its table has no primary key")
        rows = children_of("of", self.references, owner, [self.column, self.by], self.where)
        present = [self.by.is_(None)] if is_nullable(self.by) else []
        order = [*present, self.by.desc(), *(key.desc() for key in keys)]
        return (
            rows.with_only_columns(self.column, maintain_column_froms=True).order_by(*order).limit(1).scalar_subquery()
        )

    def read(self) -> Read | None:
        """Say how the values that were selected are read."""
        return None

    def values(self) -> tuple[type | None, bool | None]:
        """Name the type of the values, and tell whether one may be None."""
        check_column(self.column, "latest_of")
        return python_type(self.column), True


FIELDS = (ColumnField, StatusField, CountField, TotalField, LatestField)


def is_nullable(column: Any) -> bool:
    """Tell whether a column may be NULL; an expression may."""
    return bool(getattr(getattr(column, "expression", column), "nullable", True))


def _is_said_optional(attribute: Any) -> bool:
    """Tell whether a class says None of a column that is NOT NULL, as SQLModel's do of a key that is not stored yet."""
    classes = getattr(getattr(attribute, "class_", None), "__mro__", ())
    said = (get_annotations(each).get(attribute.key) for each in classes)
    return any(word in str(next(filter(None, said), "")) for word in ("None", "Optional"))


def python_type(column: Any) -> type | None:
    """Name the Python type of a column's values; None where the SQL type does not tell."""
    type_: Any = type_of(column)
    if is_kind(type_, TypeDecorator):
        return None
    try:
        found: type = type_.python_type
    except NotImplementedError:
        return None
    return None if found in {object, dict, list} else found


def _is_of(column: Any, owner: Owner) -> bool:
    """Tell whether a status column is of the row's class, or of one that it inherits from or that inherits from it."""
    first, second = owner_of(column), owner.entity
    if is_kind(first, type) and is_kind(second, type):
        return issubclass(second, first)
    return first is second or first is None
