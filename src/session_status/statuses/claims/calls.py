"""The types of a claim: with a session or awaited, of statuses or of whole numbers."""

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Protocol, overload

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.orm import Session, scoped_session

from session_status.statuses.claims.claim import Lease
from session_status.statuses.spelling import Stored
from session_status.type_variables import E_contra, IntE, R_co

if TYPE_CHECKING:  # where greenlet is absent, SQLAlchemy 2.1 refuses to import its asyncio package
    from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session

Columns = SQLColumnExpression[Any] | Sequence[SQLColumnExpression[Any]]


class ClaimCall(Protocol[E_contra, R_co]):
    """A call `(db, column, target, *criteria, order_by, limit=1, returning=(), lease=None, stored=None)`."""

    @overload
    def __call__(
        self,
        db: "Session | scoped_session[Any]",
        column: SQLColumnExpression[E_contra | None] | SQLColumnExpression[str | None],
        target: E_contra,
        /,
        *criteria: ColumnElement[bool],
        order_by: Columns,
        limit: int = 1,
        returning: Columns = (),
        lease: Lease[Any] | None = None,
        stored: Stored | None = None,
    ) -> R_co: ...
    @overload
    def __call__(
        self,
        db: "AsyncSession | async_scoped_session[Any]",
        column: SQLColumnExpression[E_contra | None] | SQLColumnExpression[str | None],
        target: E_contra,
        /,
        *criteria: ColumnElement[bool],
        order_by: Columns,
        limit: int = 1,
        returning: Columns = (),
        lease: Lease[Any] | None = None,
        stored: Stored | None = None,
    ) -> Coroutine[Any, Any, R_co]: ...
    @overload
    def __call__(
        self: "ClaimCall[IntE, R_co]",
        db: "Session | scoped_session[Any]",
        column: SQLColumnExpression[int | None],
        target: IntE,
        /,
        *criteria: ColumnElement[bool],
        order_by: Columns,
        limit: int = 1,
        returning: Columns = (),
        lease: Lease[Any] | None = None,
        stored: Stored | None = None,
    ) -> R_co: ...
    @overload
    def __call__(
        self: "ClaimCall[IntE, R_co]",
        db: "AsyncSession | async_scoped_session[Any]",
        column: SQLColumnExpression[int | None],
        target: IntE,
        /,
        *criteria: ColumnElement[bool],
        order_by: Columns,
        limit: int = 1,
        returning: Columns = (),
        lease: Lease[Any] | None = None,
        stored: Stored | None = None,
    ) -> Coroutine[Any, Any, R_co]: ...
