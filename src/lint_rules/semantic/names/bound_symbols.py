"""A binding, or a name in a module -> what it denotes, followed lazily through the files of the project."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from lint_rules.known_names import canonical
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.class_statements import ClassStatements
from lint_rules.semantic.names.combine import agreed
from lint_rules.semantic.names.imports import ImportResolver
from lint_rules.semantic.names.lookup import Load, ScopeLookup
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.names.symbol import (
    CallResult,
    DefinedClass,
    DefinedModule,
    ExternalSymbol,
    Symbol,
    Unknown,
    holds_tree,
)
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind

_Key = TypeVar("_Key")
_Meaning = TypeVar("_Meaning", Symbol, Symbol | None)


class BoundSymbols(ScopeLookup):
    """Says what bindings give to their names; remembers every answer.

    Args:
        layout: where modules lie.
        load: returns the parsed file at a path, or None when it cannot be read or parsed.
        visits: is told where the imports of each file lead.
    """

    def __init__(self, layout: ModuleResolver, load: Load, visits: DependencyRecorder) -> None:
        """See the class."""
        self.layout = layout
        self._destinations = ImportResolver(layout, visits)
        self._statements = ClassStatements(load)
        self._bound: defaultdict[File, dict[Binding, Symbol]] = defaultdict(dict)
        self._members: defaultdict[Path, dict[str, Symbol | None]] = defaultdict(dict)
        self._busy: set[object] = set()
        super().__init__(load, self._destinations.imported_module)

    @abstractmethod
    def resolve(self, expression: ast.expr, file: File) -> Symbol:
        """Return what `expression` denotes at its place in `file`."""

    def let_go(self, files: Collection[File], *, are_reached: bool = False) -> None:
        """Let go of the trees of some files.

        Args:
            files: the files.
            are_reached: whether names of other files lead to them. Then what these mean is remembered, as far as it holds no tree.
        """
        super().let_go(files)
        for file in files:
            self._bound.pop(file, None)
            if not are_reached:
                self._members.pop(file.path, None)
        self._statements.let_go({file.path for file in files})
        if are_reached:
            self._bound = defaultdict(dict, {file: _treeless(meanings) for file, meanings in self._bound.items()})
            self._members = defaultdict(dict, {path: _treeless(named) for path, named in self._members.items()})

    def file_at(self, path: Path) -> File | None:
        """Return the parsed file at a path; None when it cannot be read or parsed."""
        return self._load(path)

    def of_binding(self, binding: Binding, file: File, name: str = "") -> Symbol:
        """Return what a binding made in `file` gives its name. `name` says which, for a star import."""
        if binding.kind is BindingKind.STAR_IMPORT:
            return self._of_star(binding, name, file)
        known = self._bound[file].get(binding)
        if known is not None:
            return known
        if binding in self._busy:
            return Unknown("it is defined by itself")
        self._busy.add(binding)
        meaning = self._of_binding(binding, file)
        self._busy.discard(binding)
        self._bound[file][binding] = meaning
        return meaning

    def _of_binding(self, binding: Binding, file: File) -> Symbol:
        match binding.node, binding.statement:
            case ast.ClassDef() as node, _:
                return self.defined(node, file)
            case ast.alias() as alias, ast.Import():
                dotted = alias.name if alias.asname else alias.name.partition(".")[0]
                return self._destinations.module(dotted, file)
            case ast.alias() as alias, ast.ImportFrom() as statement:
                return self._from(statement, alias.name, file)
            case _, _ if binding.kind is BindingKind.VALUE and binding.value is not None:
                return self._of_value(binding, binding.value, file)
            case _:
                return Unknown(f"a {binding.kind.value}")

    def _of_value(self, binding: Binding, value: ast.expr, file: File) -> Symbol:
        if not isinstance(binding.statement, ast.Assign | ast.AnnAssign):
            return Unknown("a value")
        match value:
            case ast.Name() | ast.Attribute() | ast.Call() | ast.IfExp():
                return self.resolve(value, file)
            case _:
                return Unknown("a value")

    def defined(self, node: ast.ClassDef, file: File) -> DefinedClass:
        """Return the one value that stands for a class statement."""
        return self._statements.defined(node, file)

    def file_of(self, defined: DefinedClass) -> File:
        """Return the file that holds a class statement; see `ClassStatements.file_of`."""
        return self._statements.file_of(defined)

    def _from(self, statement: ast.ImportFrom, name: str, file: File) -> Symbol:
        base = self.imported_module(statement, file)
        if isinstance(base, DefinedModule) and base.path == file.path:
            return self._from_itself(base, statement, name, file)
        return self.attribute(base, name) if isinstance(base, DefinedModule | ExternalSymbol) else base

    def _from_itself(self, package: DefinedModule, statement: ast.ImportFrom, name: str, file: File) -> Symbol:
        """Return what a package imports from itself: a submodule, unless it has bound the name before."""
        scope = file.bindings.module_scope
        bound = [*scope.bindings.get(name, ()), *scope.stars]
        is_bound = any(binding.effective < (statement.lineno, statement.col_offset) for binding in bound)
        submodule = None if is_bound else self._destinations.submodule(package, name)
        return submodule or self.member(package, name)

    def imported_module(self, statement: ast.ImportFrom, file: File) -> Symbol:
        """Return the module that `from … import` names."""
        return self._destinations.imported_module(statement, file)

    def attribute(self, owner: Symbol, name: str) -> Symbol:
        """Return what `owner.name` denotes."""
        match owner:
            case DefinedModule():
                return self.member(owner, name)
            case ExternalSymbol(qualified_name=package):
                return ExternalSymbol(canonical(f"{package}.{name}"))
            case CallResult(by=maker):
                return ExternalSymbol(canonical(f"{maker}().{name}"))
            case DefinedClass():
                return self._class_member(owner, name)
            case _:
                return Unknown("an attribute")

    def _class_member(self, owner: DefinedClass, name: str) -> Symbol:
        """Return a class nested in a class; any other attribute is a value."""
        for statement in owner.node.body:
            if isinstance(statement, ast.ClassDef) and statement.name == name:
                return self.defined(statement, self.file_of(owner))
        return Unknown("an attribute of a class")

    def member(self, module: DefinedModule, name: str) -> Symbol:
        """Return what `name` denotes in a module that has run to its end, or its submodule of that name."""
        key = (module.path, name)
        if key in self._busy:
            return Unknown("imports go round in a circle")
        known = self._members[module.path]
        if name not in known:
            self._busy.add(key)
            known[name] = self._member(module, name)
            self._busy.discard(key)
        member = known[name]
        return member if member is not None else Unknown(f"{module.module} has no {name}")

    def _member(self, module: DefinedModule, name: str) -> Symbol | None:
        file = self._load(module.path) if module.path.suffix else None
        if file is not None:
            bindings = self.lookup(name, file.bindings.module_scope, file, point=None, branch=())
            if bindings:
                return agreed([self.of_binding(binding, file, name) for binding in bindings])
        return self._destinations.submodule(module, name)

    def _of_star(self, star: Binding, name: str, file: File) -> Symbol:
        if not isinstance(star.statement, ast.ImportFrom):
            return Unknown("a star import")
        return self._from(star.statement, name, file)


def _treeless(meanings: dict[_Key, _Meaning]) -> dict[_Key, _Meaning]:
    """Return what holds no tree."""
    return {key: meaning for key, meaning in meanings.items() if not holds_tree(meaning)}
