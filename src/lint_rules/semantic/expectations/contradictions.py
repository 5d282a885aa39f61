"""An annotation and a value -> what a query gives there, where nothing that the query gives can be what the annotation says."""

from __future__ import annotations

import ast
from enum import Enum

from lint_rules.frozen import frozen
from lint_rules.known_names import BASE_MAKERS, QUERY_METHODS
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.family import with_bases
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.queries.chains import Chains, Stage
from lint_rules.semantic.queries.results import QueryResult, Results, Shape
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind


class ExpectedForm(Enum):
    """What an annotation promises, as far as it matters for queries."""

    OBJECT = "an object"
    SCALAR = "a number, a text or a date"
    LIST = "a list"
    OTHER_COLLECTION = "a set, a tuple or a dictionary"
    ITERABLE = "something to iterate over"
    QUERY = "a query"


@frozen
class Promise:
    """An annotation, None aside.

    Args:
        form: what it promises.
        of: the class of the object, or of what is in the collection; None where it is not said.
    """

    form: ExpectedForm
    of: Symbol | None = None


@frozen
class Contradiction:
    """What a query gives in the place of something else.

    Args:
        result: what it returned; None where it is still to be run, or to be read.
        stage: how far it has come.
    """

    result: QueryResult | None
    stage: Stage | None = None


def _under(packages: str, names: str) -> frozenset[str]:
    return frozenset(f"{package}.{name}" for package in packages.split() for name in names.split())


_FORMS = {
    **dict.fromkeys(_under("builtins typing collections.abc", "list List Sequence MutableSequence"), ExpectedForm.LIST),
    **dict.fromkeys(
        _under("builtins typing collections.abc", "set frozenset Set FrozenSet tuple Tuple dict Dict Mapping"),
        ExpectedForm.OTHER_COLLECTION,
    ),
    **dict.fromkeys(_under("typing collections.abc", "Iterable Iterator Collection Generator"), ExpectedForm.ITERABLE),
    **dict.fromkeys(_under("builtins typing", "int str float bytes bool type Type"), ExpectedForm.SCALAR),
    **dict.fromkeys(("datetime.datetime", "datetime.date", "uuid.UUID", "decimal.Decimal"), ExpectedForm.SCALAR),
    **dict.fromkeys(("sqlalchemy.orm.Query",), ExpectedForm.QUERY),
}
_OBJECTS = frozenset(
    {ClassKind.MAPPED, ClassKind.DATACLASS, ClassKind.PYDANTIC, ClassKind.SQLMODEL, ClassKind.ENUM, ClassKind.SESSION}
)
_NOT_A_LIST = frozenset({ExpectedForm.OBJECT, ExpectedForm.SCALAR, ExpectedForm.OTHER_COLLECTION, ExpectedForm.QUERY})
_NOT_A_ROW = frozenset({ExpectedForm.SCALAR, ExpectedForm.LIST, ExpectedForm.OTHER_COLLECTION, ExpectedForm.QUERY})
_NOT_A_QUERY = frozenset({ExpectedForm.OBJECT, ExpectedForm.SCALAR, ExpectedForm.LIST, ExpectedForm.OTHER_COLLECTION})
_GIVING_QUERIES = QUERY_METHODS | frozenset(
    "query select Query execute exec stream scalars stream_scalars unique tuples".split()
)


