"""A call or an assignment -> the values that it gives to columns of mapped classes: by keyword, in a dict, as an attribute."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from lint_rules.frozen import frozen
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass
from lint_rules.semantic.queries.chains import Chains, Stage
from lint_rules.semantic.queries.objects import Objects
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File

_BULK = frozenset({"bulk_insert_mappings", "bulk_update_mappings"})
_JOINING = frozenset({"join", "outerjoin", "select_from", "join_from", "outerjoin_from"})
_COLUMNS = frozenset({"Column", "mapped_column"})
_DEFAULTS = frozenset({"default", "insert_default", "onupdate", "server_default"})
_SETTING = frozenset({"__setattr__"})
_MAKING = _SETTING | {"__init__"}


@frozen
class ColumnValue:
    """A value that is given to a column.

    Args:
        owner: the mapped class.
        attr: the column's name there.
        value: what is given.
        is_of_database: whether the database gives it, where nothing else does.
    """

    owner: DefinedClass
    attr: str
    value: ast.expr
    is_of_database: bool = False


class ColumnValues:
    """Answers for one file."""

    def __init__(
        self,
        file: File,
        *,
        resolver: Resolver,
        classes: Classes,
        objects: Objects,
        chains: Chains,
        denoting: MaybeClass,
        is_status_name: Callable[[str], bool],
    ) -> None:
        """Answer for `file`; `is_status_name` says of which attributes of objects it is worth to find out what they are."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._objects = objects
        self._chains = chains
        self._denoting = denoting
        self._is_status_name = is_status_name
        self._validating: dict[DefinedClass, bool] = {}

    def of(self, node: ast.Call | ast.Assign) -> Iterator[ColumnValue]:
        """Yield what a call or an assignment gives to columns, as far as it is a literal or may be a member of an Enum."""
        if isinstance(node, ast.Call):
            yield from self._of_defaults(node) if last_name(node.func) in _COLUMNS else self._of_call(node)
        elif _is_spelled_out(node.value):  # to find out what an object is costs more
            for target in node.targets:
                if isinstance(target, ast.Attribute):
                    yield from self._of_object(target.value, target.attr, node.value)

    def _of_call(self, call: ast.Call) -> Iterator[ColumnValue]:
        match call.func:
            case ast.Attribute(value=receiver, attr="filter_by") if _spells_out(call):
                yield from self._of_keywords(self._filtered(receiver), call)
            case ast.Attribute(value=receiver, attr="update") if call.args and isinstance(call.args[0], ast.Dict):
                yield from self._of_dicts(self._queried(receiver), call.args[:1])
            case ast.Attribute(value=receiver, attr="values" | "on_conflict_do_update" | "on_duplicate_key_update"):
                yield from self._of_statement(receiver, call)
            case ast.Attribute(attr=attr) if attr in _BULK and len(call.args) > 1:
                yield from self._of_dicts(self._mapped(call.args[0]), call.args[1:2])
            case ast.Attribute(attr="execute") if len(call.args) > 1 and self._is_list_of_rows(call.args[1]):
                yield from self._of_dicts(self._changed(call.args[0]), call.args[1:2])
            case ast.Name(id="setattr"):
                if len(call.args) == 3 and isinstance(call.args[1], ast.Constant):  # noqa: PLR2004  its three parameters
                    yield from self._of_object(call.args[0], str(call.args[1].value), call.args[2])
            case function if _spells_out(call) and self._denoting.may_be_class(function):
                made = self._mapped(function)
                if made is not None and self._is_stored_as_given(made, _MAKING):
                    yield from self._of_keywords(made, call)
            case _:
                return

    def _of_defaults(self, call: ast.Call) -> Iterator[ColumnValue]:
        """`status = Column(Enum(Status), default="…", server_default="…")` in the body of a mapped class."""
        parent = self._file.bindings.parent
        statement = parent(call)
        match statement:
            case ast.Assign(targets=[ast.Name(id=attr)]) | ast.AnnAssign(target=ast.Name(id=attr)):
                around = parent(statement)
            case _:
                return
        owner = self._resolver.defined(around, self._file) if isinstance(around, ast.ClassDef) else None
        if owner is not None:
            for word in call.keywords:
                if word.arg in _DEFAULTS:
                    yield ColumnValue(owner, attr, word.value, is_of_database=word.arg == "server_default")

    # -- to which class

    def _mapped(self, expression: ast.expr) -> DefinedClass | None:
        meaning = self._resolver.resolve(expression, self._file)
        is_mapped = isinstance(meaning, DefinedClass) and self._classes.kind(meaning) is ClassKind.MAPPED
        return meaning if is_mapped and isinstance(meaning, DefinedClass) else None

    def _filtered(self, receiver: ast.expr) -> DefinedClass | None:
        """Return the class that `filter_by` is about: the one that was joined last, else the first that is selected."""
        rest: ast.expr = receiver
        while True:
            match rest:
                case ast.Call(func=ast.Attribute(attr=attr), args=[joined, *_]) if attr in _JOINING:
                    return self._mapped(joined)
                case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner):
                    rest = inner
                case ast.Name() if self._may_be_joined(rest):
                    return None
                case _:
                    return self._queried(receiver)

    def _may_be_joined(self, name: ast.Name) -> bool:
        """Whether what a variable holds may have been joined to another class."""
        values = [binding.value for binding in self._resolver.candidates(name, self._file)]
        words = [ast.unparse(value) for value in values if isinstance(value, ast.Call)]
        return any(method in word for word in words for method in _JOINING)

    def _queried(self, receiver: ast.expr) -> DefinedClass | None:
        """Return the class that a query is of."""
        chain = self._chains.of(receiver)
        if chain is None or not chain.entities or chain.stage not in {Stage.QUERY, Stage.STATEMENT}:
            return None
        first = chain.entities[0]
        model = self._chains.model(first)[0]
        return self._mapped(first.value) if model is None and isinstance(first, ast.Attribute) else model

    def _changed(self, statement: ast.expr) -> DefinedClass | None:
        """Return the class of `update(Job).where(…)`, `insert(Job)`, through variables that hold nothing else."""
        for _ in range(20):
            match statement:
                case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if not self._is_changing(statement):
                    if attr in {"cte", "subquery", "alias"}:
                        return None
                    statement = inner
                case ast.Call(args=[entity, *_]):
                    return self._mapped(entity) if self._is_changing(statement) else None
                case ast.Name():
                    bound = self._resolver.candidates(statement, self._file)
                    if len(bound) != 1 or bound[0].value is None:
                        return None
                    statement = bound[0].value
                case _:
                    return None
        return None

    def _is_changing(self, call: ast.Call) -> bool:
        made = self._resolver.resolve(call, self._file) if self._denoting.may_be_imported(call.func) else None
        return (
            isinstance(made, CallResult)
            and made.by.startswith("sqlalchemy.")
            and made.by.endswith((".update", ".insert"))
            and "()" not in made.by
        )

    @staticmethod
    def _is_list_of_rows(given: ast.expr) -> bool:
        return isinstance(given, ast.Dict) or (isinstance(given, ast.List) and isinstance(given.elts[0], ast.Dict))

    # -- what is given

    def _of_keywords(self, owner: DefinedClass | None, call: ast.Call) -> Iterator[ColumnValue]:
        for keyword in call.keywords if owner is not None else ():
            if owner is not None and keyword.arg is not None and _is_spelled_out(keyword.value):
                yield ColumnValue(owner, keyword.arg, keyword.value)

    def _of_statement(self, receiver: ast.expr, call: ast.Call) -> Iterator[ColumnValue]:
        owner = self._changed(receiver)
        if last_name(call.func) == "on_conflict_do_update":
            yield from self._of_dicts(owner, [keyword.value for keyword in call.keywords if keyword.arg == "set_"])
            return
        yield from self._of_keywords(owner, call)
        yield from self._of_dicts(owner, call.args[:1])

    def _of_dicts(self, owner: DefinedClass | None, given: list[ast.expr]) -> Iterator[ColumnValue]:
        """`{"status": …}`, `{Job.status: …}`, and lists of them."""
        for values in given if owner is not None else ():
            match values:
                case ast.List(elts=elements) | ast.Tuple(elts=elements):
                    yield from self._of_dicts(owner, elements)
                case ast.Dict(keys=keys, values=listed):
                    for key, value in zip(keys, listed, strict=True):
                        yield from self._of_key(owner, key, value)
                case _:
                    continue

    def _of_key(self, owner: DefinedClass | None, key: ast.expr | None, value: ast.expr) -> Iterator[ColumnValue]:
        match key:
            case ast.Constant(value=str(name)) if owner is not None:
                yield ColumnValue(owner, name, value)
            case ast.Attribute(value=named, attr=name):
                mapped = self._mapped(named)
                if mapped is not None:
                    yield ColumnValue(mapped, name, value)
            case _:
                return

    def _of_object(self, expression: ast.expr, attr: str, value: ast.expr) -> Iterator[ColumnValue]:
        if not (_is_spelled_out(value) and self._is_status_name(attr)):
            return
        owner = self._objects.class_of(expression)
        is_mapped = owner is not None and self._classes.kind(owner) is ClassKind.MAPPED
        if owner is not None and is_mapped and self._is_stored_as_given(owner, _SETTING):
            yield ColumnValue(owner, attr, value)

    def _is_stored_as_given(self, owner: DefinedClass, converting: frozenset[str]) -> bool:
        """Whether a class takes what its objects are given as it is: it has no method that could turn it into something else."""
        if owner not in self._validating:
            functions = [node for node in owner.node.body if isinstance(node, ast.FunctionDef)]
            decorators = [last_name(called(decorator)) for node in functions for decorator in node.decorator_list]
            self._validating[owner] = "validates" in decorators
        return not self._validating[owner] and self._classes.facts(owner).attributes.isdisjoint(converting)


def _spells_out(call: ast.Call) -> bool:
    """Whether a keyword of a call has a value that is worth a look."""
    return any(keyword.arg is not None and _is_spelled_out(keyword.value) for keyword in call.keywords)


def _is_spelled_out(value: ast.expr) -> bool:
    """Whether a value is a string, may be a member of an Enum or its value, or is one of two such."""
    match value:
        case ast.Constant(value=str()):
            return True
        case ast.Attribute(attr=attr):
            return attr in {"value", "name"} or attr.isupper()
        case ast.IfExp(body=body, orelse=orelse):
            return _is_spelled_out(body) or _is_spelled_out(orelse)
        case _:
            return False
