"""An expression -> what it returns of a query: one row or None, one row, a list of them."""

from __future__ import annotations

import ast
from enum import Enum

from lint_rules import known_names
from lint_rules.frozen import frozen
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol
from lint_rules.semantic.queries.chains import Chain, Chains, Stage
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.scopes.reachability import Place, is_none, reaching
from lint_rules.semantic.sessions.inference import IsSession, SessionInference


class Shape(Enum):
    """How many of something a call returns; the value completes "returns …"."""

    ONE = "one row"
    OPTIONAL = "one row or None"
    LIST = "a list of rows"
    SEQUENCE = "a sequence of rows"


@frozen
class QueryResult:
    """What a call returns of a query.

    Args:
        shape: how many.
        method: the call's name, for messages.
        model: the mapped class of which it returns objects; None for columns, rows and what is not known.
        entity: the expression that names that class, as far as one does.
        column: the column whose value it returns, `Job.status` of `scalar(select(Job.status))`.
        in_rows: whether what is selected is known, and stands in rows around it: `execute(select(Job)).all()`.
    """

    shape: Shape
    method: str
    model: DefinedClass | None = None
    entity: ast.expr | None = None
    column: ast.Attribute | None = None
    in_rows: bool = False


_SHAPES: dict[Stage, dict[str, Shape]] = {
    Stage.QUERY: {
        "first": Shape.OPTIONAL,
        "one_or_none": Shape.OPTIONAL,
        "get": Shape.OPTIONAL,
        "one": Shape.ONE,
        "first_or_404": Shape.ONE,
        "get_or_404": Shape.ONE,
        "one_or_404": Shape.ONE,
        "all": Shape.LIST,
    },
    Stage.ROWS: {
        "first": Shape.OPTIONAL,
        "one_or_none": Shape.OPTIONAL,
        "fetchone": Shape.OPTIONAL,
        "one": Shape.ONE,
        "all": Shape.SEQUENCE,
        "fetchall": Shape.SEQUENCE,
    },
    Stage.SCALARS: {
        "first": Shape.OPTIONAL,
        "one_or_none": Shape.OPTIONAL,
        "one": Shape.ONE,
        "all": Shape.SEQUENCE,
        "fetchall": Shape.SEQUENCE,
    },
}
_SCALAR = {"scalar": Shape.OPTIONAL, "scalar_one_or_none": Shape.OPTIONAL, "scalar_one": Shape.ONE}
_GETTING = {"get": Shape.OPTIONAL, "get_one": Shape.ONE}
_METHODS = frozenset({*_SCALAR, *_GETTING, *(method for methods in _SHAPES.values() for method in methods)})
_NULL_WHEN_EMPTY = frozenset(f"{known_names.FUNC}.{name}" for name in ("max", "min", "sum", "avg"))


