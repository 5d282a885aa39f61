"""The annotations of a row's fields -> an error where one is wider than its column, which no type checker sees."""

import sys
from collections.abc import Hashable, Mapping
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Any, ForwardRef, TypeVar, Union, get_args, get_origin

from session_status.arguments import shown
from session_status.errors import ArgumentError
from session_status.rows.fields import Field
from session_status.rows.nodes import is_kind


def resolved(made: Any, fields: Mapping[str, Field], *, depth: int) -> dict[str, Any]:
    """Read annotations, with the names that are known where the class is made.

    Args:
        made: The class.
        fields: The fields.
        depth: How many frames up the class statement stands.

    Returns:
        The annotations that can be read now; a text where a name is not known yet.
    """
    written: dict[str, Any] = {}
    for base in reversed(made.__mro__):
        written |= getattr(base, "row_annotations", {})
    own = get_annotations(made)
    names = vars(sys.modules[made.__module__]) if made.__module__ in sys.modules else {}
    local = sys._getframe(depth).f_locals  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] -- a class in a function names what only that function knows
    return {key: _read(own.get(key, written.get(key, Any)), names, local) for key in fields}


def _read(annotation: Any, names: Mapping[str, Any], local: Mapping[str, Any]) -> Any:
    text = annotation.__forward_arg__ if is_kind(annotation, ForwardRef) else annotation
    if not is_kind(text, str):
        return annotation
    try:
        return eval(text, dict(names), dict(local))  # noqa: S307 -- the annotation that the class itself has
    except NameError:
        return text
    except (SyntaxError, TypeError, ValueError) as error:
        raise ArgumentError(f"the annotation {shown(text)} of a row is none: {error}") from error


def fields_of(row: Any, key: Any, others: Mapping[str, Any]) -> dict[str, Field]:
    """Give the fields of a class of rows, checked with what came with it.

    Args:
        row: The class.
        key: Its key; None where none came.
        others: What the short form takes, and a class of rows does not.

    Raises:
        ArgumentError: There is no key, or something beside it, or no field, or an annotation is wider than its column.
    """
    beside = [name for name, value in others.items() if value is not None]
    if beside:
        raise ArgumentError(f"{', '.join(beside)}: a SummaryRow says its columns itself; give key= only")
    if key is None:
        raise ArgumentError(f"key=...: say which column is the key of {row.__name__}, or which columns")
    if not row.row_fields:
        raise ArgumentError(f"{row.__name__} has no fields: give it some, as in id: int = column_of(Job.id)")
    _check_annotations(row)
    return dict(row.row_fields)


def _check_annotations(row: Any) -> None:
    """Refuse annotations that are missing, or say less than the columns do: None, or a type that is never there."""
    module = vars(sys.modules[row.__module__])
    for name, field in row.row_fields.items():
        annotation = _read(row.row_annotations[name], module, {})
        known = is_kind(annotation, Hashable)
        fault = _fault(annotation, *field.values()) if known else f"the annotation {shown(annotation)} is no type"
        if fault is not None:
            raise ArgumentError(f"{row.__name__}.{name}: {fault}")


def _fault(annotation: Any, kind: type | None, nullable: bool | None) -> str | None:  # noqa: FBT001 -- as `values` gives it
    if annotation is Any:
        return "it needs an annotation that says its type, and Any says none"
    if is_kind(annotation, str):
        return f"the annotation {annotation!r} names what is not known at run time: import it outside of TYPE_CHECKING"
    if is_kind(annotation, TypeVar):
        return None
    kinds = set(get_args(annotation)) if get_origin(annotation) in {Union, UnionType} else {annotation}
    if NoneType in kinds and nullable is False:
        return f"the annotation {annotation} allows None, but its column is NOT NULL"
    if NoneType not in kinds and nullable:
        return f"its column may be NULL: annotate {getattr(annotation, '__name__', annotation)} | None"
    return None if kind is None else _strange(kinds - {NoneType, kind}, kind)


def _strange(kinds: set[Any], kind: type) -> str | None:
    """Name a type that the column never has; a subclass of what SQLAlchemy says, such as an Enum, may be right."""
    for each in kinds:
        if is_kind(each, type) and (each is object or not issubclass(each, kind)):
            return f"it is annotated {each.__name__}, but its column holds {kind.__name__}"
    return None
