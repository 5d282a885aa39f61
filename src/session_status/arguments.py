"""What a caller gave -> the same, of the kind that is needed; or an error that names the argument and the remedy."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from session_status.errors import ArgumentError
from session_status.type_variables import K, V

LARGEST_NUMBER = 2**63
"""Beyond which no database has a whole number."""
SHOWN = 80
"""Characters of a value that a message shows."""


def is_huge(number: int) -> bool:
    """Tell whether most databases would refuse a whole number; MySQL and MariaDB have such ones in unsigned columns.

    Args:
        number: It.
    """
    return not -LARGEST_NUMBER <= number < LARGEST_NUMBER


def shown(value: object) -> str:
    """Write a value for a message: enough to recognise it.

    Args:
        value: Whatever was given.
    """
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def several(option: str, given: Iterable[V]) -> tuple[V, ...]:
    """Give the parts of what should be a list, a tuple, a set or the like.

    Args:
        option: The argument, as messages name it.
        given: What was given.

    Raises:
        ArgumentError: It is one thing, or a text, which would be taken for its letters.
    """
    if not _is_of(given, Iterable) or _is_of(given, str, bytes):
        raise ArgumentError(f"{option}={shown(given)}: a list is needed, or another iterable")
    return tuple(given)


def pairs(option: str, given: Mapping[K, V]) -> Mapping[K, V]:
    """Give what should be a mapping.

    Args:
        option: The argument, as messages name it.
        given: What was given.

    Raises:
        ArgumentError: It is none.
    """
    if not _is_of(given, Mapping):
        raise ArgumentError(f"{option}={shown(given)}: a dictionary is needed, or another mapping")
    return given


def check_flag(option: str, given: object) -> None:
    """Refuse what is neither True nor False: SQL, for one, has no truth of its own.

    Args:
        option: The argument, as messages name it.
        given: What was given.

    Raises:
        ArgumentError: It is neither.
    """
    if given is not True and given is not False:
        raise ArgumentError(f"{option}={shown(given)}: True or False is needed")


def check_seconds(*, least: float = math.ulp(0.0), **options: float) -> None:
    """Refuse what is no time to wait.

    Args:
        least: The smallest one that is allowed.
        options: Seconds, each under the name that messages give it.

    Raises:
        ArgumentError: One is no number, too small, or without end.
    """
    for name, seconds in options.items():
        if type(seconds) not in {int, float} or not (least <= seconds < math.inf):
            what = "positive number of seconds" if least > 0 else "number of seconds from 0 on"
            raise ArgumentError(f"{name}={shown(seconds)} is no {what}")


def check_whole(option: str, given: object, least: int, most: int) -> None:
    """Refuse what is no whole number in a range.

    Args:
        option: The argument, as messages name it.
        given: What was given.
        least: The smallest one.
        most: The largest one.

    Raises:
        ArgumentError: It is none.
    """
    if type(given) is not int or not least <= given <= most:
        raise ArgumentError(f"{option}={shown(given)}: a whole number from {least} to {most} is needed")


def check_has(option: str, given: object, what: str, *names: str) -> None:
    """Refuse what is not of the kind that is needed, told by what it can do: a class of them is none.

    Args:
        option: The argument, as messages name it.
        given: What was given.
        what: The kind, with its article.
        names: What one of that kind has.

    Raises:
        ArgumentError: It lacks one of them.
    """
    # A mapped attribute answers to any name, by an error that is none of an attribute that is not there.
    if isinstance(given, type) or not all(hasattr(type(given), name) or name in _own(given) for name in names):
        raise ArgumentError(f"{option}={shown(given)}: {what} is needed")


def check_callable(option: str, given: object) -> None:
    """Refuse what cannot be called.

    Args:
        option: The argument, as messages name it.
        given: What was given.

    Raises:
        ArgumentError: It is no callable.
    """
    if not callable(given):
        raise ArgumentError(f"{option}={shown(given)}: a function is needed, or another callable")


def _own(given: object) -> Any:
    return getattr(given, "__dict__", ())


# Asked by a function: a type checker would narrow what is erased on purpose.
def _is_of(given: object, *kinds: Any) -> bool:
    return isinstance(given, kinds)
