"""The type that a mapping annotates -> which statuses a field may hold, and whether None and Unrecognized."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from session_status.errors import ArgumentError
from session_status.statuses.annotation.json_words import Annotating
from session_status.statuses.unrecognized import Unrecognized


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a field may hold.

    Attributes:
        statuses: Members of the Enum, in its order.
        none: Whether it may be None.
        unrecognized: Whether it may be Unrecognized.
    """

    statuses: tuple[Enum, ...]
    none: bool
    unrecognized: bool


def accepted_by(mapping: Annotating, source: Any) -> Accepted:
    """Read what is annotated.

    Args:
        mapping: The statuses and their words.
        source: The Enum, a Literal of members, either of them with None or Unrecognized.

    Raises:
        ArgumentError: It is something else, or Unrecognized without a word for it.
    """
    parts, domain = list(_parts(source)), mapping.domain
    chosen = [part for part in parts if type(part) is domain]
    whole, none, unrecognized = (
        any(part is kind for part in parts for kind in kinds) for kinds in ([domain], [None, NoneType], [Unrecognized])
    )
    statuses = tuple(status for status in domain if whole or status in chosen)
    known = [*chosen, domain, None, NoneType, Unrecognized]
    if not statuses or any(all(part is not kind for kind in known) for part in parts):
        raise ArgumentError(
            f"Annotated[{_shown(source)}, {mapping!r}]: what it annotates is {domain.__name__}, a Literal of its "
            "members, or one of these with None or Unrecognized; elsewhere write it inside, "
            f"such as list[Annotated[{domain.__name__}, ...]]"
        )
    if unrecognized and mapping.unrecognized is None:
        raise ArgumentError(
            f"Annotated[{_shown(source)}, {mapping!r}]: what is Unrecognized has no word; "
            "declare one with unrecognized=... in the mapping"
        )
    return Accepted(statuses, none=none, unrecognized=unrecognized)


def _parts(source: Any) -> Iterator[Any]:
    """Take a union, a Literal, an alias of one, or a bounded variable apart."""
    if isinstance(source, TypeVar):
        yield from _parts(source.__bound__ or source.__name__)
    elif not isinstance(source, type) and hasattr(source, "__value__"):  # `type Alias = ...`
        yield from _parts(source.__value__)
    elif get_origin(source) in {Union, UnionType}:
        for part in get_args(source):
            yield from _parts(part)
    elif get_origin(source) is Literal:
        yield from get_args(source)
    else:
        yield source


def _shown(source: Any) -> str:
    return source.__name__ if isinstance(source, type) else str(source)
