"""The rules of the library -> each broken once on purpose, so that it can be seen whether the judge misses it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tests.session_status.oracle.engine import query_for

from session_status.rows.children import primary_key_of

Broken = Callable[..., Any]
"""What stands in a rule's place."""
Mutation = tuple[str, Callable[[Any], Broken]]
"""The name of a function, class or method of the library, and what makes that which stands in its place."""


def _nothing(_: Any) -> Broken:
    """Object to nothing."""
    return lambda *_, **__: []


def _always(_: Any) -> Broken:
    return lambda *_: True


def _never(_: Any) -> Broken:
    return lambda *_: False


def _nowhere(_: Any) -> Broken:
    return lambda *_: None


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

    def keys(source: Any, _: Any) -> Any:
        return primary_key_of(source.on[0])

    return keys


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule of the library, broken.

    Attributes:
        menu: Which of RULES draws what shows it.
        mutations: What is broken.
    """

    menu: str
    mutations: tuple[Mutation, ...]


MUTATIONS: dict[str, Breach] = {
    "selects that merge rows are accepted": Breach("what merges rows is refused", (("_merging", _nothing),)),
    "windows, aggregates and bundles are accepted": Breach(
        "windows and aggregates are refused or right", (("_shown", _nothing),)
    ),
    "collections loaded by a join are accepted": Breach(
        "eagerly joined collections are refused or right", (("check_loading", _nothing),)
    ),
    "two orders are accepted": Breach("what merges rows is refused", (("check_own_order", _nothing),)),
    "sorts of several rows are accepted": Breach(
        "an order that no cursor can hold is refused", (("check_sorts", _nothing),)
    ),
    "joins of many rows are accepted": Breach(
        "joins of many rows are refused", (("PageSource._check_joins", _nothing),)
    ),
    "NULL is judged by the column": Breach("NULLs are judged by the path", (("may_be_null", _by_column),)),
    "NULLs stand at the other end": Breach("plain selects are accepted", (("Sort.begins_with_nulls", _swapped),)),
    "ties are not broken": Breach("plain selects are accepted", (("order_of", _without_keys),)),
    "only the first expression is compared": Breach("plain selects are accepted", (("rows_behind", _first_alone),)),
    "backwards is forwards": Breach("plain selects are accepted", (("Sort.backwards", _as_given),)),
    "the first call's values are kept": Breach(
        "values are those of the call", (("empty", _as_given), ("is_alike", _always))
    ),
    "options are dropped": Breach("a tenant's criterion of an option holds", (("Sending", _without_options),)),
    "execution options are dropped": Breach("a statement's schema holds", (("Sending", _without_execution_options),)),
    "rows may be absent or come twice": Breach(
        "rows behind an outer join are refused or right", (("PageSource._keys", _unproved_key),)
    ),
    "options of before the columns are dropped": Breach(
        "a tenant's criterion of an option holds", (("_early", _nothing),)
    ),
    "options serve other aliases": Breach("criteria that read what is joined hold", (("_reads_alias", _never),)),
    "columns of other tables are accepted": Breach(
        "an order of tables that are not read is refused", (("PageSource._check_tables", _nothing),)
    ),
    "sort values are read as Python has them": Breach(
        "types of an application's own sort like any other", (("_is_read_as_stored", _always),)
    ),
    "cursors hold for every filter": Breach("values are those of the call", (("seal_of", _as_given),)),
    "values that are worked out share a cache": Breach(
        "values that are worked out are sent", (("mark_called_values", _nothing),)
    ),
    "criteria of loaders need no cache": Breach(
        "what is loaded by criteria is refused where no statement is cached",
        (("check_criteria_of_loaders", _nothing),),
    ),
    "what is stored is added up": Breach("sums of what is worked out are refused", (("worked_out_by", _nowhere),)),
    "criteria do not keep joins": Breach("criteria that read what is joined hold", (("has_criteria", _never),)),
}
"""Each rule, by what happens where it is broken."""


@contextmanager
def broken(name: str) -> Generator[None]:
    """Break a rule.

    Args:
        name: One of MUTATIONS.
    """
    query_for.cache_clear()  # what was built before would serve on
    with ExitStack() as stack:
        for path, change in MUTATIONS[name].mutations:
            for owner, attribute in _places(*path.split(".")):
                stack.enter_context(patch.object(owner, attribute, change(getattr(owner, attribute))))
        yield
    query_for.cache_clear()


def _places(first: str, method: str | None = None) -> list[tuple[Any, str]]:
    """Find a method's class, or every module of the library that calls a function by its name.

    Raises:
        LookupError: The library has nothing of that name any more, so that nothing would be broken.
    """
    modules = [module for name, module in sys.modules.items() if name.startswith("session_status.")]
    holding: list[Any] = [module for module in modules if hasattr(module, first)]
    if not holding:
        raise LookupError(f"the library has no {first}: name what keeps the rule now")
    if method is not None:
        return [(getattr(holding[0], first), method)]
    return [(module, first) for module in holding]