class Results:
    """Answers for the expressions of one file."""

    def __init__(self, file: File, resolver: Resolver, usage: SessionInference, chains: Chains) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._usage = usage
        self._chains = chains
        self._annotations = Annotations(file, resolver)
        self._returned: dict[ast.expr, QueryResult | None] = {}

    def of(self, expression: ast.expr) -> QueryResult | None:
        """Return what `expression` gives of a query; None when it gives something else, or what is not known."""
        match expression:
            case ast.Await(value=ast.Call() as call) | (ast.Call() as call):
                return self._called(call)
            case _:
                return None

    def held(self, value: ast.expr) -> QueryResult | None:
        """Return what `value` gives of a query, itself or as a variable.

        A variable that may be None counts only where nothing but `return` uses it: any other use may be what makes sure
        that it is not None.
        """
        if not isinstance(value, ast.Name):
            return self.of(value)
        bindings = self._resolver.candidates(value, self._file)
        if len(bindings) != 1 or not _is_assigned(bindings[0]):
            return None
        result = None if bindings[0].value is None else self.of(bindings[0].value)
        if result is not None and result.shape is Shape.OPTIONAL and self._is_looked_at(bindings[0]):
            return None
        return result

    def returned(self, value: ast.expr) -> QueryResult | None:
        """Return what `held` does, also of a variable that is annotated with room for None."""
        if value not in self._returned:  # several rules ask
            self._returned[value] = self._find_returned(value)
        return self._returned[value]

    def _find_returned(self, value: ast.expr) -> QueryResult | None:
        bindings = self._resolver.candidates(value, self._file) if isinstance(value, ast.Name) else []
        match [binding.statement for binding in bindings]:
            case [ast.AnnAssign(annotation=annotation, value=ast.expr() as assigned)]:
                is_open = not self._annotations.lacks_none(annotation) and not self._is_looked_at(bindings[0])
                return self.of(assigned) if is_open else None
            case _:
                return self.held(value)

    def may_be_none(self, value: ast.expr) -> bool:
        """Whether `value` is a variable that is set to None on a way that leads to it, as where nothing was found."""
        if not isinstance(value, ast.Name):
            return False
        context = self._file.bindings.context(value)
        place = Place((value.lineno, value.col_offset), context.branch)
        reached = reaching(context.scope.bindings.get(value.id, ()), place)
        return any(is_none(binding.value) for binding in reached.bindings)

    def _is_looked_at(self, binding: Binding) -> bool:
        parent = self._file.bindings.parent
        return any(not isinstance(parent(name), ast.Return) for name in self._usage.loads(binding))

    # -- the call that returns

    def _called(self, call: ast.Call) -> QueryResult | None:
        match call.func:
            case ast.Attribute(value=receiver, attr=method) if method in _METHODS:
                if method in _GETTING and len(call.args) + len(call.keywords) > 1:
                    return self._got(call, receiver, method)
                if method == "scalar" and call.args:
                    return self._of_scalar(self._chains.executed(call, receiver), method)
                chain = self._chains.of(receiver)
                if chain is None or (method in _GETTING and chain.stage is not Stage.QUERY):
                    return None
                if method in _SCALAR and chain.stage in {Stage.QUERY, Stage.ROWS}:
                    return self._of_scalar(chain, method)
                return self._of_rows(chain, method)
            case _:
                return None

    def _got(self, call: ast.Call, session: ast.expr, method: str) -> QueryResult | None:
        """`session.get(Model, key)`."""
        holds = self._usage.calls_session(call)
        if holds is IsSession.NO or not call.args or not self._chains.runs(call, session):
            return None
        model, entity = self._chains.model(call.args[0])
        if model is None and holds is not IsSession.YES:
            return None  # a client's `get(address, options)`, a cache's `get(key, default)`
        return QueryResult(_GETTING[method], method, model, entity)

    def _of_scalar(self, chain: Chain | None, method: str) -> QueryResult | None:
        if chain is None:
            return None
        shape = _SCALAR[method]
        if not chain.entities:
            # A bare `.scalar()` is how counts are taken, which are never None.
            return QueryResult(shape, method) if method != "scalar" and chain.entities is None else None
        model, entity = self._chains.model(chain.entities[0])
        if (
            model is None
            and shape is Shape.OPTIONAL
            and not self._can_be_null(chain.entities[0], grouped=chain.grouped)
        ):
            return None
        first = chain.entities[0]
        column = first if model is None and isinstance(first, ast.Attribute) else None
        return QueryResult(shape, method, model, entity, column)

    def _of_rows(self, chain: Chain, method: str) -> QueryResult | None:
        shape = _SHAPES.get(chain.stage, {}).get(method)
        if shape is None:
            return None
        if chain.entities is None:
            return QueryResult(shape, method)
        if (
            shape is Shape.OPTIONAL
            and not chain.grouped
            and any(self._is_call(selected) for selected in chain.entities)
        ):
            return None  # an aggregate has exactly one row
        alone = chain.stage is Stage.SCALARS or (chain.stage is Stage.QUERY and len(chain.entities) == 1)
        model, entity = self._chains.model(chain.entities[0]) if alone and chain.entities else (None, None)
        first = chain.entities[0] if chain.entities and model is None and chain.stage is Stage.SCALARS else None
        column = first if isinstance(first, ast.Attribute) else None
        in_rows = not alone if chain.entities else False
        return QueryResult(shape, method, model, entity, column, in_rows or self._is_of_columns(chain))

    def _is_of_columns(self, chain: Chain) -> bool:
        """Whether a session's query selects a column alone: `db.query(Job.id)` gives rows, other than `db.query(Job)`."""
        match chain.entities:
            case (ast.Attribute(value=owner),) if chain.stage is Stage.QUERY:
                return self._chains.model(chain.entities[0])[0] is None and self._chains.model(owner)[0] is not None
            case _:
                return False

    def _can_be_null(self, entity: ast.expr, *, grouped: bool) -> bool:
        """Whether the first value of the first row is None when nothing is found."""
        match _unlabelled(entity):
            case ast.Attribute(value=owner):
                return self._chains.model(owner)[0] is not None
            case ast.Call() as call:
                made = self._resolver.resolve(call.func, self._file)
                return isinstance(made, ExternalSymbol) and (made.qualified_name in _NULL_WHEN_EMPTY) and not grouped
            case _:
                return False

    def _is_call(self, entity: ast.expr) -> bool:
        return isinstance(_unlabelled(entity), ast.Call)


def _is_assigned(binding: Binding) -> bool:
    return binding.kind is BindingKind.VALUE and isinstance(binding.statement, ast.Assign)


def _unlabelled(entity: ast.expr) -> ast.expr:
    match entity:
        case ast.Call(func=ast.Attribute(value=inner, attr="label")):
            return inner
        case _:
            return entity
