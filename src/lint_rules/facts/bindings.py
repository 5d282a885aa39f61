"""What one walk over a tree found: scopes and bindings, where each node stands, and the nodes by type."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar, cast

from lint_rules.facts.scopes import Context, Scope, ScopeKind
from lint_rules.facts.syntax import Tree
from lint_rules.frozen import frozen

_Node = TypeVar("_Node", bound=ast.AST)


class Bindings:
    """What the walk found. Read it through the methods; it does not change once built."""

    __slots__ = ("_by_type", "_context", "_parent", "_quoted", "module_scope", "postponed", "scope_of_node")

    def __init__(self, tree: ast.Module) -> None:
        """Begin with nothing found in `tree` but the module's own scope."""
        self.module_scope = Scope(ScopeKind.MODULE, tree, None)
        self.postponed = any(
            isinstance(statement, ast.ImportFrom)
            and statement.module == "__future__"
            and any(alias.name == "annotations" for alias in statement.names)
            for statement in tree.body
        )
        self.scope_of_node: dict[ast.AST, Scope] = {tree: self.module_scope}
        self._by_type: defaultdict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._context: dict[ast.AST, Context] = {}
        self._parent: dict[ast.AST, ast.AST | None] = {}
        self._quoted: dict[ast.AST, ast.expr] = {}

    def nodes(self, kind: type[_Node]) -> Sequence[_Node]:
        """Return every node of exactly this type, in source order."""
        return cast("list[_Node]", self._by_type.get(kind, ()))

    def context(self, node: ast.AST) -> Context:
        """Return where `node` stands."""
        return self._context[node]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that holds `node`; None for the module."""
        return self._parent.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around `node`, the nearest first."""
        around = self._parent.get(node)
        while around is not None:
            yield around
            around = self._parent.get(around)

    def quoted(self, literal: ast.expr) -> ast.expr | None:
        """Return the expression that a string annotation holds."""
        return self._quoted.get(literal)

    def scopes(self) -> Iterator[Scope]:
        """Yield every scope, the module first."""
        return iter(self.scope_of_node.values())

    @property
    def tables(
        self,
    ) -> tuple[defaultdict[type[ast.AST], list[ast.AST]], dict[ast.AST, Context], dict[ast.AST, ast.AST | None]]:
        """The nodes by type, their contexts and their parents, for the walk to fill."""
        return self._by_type, self._context, self._parent

    def take_apart(self) -> None:
        """Free what the walk found, which is used no more: scopes and bindings hold each other."""
        for scope in self.scope_of_node.values():
            scope.bindings.clear()
            scope.elsewhere.clear()
            scope.stars.clear()
        for found in (self.scope_of_node, self._by_type, self._context, self._parent, self._quoted):
            found.clear()

    def record_quoted(self, literal: ast.expr, inner: ast.expr) -> None:
        """Note what a string annotation holds (the walk's own call)."""
        self._quoted[literal] = inner

    def record(self, node: ast.AST, parent: ast.AST | None, context: Context) -> None:
        """Note one visited node (the walk's own call)."""
        self._by_type[type(node)].append(node)
        self._context[node] = context
        self._parent[node] = parent


@frozen(eq=False)
class File:
    """One parsed file of the project with its bindings."""

    path: Path
    name: str
    """Dotted module name."""
    tree: Tree
    bindings: Bindings
