"""Every error of the library: one tree under SessionStatusError -> messages that name place and remedy.

    SessionStatusError
    ├── MappingError (ValueError)              a StatusMapping or MergedMapping that is not total and injective
    ├── LifecycleError (ValueError)            a Lifecycle whose graph contradicts itself or its Enum
    ├── TransitionError (ValueError)           a status that no lifecycle step may write
    ├── ColumnError (TypeError)                columns that do not fit the mapping or each other
    ├── ArgumentError (TypeError)              an argument of a call that cannot be right, found before any SQL
    │   └── CursorError (ValueError)           a page cursor that this query did not make
    ├── HubError (RuntimeError)                a StatusHub that is closed, or that serves another event loop
    └── UnknownStatusError (ValueError)        a value that is no status; `value`, `known`, `where`
        └── UnknownStoredStatusError           the same, read from the database; `column`, `row_id`

The first group is raised while a program starts, the others while it serves. An UnknownStatusError that is not an
UnknownStoredStatusError came from the caller (a client's filter, for example); the stored one is the server's own data.
"""


class SessionStatusError(Exception):
    """The root: catch it to catch whatever this library raises on purpose."""


class MappingError(SessionStatusError, ValueError):
    """A mapping between an Enum and its wire values is wrong; the message lists every fault."""


class LifecycleError(SessionStatusError, ValueError):
    """A lifecycle's graph is wrong; the message lists every fault."""


class TransitionError(SessionStatusError, ValueError):
    """The lifecycle has no step that leads to this status, or the status is reserved."""


class ColumnError(SessionStatusError, TypeError):
    """The columns given to a query do not fit the mapping, or each other."""


class ArgumentError(SessionStatusError, TypeError):
    """An argument of a call cannot be right; nothing was sent to the database."""


class CursorError(ArgumentError, ValueError):
    """A cursor was truncated, altered, or made by another query."""


class HubError(SessionStatusError, RuntimeError):
    """The hub is closed, or it serves another event loop."""


class UnknownStatusError(SessionStatusError, ValueError):
    """A value that is no status of its mapping.

    Attributes:
        value: What was found, unchanged.
        known: The values that would have been right, in the order of the Enum.
        where: The place it was found, as the message names it.
    """

    def __init__(self, value: object, known: tuple[str, ...], where: str) -> None:
        super().__init__(value, known, where)
        self.value = value
        self.known = known
        self.where = where

    def __str__(self) -> str:
        """Name the place, the value and the values that are known there."""
        return f"{self.where}: unknown status {self.value!r}; known: {', '.join(self.known)}"


class UnknownStoredStatusError(UnknownStatusError):
    """A row of the database holds a status that the program does not know.

    Attributes:
        column: The column, as `table.column`.
        row_id: The identity of the row.
    """

    def __init__(self, value: object, known: tuple[str, ...], column: str, row_id: object) -> None:
        super().__init__(value, known, f"{column} of row {row_id!r}")
        self.args = (value, known, column, row_id)
        self.column = column
        self.row_id = row_id
