"""A stack of nodes to visit -> Bindings, filled node by node; a file may nest deeper than the interpreter recurses."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from lint_rules.semantic.scopes.binder import lend
from lint_rules.semantic.scopes.file import Bindings, Place
from lint_rules.semantic.scopes.model import Arm, Context, Scope, ScopeKind

NodeVisitors = Mapping[type[ast.AST], Callable[[Any, Any, Context], None]]
"""What is done with the nodes of some types, instead of pushing their children."""
_NO_NODES = frozenset({"ctx", "op", "id", "attr", "arg", "kind", "level", "module", "asname", "type_comment"})
"""Fields that never hold anything to look at."""
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a type of nodes that can hold nodes, the last first; remember them."""
    _FIELDS[kind] = tuple(name for name in reversed(kind._fields) if name not in _NO_NODES)
    return _FIELDS[kind]


class Body(ast.AST):
    """Stands for the body of a function on the stack."""


_BODY = Body()


class _Left(NamedTuple):
    """The body of a function that was left, and how many nodes and scopes were found before it."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    context: Context
    at: int
    scopes: int


class Steps:
    """The state of a walk: a stack of nodes to visit, the next one on top.

    Args:
        bindings: what is filled.
        special: what is done with the nodes of some types.
        leaves_bodies: whether the bodies of functions wait until something in them is asked about.
    """

    def __init__(self, bindings: Bindings, special: NodeVisitors, *, leaves_bodies: bool) -> None:
        """See the class."""
        self.bindings = bindings
        self.leaves_bodies = leaves_bodies
        self.stack: list[Place] = []
        self.nonlocals: list[tuple[Scope, str]] = []
        self._special = special
        self._left: list[_Left] = []
        self._tables = bindings.tables
        self.casts: set[str] = set()
        """What the file calls `typing.cast`, whose first argument can be a type in quotes."""

    def run(self, tree: ast.Module) -> None:
        """Walk a whole file; the bodies of functions later, where they are left."""
        self.stack.append((tree, None, Context(self.bindings.module_scope, (), deferred=False, annotation=False)))
        self._walk()
        if self._left:
            self.bindings.leave(self._run_through_bodies)
        else:
            self._lend()

    def _walk(self) -> None:
        # A call for each node would take as long as the rest of the walk, so that those of most kinds are done here.
        stack, special, fields = self.stack, self._special, _FIELDS
        by_type, places, _ = self._tables
        while stack:
            place = stack.pop()
            node, _, context = place
            kind = type(node)
            by_type[kind].append(node)
            places[node] = place
            if kind is ast.Name or (kind is ast.Constant and not (context.annotation or self.casts)):
                continue  # nothing stands in it
            visit = special.get(kind)
            if visit is not None:
                visit(self, node, context)
                continue
            for name in fields.get(kind) or _fields(kind):
                child: Any = getattr(node, name, None)
                if child.__class__ is list:
                    for item in reversed(child):
                        if isinstance(item, ast.AST):
                            stack.append((item, node, context))
                elif isinstance(child, ast.AST):
                    stack.append((child, node, context))

    def _run_through_bodies(self) -> None:
        """Walk what was left, and put it where the walk would have met it."""
        left, self._left, self.leaves_bodies = self._left, [], False
        by_type, _, scopes = self._tables
        seen = by_type[Body]  # the one list
        outside, outer = [*seen], [*scopes.items()]
        seen.clear()
        scopes.clear()
        done = done_scopes = 0
        for body in left:
            seen += outside[done : body.at]
            scopes.update(outer[done_scopes : body.scopes])
            done, done_scopes = body.at, body.scopes
            self.push(body.function.body, body.function, body.context)
            self._walk()
        seen += outside[done:]
        scopes.update(outer[done_scopes:])
        self._lend()

    def _lend(self) -> None:
        for scope, name in self.nonlocals:
            lend(scope, name)

    def leave(self, body: Body, context: Context) -> None:
        """Leave a body, where it would be walked."""
        by_type, places, scopes = self._tables
        seen = by_type[Body]
        seen.pop()
        function = cast("ast.FunctionDef | ast.AsyncFunctionDef", places.pop(body)[1])
        self._left.append(_Left(function, context, len(seen), len(scopes)))

    # -- pushing: what is pushed last is visited first, so every method pushes backwards

    def push(self, nodes: Sequence[ast.AST | None], parent: ast.AST, context: Context) -> None:
        """Push some children of a node."""
        for node in reversed(nodes):
            if node is not None:
                self.stack.append((node, parent, context))

    def push_children(self, node: ast.AST, context: Context) -> None:
        """Push all of them."""
        kind, push = type(node), self.stack.append
        for name in _FIELDS.get(kind) or _fields(kind):
            child: Any = getattr(node, name, None)
            if child.__class__ is list:
                for item in reversed(child):
                    if isinstance(item, ast.AST):
                        push((item, node, context))
            elif isinstance(child, ast.AST):
                push((child, node, context))

    def push_arms(self, node: ast.AST, arms: Sequence[Sequence[ast.AST]], context: Context, *, apart: bool) -> None:
        """Push the arms of a compound statement; `apart` says that no two of them run."""
        for index in range(len(arms) - 1, -1, -1):
            arm = Arm(node, index, exclusive=apart)
            if arms[index]:
                scope, branch, deferred, annotation = context
                self.push(arms[index], node, Context(scope, (*branch, arm), deferred, annotation))

    def push_body(self, function: ast.FunctionDef | ast.AsyncFunctionDef, context: Context) -> None:
        """Push the body of a function, or what stands for it."""
        if self.leaves_bodies:
            self.stack.append((_BODY, function, context))
        else:
            self.push(function.body, function, context)

    def push_annotation(self, node: ast.expr | None, parent: ast.AST, context: Context) -> None:
        """Push an annotation."""
        if node is not None:
            deferred = context.deferred or self.bindings.postponed
            self.stack.append((node, parent, Context(context.scope, context.branch, deferred, annotation=True)))

    def record(self, node: ast.AST, parent: ast.AST | None, context: Context) -> None:
        """Note a node that has no step of its own."""
        by_type, places, _ = self._tables
        by_type[type(node)].append(node)
        places[node] = node, parent, context

    def open_scope(self, kind: ScopeKind, node: ast.AST, context: Context) -> Context:
        """Note the scope that a node opens, and return the context of what stands in it."""
        scope = Scope(kind, node, context.scope)
        self._tables.scopes[node] = scope
        return Context(scope, (), deferred=False, annotation=False)
