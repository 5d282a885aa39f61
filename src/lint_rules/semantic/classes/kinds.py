"""What a class can be to SQLAlchemy, what is known of one, and the two roles that its name is confused between: values."""

from __future__ import annotations

from enum import Enum

from lint_rules.frozen import frozen
from lint_rules.known_names import ClassKind

__all__ = ["MAPPED_FAMILY", "UNMAPPED", "ClassFacts", "ClassKind", "Role"]


UNMAPPED = frozenset(
    {
        ClassKind.SESSION,
        ClassKind.DATACLASS,
        ClassKind.PYDANTIC,
        ClassKind.SQLMODEL,
        ClassKind.ENUM,
        ClassKind.PROTOCOL,
        ClassKind.TYPED_DICT,
        ClassKind.NAMED_TUPLE,
        ClassKind.PLAIN,
    }
)
"""Kinds that SQLAlchemy refuses as a query entity."""

MAPPED_FAMILY = frozenset({ClassKind.MAPPED, ClassKind.BASE, ClassKind.ABSTRACT, ClassKind.MIXIN})


@frozen
class ClassFacts:
    """What is known of a class.

    Args:
        kind: what it is.
        fields: attributes that exist on instances only: annotated without a value, or set on `self`.
        defaults: instance attributes whose default the class has as well: annotated with a value, no ClassVar.
        attributes: all names that the class body and its known bases define.
        complete: whether every base is known, so that `attributes` is the whole list.
    """

    kind: ClassKind
    fields: frozenset[str] = frozenset()
    defaults: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    complete: bool = False


class Role(Enum):
    """What a use shows that a name was meant to be."""

    MODEL = "a mapped class"
    SESSION = "the database session class"
    NOTHING = "nothing"
