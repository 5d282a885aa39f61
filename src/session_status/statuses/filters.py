"""The type of a filter: a status column and words -> a condition; whole numbers go with an Enum of them alone."""

from typing import Protocol, overload

from sqlalchemy import ColumnElement, SQLColumnExpression

from session_status.statuses.storage.declaration import Stored
from session_status.type_variables import E_contra, IntE, W_contra


class Where(Protocol[E_contra, W_contra]):
    """A call `(column, *words, stored=None)`."""

    @overload
    def __call__(
        self,
        column: SQLColumnExpression[E_contra | None] | SQLColumnExpression[str | None],
        /,
        *words: *tuple[W_contra, *tuple[W_contra, ...]],
        stored: Stored | None = None,
    ) -> ColumnElement[bool]: ...
    @overload
    def __call__(
        self: "Where[IntE, W_contra]",
        column: SQLColumnExpression[int | None],
        /,
        *words: *tuple[W_contra, *tuple[W_contra, ...]],
        stored: Stored | None = None,
    ) -> ColumnElement[bool]: ...
