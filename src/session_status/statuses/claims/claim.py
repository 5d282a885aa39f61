"""A row that a worker has claimed, and the lease by which it holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from sqlalchemy import ColumnElement, SQLColumnExpression

from session_status.statuses.moves.transition import Transition
from session_status.type_variables import E, V


@dataclass(frozen=True, slots=True)
class Claim(Transition[E]):
    """One row that a worker has claimed.

    Attributes:
        key: The primary key of the row; a tuple where it has several columns.
        old: The status that it was in until then; `new` itself where an earlier claim had expired.
        new: The status that it is in now.
        values: What `returning` asked for, in that order, as the row holds it now.

    Example:
        >>> Claim(7, "an old status", "a new one", ("a value",)).expired
        False
    """

    values: tuple[Any, ...] = ()

    @property
    def expired(self) -> bool:
        """Whether another worker had claimed it before, and its lease has ended."""
        return self.old is self.new


@dataclass(frozen=True, slots=True)
class Lease(Generic[V]):
    """How long a claim holds: a row whose lease has ended may be claimed again, though its status says that it is held.

    The caller chooses the clock: values of the program's own, or SQL, such as `func.now()`, for the database's. A row
    without a lease (NULL) never expires.

    Attributes:
        column: The column that says until when a row is held; in the table of the status.
        now: What the time is; leases that end before it have expired.
        until: What the column is set to.
        holder: What else a claim sets, such as the worker's name: columns of the same table, other than its key and its status, and their values.

    Example:
        >>> import time
        >>> from sqlalchemy import column
        >>> lease = Lease(column("lease_until"), now=time.time(), until=time.time() + 30)
        >>> lease.until > lease.now
        True
    """

    column: SQLColumnExpression[V | None]
    now: V | ColumnElement[V] = field(kw_only=True)
    until: V | ColumnElement[V] = field(kw_only=True)
    holder: Mapping[SQLColumnExpression[Any], object] = field(
        kw_only=True, default_factory=dict[SQLColumnExpression[Any], object], hash=False
    )
