"""Parameters that work their values out at each call -> ones that SQLAlchemy's cache tells from those with plain values."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter
from sqlalchemy.sql.visitors import iterate


class CalledParameter(BindParameter[Any]):
    """What `bindparam(callable_=...)` makes, under a cache key of its own."""

    inherit_cache = True


def mark_called_values(parts: Iterable[Any]) -> None:
    """Let no statement with these parts be served by what was compiled for an alike one with plain values.

    SQLAlchemy (2.0 and 2.1) asks the parameter of the statement that was compiled first whether it is to be called, and
    sends NULL where that one had a plain value. The parameters are changed in place: copies of a statement would have
    other aliases, and to everybody else they are what they were.

    Args:
        parts: SQL expressions, mapped attributes, or statements.
    """
    for part in parts:
        for node in iterate(getattr(part, "expression", part)):
            if type(node) is BindParameter and node.callable is not None:
                node.__class__ = CalledParameter
