"""An expression or a statement -> the query's result in it that may be None, and what is done with it as if it could not."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.queries.chains import Chains
from lint_rules.semantic.queries.results import QueryResult, Results, Shape
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.none_flow import Use, first_use

_PREPARED = ("AttributeError", "TypeError", "Exception", "BaseException")


class OptionalUse(NamedTuple):
    """Where a result that may be None is used as if it could not.

    Args:
        at: what takes something of it, or the statement that returns it.
        result: what the query gives.
        name: the variable that has it.
    """

    at: Use
    result: QueryResult
    name: str


class OptionalResults:
    """Answers for one file."""

    def __init__(self, file: File, results: Results, chains: Chains, annotations: Annotations) -> None:
        """Answer for `file`."""
        self._file = file
        self._results = results
        self._chains = chains
        self._annotations = annotations

    def at_once(self, node: ast.Attribute | ast.Subscript) -> QueryResult | None:
        """Return the result that may be None and that something is taken of where the query stands."""
        if not isinstance(node.value, ast.Call | ast.Await):
            return None
        result = self.of(node.value)
        return None if result is None or self._is_prepared(node) else result

    def behind(self, statement: ast.Assign | ast.AnnAssign) -> OptionalUse | None:
        """Return the first use of a variable that takes such a result, while it may be None."""
        name, value = _assigned(statement), statement.value
        result = self.of(value) if name and value is not None else None
        use = first_use(name, self._rest(statement)) if result is not None else None
        if result is None or use is None or self._is_prepared(use):
            return None
        return OptionalUse(use, result, name)

    def in_arms(self, annotation: ast.expr, value: ast.expr) -> QueryResult | None:
        """Return the result that may be None in an arm or an item of a value, where an annotation leaves no room for it."""
        pairs = self._pairs(annotation, value)
        left_out = (self.of(arm) for said, arm in pairs if self._annotations.lacks_none(said))
        return next((result for result in left_out if result is not None), None)

    def leaves_no_room(self, annotation: ast.expr, value: ast.expr, name: str) -> bool:
        """Whether an annotation of what is returned, a variable or a tuple with it, rules out that the variable is None."""
        said = (
            [annotation]
            if isinstance(value, ast.Name)
            else [
                said for said, item in self._pairs(annotation, value) if isinstance(item, ast.Name) and item.id == name
            ]
        )
        return any(map(self._annotations.lacks_none, said))

    def of(self, value: ast.expr) -> QueryResult | None:
        """Return what a value gives of a query where that may be None, and where it is known what the query selects."""
        result = self._results.of(value)
        if result is None or result.shape is not Shape.OPTIONAL:
            return None
        return result if result.model is not None or self._selects(value) else None

    def _selects(self, value: ast.expr) -> bool:
        """Whether a query selects columns of tables, so that there may be no row."""
        call = value.value if isinstance(value, ast.Await) else value
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)) or call.args:
            return False
        chain = self._chains.of(call.func.value)
        entities = None if chain is None else chain.entities
        # What is selected by a name may be an aggregate, which always has a row.
        return bool(entities) and all(isinstance(entity, ast.Attribute) for entity in entities or ())

    def _pairs(self, annotation: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
        match value, annotation:
            case ast.IfExp(body=body, orelse=orelse), _:
                yield from ((annotation, body), (annotation, orelse))
            case ast.BoolOp(values=[*_, last]), _:
                yield annotation, last
            case ast.Tuple(elts=items), ast.Subscript(slice=ast.Tuple(elts=said)) if len(items) == len(said):
                yield from zip(said, items, strict=True)
            case _:
                return

    def _rest(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """Return what runs behind a statement in its block, and behind the `with` that it stands in."""
        around = self._file.bindings.parent(statement)
        for block in _blocks(around):
            if statement in block:
                rest = block[block.index(statement) + 1 :]
                return [*rest, *self._rest(around)] if isinstance(around, ast.With | ast.AsyncWith) else rest
        return []

    def _is_prepared(self, use: ast.AST) -> bool:
        """Whether the use stands in a `try` that handles what it raises."""
        inner = use
        for around in self._file.bindings.ancestors(use):
            if isinstance(around, ast.Try | ast.TryStar) and inner in around.body and not isinstance(use, ast.Return):
                handled = [ast.unparse(handler.type) if handler.type else "" for handler in around.handlers]
                if any(not text or any(error in text for error in _PREPARED) for text in handled):
                    return True
            inner = around
        return False


def _assigned(statement: ast.Assign | ast.AnnAssign) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""


def _blocks(node: ast.AST | None) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield block
