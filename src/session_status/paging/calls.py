"""A select made for one call -> its page, by statements that were built for an earlier select that was alike."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Alias, BindParameter, Dialect, Table, Values
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.cache_key import NO_CACHE, HasCacheKey
from sqlalchemy.sql.selectable import AliasedReturnsRows
from sqlalchemy.sql.visitors import anon_map, cloned_traverse
from sqlalchemy.util import LRUCache

from session_status.errors import ArgumentError
from session_status.execution.plan import Plan
from session_status.execution.route import Bind, DialectFor
from session_status.loading.selection import Selection
from session_status.paging.checks.options import options_of, without_options
from session_status.paging.checks.selects import check_select, nodes_of, parameters_of
from session_status.paging.page_rows import as_tuple, maker_of
from session_status.paging.reader import Page, Request
from session_status.paging.seals import seal_of
from session_status.paging.source import PageSource
from session_status.paging.statements import PageStatements, Sending
from session_status.rows.nodes import is_kind

CAPACITY = 500
"""Selects that are alike are one; an application has a few dozen of them."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CallKey:
    """What tells selects that are alike from others.

    Attributes:
        shape: What they have in common.
        parameters: The parameters of this one, in an order that all of them have.
    """

    shape: Any
    parameters: Sequence[BindParameter[Any]]

    def values(self) -> dict[str, Any]:
        """Give the values of this one; what is worked out at each call is worked out now.

        Raises:
            ArgumentError: A parameter has none.
        """
        missing = [parameter.key for parameter in self.parameters if parameter.required]
        if missing:
            raise ArgumentError(f"parameters: no value for {', '.join(sorted(missing))}")
        return {f"given_{number}": parameter.effective_value for number, parameter in enumerate(self.parameters)}


def call_key(statement: Any, on: Any, order_by: Any) -> CallKey | None:
    """Make the key of a select, the column that it is paged on, and its order: one key, in which an alias is one alias.

    Args:
        statement: The select.
        on: The column, or a tuple of them.
        order_by: The order.

    Returns:
        None where SQLAlchemy has no key for something of it.
    """
    parts = [*_columns(on), *_columns(order_by)]
    if getattr(statement, "_params", None) or not all(is_kind(part, HasCacheKey) for part in (statement, *parts)):
        return None
    known, parameters = anon_map(), list[Any]()
    options = options_of(statement)
    keys = [part._gen_cache_key(known, parameters) for part in (without_options(statement), *parts)]  # noqa: SLF001 -- the public one is of one element
    keys += [_option_key(option, known) for option in options]
    if NO_CACHE in known or (options and _reads_alias(statement)):
        return None
    return CallKey((len(_columns(on)), *keys), parameters)


def _columns(given: Any) -> Sequence[Any]:
    return given if is_kind(given, list, tuple) else (given,)


def _reads_alias(statement: Any) -> bool:
    """Tell whether a select reads an alias or subquery: an option that names it, too, means this very one."""
    parts = (statement, *getattr(statement, "_memoized_select_entities", ()))
    targets = [target for part in parts for target, *_ in getattr(part, "_setup_joins", ())]
    shown = [column for part in parts for column in part._raw_columns] + targets  # noqa: SLF001 -- it has no public name
    read = [*shown, *statement.columns_clause_froms, *getattr(statement, "_from_obj", ())]
    return any(map(_is_alias, read))


def _is_alias(part: Any) -> bool:
    """Tell whether something is made anew for each call, as no class or table is."""
    entity = getattr(part, "_annotations", {}).get("parententity") or getattr(part, "entity", None)
    owner = getattr(getattr(part, "expression", part), "table", part)
    return getattr(entity, "is_aliased_class", False) or is_kind(owner, AliasedReturnsRows, Values)


def _option_key(option: Any, known: Any) -> Any:
    if is_kind(option, HasCacheKey):
        return option._gen_cache_key(known, [])  # noqa: SLF001 -- the public one is of one element
    return option.__class__


