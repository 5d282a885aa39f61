"""A select -> the options that SQLAlchemy would apply to it, whenever they were given."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Load, LoaderCriteriaOption

from session_status.errors import ColumnError
from session_status.execution.route import has_columns_only, names_database
from session_status.rows.nodes import is_kind

_LATER = {(("lazy", name),) for name in ("selectin", "subquery", "select")}
"""How a relationship is loaded when the statement's rows are read, so that criteria of its own are put together then."""


def options_of(statement: Any) -> tuple[Any, ...]:
    """List a select's options: `with_only_columns` puts those of before aside, and they hold all the same.

    What loads something beside entities has no place where columns were chosen instead of them.

    Args:
        statement: The select.
    """
    own: tuple[Any, ...] = statement._with_options  # noqa: SLF001 -- it has no public name
    early = _early(statement)
    if early and has_columns_only(statement):
        early = [*filter(holds_everywhere, early)]
    return (*early, *own)


def with_options_last(statement: Any) -> Any:
    """Give the same select with all its options as if they had been given last; itself where they were.

    Args:
        statement: The select.
    """
    return without_options(statement).options(*options_of(statement)) if _early(statement) else statement


def without_options(statement: Any) -> Any:
    """Give the same select with no options at all; itself where it has none.

    Args:
        statement: The select.
    """
    early = _early(statement)
    if not statement._with_options and not early:  # noqa: SLF001 -- it has no public name
        return statement
    stripped = statement._generate()  # noqa: SLF001 -- options can be added, but not taken back, by public methods
    stripped._with_options = ()  # noqa: SLF001 -- likewise
    if early:
        stripped._memoized_select_entities = tuple(map(_without, statement._memoized_select_entities))  # noqa: SLF001 -- likewise
    return stripped


def _early(statement: Any) -> list[Any]:
    aside: tuple[Any, ...] = getattr(statement, "_memoized_select_entities", ())
    return [option for part in aside for option in part._with_options]  # noqa: SLF001 -- it has no public name


def _without(part: Any) -> Any:
    stripped = part._clone()  # noqa: SLF001 -- it has no public name
    stripped._with_options = ()  # noqa: SLF001 -- likewise
    return stripped


def has_criteria(statement: Any) -> bool:
    """Tell whether a select's options add criteria to it when it is executed."""
    return any(map(is_criteria, options_of(statement)))


def is_criteria(option: object) -> bool:
    """Tell whether an option adds criteria to whatever reads a class, rather than loading something beside it."""
    return is_kind(option, LoaderCriteriaOption)


def holds_everywhere(option: object) -> bool:
    """Tell whether an option is about every statement that is sent for a select, whether it shows its rows or not."""
    return is_criteria(option) or names_database(option)


def criteria_of(options: Iterable[Any]) -> list[Any]:
    """List the criteria that options add, as far as they are there before the options are applied.

    Args:
        options: A select's options.
    """
    known = (option for option in options if is_criteria(option) and not option.deferred_where_criteria)
    return [option.where_criteria for option in known]


def check_criteria_of_loaders(options: Iterable[Any], statement: Any) -> None:
    """Refuse what SQLAlchemy cannot load: it finds the values of such criteria by the cache key of the statement.

    Args:
        options: A select's options.
        statement: What is sent with them.

    Raises:
        ColumnError: An option loads a relationship by criteria of its own, and the statement has no cache key.
    """
    if any(map(_loads_by_criteria, options)) and statement._generate_cache_key() is None:  # noqa: SLF001 -- it has no public name
        raise ColumnError(
            "the select loads a relationship by criteria (`and_` in an option), and SQLAlchemy can do that for statements "
            "alone that it may cache: say cache_ok = True of each type in it, or add with_loader_criteria instead"
        )


def _loads_by_criteria(option: Any) -> bool:
    elements = option.context if is_kind(option, Load) else ()
    return any(element._extra_criteria and element.strategy in _LATER for element in elements)  # noqa: SLF001 -- it has no public name
