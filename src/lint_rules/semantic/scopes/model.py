"""What a scope, a binding and the place of a node are: values."""

from __future__ import annotations

import ast
from enum import Enum
from typing import NamedTuple

from lint_rules.frozen import frozen


class BindingKind(Enum):
    """The statement that binds a name."""

    IMPORT = "import"
    FROM_IMPORT = "from import"
    STAR_IMPORT = "star import"
    CLASS = "class"
    FUNCTION = "function"
    PARAMETER = "parameter"
    VALUE = "value"
    OTHER = "other"
    DELETE = "delete"

    __hash__ = object.__hash__  # a member is itself alone: `Enum` computes it from the name each time


IMPORTS = frozenset({BindingKind.IMPORT, BindingKind.FROM_IMPORT})
"""What binds one name of another module, or a module."""


class ScopeKind(Enum):
    """What opens a scope."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"


class Arm(NamedTuple):
    """One of several ways through a compound statement, of which exactly one or at most one is taken."""

    statement: ast.AST
    number: int
    exclusive: bool
    """False for the arms of one statement that can run one after the other (a loop's body and its else)."""


FINALLY = -1
"""The number of the arm that `finally` is."""

Branch = tuple[Arm, ...]
Point = tuple[int, int]
"""Row and byte column as `ast` counts them."""


class Scope:
    """A module, class, function or comprehension and the bindings made in it, by name, in source order."""

    __slots__ = ("bindings", "elsewhere", "kind", "node", "parent", "stars")

    def __init__(self, kind: ScopeKind, node: ast.AST, parent: Scope | None) -> None:
        """Begin with no bindings."""
        self.kind = kind
        self.node = node
        self.parent = parent
        self.bindings: dict[str, list[Binding]] = {}
        self.elsewhere: dict[str, Scope] = {}
        """Names declared `global` or `nonlocal`, and the scope they belong to."""
        self.stars: list[Binding] = []


@frozen(eq=False)
class Binding:
    """One statement's giving a meaning to a name; equal only to itself."""

    name: str
    kind: BindingKind
    node: ast.alias | ast.stmt | ast.arg | ast.expr | ast.excepthandler | ast.pattern
    """The narrowest node to point at."""
    statement: ast.AST
    scope: Scope
    effective: Point
    """From here on the name has this meaning: the end of what is evaluated before it is bound."""
    branch: Branch
    value: ast.expr | None = None
    """What is assigned; for `with … as` and `for … in` the expression on the other side."""
    annotation: ast.expr | None = None
    remote: bool = False
    """Made by `global` or `nonlocal` from another scope: it may have run at any time."""


class Context(NamedTuple):
    """Where a node stands: its scope, the branches that lead to it, and when it is evaluated."""

    scope: Scope
    branch: Branch
    deferred: bool
    """Evaluated after the module has run: string annotations, and all of them under the future import."""
    annotation: bool


def declared_exports(scope: Scope) -> list[str] | None:
    """Return the names of a literal `__all__`; None when there is none or it is computed."""
    names: list[str] = []
    for binding in scope.bindings.get("__all__", ()):
        match binding.statement:
            case ast.Assign(value=value) | ast.AnnAssign(value=value) | ast.AugAssign(value=value):
                match value:
                    case ast.List(elts=elements) | ast.Tuple(elts=elements):
                        for element in elements:
                            if not (isinstance(element, ast.Constant) and isinstance(element.value, str)):
                                return None
                            names.append(element.value)
                    case _:
                        return None
            case _:
                return None
    return names or None