class Contradictions:
    """Answers for the annotations of one file."""

    def __init__(self, file: File, resolver: Resolver, classes: Classes, results: Results, chains: Chains) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._annotations = Annotations(file, resolver)
        self._results = results
        self._chains = chains

    def between(self, annotation: ast.expr, value: ast.expr) -> Contradiction | None:
        """Return what `value` gives of a query, where `annotation` rules it out; None where it does not, or may not."""
        result = self._results.returned(value)
        if result is not None:
            return Contradiction(result) if self.contradicts(annotation, result) else None
        chain = self._chains.of(value) if self._may_be_query(value) else None
        promise = self._promise(annotation) if chain is not None else None
        if chain is None or promise is None or promise.form not in _NOT_A_QUERY:
            return None
        return Contradiction(None, chain.stage)

    def contradicts(self, annotation: ast.expr, result: QueryResult) -> bool:
        """Whether nothing that a query returned can be what an annotation says."""
        promise = self._promise(annotation)
        if promise is None:
            return False
        if result.shape in {Shape.LIST, Shape.SEQUENCE}:
            is_other = promise.form in {ExpectedForm.LIST, ExpectedForm.ITERABLE} and (
                self._is_another(promise.of, result.model) or self._is_no_object(promise.of, result)
            )
            return promise.form in _NOT_A_LIST or is_other
        if result.model is None:
            return promise.form is ExpectedForm.OBJECT and self._is_no_object(promise.of, result)
        if promise.form is ExpectedForm.ITERABLE:
            return not result.in_rows and self._cannot_be_iterated(result.model)
        return promise.form in _NOT_A_ROW or (
            promise.form is ExpectedForm.OBJECT and self._is_another(promise.of, result.model)
        )

    def _cannot_be_iterated(self, model: DefinedClass) -> bool:
        """Whether a mapped class has no `__iter__`, as far as its bases are known."""
        family = with_bases(model, self._resolver)
        return all(map(self._has_known_bases, family)) and "__iter__" not in self._classes.facts(model).attributes

    def _is_no_object(self, promised: Symbol | None, result: QueryResult) -> bool:
        """Whether an object of a mapped class is promised, and rows around it are given, or the values of a column."""
        if promised is None or self._classes.kind(promised) not in {ClassKind.MAPPED, ClassKind.SESSION}:
            return False
        return result.in_rows or (result.column is not None and self._is_of_class(result.column))

    def _is_of_class(self, column: ast.Attribute) -> bool:
        """Whether a column is that of a mapped class, `Job.id`, and no class of a module."""
        return self._chains.model(column.value)[0] is not None

    def _may_be_query(self, value: ast.expr) -> bool:
        """Whether a value is called as queries are, itself or as a variable; most are not, and need not be followed.

        Where a variable has an annotation of its own, the contradiction stands there.
        """
        match value:
            case ast.Await(value=inner):
                return self._may_be_query(inner)
            case ast.Name():
                bindings = self._resolver.candidates(value, self._file)
                return bool(bindings) and all(_may_bind_query(binding) for binding in bindings)
            case _:
                return _is_named_like_query(value)

    # -- what an annotation promises

    def _promise(self, annotation: ast.expr) -> Promise | None:
        named = self._annotations.named(annotation)
        if named is None:
            return None
        outer = named.value if isinstance(named, ast.Subscript) else named
        meaning = self._resolver.resolve(outer, self._file)
        if isinstance(meaning, ExternalSymbol) and meaning.qualified_name in _FORMS:
            return Promise(_FORMS[meaning.qualified_name], self._element(named))
        is_object = self._classes.kind(meaning) in _OBJECTS
        return Promise(ExpectedForm.OBJECT, meaning) if is_object else None

    def _element(self, collection: ast.expr) -> Symbol | None:
        """Return the class of what a collection holds: a class of the project, or a database session."""
        match collection:
            case ast.Subscript(slice=ast.Tuple()):
                return None
            case ast.Subscript(slice=inner):
                meaning = self._annotations.denoted(inner)
                return meaning if self._classes.kind(meaning) in _OBJECTS else None
            case _:
                return None

    # -- classes

    def _is_another(self, promised: Symbol | None, model: DefinedClass | None) -> bool:
        """Whether no object can be of both classes, as far as their bases are known."""
        if promised is None or model is None:
            return False
        if not isinstance(promised, DefinedClass):
            return True  # the framework's session
        ours, theirs = with_bases(promised, self._resolver), with_bases(model, self._resolver)
        is_known = all(self._has_known_bases(relative) for relative in (*ours, *theirs))
        return is_known and promised not in theirs and model not in ours

    def _has_known_bases(self, defined: DefinedClass) -> bool:
        file = self._resolver.file_of(defined)
        bases = [self._resolver.resolve(base, file) for base in defined.node.bases]
        return not any(
            isinstance(base, Unknown) or (isinstance(base, CallResult) and base.by not in BASE_MAKERS) for base in bases
        )


def _may_bind_query(binding: Binding) -> bool:
    if binding.annotation is not None:
        return binding.kind is BindingKind.PARAMETER and not isinstance(binding.statement, ast.AnnAssign)
    return isinstance(binding.value, ast.Name | ast.Await) or _is_named_like_query(binding.value)


def _is_named_like_query(value: ast.expr | None) -> bool:
    return last_name(value.func if isinstance(value, ast.Call) else value) in _GIVING_QUERIES