class CalledPages:
    """Reads pages of selects that are made anew for each call.

    What is built for one serves every later one that is alike: SQLAlchemy's cache key says which are. Nothing of the
    first one's values stays: its parameters are emptied, so that one that was not given would be an error.

    Args:
        selection: What is selected for a summary.
    """

    def __init__(self, selection: Selection[Any]) -> None:
        self._selection = selection
        self._known: LRUCache[Any, PageStatements[Row]] = LRUCache(CAPACITY)

    def plan(self, ask: DialectFor, statement: Any, on: Any, order_by: Any, request: Request) -> Plan[Page[Row]]:
        """Plan one page.

        Args:
            ask: Names the database.
            statement: The select.
            on: The column that refers to the sessions.
            order_by: The order.
            request: What is asked for.

        Raises:
            ArgumentError: `statement` is no select, or a parameter of it has no value.
            ColumnError: As for `SummaryQuery.pages`.
            CursorError: The cursor was altered, or made by another query or with other values.
        """
        if not hasattr(statement, "_with_options"):
            check_select(statement)
        bind = bind_of(statement)
        dialect = ask(bind)
        key = call_key(statement, on, order_by)
        sending = Sending(bind, options_of(statement), statement.get_execution_options())
        if key is None:
            return self._anew(dialect, statement, on, order_by, request, sending)
        called = _Called(self._selection, statement, on, order_by, dialect, key)
        statements = self._statements(called)
        values = key.values()
        fixed = [parameter.value for parameter in key.parameters if parameter.callable is None]
        seal = seal_of(statements.shape, fixed) if statements.has_cursors else b""
        return statements.plan(request, seal, values, called.build, sending)

    def _statements(self, called: "_Called") -> PageStatements[Row]:
        """Find what was built for selects that are alike."""
        place = (called.key.shape, called.dialect.name)
        known = self._known.get(place)
        if known is None:
            known = PageStatements[Row](called.source(), called.dialect, maker_of(as_tuple))
            self._known[place] = known
        return known

    def _anew(
        self, dialect: Dialect, statement: Any, on: Any, order_by: Any, request: Request, sending: Sending
    ) -> Plan[Page[Row]]:
        """Build everything for this call alone."""
        source = PageSource(statement, self._selection, on, order_by)
        parameters_of(statement, nodes_of(statement)).check({})
        statements = PageStatements[Row](source, dialect, maker_of(as_tuple))
        values = [node.value for node in nodes_of(statement) if is_kind(node, BindParameter) and not node.callable]
        seal = seal_of(statements.shape, values) if statements.has_cursors else b""
        return statements.plan(request, seal, {}, lambda build: (build(source), True), sending)


@dataclass(frozen=True, slots=True)
class _Called:
    """One call: what is needed to build what was not built before."""

    selection: Selection[Any]
    statement: Any
    on: Any
    order_by: Any
    dialect: Dialect
    key: CallKey

    def source(self) -> PageSource:
        parameters_of(self.statement, nodes_of(self.statement)).check({})
        return PageSource(self.statement, self.selection, self.on, self.order_by)

    def build(self, make: Any) -> tuple[Any, bool]:
        statement = make(self.source())
        emptied = empty(statement, self.key)
        serves = is_alike(statement, emptied, self.key, self.dialect)
        return (emptied if serves else statement), serves


def empty(statement: Any, key: CallKey) -> Any:
    """Take the values out of a statement: each has to be given when it is sent, by its number.

    Args:
        statement: What was built of a select.
        key: The select's key.
    """
    numbers = {id(_original(parameter)): number for number, parameter in enumerate(key.parameters)}
    if len(numbers) < len(key.parameters):
        return statement  # copies of one parameter, which cannot be told apart
    # An alias of a table holds no value, and a copy of it would stand in FROM beside it.
    kept = [node for node in nodes_of(statement) if is_kind(node, Alias) and is_kind(node.element, Table)]

    def emptied(blank: Any) -> None:
        number = numbers.get(id(_original(blank)))
        if number is not None:
            blank.key, blank.unique = f"given_{number}", False
            blank.value, blank.callable, blank.required = None, None, True

    traversed: Callable[..., Any] = cloned_traverse
    return traversed(statement, {"stop_on": kept}, {"bindparam": emptied})


def _original(parameter: Any) -> Any:
    """Give what a parameter is a copy of, or itself."""
    return parameter if parameter._is_clone_of is None else parameter._is_clone_of  # noqa: SLF001 -- it has no public name


def is_alike(statement: Any, emptied: Any, key: CallKey, dialect: Dialect) -> bool:
    """Tell whether a statement is the same without its values, and none of them is left in it.

    What SQLAlchemy does not let be replaced would keep its value, and be sent again for another select.

    Args:
        statement: What was built of a select.
        emptied: What `empty` gave.
        key: The select's key.
        dialect: The database.
    """
    try:
        whole, blank = statement.compile(dialect=dialect), emptied.compile(dialect=dialect)
    except SQLAlchemyError:
        return False
    if _unnamed(str(whole)) != _unnamed(str(blank)):
        return False
    own, sent = set(key.parameters), blank.bind_names
    return not any(not node.required and own & set(node._cloned_set) for node in sent)  # noqa: SLF001 -- copies know what they are of


_NAMES = re.compile(r"%\(\w+\)s|:\w+|POSTCOMPILE_\w+")


def _unnamed(sql: str) -> str:
    """Give SQL without the names of its parameters."""
    return _NAMES.sub("?", sql)


def bind_of(statement: Any) -> Bind:
    """Tell to what a select belongs, without asking what each of its columns is.

    Args:
        statement: The select.
    """
    subject = statement._propagate_attrs.get("plugin_subject")  # noqa: SLF001 -- as a session asks it
    mapper = getattr(subject, "mapper", None)
    return {"clause": statement} if mapper is None else {"clause": statement, "mapper": mapper}
