"""An object of SQLAlchemy's -> what kind it is, asked by a function: a type checker would narrow what is erased on purpose."""

from typing import Any


def is_kind(node: object, *kinds: Any) -> bool:
    """Tell whether something is of one of these classes.

    Args:
        node: A part of a statement, or a value of unknown type.
        kinds: The classes.
    """
    return isinstance(node, kinds)
