"""The rules of the library -> each broken once on purpose, so that it can be seen whether the judge misses it."""

from __future__ import annotations

from collections.abc import Callable, Generator
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


Broken = Callable[..., Any]
"""What stands in a rule's place."""
Mutation = tuple[str, str, Callable[[Any], Broken]]
"""A module, what is replaced in it, and what by, made of what was there."""


def _nothing(_: Any) -> Broken:
    """Object to nothing."""
    return lambda *_, **__: []


def _always(_: Any) -> Broken:
    return lambda *_: True


def _never(_: Any) -> Broken:
    return lambda *_: False


def _by_column(_: Any) -> Broken:
    """Judge what may be NULL by the column, not by the path."""

    def may_be_null(column: Any, _: Any) -> bool:
        return bool(getattr(getattr(column, "expression", column), "nullable", True))

    return may_be_null


def _swapped(original: Any) -> Broken:
    def begins_with_nulls(sort: Any, dialect: Any) -> bool:
        return not original(sort, dialect)

    return begins_with_nulls


def _without_keys(original: Any) -> Broken:
    def order_of(expressions: Any, keys: Any, *more: Any) -> Any:
        return original(expressions, () if expressions else keys, *more)

    return order_of


def _first_alone(original: Any) -> Broken:
    """Compare the first expression of an order only."""

    def rows_behind(order: Any, nulls: Any, dialect: Any) -> Any:
        return original(order[:1], nulls[:1], dialect)

    return rows_behind


def _as_given(_: Any) -> Broken:
    """Give the first argument back."""

    def unchanged(given: Any, *_: Any) -> Any:
        return given

    return unchanged


def _without_options(original: Any) -> Broken:
    def sending(bind: Any, _: Any, execution_options: Any) -> Any:
        return original(bind, (), execution_options)

    return sending


def _without_execution_options(original: Any) -> Broken:
    def sending(bind: Any, options: Any, execution_options: Any) -> Any:
        return original(bind, options, type(execution_options)())

    return sending


def _unproved_key(_: Any) -> Broken:
    """Take the key of the rows without a proof that each is there once."""
    primary_key_of: Any = import_module("session_status.rows.children").primary_key_of

    def keys(source: Any, _: Any) -> Any:
        return primary_key_of(source.on[0])

    return keys


MUTATIONS: dict[str, Mutation] = {
    "selects that merge rows are accepted": ("selects", "_merging", _nothing),
    "windows, aggregates and bundles are accepted": ("selects", "_shown", _nothing),
    "collections loaded by a join are accepted": ("source", "check_loading", _nothing),
    "two orders are accepted": ("source", "check_own_order", _nothing),
    "sorts of several rows are accepted": ("source", "check_sorts", _nothing),
    "joins of many rows are accepted": ("source", "PageSource._check_joins", _nothing),
    "NULL is judged by the column": ("source", "may_be_null", _by_column),
    "NULLs stand at the other end": ("sorting", "Sort.begins_with_nulls", _swapped),
    "ties are not broken": ("source", "order_of", _without_keys),
    "only the first expression is compared": ("source", "rows_behind", _first_alone),
    "backwards is forwards": ("sorting", "Sort.backwards", _as_given),
    "the first call's values are kept": ("calls", "empty", _as_given),
    "options are dropped": ("calls", "Sending", _without_options),
    "execution options are dropped": ("calls", "Sending", _without_execution_options),
    "rows may be absent or come twice": ("source", "PageSource._keys", _unproved_key),
    "columns of other tables are accepted": ("source", "PageSource._check_tables", _nothing),
    "sort values are read as Python has them": ("sort values", "_is_read_as_stored", _always),
    "cursors hold for every filter": ("calls", "seal_of", _as_given),
    "criteria do not keep joins": ("source", "has_criteria", _never),
}
"""Each rule, broken; the first word of each sentence says what then happens."""


@contextmanager
def broken(name: str) -> Generator[None]:
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
