"""An Enum and a word for every member -> words for statuses, for stored texts and for conditions on a column."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MethodType
from typing import Any, Final, Generic, Protocol, Self, cast

from sqlalchemy import ColumnElement, SQLColumnExpression, or_

from session_status.errors import ArgumentError, TransitionError, UnknownStatusError, UnknownStoredStatusError
from session_status.statuses.filters import Where
from session_status.statuses.members import label, typed
from session_status.statuses.spelling import Raw, Stored, column_name, spelling_of
from session_status.statuses.unrecognized import Unrecognized
from session_status.type_variables import E, P, R, S, W, W_co


class OfInstances(Generic[P, R]):
    """A method that the class itself does not have: Pydantic asks both, and a mapping as a field's value is no annotation.

    Args:
        method: The method.
    """

    def __init__(self, method: Callable[P, R]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    def __get__(self, instance: object, owner: type) -> Callable[..., R]:
        """Bind the method to an instance.

        Raises:
            AttributeError: It is the class that was asked.
        """
        if instance is None:
            raise AttributeError(f"{owner.__name__} itself is no annotation; an instance is")
        return MethodType(self._method, instance)


class Words(Protocol[S, W_co]):
    """What reading statuses asks of a mapping."""

    @property
    def unrecognized(self) -> W_co | None:
        """The word for a stored text that is no status."""
        ...

    def __getitem__(self, status: S | Unrecognized) -> W_co:
        """Give the word for a status."""
        ...

    def stored(self, column: SQLColumnExpression[Any], *, spelled: Stored | None) -> Mapping[Raw, tuple[S, W_co]]:
        """Give status and word for every text or number that a column may hold; see `raw_column`."""
        ...


def check_mapping(mapping: object) -> None:
    """Refuse what is no mapping, above all an Enum.

    Raises:
        ArgumentError: It has no words for stored texts.
    """
    if isinstance(mapping, type) or not hasattr(mapping, "stored"):
        raise ArgumentError(
            f"a StatusMapping or MergedMapping is needed, not {mapping!r}: "
            "make one by proved, by_value, or a dictionary of words"
        )


class TotalMapping(Generic[E, W]):
    """What every mapping can do: it has a word for each member, and nothing else.

    Attributes:
        domain: The Enum of statuses.
        reserved: Members that this program reads but does not write yet: the first half of a deploy in two phases.
    """

    __slots__ = ("_unrecognized", "_wires", "domain", "reserved")

    def __init__(self, domain: type[E], wires: Mapping[E, W], reserved: Iterable[E], unrecognized: W | None) -> None:
        self.domain: Final = domain
        self._wires: dict[E, W] = {member: wires[member] for member in domain}
        self.reserved: Final = frozenset(reserved)
        self._unrecognized = unrecognized

    @property
    def unrecognized(self) -> W | None:
        """The word for a stored text that is no status; None where there is none."""
        return self._unrecognized  # a property as in the protocol: zuban takes no Final attribute for one

    @property
    def known(self) -> tuple[W, ...]:
        """Every word of a status, once, in the order of the Enum."""
        return tuple(dict.fromkeys(self._wires.values()))

    def __getitem__(self, status: E | Unrecognized) -> W:
        """Give the word for a status.

        Raises:
            ArgumentError: `status` is no member of the mapping's Enum. An equal string or a member of another
                Enum is refused: `(str, Enum)` members compare equal to both.
            UnknownStoredStatusError: `status` is Unrecognized, and the mapping declares no word for that.
        """
        if isinstance(status, Unrecognized):
            return self._undeclared(status) if self.unrecognized is None else self.unrecognized
        if type(status) is not self.domain:
            raise ArgumentError(f"{self!r} maps members of {self.domain.__name__}, not {status!r} ({typed(status)})")
        return self._wires[status]

    def writable(self, status: E) -> E:
        """Give a status back if this program may write it.

        Raises:
            TransitionError: The status is reserved.
            ArgumentError: `status` is no member of the mapping's Enum.
        """
        self[status]
        if status in self.reserved:
            raise TransitionError(f"{label(status)} is reserved: it is read, but not written yet")
        return status

    def stored(self, column: SQLColumnExpression[Any], *, spelled: Stored | None = None) -> dict[Raw, tuple[E, W]]:
        """Give status and word for every text or number that a column may hold, as `raw_column` reads it.

        Args:
            column: The status column.
            spelled: How a text column spells a status, where it was not said before.

        Raises:
            ColumnError: The column's type does not fit the mapping's Enum.
        """
        spelling = spelling_of(column, self.domain, stored=spelled)
        return {raw: (member, self._wires[member]) for member, raw in spelling.raw.items()}

    @property
    def where(self) -> Where[E, W]:
        """Make the condition that a row's status has one of these words.

        Called as `where(column, *words, stored=None)`.

        Args:
            column: The status column.
            wires: The words; at least one. The word for what is unrecognized finds what is no status; a row without a
                status, whose column is NULL, has no word at all.
            stored: How a text column spells a status, "value" (the default) or "name".

        Returns:
            A condition for `select(...).where(...)`; the words reach the database as parameters.

        Raises:
            UnknownStatusError: A word is none of the mapping's.
            ArgumentError: No word was given.
            ColumnError: The column's type does not fit the mapping's Enum.
        """
        return cast("Where[E, W]", self._where)

    def _where(self, column: SQLColumnExpression[Any], *wires: W, stored: Stored | None = None) -> ColumnElement[bool]:
        if not wires:
            raise ArgumentError(f"{self!r}.where({column_name(column)}): give at least one word")
        spelling = spelling_of(column, self.domain, stored=stored)
        found = spelling.is_any_of(self._chosen(wires, column_name(column)))
        return or_(found, spelling.is_none_of(self.domain)) if self.unrecognized in wires else found

    @OfInstances
    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any], /) -> Any:
        """Let Pydantic read and write words where the mapping stands in an annotation: `Annotated[JobStatus, STATUS]`.

        Raises:
            ArgumentError: What it annotates is none of its statuses.
        """
        from session_status.statuses.annotation.schema import annotated_schema  # noqa: PLC0415 -- only models need Pydantic

        return annotated_schema(self, self._ways_back(), source, handler)

    def _ways_back(self) -> Mapping[str, E]:
        """Give the status for each word that is read; where several share one, none is."""
        return {}

    def _chosen(self, wires: tuple[W, ...], name: str) -> list[E]:
        for wire in wires:
            if type(wire) is not str or (wire not in self.known and wire != self.unrecognized):
                raise UnknownStatusError(wire, self.known, f"filter on {name}")
        return [status for status, wire in self._wires.items() if wire in wires]

    def _undeclared(self, status: Unrecognized) -> W:
        """Blame the stored text, not the client: a status that is Unrecognized was read from a row."""
        remedy = f"has no word: declare one with unrecognized=... in {self!r}"
        raise UnknownStoredStatusError(status.raw, status.known or self.known, status.column, status.row_id, remedy)

    def __iter__(self) -> Iterator[E]:
        """Iterate over the statuses, in the order of the Enum."""
        return iter(self._wires)

    def __len__(self) -> int:
        """Count the statuses."""
        return len(self._wires)

    def __contains__(self, status: object) -> bool:
        """Tell whether this is a member of the mapping's Enum; an equal string is not."""
        return type(status) is self.domain

    def __repr__(self) -> str:
        """Name the mapping by its Enum."""
        return f"{type(self).__name__}({self.domain.__name__})"

    def __copy__(self) -> Self:
        """Give the mapping itself: it never changes."""
        return self
