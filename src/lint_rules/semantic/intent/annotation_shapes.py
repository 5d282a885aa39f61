"""The name of a class in an annotation -> what is annotated, and what holds the class there: a list, a tuple, nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.classes.body import outer_name
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

OF_MODELS = frozenset("Mapped WriteOnlyMapped DynamicMapped Query Select Result ScalarResult AsyncScalarResult".split())
"""What holds only mapped classes."""

OF_SESSIONS = frozenset({"sessionmaker", "async_sessionmaker", "scoped_session", "async_scoped_session"})
"""What holds only classes of database sessions."""

COLLECTIONS = frozenset(
    "list List set Set frozenset FrozenSet dict Dict deque Sequence MutableSequence Collection Iterable AbstractSet "
    "MutableSet Mapping MutableMapping defaultdict OrderedDict".split()
)
"""What holds objects of a model: whoever keeps several database sessions uses each of them somewhere."""

_TRANSPARENT = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar"})
_TUPLES = frozenset({"tuple", "Tuple"})


def annotation_of(name: ast.Name, file: File) -> tuple[ast.AST, ast.AST | None]:
    """Return the whole annotation that holds a name, and the parameter or the statement that has it."""
    inside: ast.AST = name
    for node in file.bindings.ancestors(name):
        if isinstance(node, ast.arg | ast.stmt):
            return inside, node
        inside = node
    return inside, None


def cast_to(name: ast.Name, file: File) -> ast.Call | None:
    """Return the call that `cast(Session, x)` is, with or without quotes; None for any other name."""
    inside: ast.AST = name
    for node in file.bindings.ancestors(name):
        if isinstance(node, ast.Call | ast.arg | ast.stmt):
            return node if isinstance(node, ast.Call) and _casts(node) and node.args[0] is inside else None
        inside = node
    return None


def holder_of(name: ast.Name, file: File) -> str:
    """Return `list` for `list[Session]` and for `list[tuple[int, Session]]`; nothing where the class stands alone."""
    nearest, outer, *_ = [*_holders_of(name, file), "", ""]
    return outer if nearest in _TUPLES and outer in COLLECTIONS | OF_MODELS else nearest


def _holders_of(name: ast.Name, file: File) -> Iterator[str]:
    """Yield the names of the generics around a class, the nearest first; what adds None or a note does not count."""
    inside: ast.AST = name
    for node in file.bindings.ancestors(name):
        if isinstance(node, ast.arg | ast.stmt):
            return
        if isinstance(node, ast.Subscript) and inside is node.slice and outer_name(node) not in _TRANSPARENT:
            yield outer_name(node)
        inside = node


def _casts(call: ast.Call) -> bool:
    return last_name(call.func) == "cast" and len(call.args) > 1
