"""The rules of the library -> each broken once on purpose, so that it can be seen whether the judge misses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch

from tests.session_status.oracle.engine import query_for

PLACES = {
    "selects": "session_status.paging.selects",
    "source": "session_status.paging.source",
    "calls": "session_status.paging.calls",
    "statements": "session_status.paging.statements",
    "sorting": "session_status.paging.sorting",
    "keyset": "session_status.paging.keyset",
    "joins": "session_status.paging.joins",
    "reader": "session_status.paging.reader",
    "sort values": "session_status.paging.sort_values",
}


def _nothing(*_: Any, **__: Any) -> list[Any]:
    return []


def _by_column(column: Any, _: Any) -> bool:
    """Judge by the column, not by the path."""
    return bool(getattr(getattr(column, "expression", column), "nullable", True))


def _swapped(original: Any) -> Any:
    return lambda sort, dialect: not original(sort, dialect)


def _without_keys(original: Any) -> Any:
    return lambda expressions, keys, *more: original(expressions, keys[:0] if expressions else keys, *more)


def _keeping_values(original: Any) -> Any:  # noqa: ARG001 -- it is not called any more
    return lambda statement, key: statement  # noqa: ARG005 -- as the engine calls it


def _first_key(original: Any) -> Any:
    """Take the key of the rows without a proof that each is there once."""
    primary_key_of: Any = import_module("session_status.rows.children").primary_key_of
    _ = original
    return lambda source, _: primary_key_of(source.on[0])


Mutation = tuple[str, str, Callable[[Any], Any]]
"""A module, what is replaced in it, and what by, made of what was there."""


def _always(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def _first_alone(original: Any) -> Any:
    """Compare the first expression of an order only."""
    return lambda order, nulls, dialect: original(order[:1], nulls[:1], dialect)


def _forwards(original: Any) -> Any:  # noqa: ARG001 -- it is not called any more
    return lambda sort: sort


def _dropping_options(original: Any) -> Any:
    return lambda bind, options, execution: original(bind, (), execution)  # noqa: ARG005 -- the options are what is lost


def _dropping_execution(original: Any) -> Any:
    return lambda bind, options, execution: original(bind, options, type(execution)())


MUTATIONS: dict[str, Mutation] = {
    "selects that merge rows are accepted": ("selects", "_merging", _always(_nothing)),
    "windows, aggregates and bundles are accepted": ("selects", "_shown", _always(_nothing)),
    "collections loaded by a join are accepted": ("source", "check_loading", _always(_nothing)),
    "two orders are accepted": ("source", "check_own_order", _always(_nothing)),
    "sorts of several rows are accepted": ("source", "check_sorts", _always(_nothing)),
    "joins of many rows are accepted": ("source", "PageSource._check_joins", _always(_nothing)),
    "NULL is judged by the column": ("source", "may_be_null", _always(_by_column)),
    "NULLs stand at the other end": ("sorting", "Sort.begins_with_nulls", _swapped),
    "ties are not broken": ("source", "order_of", _without_keys),
    "only the first expression is compared": ("source", "rows_behind", _first_alone),
    "backwards is forwards": ("sorting", "Sort.backwards", _forwards),
    "the first call's values are kept": ("calls", "empty", _keeping_values),
    "options are dropped": ("calls", "Sending", _dropping_options),
    "execution options are dropped": ("calls", "Sending", _dropping_execution),
    "rows may be absent or come twice": ("source", "PageSource._keys", _first_key),
    "columns of other tables are accepted": ("source", "PageSource._check_tables", _always(_nothing)),
    "sort values are read as Python has them": ("sort values", "_is_read_as_stored", _always(lambda *_: True)),
    "cursors hold for every filter": ("calls", "seal_of", _always(lambda shape, _: shape)),
    "criteria do not keep joins": ("source", "has_criteria", _always(lambda _: False)),
}
"""Each rule, broken; the first word of each sentence says what then happens."""


@contextmanager
def broken(name: str) -> Iterator[None]:
    """Break a rule.

    Args:
        name: One of MUTATIONS.
    """
    place, path, change = MUTATIONS[name]
    owner: Any = import_module(PLACES[place])
    *parts, attribute = path.split(".")
    for part in parts:
        owner = getattr(owner, part)
    query_for.cache_clear()  # what was built before would serve on
    with patch.object(owner, attribute, change(getattr(owner, attribute))):
        yield
    query_for.cache_clear()
