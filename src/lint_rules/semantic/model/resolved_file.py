"""One file of the project -> its nodes, where they stand, and what its names denote."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from lint_rules import known_names
from lint_rules.diagnostic import Related
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.locations import binding_span, name_span
from lint_rules.semantic.scopes.model import Binding, BindingKind, Scope
from lint_rules.semantic.scopes.reachability import never_runs
from lint_rules.source.spans import Position, Span
from lint_rules.source.syntax.parser import Tree

_Node = TypeVar("_Node", bound=ast.AST)


class ResolvedFile:
    """A parsed file with everything that it says by itself and through the files that its names lead to.

    Args:
        file: the parsed file.
        resolver: follows names through the project.
        classes: says what kind of class a class is.
    """

    def __init__(self, file: File, *, resolver: Resolver, classes: Classes) -> None:
        """See the class."""
        self._file = file
        self._resolver = resolver
        self.classes = classes
        self._names_by_meaning: dict[Symbol, list[str]] = {}
        self._names_left = iter([*file.bindings.module_scope.bindings])

    # -- the file

    @property
    def path(self) -> Path:
        """The file's absolute path."""
        return self._file.path

    @property
    def name(self) -> str:
        """The dotted name under which the project imports the file."""
        return self._file.name

    @property
    def tree(self) -> Tree:
        """The parsed text."""
        return self._file.tree

    def nodes(self, kind: type[_Node]) -> Sequence[_Node]:
        """Return every node of exactly this type, in source order."""
        return self._file.bindings.nodes(kind)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node around `node`."""
        return self._file.bindings.parent(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around `node`, the nearest first."""
        return self._file.bindings.ancestors(node)

    def function_around(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """Return the function that a node stands in; for `return`, the one that returns."""
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        return next((around for around in self.ancestors(node) if isinstance(around, functions)), None)

    def is_generator(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        """Whether a function yields, so that its caller does not get what it returns."""
        return function in self._generators

    @cached_property
    def _generators(self) -> frozenset[ast.AST | None]:
        yields: list[ast.AST] = [*self.nodes(ast.Yield), *self.nodes(ast.YieldFrom)]
        return frozenset(map(self.function_around, yields))

    def span(self, node: ast.AST) -> Span:
        """Return where a located node of this file stands."""
        assert isinstance(node, ast.expr | ast.stmt | ast.alias | ast.arg | ast.keyword | ast.excepthandler)  # noqa: S101  (only those have places)
        return self._file.tree.lines.span(node)

    def name_span(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.arg) -> Span:
        """Return where the name of a class, function or parameter stands, without the rest."""
        return name_span(self._file, node)

    def scope(self, node: ast.AST) -> Scope:
        """Return the scope that `node` stands in."""
        return self._file.bindings.context(node).scope

    def scopes(self) -> Iterator[Scope]:
        """Yield every scope of the file, the module first."""
        return self._file.bindings.scopes()

    # -- meanings

    def resolve(self, expression: ast.expr) -> Symbol:
        """Return what `expression` denotes at its place."""
        return self._resolver.resolve(expression, self._file)

    def candidates(self, name: ast.Name) -> list[Binding]:
        """Return the bindings that a name can mean at its place, the likeliest first."""
        return self._resolver.candidates(name, self._file)

    def member(self, module: DefinedModule, name: str) -> Symbol:
        """Return what a name denotes in a module of the project, or its submodule of that name."""
        return self._resolver.member(module, name)

    def denoted_by(self, binding: Binding) -> Symbol:
        """Return what a binding made in this file gives its name."""
        return self._resolver.of_binding(binding, self._file, binding.name)

    def describe(self, meaning: Symbol) -> str:
        """Return a full name with what it is: "`app.domain.Session` (a dataclass)"."""
        match meaning:
            case DefinedClass(qualified_name=name):
                kind = self.classes.kind(meaning)
                return f"`{name}`" if kind is ClassKind.UNKNOWN else f"`{name}` ({kind.value})"
            case DefinedModule(module=name):
                return f"`{name}` (a module)"
            case ExternalSymbol(qualified_name=name) if name in known_names.SESSION_CLASSES:
                return f"`{name}` (the database session class)"
            case ExternalSymbol(qualified_name=name):
                return f"`{name}`"
            case CallResult(by=maker):
                return f"what `{maker}(...)` returned"
            case _:
                return "something unknown"

    # -- places

    def binding_place(self, binding: Binding) -> tuple[Path, Span]:
        """Return the file and the place of a binding's narrowest node, in whichever file it stands."""
        return self._file.path, binding_span(self._file, binding)

    def class_place(self, defined: DefinedClass) -> tuple[Path, Span]:
        """Return the file and the place of a class statement's name."""
        return defined.path, name_span(self._resolver.file_of(defined), defined.node)

    def bound_at(self, expression: ast.expr) -> Binding | None:
        """Return the binding through which the first name of a dotted expression got its meaning."""
        root = expression
        while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        candidates = self.candidates(root) if isinstance(root, ast.Name) else []
        return candidates[0] if candidates else None

    def origin(self, binding: Binding) -> str:
        """Return how and where a binding of this file was made: "imported on line 24"."""
        how = {BindingKind.CLASS: "defined", BindingKind.VALUE: "assigned", BindingKind.PARAMETER: "a parameter"}
        verb = how.get(binding.kind, "imported" if "import" in binding.kind.value else "bound")
        return f"{verb} on line {binding_span(self._file, binding).start.row}"

    def whence(self, expression: ast.expr) -> str:
        """Return how and where an expression got its meaning, to stand behind "here": ", imported on line 24"."""
        binding = self.bound_at(expression)
        return f", {self.origin(binding)}" if binding is not None else ""

    def meaning_place(self, expression: ast.expr) -> Iterator[Related]:
        """Yield where an expression got its meaning, where something in this file gave it."""
        binding = self.bound_at(expression)
        if binding is not None:
            yield Related(*self.binding_place(binding), f"`{binding.name}` gets its meaning here")

    # -- names

    def names_of(self, wanted: DefinedClass | DefinedModule | ExternalSymbol) -> Iterator[str]:
        """Yield the module-level names that end up denoting a class or module; each name of the file is looked at once."""
        given = 0
        while True:
            names = self._names_by_meaning.get(wanted, ())
            if given < len(names):
                yield names[given]
                given += 1
            elif not self._looks_at_next_name():
                return

    def _looks_at_next_name(self) -> bool:
        name = next(self._names_left, None)
        if name is None:
            return False
        # A star import may be the last that brings it.
        bindings = self._resolver.bindings_of(name, self._file.bindings.module_scope, self._file)
        if bindings:
            meaning = self._resolver.of_binding(bindings[-1], self._file, name)
            self._names_by_meaning.setdefault(meaning, []).append(name)
        return True

    def bindings_in(self, scope_node: ast.AST, name: str) -> Sequence[Binding]:
        """Return the bindings of `name` that the module, class or function `scope_node` makes, in order."""
        return self._file.bindings.names_in(scope_node).get(name, ())

    def module_names(self) -> Iterator[tuple[str, Sequence[Binding]]]:
        """Yield every name bound at module level, with its bindings."""
        return iter(self._file.bindings.module_scope.bindings.items())

    def names_in_use(self) -> frozenset[str]:
        """Return every name that some scope of the file binds or uses."""
        return self._names_in_use

    @cached_property
    def _names_in_use(self) -> frozenset[str]:
        bound = {name for scope in self._file.bindings.scopes() for name in scope.bindings}
        return frozenset(bound | {name.id for name in self.nodes(ast.Name)})

    def is_bound_here(self, name: str) -> bool:
        """Whether something at module level binds a name, be it a star import."""
        return bool(self._resolver.bindings_of(name, self._file.bindings.module_scope, self._file))

    def is_for_type_checkers(self, binding: Binding) -> bool:
        """Whether a binding never runs: it stands below `if TYPE_CHECKING:`."""
        return never_runs(binding)

    def sees(self, binding: Binding, at: ast.expr) -> bool:
        """Whether a binding of this file, and no other, is what its name can mean where `at` stands."""
        scope, branch, deferred, _ = self._file.bindings.context(at)
        point = None if deferred else (at.lineno, at.col_offset)
        return self._resolver.lookup(binding.name, scope, self._file, point=point, branch=branch) == [binding]

    def is_deferred(self, node: ast.AST) -> bool:
        """Whether a node is evaluated later, if at all: a string annotation, or any under the future import."""
        return self._file.bindings.context(node).deferred

    def quoted(self, literal: ast.expr) -> ast.expr | None:
        """Return the expression that a string annotation holds."""
        return self._file.bindings.quoted(literal)

    def calls_of(self, name: str) -> Sequence[ast.Call]:
        """Return the calls of what has this last name, in source order: `f()`, `a.f()`."""
        return self._file.bindings.named(ast.Call, name)

    def is_postponed(self) -> bool:
        """Whether no annotation is evaluated where it stands: the file has the future import."""
        return self._file.bindings.postponed

    def text_at(self, span: Span) -> str:
        """Return the text of the file at a place."""
        lines = self.tree.lines
        return lines.text[lines.offset(span.start) : lines.offset(span.end)]

    def end_of_annotation(self, annotation: ast.expr) -> Position | None:
        """Return where the text of an annotation ends, be it in quotes; None for several literals, or one with a prefix."""
        span = self.span(annotation)
        if not isinstance(annotation, ast.Constant):
            return span.end
        text = self.tree.lines.line(span.end.row)
        is_plain = span.start.row == span.end.row and text[span.end.column - 2] == text[span.start.column - 1]
        return span.end._replace(column=span.end.column - 1) if is_plain else None

    def is_annotation(self, node: ast.AST) -> bool:
        """Whether a node stands in an annotation."""
        return self._file.bindings.context(node).annotation

    def starred(self, name: str) -> Iterator[tuple[Binding, Symbol]]:
        """Yield the star imports at module level that bring `name`, with what it denotes by each."""
        top = self._file.bindings.module_scope
        for binding in self._resolver.bindings_of(name, top, self._file) if top.stars else ():
            if binding.kind is BindingKind.STAR_IMPORT:
                yield binding, self._resolver.of_binding(binding, self._file, name)

    def imported_module(self, statement: ast.ImportFrom) -> Symbol:
        """Return the module that a `from … import` of this file names."""
        return self._resolver.imported_module(statement, self._file)
