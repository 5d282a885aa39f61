"""A class of the project -> what kind of class it is and which attributes it has, as far as its bases are known."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from lint_rules import known_names
from lint_rules.semantic.classes.body import (
    assigned,
    decides_at_run_time,
    has_table,
    is_mixin,
    is_table,
    is_true,
    own_attributes,
)
from lint_rules.semantic.classes.family import arms_of_bases
from lint_rules.semantic.classes.kinds import ClassFacts, ClassKind, in_any_case
from lint_rules.semantic.fixpoint import Fixpoint
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

_UNKNOWN = ClassFacts(ClassKind.UNKNOWN)
_MAPPED_BY_CALLS = frozenset({ClassKind.DATACLASS, ClassKind.PLAIN, ClassKind.PYDANTIC, ClassKind.MIXIN})
"""Kinds by their statement of classes that a call can map; one whose columns are annotated for checkers looks like a mixin."""


class Classes:
    """Answers what kind of class a class of the project is; remembers every answer.

    Args:
        resolver: finds what bases and decorators denote.
        mapped_bases: qualified names of further bases whose children are mapped.
        imperatively_mapped: whether some file of the project maps the class by a call, None where it may; asked last, because
            it costs most.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        mapped_bases: Sequence[str],
        framework_classes: Sequence[str],
        imperatively_mapped: Callable[[DefinedClass], bool | None],
    ) -> None:
        """See the class."""
        self._resolver = resolver
        self._mapped_bases = frozenset(mapped_bases)
        self._framework_classes = frozenset(framework_classes)
        self._imperatively_mapped = imperatively_mapped
        self._facts = Fixpoint(Classes._judge, rests_on=self._bases, circle=_UNKNOWN)
        self._sqlmodels = Fixpoint(Classes._is_below_sqlmodel, rests_on=self._bases, circle=False)

    def facts(self, defined: DefinedClass) -> ClassFacts:
        """Return what is known of a class."""
        return self._facts.of(defined, self)

    def kind(self, meaning: Symbol) -> ClassKind:
        """Return what kind of class `meaning` is; UNKNOWN for what is no class of known kind."""
        match meaning:
            case DefinedClass():
                return self._of_defined(meaning, self.facts(meaning).kind)
            case ExternalSymbol(qualified_name=name) if name in known_names.SESSION_CLASSES | self._framework_classes:
                return ClassKind.SESSION
            case _:
                return ClassKind.UNKNOWN

    def _of_defined(self, defined: DefinedClass, kind: ClassKind) -> ClassKind:
        """Return the kind of a class whose statement says `kind`, which a call elsewhere can change."""
        if kind not in _MAPPED_BY_CALLS:
            return kind
        match self._imperatively_mapped(defined):
            case True:
                return ClassKind.MAPPED
            case None if kind in {ClassKind.DATACLASS, ClassKind.PLAIN}:  # nobody maps the others unseen
                return ClassKind.UNKNOWN
            case _:
                return kind

    def _judge(self, defined: DefinedClass) -> ClassFacts:
        file = self._resolver.file_of(defined)
        bases = [in_any_case([self._of_base(arm) for arm in arms]) for arms in arms_of_bases(defined, self._resolver)]
        body = own_attributes(defined.node)
        return ClassFacts(
            self._kind(defined, file, [base.kind for base in bases]),
            fields=body.fields.union(*(base.fields for base in bases)),
            defaults=body.defaults.union(*(base.defaults for base in bases)),
            attributes=body.attributes.union(*(base.attributes for base in bases)),
            complete=all(base.complete for base in bases),
        )

    def _of_base(self, meaning: Symbol) -> ClassFacts:
        match meaning:
            case DefinedClass() if meaning.qualified_name in self._mapped_bases:
                return ClassFacts(ClassKind.BASE)
            case DefinedClass():
                return self.facts(meaning)
            case ExternalSymbol(qualified_name=name):
                return self._of_external(name)
            case CallResult(by=maker) if maker in known_names.BASE_MAKERS:
                return ClassFacts(ClassKind.ABSTRACT)
            case _:
                return _UNKNOWN

    def _of_external(self, name: str) -> ClassFacts:
        if name in self._framework_classes:
            return ClassFacts(ClassKind.SESSION, attributes=known_names.SESSION_METHODS)
        for names, kind in ((self._mapped_bases, ClassKind.ABSTRACT), *known_names.EXTERNAL_KINDS):
            if name in names:
                own = known_names.SESSION_METHODS if kind is ClassKind.SESSION else frozenset[str]()
                return ClassFacts(kind, attributes=own, complete=kind is not ClassKind.SESSION)
        return ClassFacts(ClassKind.PLAIN) if name.startswith("builtins.") else _UNKNOWN

    def _kind(self, defined: DefinedClass, file: File, bases: list[ClassKind]) -> ClassKind:
        node = defined.node
        by_decorator = {self._decorated(decorator, file) for decorator in node.decorator_list}
        shaken = {ClassKind.UNKNOWN} if decides_at_run_time(node, file, self._resolver) else set[ClassKind]()
        strongest = min({*bases, *by_decorator, *shaken, ClassKind.PLAIN}, key=known_names.KIND_PRECEDENCE.index)
        if strongest in by_decorator & {ClassKind.MAPPED, ClassKind.BASE}:
            return strongest
        match strongest:
            case ClassKind.MAPPED | ClassKind.ABSTRACT | ClassKind.BASE:
                strongest = self._below_a_base(node, file)
            case ClassKind.UNKNOWN if has_table(node):
                strongest = ClassKind.MAPPED
            case ClassKind.SQLMODEL if is_table(node):
                strongest = ClassKind.MAPPED
            case ClassKind.PLAIN | ClassKind.DATACLASS | ClassKind.MIXIN if is_mixin(node, file, self._resolver):
                strongest = ClassKind.MIXIN
            case _:
                pass
        return strongest

    def _below_a_base(self, node: ast.ClassDef, file: File) -> ClassKind:
        if is_true(assigned(node, "__abstract__")):
            return ClassKind.ABSTRACT
        directly = any(
            isinstance(meaning := self._resolver.resolve(base, file), ExternalSymbol)
            and meaning.qualified_name in known_names.DECLARATIVE_BASES
            for base in node.bases
        )
        if directly:
            return ClassKind.BASE
        if self._sqlmodels.of(self._resolver.defined(node, file), self):
            return ClassKind.MAPPED if is_table(node) else ClassKind.SQLMODEL
        return ClassKind.MAPPED

    def _is_below_sqlmodel(self, defined: DefinedClass) -> bool:
        bases = [arm for arms in arms_of_bases(defined, self._resolver) for arm in arms]
        return ExternalSymbol(known_names.SQLMODEL_BASE) in bases or any(
            self._sqlmodels.of(base, self) for base in bases if isinstance(base, DefinedClass)
        )

    def _bases(self, defined: DefinedClass) -> Iterator[DefinedClass]:
        for arms in arms_of_bases(defined, self._resolver):
            yield from (arm for arm in arms if isinstance(arm, DefinedClass))

    def _decorated(self, decorator: ast.expr, file: File) -> ClassKind:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        match self._resolver.resolve(target, file):
            case ExternalSymbol(qualified_name=name) if name in known_names.DECORATOR_KINDS:
                return known_names.DECORATOR_KINDS[name]
            case _ if last_name(target) in {"mapped", "mapped_as_dataclass"}:
                return ClassKind.MAPPED
            case _:
                return ClassKind.UNKNOWN
