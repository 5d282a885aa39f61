"""What one walk over a tree found: scopes and bindings, where each node stands, and the nodes by type."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from lint_rules.frozen import frozen
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.model import Binding, Context, Scope, ScopeKind
from lint_rules.source.syntax.parser import Tree

_Node = TypeVar("_Node", bound=ast.AST)
_Named = TypeVar("_Named", ast.Name, ast.Attribute, ast.Call)


Place = tuple[ast.AST, ast.AST | None, Context]
"""A node, the node that holds it, and where it stands."""


class Tables(NamedTuple):
    """What a walk fills: the nodes by type, their places, and the scopes that they open."""

    by_type: defaultdict[type[ast.AST], list[ast.AST]]
    places: dict[ast.AST, Place]
    scopes: dict[ast.AST, Scope]


class Bindings:
    """What the walk found. Read it through the methods; it does not change once built.

    The bodies of functions are walked when something in them is asked about: what other files take from a file stands outside
    of them.
    """

    __slots__ = ("_by_name", "_by_type", "_places", "_quoted", "_rest", "_scopes", "_seen", "module_scope", "postponed")

    def __init__(self, tree: ast.Module, *, leaves_bodies: bool = False) -> None:
        """Begin with nothing found in `tree` but the module's own scope."""
        self.module_scope = Scope(ScopeKind.MODULE, tree, None)
        self.postponed = any(
            isinstance(statement, ast.ImportFrom)
            and statement.module == "__future__"
            and any(alias.name == "annotations" for alias in statement.names)
            for statement in tree.body
        )
        self._scopes: dict[ast.AST, Scope] = {tree: self.module_scope}
        # As long as bodies are left, nodes of all types stand in one list: the places of the bodies can be noted in it.
        seen = list[ast.AST]()
        self._seen = seen if leaves_bodies else None
        self._by_type = defaultdict[type[ast.AST], list[ast.AST]]((lambda: seen) if leaves_bodies else list)
        self._places: dict[ast.AST, Place] = {}
        self._quoted: dict[ast.AST, ast.expr] = {}
        self._by_name: dict[type[ast.AST], dict[str, list[Any]]] = {}
        self._rest: Callable[[], None] | None = None

    def nodes(self, kind: type[_Node]) -> Sequence[_Node]:
        """Return every node of exactly this type, in source order."""
        if self._seen is not None:
            self._walk_rest()
            seen, self._seen = self._seen, None
            self._by_type = defaultdict[type[ast.AST], list[ast.AST]](list)
            for node in seen:
                self._by_type[type(node)].append(node)
        nodes: Any = self._by_type.get(kind, ())
        return nodes  # type: ignore[no-any-return]

    def named(self, kind: type[_Named], name: str) -> Sequence[_Named]:
        """Return the names, the attributes or the calls of this last name, in source order: `c` of `c`, `a.c` and `a.c()`."""
        by_name = self._by_name.get(kind)
        if by_name is None:
            by_name = self._by_name[kind] = {}
            for node in self.nodes(kind):
                by_name.setdefault(last_name(getattr(node, "func", node)), []).append(node)
        return by_name.get(name, ())

    def context(self, node: ast.AST) -> Context:
        """Return where `node` stands."""
        place = self._places.get(node)
        if place is None:
            self._walk_rest()
            place = self._places[node]
        return place[2]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that holds `node`; None for the module."""
        place = self._places.get(node)
        if place is None:
            self._walk_rest()
            place = self._places.get(node)
        return None if place is None else place[1]

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around `node`, the nearest first."""
        around = self.parent(node)
        while around is not None:
            yield around
            around = self._places[around][1]

    def quoted(self, literal: ast.expr) -> ast.expr | None:
        """Return the expression that a string annotation holds."""
        if literal not in self._places:
            self._walk_rest()
        return self._quoted.get(literal)

    def names_in(self, node: ast.AST) -> Mapping[str, Sequence[Binding]]:
        """Return what a node binds in the scope that it opens; nothing for a node that opens none."""
        self._walk_rest()
        scope = self._scopes.get(node)
        return {} if scope is None else scope.bindings

    def scopes(self) -> Iterator[Scope]:
        """Yield every scope, the module first."""
        self._walk_rest()
        return iter(self._scopes.values())

    def take_apart(self) -> None:
        """Free what the walk found, which is used no more: scopes and bindings hold each other."""
        for scope in self._scopes.values():
            scope.bindings.clear()
            scope.elsewhere.clear()
            scope.stars.clear()
        for table in (self._scopes, self._by_name, self._by_type, self._places, self._quoted):
            table.clear()
        self._seen = self._rest = None

    def _walk_rest(self) -> None:
        if self._rest is not None:
            rest, self._rest = self._rest, None
            rest()

    # -- the walk's own calls

    @property
    def tables(self) -> Tables:
        """The tables, for the walk to fill."""
        return Tables(self._by_type, self._places, self._scopes)

    def record_quoted(self, literal: ast.expr, inner: ast.expr) -> None:
        """Note what a string annotation holds."""
        self._quoted[literal] = inner

    def leave(self, rest: Callable[[], None]) -> None:
        """Leave the rest of the walk until something in it is asked about."""
        self._rest = rest


@frozen(eq=False)
class File:
    """One parsed file of the project with its bindings."""

    path: Path
    name: str
    """Dotted module name."""
    tree: Tree
    bindings: Bindings
