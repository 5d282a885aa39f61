"""A mapped class and a word -> what is said when no attribute of it has that name; nothing where not all of them are seen."""

from __future__ import annotations

from collections.abc import Iterable

from mypy.nodes import Decorator, TypeInfo, Var

from lint_rules.errors import did_you_mean
from lint_rules.known_names import ClassKind, is_framework
from lint_rules.mypy_checks.classes import is_open
from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.models.declarations import column_names

_REFLECTED = frozenset(
    {"sqlalchemy.ext.declarative.extensions.DeferredReflection", "sqlalchemy.ext.automap.AutomapBase"}
)


_QUIET = ("builtins.", "typing.", "abc.")


def unknown(word: str, classes: Iterable[TypeInfo], build: Build) -> str | None:
    """Return a message if a word is an attribute of none of some classes, all of which are known whole."""
    entities = list(classes)
    if not entities or any(_has(word, info) for info in entities):
        return None
    if not all(is_whole(info, build) for info in entities) or build.adds(word):
        return None
    listed = " or ".join(f'"{info.fullname}"' for info in entities)
    near = did_you_mean(word, sorted({name for info in entities for name in _names(info)}))
    return f'{listed} has no attribute "{word}"{near}'


def is_whole(info: TypeInfo, build: Build) -> bool:
    """Whether all attributes of a mapped class stand in class bodies: no table is reflected, and no code adds to the class."""
    if build.kind(info) is not ClassKind.MAPPED or is_open(info):
        return False
    own = [base for base in info.mro if not is_framework(base.fullname) and not base.fullname.startswith(_QUIET)]
    return not any(base.fullname in _REFLECTED for base in info.mro) and not any(
        name in base.names for base in own for name in ("__table__", "__init_subclass__", "__getattr__")
    )


def _has(word: str, info: TypeInfo) -> bool:
    return info.get(word) is not None or word in column_names(info)


def _names(info: TypeInfo) -> Iterable[str]:
    """Return the attributes that a misspelt word may have meant."""
    for base in info.mro:
        if not is_framework(base.fullname):
            for name, symbol in base.names.items():
                if isinstance(symbol.node, Var | Decorator) and not name.startswith("_"):
                    yield name
