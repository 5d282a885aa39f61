"""A statement -> the fallback for a missing status in it: a guard, two branches, a `try`, a value that was set before."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from lint_rules.semantic.fallbacks.expressions import FallbackExpressions
from lint_rules.semantic.fallbacks.fallback import Fallback, Services
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.statuses.branches import BranchResult, outcome
from lint_rules.semantic.statuses.words import are_of_missing, is_for_missing


class FallbackStatements:
    """Finds them in one file."""

    def __init__(self, services: Services, expressions: FallbackExpressions) -> None:
        """Ask `services`; `expressions` judges what two branches give."""
        self._ask = services
        self._expressions = expressions

    def of_if(self, node: ast.If, block: Sequence[ast.stmt]) -> Iterator[Fallback]:
        """`if x: status = x.status / else: status = "…"`, and a guard: `if x is None: return "…" / return x.status`."""
        given = outcome(node.body)
        if given is None:
            return
        other = outcome(node.orelse) if node.orelse else self._otherwise(node, given, block)
        if other is not None and other.to == given.to:
            # What was set before the test is what the test looks at; an object's own status is given to it.
            name = given.to if not node.orelse and given.to.isidentifier() else ""
            yield from self._expressions.of_condition(node.test, given.value, other.value, name=name)

    def _otherwise(self, node: ast.If, given: BranchResult, block: Sequence[ast.stmt]) -> BranchResult | None:
        """Return what is given where a test without `else` fails: behind it, or by what was set before it."""
        before, behind = _around(node, block)
        if given.to != "return":
            return _set_before(given, before)
        end = outcome(behind) if behind else None
        is_guard = self._ask.word(given.value) is not None
        if len(behind) > 1 and not (is_guard and _names(node.test).isdisjoint(_stored(behind[:-1]))):
            return None
        return end

    def of_try(self, node: ast.Try, block: Sequence[ast.stmt]) -> Iterator[Fallback]:
        """`try: status = x.status.value / except AttributeError: status = "…"`."""
        for handler in node.handlers:
            if not is_for_missing(handler):
                continue
            replaced = outcome(handler.body)
            if all(isinstance(statement, ast.Pass) for statement in handler.body):
                yield from self._passed(node, node.body, block)
            elif replaced is not None:
                yield from self._replaced(node.body, replaced)

    def of_with(self, node: ast.With, block: Sequence[ast.stmt]) -> Iterator[Fallback]:
        """`with suppress(ValueError): return Status(text)`, and `return Status.NEW` behind it."""
        match node.items:
            case [ast.withitem(context_expr=ast.Call(func=function, args=kinds))] if last_name(
                function
            ) == "suppress" and are_of_missing(kinds):
                yield from self._passed(node, node.body, block)
            case _:
                return

    def _passed(self, node: ast.stmt, tried: list[ast.stmt], block: Sequence[ast.stmt]) -> Iterator[Fallback]:
        """Yield what is given where nothing is done about a status that cannot be read."""
        before, behind = _around(node, block)
        given = outcome(tried)
        if given is None:
            return
        replaced = outcome(behind[:1]) if given.to == "return" and behind else _set_before(given, before)
        if replaced is not None:
            yield from self._replaced(tried, replaced)

    def _replaced(self, tried: list[ast.stmt], replaced: BranchResult) -> Iterator[Fallback]:
        word = self._ask.word(replaced.value)
        if word is None:
            return
        message = f"where the status cannot be read, it is replaced by {word!r}"
        for result in (outcome([statement]) for statement in tried):
            if result is not None and result.to == replaced.to:
                found = self._of_tried(result.value, replaced.value, message)
                if found is not None:
                    yield found
                    return

    def _of_tried(self, value: ast.expr, fallback: ast.expr, message: str) -> Fallback | None:
        read = self._ask.read(value)
        if read is not None:
            found = self._ask.in_place_of(read, fallback, message) if read.is_attribute else None
            return None if found is None else Fallback(fallback, message)
        match value:
            case ast.Subscript(value=table, slice=key):
                words = self._ask.maps.map_of(table)
                if words is not None and (words.enum is not None or self._ask.read(key) is not None):
                    return Fallback(fallback, message)
                return self._ask.of_lookup(table, key, fallback)
            case _:
                return None


def _around(node: ast.stmt, block: Sequence[ast.stmt]) -> tuple[Sequence[ast.stmt], Sequence[ast.stmt]]:
    """Return the statements before and behind one."""
    at = next((index for index, statement in enumerate(block) if statement is node), None)
    return ((), ()) if at is None else (block[:at], block[at + 1 :])


def _set_before(given: BranchResult, before: Sequence[ast.stmt]) -> BranchResult | None:
    """Return what the statement before gives to the same target."""
    preset = outcome(before[-1:]) if before else None
    return preset if preset is not None and preset.to == given.to else None


def _names(test: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}


def _stored(statements: Sequence[ast.stmt]) -> set[str]:
    nodes = (node for statement in statements for node in ast.walk(statement))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
