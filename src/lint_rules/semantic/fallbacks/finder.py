"""A node of a file -> the fallbacks in it that stand in for a status."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import cast

from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.fallbacks.branches import FallbackBranches
from lint_rules.semantic.fallbacks.expressions import FallbackExpressions
from lint_rules.semantic.fallbacks.fallback import Fallback, Services
from lint_rules.semantic.fallbacks.searches import FallbackSearches
from lint_rules.semantic.fallbacks.sql import FallbackSql
from lint_rules.semantic.fallbacks.statements import FallbackStatements
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.statuses.branching import branching

_BLOCKS = ("body", "orelse", "finalbody")
_GIVING = (ast.Return, ast.Raise, ast.Assign, ast.AnnAssign)
"""What ends a branch that can give a status, or leave one out."""


class Fallbacks:
    """Answers for the nodes of one file."""

    def __init__(self, services: Services, resolver: Resolver, classes: Classes) -> None:
        """Ask `services`."""
        self._bindings = services.file.bindings
        self._expressions = FallbackExpressions(services, resolver, classes)
        self._statements = FallbackStatements(services, self._expressions)
        self._branches = FallbackBranches(services)
        self._searches = FallbackSearches(services)
        self._sql = FallbackSql(services, resolver, self._branches)

    def of(self, node: ast.AST) -> Iterator[Fallback]:
        """Yield the fallbacks that a node holds by itself, those of nodes inside it left out."""
        match node:
            case ast.Call():
                yield from self._of_call(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                yield from self._expressions.of_condition(test, body, orelse)
                yield from self._of_branches(node, ())
            case ast.BoolOp(op=ast.Or()):
                yield from self._expressions.of_or(node)
            case ast.stmt():
                yield from self._of_statement(node)
            case _:
                return

    def _of_call(self, call: ast.Call) -> Iterator[Fallback]:
        match call.func:
            case ast.Attribute(attr="get"):
                yield from self._expressions.of_get(call)
            case ast.Name(id="getattr"):
                yield from self._expressions.of_getattr(call)
            case ast.Name(id="next"):
                yield from self._searches.of_next(call)
            case ast.Name(id="defaultdict") | ast.Attribute(attr="defaultdict"):
                yield from self._searches.of_default(call)
            case _:
                yield from self._sql.of(call)

    def _of_statement(self, node: ast.stmt) -> Iterator[Fallback]:
        match node:
            case ast.If() if isinstance(node.body[-1], _GIVING):
                block = self._block(node)
                yield from self._statements.of_if(node, block)
                yield from self._of_branches(node, block)
            case ast.Match():
                yield from self._of_branches(node, ())
            case ast.For():
                yield from self._searches.of_loop(node, self._block(node))
            case ast.Try():
                yield from self._statements.of_try(node, self._block(node))
            case ast.With():
                yield from self._statements.of_with(node, self._block(node))
            case _:
                return

    def _of_branches(self, node: ast.If | ast.Match | ast.IfExp, block: Sequence[ast.stmt]) -> Iterator[Fallback]:
        branches = branching(node, self._bindings.ancestors(node), block)
        if branches is not None:
            yield from self._branches.of(branches)

    def _block(self, node: ast.stmt) -> Sequence[ast.stmt]:
        """Return the statements among which one stands."""
        around = self._bindings.parent(node)
        blocks = (cast("Sequence[ast.stmt]", getattr(around, name, ())) for name in _BLOCKS)
        return next((block for block in blocks if node in block), ())
