"""A type of rows -> a hypothesis strategy for rows whose fields have the types that it says."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument, ResolutionFailed

from session_status.arguments import check_has
from session_status.errors import ArgumentError
from session_status.loading.rows import Summary
from session_status.rows.fields import CountField
from session_status.statuses.members import is_enum
from session_status.statuses.unrecognized import Unrecognized
from session_status.statuses.words import TotalMapping
from session_status.testing.strategies import unknown_values
from session_status.type_variables import R

COUNTS = st.integers(0, 2**31 - 1)
NUMBERS: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
}
"""Numbers that a database holds, and that equal themselves."""


def rows(
    kind: type[R], mapping: TotalMapping[Any, Any] | None = None, /, **given: st.SearchStrategy[Any]
) -> st.SearchStrategy[R]:
    """Draw rows: what a query would read, without a database.

    Every field is drawn by its annotation: any member of an Enum, None where the field may be None, counts from 0. The
    word of a Summary follows from its status.

    Args:
        kind: A class of rows, or a Summary with its types: `Summary[UUID, JobStatus, Wire, str | None]`.
        mapping: For a Summary, or a row whose status may be Unrecognized: the statuses and their words.
        given: A strategy of one's own for a field.

    Raises:
        ArgumentError: `kind` is no class of rows, a name in `given` is no field, a field's annotation does not say what
            to draw, or a Summary comes without its mapping.

    Example:
        >>> from hypothesis import given, strategies
        >>> from session_status import Summary
        >>> @given(rows(Summary[UUID, SessionStatus, str, str | None], STATUS, title=strategies.just("Monday")))
        ... def test_a_row_has_its_word(row):
        ...     assert (row.wire, row.title) == (STATUS[row.status], "Monday")
        >>> test_a_row_has_its_word()
    """
    made, annotations = _annotations(kind)
    unknown = [name for name in given if name not in annotations]
    if unknown:
        raise ArgumentError(f"{made.__name__} has no field {unknown[0]!r}; it has {', '.join(annotations)}")
    if mapping is not None:
        check_has("mapping", mapping, "a StatusMapping or MergedMapping", "domain", "known")
    for name, strategy_of_field in given.items():
        check_has(name, strategy_of_field, "a strategy of hypothesis", "example", "filter", "map")
    specified: dict[str, Any] = getattr(made, "row_fields", {})
    drawn = {
        name: given[name]
        if name in given
        else _drawn(f"{made.__name__}.{name}", annotation, specified.get(name), mapping)
        for name, annotation in annotations.items()
    }
    build: Any = st.builds
    strategy: st.SearchStrategy[R] = (
        _worded(made, drawn, mapping) if made is Summary and "wire" not in given else build(made, **drawn)
    )
    return strategy


def _worded(made: Any, drawn: dict[str, st.SearchStrategy[Any]], mapping: Any) -> Any:
    """Draw Summaries, each with the word of its status."""
    if mapping is None:
        raise ArgumentError(
            "a Summary's word follows from its status: give the mapping, as in rows(Summary[...], STATUS)"
        )
    return st.fixed_dictionaries(drawn).map(lambda values: made(**{**values, "wire": mapping[values["status"]]}))


def _annotations(kind: Any) -> tuple[Any, dict[str, Any]]:
    """Name the fields of a class of rows and their annotations, with the types in place of a generic's variables."""
    made = get_origin(kind) or kind
    if not isinstance(made, type) or not is_dataclass(made):
        raise ArgumentError(f"{kind!r} is no class of rows: give a SummaryRow, or Summary with its types")
    variables = dict(zip(getattr(made, "__parameters__", ()), get_args(kind), strict=False))
    hints = {**get_type_hints(made), **getattr(made, "row_annotations", {})}
    return made, {
        field.name: variables.get(hints[field.name], hints[field.name]) for field in fields(made) if field.init
    }


def _drawn(name: str, annotation: Any, field: Any, mapping: Any) -> st.SearchStrategy[Any]:
    """Choose a strategy for one field."""
    words = getattr(field, "mapping", mapping)
    if name == "Summary.segments_count" or isinstance(field, CountField):
        return COUNTS
    if name == "Summary.wire":
        return st.none()
    parts = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    return st.one_of([_part(name, part, words) for part in parts])


def _part(name: str, part: Any, mapping: Any) -> st.SearchStrategy[Any]:
    if part is NoneType or part is None:
        return st.none()
    if part is Unrecognized:
        return (st.text() if mapping is None else unknown_values(mapping)).map(Unrecognized)
    if is_enum(part):
        return st.sampled_from(list(part))
    if part in NUMBERS:
        return NUMBERS[part]
    if part is Any or isinstance(part, TypeVar | str):
        raise ArgumentError(f"{name}: {part} does not say what to draw; give a strategy, {name.split('.')[1]}=...")
    try:
        strategy: st.SearchStrategy[Any] = st.from_type(part)
        strategy.validate()
    except (InvalidArgument, ResolutionFailed) as error:
        raise ArgumentError(f"{name}: {part} has no strategy; give one, {name.split('.')[1]}=...") from error
    return strategy
