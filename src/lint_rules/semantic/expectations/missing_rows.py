"""Statements -> the queries in them, and whether anything there can raise that a row is missing, or that there are several."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lint_rules import known_names
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.classes.mapped_attributes import AttributeKind
from lint_rules.semantic.classes.project_classes import ProjectClasses
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol
from lint_rules.semantic.queries.results import QueryResult, Results
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.sessions.inference import IsSession, SessionInference

NO_RESULT = "NoResultFound"
SEVERAL_RESULTS = "MultipleResultsFound"
_RAISING = {
    NO_RESULT: frozenset({"one", "scalar_one", "get_one"}),
    SEVERAL_RESULTS: frozenset({"one", "scalar_one", "one_or_none", "scalar_one_or_none", "scalar"}),
}
_STILL = frozenset(
    "append extend lower upper strip split join format items keys values isoformat hex encode decode startswith "
    "endswith replace strftime title timestamp total_seconds date time astimezone scalars unique partitions tuples "
    "mappings fetchmany debug info warning error exception critical label is_ isnot is_not in_ not_in notin_ like ilike "
    "contains any has between desc asc nullslast nullsfirst nulls_last nulls_first cast op astext count exists copy pop".split()
)
"""Methods of texts, lists, dates, loggers, columns and results: none of them looks for one row."""
_HARMLESS_PACKAGES = sys.stdlib_module_names | frozenset(
    {"builtins", "fastapi", "starlette", "flask", "pydantic", "werkzeug", "structlog", "loguru", "http"}
)


class MissingRows:
    """Answers for the statements of one file."""

    def __init__(
        self, file: File, resolver: Resolver, classes: ProjectClasses, sessions: SessionInference, results: Results
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes.kinds
        self._sessions = sessions
        self._results = results
        self._attributes = classes.attributes

    def errors_of(self, handler: ast.ExceptHandler) -> list[str]:
        """Return which of SQLAlchemy's two errors about the number of rows a handler names, if it names nothing else."""
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        named = [self._resolver.resolve(kind, self._file) for kind in kinds if kind is not None]
        known = [meaning.qualified_name for meaning in named if isinstance(meaning, ExternalSymbol)]
        errors = [
            last for name in known if (last := name.rpartition(".")[2]) in _RAISING and known_names.is_framework(name)
        ]
        return errors if len(errors) == len(kinds) else []  # what else it waits for may happen

    def queries_in(self, statements: Sequence[ast.stmt]) -> list[tuple[ast.Call, QueryResult]]:
        """Return the calls that give what a query found, in order."""
        calls = (node for node in _run(statements) if isinstance(node, ast.Call))
        return [(call, result) for call in calls if (result := self._results.of(call)) is not None]

    def may_raise(self, statements: Sequence[ast.stmt], error: str) -> bool:
        """Whether something in the statements raises an error, or is not known not to."""
        nodes = list(_run(statements))
        bound: dict[str, DefinedClass | None] = {
            node.id: None for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        bound |= self._rows_in(nodes)
        called_ones = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        return any(
            self._may(node, error) or (id(node) not in called_ones and self._runs_unseen(node, bound)) for node in nodes
        )

    def _rows_in(self, nodes: Iterable[ast.AST]) -> dict[str, DefinedClass | None]:
        """Return the classes of the rows that are kept under a name."""
        rows: dict[str, DefinedClass | None] = {}
        for node in nodes:
            if isinstance(node, ast.Assign):
                value = node.value.value if isinstance(node.value, ast.Await) else node.value
                result = self._results.of(value) if isinstance(value, ast.Call) else None
                model = None if result is None else result.model
                rows |= {target.id: model for target in node.targets if isinstance(target, ast.Name)}
        return rows

    def _runs_unseen(self, node: ast.AST, bound: Mapping[str, DefinedClass | None]) -> bool:
        """Whether code of the project's may run without a call that is seen: a property, an iterator, a context manager."""
        match node:
            case ast.With() | ast.AsyncWith() | ast.AsyncFor() | ast.Lambda() | ast.FormattedValue():
                return True
            case ast.Subscript(ctx=ast.Load()):
                return True
            case ast.For(iter=iterated) | ast.comprehension(iter=iterated):
                return not isinstance(iterated, ast.Call) or self._results.of(iterated) is None
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if owner in bound:
                model = bound[owner]  # what was found may have properties
                return model is None or self._attributes.kind(model, attr) is not AttributeKind.COLUMN
            case _:
                return False

    def _may(self, node: ast.AST, error: str) -> bool:
        match node:
            case ast.Yield() | ast.YieldFrom():
                return True  # what is done in between comes out here
            case ast.Raise(exc=raised):
                return raised is None or last_name(called(raised)) in {error, ""} or isinstance(raised, ast.Name)
            case ast.Call(func=ast.Attribute(attr=method)) if method in _RAISING[error]:
                return method != "scalar" or not node.args or self._sessions.calls_session(node) is IsSession.NO
            case ast.Call():
                return not self._is_harmless(node)
            case _:
                return False

    def _is_harmless(self, call: ast.Call) -> bool:
        """Whether a call is of something that never looks for one row."""
        if self._results.of(call) is not None or self._sessions.holds_session(call) is not IsSession.NO:
            return True
        match self._resolver.resolve(call.func, self._file):
            case ExternalSymbol(qualified_name=name):
                return known_names.is_framework(name) or name.partition(".")[0] in _HARMLESS_PACKAGES
            case DefinedClass() as made:
                return self._is_plain(made)
            case CallResult():
                return True
            case _:
                return isinstance(call.func, ast.Attribute) and self._is_still(call, call.func)

    def _is_plain(self, made: DefinedClass) -> bool:
        """Whether making an object of a class runs no code of the project's."""
        kinds = {ClassKind.MAPPED, ClassKind.DATACLASS, ClassKind.PYDANTIC, ClassKind.SQLMODEL, ClassKind.NAMED_TUPLE}
        if made.name.endswith(("Error", "Exception", "NotFound")):
            return True
        return self._classes.kind(made) in kinds and "__init__" not in self._classes.facts(made).attributes

    def _is_still(self, call: ast.Call, function: ast.Attribute) -> bool:
        method = function.attr
        if method in _STILL or (method in known_names.QUERY_METHODS and method != "values"):
            return True
        in_session = method in known_names.SESSION_METHODS and method not in {"get_one", "run_sync"}
        return in_session and self._sessions.calls_session(call) is not IsSession.NO


def _run(statements: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of statements in source order, without those of functions that are only defined there."""
    left = list(statements)[::-1]
    while left:
        node = left.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            left += [*ast.iter_child_nodes(node)][::-1]
