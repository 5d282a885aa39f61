"""What a class can be to SQLAlchemy, what is known of one, and the two roles that its name is confused between: values."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from lint_rules.frozen import frozen
from lint_rules.known_names import ClassKind

__all__ = ["MAPPED_FAMILY", "UNMAPPED", "ClassFacts", "ClassKind", "Role", "in_any_case"]


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

_MAPPING = frozenset({ClassKind.MAPPED, ClassKind.BASE, ClassKind.ABSTRACT})
"""Kinds of bases whose children are mapped."""

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


def in_any_case(arms: Sequence[ClassFacts]) -> ClassFacts:
    """Return what holds of a base whichever of several classes it is.

    Args:
        arms: what is known of each of them; one at least.
    """
    first, *others = arms
    if not others:
        return first
    kinds = {arm.kind for arm in arms}
    common = first.kind if len(kinds) == 1 else ClassKind.UNKNOWN
    return ClassFacts(
        ClassKind.ABSTRACT if kinds <= _MAPPING else common,
        fields=first.fields.intersection(*(arm.fields for arm in others)),
        defaults=first.defaults.intersection(*(arm.defaults for arm in others)),
        attributes=first.attributes.union(*(arm.attributes for arm in others)),
        complete=all(arm.complete for arm in arms),
    )


class Role(Enum):
    """What a use shows that a name was meant to be."""

    MODEL = "a mapped class"
    SESSION = "the database session class"
    NOTHING = "nothing"
