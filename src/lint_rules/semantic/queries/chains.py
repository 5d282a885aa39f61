"""An expression -> how far a query has come in it, and what it selects: followed through variables of the file."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

from lint_rules import known_names
from lint_rules.frozen import frozen, replace
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.body import assigned
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.fixpoint import Fixpoint
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol
from lint_rules.semantic.queries.entities import QUERY_TYPES, Queries
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.sessions.inference import IsSession, SessionInference

_Agreed = TypeVar("_Agreed")


class Stage(Enum):
    """How far a query has come."""

    STATEMENT = "a statement, still to be executed"
    QUERY = "a session's query"
    ROWS = "executed: rows"
    SCALARS = "executed: the first value of each row"


@frozen
class Chain:
    """A query under construction, or what executing one returned.

    Args:
        stage: how far it has come.
        entities: what is selected; None when it is not known.
        grouped: whether it has a row for each group.
    """

    stage: Stage
    entities: tuple[ast.expr, ...] | None
    grouped: bool = False


_EXECUTING = {
    "execute": Stage.ROWS,
    "exec": Stage.ROWS,
    "stream": Stage.ROWS,
    "scalars": Stage.SCALARS,
    "stream_scalars": Stage.SCALARS,
}
_CHANGING = frozenset({"with_entities", "with_only_columns", "returning"})
_ENDING = frozenset({"subquery", "cte", "alias", "scalar_subquery", "add_columns", "add_entity", "columns", "mappings"})
_LEAVING = frozenset({"unique", "yield_per", "execution_options", "tuples"})


class Chains:
    """Answers for the expressions of one file."""

    def __init__(
        self, file: File, resolver: Resolver, classes: Classes, usage: SessionInference, queries: Queries
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._usage = usage
        self._queries = queries
        self._annotations = Annotations(file, resolver)
        self._known = Fixpoint["Chains", ast.expr, Chain | None](
            Chains._follow,
            rests_on=lambda expression: resolver.rests_on(expression, file),
            circle=None,
            confirms=lambda chain: chain is not None,  # then all ways to the name agree, those around a loop as well
        )

    def of(self, expression: ast.expr) -> Chain | None:
        """Return how far a query has come in `expression`; None when it is no query, or not known to be one."""
        return self._known.of(expression, self)

    def _follow(self, expression: ast.expr) -> Chain | None:
        match expression:
            case ast.Await(value=value):
                return self.of(value)
            case ast.Name():
                bound = self._resolver.candidates(expression, self._file)
                # `query = query.filter(...)` in a loop: as far as it had come before the loop.
                others = [
                    binding for binding in bound if binding.value is None or not self._known.is_open(binding.value)
                ]
                return self._agreed([self._bound(binding) for binding in others])
            case ast.Attribute(value=owner, attr="query"):
                model, entity = self.model(owner)
                return None if model is None or entity is None else Chain(Stage.QUERY, (entity,))
            case ast.Call():
                return self._selecting(expression) or self._method_call(expression)
            case _:
                return None

    def _method_call(self, call: ast.Call) -> Chain | None:
        match call.func:
            case ast.Attribute(value=receiver, attr="query") if self._is_session(receiver):
                return Chain(Stage.QUERY, _selected(call)) if self._queries.is_query(call) else None
            case ast.Attribute(value=receiver, attr=method):
                return self._step(call, receiver, method)
            case _:
                return None

    def _selecting(self, call: ast.Call) -> Chain | None:
        match self._resolver.resolve(call, self._file):
            case CallResult(by="sqlalchemy.select" | "sqlmodel.select"):
                return Chain(Stage.STATEMENT, _selected(call))
            case CallResult(by="sqlalchemy.orm.Query"):
                return Chain(Stage.QUERY, _selected(call))
            case _:
                return None

    def _step(self, call: ast.Call, receiver: ast.expr, method: str) -> Chain | None:
        if method in _EXECUTING and call.args and self._is_session(receiver):
            return self.executed(call, receiver)
        chain = self.of(receiver)
        if chain is None or method in _ENDING:
            return None
        if chain.stage in {Stage.ROWS, Stage.SCALARS}:
            return _after(chain, call, method)
        return _building(chain, call, method) if method in known_names.QUERY_METHODS else None

    def executed(self, call: ast.Call, session: ast.expr) -> Chain | None:
        """Return what `session.execute(…)` and its like return, of their first argument."""
        holds = self._usage.calls_session(call)
        statement = self.of(call.args[0])
        if holds is IsSession.NO or not self.runs(call, session) or (statement is None and holds is not IsSession.YES):
            return None
        stage = _EXECUTING.get(last_name(call.func), Stage.ROWS)
        if statement is None:
            return Chain(stage, None)
        if last_name(call.func) == "exec" and statement.entities is not None and len(statement.entities) == 1:
            stage = Stage.SCALARS  # SQLModel's: one thing selected comes without a row around it
        return replace(statement, stage=stage)

    def runs(self, call: ast.Call, session: ast.expr) -> bool:
        """Whether the call's value is the result, not a coroutine that is still to be awaited."""
        if isinstance(self._file.bindings.parent(call), ast.Await):
            return True
        match session:
            case ast.Name():
                named = [
                    self._annotations.aliased(binding.annotation)
                    for binding in self._resolver.candidates(session, self._file)
                ]
                known = [symbol.qualified_name for symbol in named if isinstance(symbol, ExternalSymbol)]
            case _:
                known = []
        return not any("sync" in name.lower() for name in (known or self._imported_sessions()))

    def _imported_sessions(self) -> list[str]:
        """Return what the file imports that may make its sessions: what one is when nothing else says it."""
        imported = [alias.name for statement in self._file.bindings.nodes(ast.ImportFrom) for alias in statement.names]
        sync = [name for name in imported if name in {"Session", "sessionmaker", "scoped_session"}]
        return sync or [name for name in imported if name.startswith(("AsyncSession", "async_session", "async_scoped"))]

    def _is_session(self, expression: ast.expr) -> bool:
        return self._usage.holds_session(expression) is not IsSession.NO

    # -- names

    def _bound(self, binding: Binding) -> Chain | None:
        if binding.value is not None and binding.kind is BindingKind.VALUE:
            return self.of(binding.value) if isinstance(binding.statement, ast.Assign | ast.AnnAssign) else None
        match self._annotations.denoted(binding.annotation):
            case ExternalSymbol(qualified_name="sqlalchemy.orm.Query"):
                return Chain(Stage.QUERY, None)
            case ExternalSymbol(qualified_name=name) if name in QUERY_TYPES:
                return Chain(Stage.STATEMENT, None)
            case _:
                return None

    def _agreed(self, chains: list[Chain | None]) -> Chain | None:
        """Return what all ways to a name have in common."""
        known = [chain for chain in chains if chain is not None]
        if not known or len(known) < len(chains) or not _same(chain.stage for chain in known):
            return None
        if _same(self._meant(chain.entities) for chain in known):
            return known[0]
        return Chain(known[0].stage, None)

    def _meant(self, entities: tuple[ast.expr, ...] | None) -> object:
        return None if entities is None else [(self.model(entity)[0], ast.unparse(entity)) for entity in entities]

    def model(self, entity: ast.expr) -> tuple[DefinedClass | None, ast.expr | None]:
        """Return the mapped class that an entity denotes, and the expression that names it."""
        match entity:
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=attr):
                named = self._set_in_class(entity, attr)
            case _:
                named = entity
        meaning = None if named is None else self._resolver.resolve(named, self._file)
        if isinstance(meaning, DefinedClass) and self._classes.kind(meaning) is ClassKind.MAPPED:
            return meaning, named
        return None, None

    def _set_in_class(self, expression: ast.expr, attr: str) -> ast.expr | None:
        """Return `X` of `model = X` in the body of the class around."""
        owners = (node for node in self._file.bindings.ancestors(expression) if isinstance(node, ast.ClassDef))
        owner = next(owners, None)
        value = None if owner is None else assigned(owner, attr)
        return value if isinstance(value, ast.Name | ast.Attribute) else None


def _after(chain: Chain, call: ast.Call, method: str) -> Chain | None:
    """Return what a method of a result leaves of it."""
    if chain.stage is Stage.ROWS and method == "scalars":
        return replace(chain, stage=Stage.SCALARS, entities=None if call.args else chain.entities)
    return chain if method in _LEAVING else None


def _building(chain: Chain, call: ast.Call, method: str) -> Chain:
    """Return a query one method further."""
    if method in _CHANGING:
        return replace(chain, entities=_selected(call))
    if chain.stage is Stage.STATEMENT and method in {"union", "union_all", "intersect", "except_"}:
        return replace(chain, entities=None)
    return replace(chain, grouped=chain.grouped or method == "group_by")


def _selected(call: ast.Call) -> tuple[ast.expr, ...] | None:
    """Return what a call selects; None for `select([…])` and `select(*columns)`."""
    if any(isinstance(argument, ast.Starred | ast.List | ast.Tuple) for argument in call.args):
        return None
    return tuple(call.args)


def _same(values: Iterable[_Agreed]) -> bool:
    listed = list(values)
    return all(value == listed[0] for value in listed)
