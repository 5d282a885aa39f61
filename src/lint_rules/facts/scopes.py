"""Scopes, bindings, and which of them a use can mean: Python's own rule, by position and by branch."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


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


Branch = tuple[Arm, ...]
Point = tuple[int, int]
"""Row and byte column as `ast` counts them."""


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class, function or comprehension and the bindings made in it, by name, in source order."""

    kind: ScopeKind
    node: ast.AST
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict[str, "list[Binding]"])
    elsewhere: dict[str, Scope] = field(default_factory=dict[str, "Scope"])
    """Names declared `global` or `nonlocal`, and the scope they belong to."""
    stars: list[Binding] = field(default_factory=list["Binding"])


@dataclass(frozen=True, slots=True, eq=False)
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


class Context(NamedTuple):
    """Where a node stands: its scope, the branches that lead to it, and when it is evaluated."""

    scope: Scope
    branch: Branch
    deferred: bool
    """Evaluated after the module has run: string annotations, and all of them under the future import."""
    annotation: bool


def exclusive(one: Branch, other: Branch) -> bool:
    """Whether at most one of two places can run: they lie in different arms of one statement."""
    for left, right in zip(one, other, strict=False):
        if left.statement is not right.statement:
            return False
        if left.number != right.number:
            return left.exclusive and right.exclusive
    return False


def always_before(binding: Branch, use: Branch) -> bool:
    """Whether reaching `use` means that `binding` ran: its branches lead to the use as well."""
    return len(binding) <= len(use) and all(
        left.statement is right.statement and left.number == right.number
        for left, right in zip(binding, use, strict=False)
    )


def reaching(bindings: Sequence[Binding], point: Point | None, branch: Branch) -> list[Binding]:
    """Return the bindings that a use at `point` can mean, the likeliest (latest) first.

    `point` None: the use runs when the whole scope has run, so the last binding wins.
    """
    candidates: list[Binding] = []
    for binding in reversed(bindings):
        if point is not None and binding.effective > point:
            continue
        if point is not None and exclusive(binding.branch, branch):
            continue
        if any(always_before(later.branch, binding.branch) for later in candidates):
            continue  # a later binding ran whenever this one did
        if any(always_before(binding.branch, later.branch) for later in candidates if _covers(candidates, later)):
            break
        candidates.append(binding)
        if always_before(binding.branch, branch if point is not None else ()):
            break
    return candidates if candidates or point is None else list(reversed(bindings))


def _covers(candidates: Iterable[Binding], later: Binding) -> bool:
    """Whether every way through the statement that holds `later` binds the name."""
    if not later.branch:
        return False
    arm = later.branch[-1]
    bound = {
        other.branch[-1].number
        for other in candidates
        if len(other.branch) == len(later.branch) and other.branch[-1].statement is arm.statement
    }
    return bound >= _ways(arm.statement)


def _ways(statement: ast.AST) -> set[int]:
    match statement:
        case ast.If(orelse=[_, *_]):
            return {0, 1}
        case ast.Try(handlers=handlers) | ast.TryStar(handlers=handlers):
            return set(range(len(handlers) + 1))
        case _:
            return {-1}


def told_apart(bindings: list[Binding]) -> list[Binding]:
    """Leave out `X = None`, the usual stand-in for what could not be imported, and what was deleted again."""
    kept = [one for one in bindings if not (_is_none(one.value) or one.kind is BindingKind.DELETE)]
    return kept or bindings


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


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
