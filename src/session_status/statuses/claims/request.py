"""The arguments of a claim -> a key that is the same for claims whose statements are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import ColumnElement
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql.cache_key import NO_CACHE, HasCacheKey
from sqlalchemy.sql.visitors import anon_map

from session_status.statuses.spelling import Stored
from session_status.type_variables import E


@dataclass(frozen=True, slots=True)
class ClaimRequest(Generic[E]):
    """The arguments of one call.

    Attributes:
        column: The status column.
        target: The status of a row that is claimed.
        criteria: Which rows.
        order_by: Which of them come first.
        limit: How many at most.
        returning: What is given back of them.
        lease: How long the claim holds; None for ever.
        stored: How a text column spells a status.
    """

    column: Any
    target: E
    criteria: tuple[Any, ...]
    order_by: Any
    limit: Any
    returning: Any
    lease: Any
    stored: Stored | None

    @property
    def order(self) -> tuple[Any, ...]:
        """What rows are sorted by."""
        return _several(self.order_by)

    @property
    def columns(self) -> tuple[Any, ...]:
        """What is given back."""
        return _several(self.returning)

    @property
    def parameters(self) -> Mapping[str, object]:
        """The values of the lease that are no SQL: they differ between claims that are alike."""
        if self.lease is None:
            return {}
        holder = {f"holder__{number}": value for number, value in enumerate(self.lease.holder.values())}
        given = {"lease__now": self.lease.now, "lease__until": self.lease.until, **holder}
        return {name: value for name, value in given.items() if not is_expression(value)}

    @property
    def _held(self) -> tuple[Any, ...]:
        """What the lease is made of."""
        lease = self.lease
        return () if lease is None else (lease.column, lease.now, lease.until, *lease.holder, *lease.holder.values())

    @property
    def sql(self) -> tuple[Any, ...]:
        """Whatever of it becomes a part of the statement."""
        return (self.column, *self.criteria, *self.order, *self.columns, *filter(is_expression, self._held))

    def key(self) -> Any:
        """Tell claims that are alike from others; None where SQLAlchemy has no key for something of it.

        Values of criteria are part of it: they seldom differ, and none is ever sent in the place of another.
        """
        parts = self.sql
        if not all(isinstance(part, HasCacheKey) for part in parts):
            return None
        known, found = anon_map(), list[Any]()
        keys = [part._gen_cache_key(known, found) for part in parts]  # noqa: SLF001 -- the public one is of one element
        if NO_CACHE in known or any(value.callable or value.required for value in found):
            return None
        sizes = (len(self.criteria), len(self.order), len(self.columns), *map(is_expression, self._held))
        values = [_typed(value.value) for value in found]
        return _hashed((*keys, sizes, type(self.target), self.target, self.limit, self.stored, *values))


def is_expression(value: object) -> bool:
    """Tell SQL from a value.

    Args:
        value: Either.
    """
    return isinstance(value, ColumnElement | QueryableAttribute)


def _several(given: Any) -> tuple[Any, ...]:
    several: tuple[Any, ...] = tuple(given) if type(given) in {list, tuple} else (given,)
    return several


def _hashed(key: Any) -> Any:
    """Give a key back, or None where a value in it cannot be looked up."""
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _typed(value: Any) -> tuple[str, Any]:
    """Tell a value from those that are equal to it, such as 1 and True."""
    return type(value).__qualname__, value
