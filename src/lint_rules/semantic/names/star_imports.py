"""A star import -> the names that it brings, and whether it surely does, followed through the modules behind it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from lint_rules.frozen import replace
from lint_rules.known_names import star_exports
from lint_rules.semantic.names.symbol import DefinedModule, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Arm, Binding, BindingKind, Scope, declared_exports
from lint_rules.semantic.scopes.reachability import AT_THE_END, reaching


class _Step(NamedTuple):
    """A module whose names are passed on, whether surely, and which of them one that passes them on deletes somewhere."""

    path: Path
    is_sure: bool
    deleted: frozenset[str] = frozenset()


class StarImports:
    """Answers for the star imports of the project; remembers what each module exports.

    Args:
        load: returns the parsed file at a path, or None when it cannot be read or parsed.
        imported_module: returns what a `from … import` of a file imports from.
    """

    def __init__(
        self, load: Callable[[Path], File | None], imported_module: Callable[[ast.ImportFrom, File], Symbol]
    ) -> None:
        """See the class."""
        self._load = load
        self._imported_module = imported_module
        self._exports: dict[Path, dict[str, bool]] = {}
        self._unsure: defaultdict[File, dict[Binding, Binding]] = defaultdict(dict)

    def let_go(self, files: Collection[File]) -> None:
        """Let go of the trees of some files; what they export stays."""
        for file in files:
            self._unsure.pop(file, None)

    def brought(self, star: Binding, name: str, file: File) -> Binding | None:
        """Return the binding that a star import makes of `name`: one that may not have run, if that is not sure."""
        if not isinstance(star.statement, ast.ImportFrom):
            return None
        match self._imported_module(star.statement, file):
            case DefinedModule(path=path):
                is_sure = self.exports(path).get(name)
                return None if is_sure is None else star if is_sure else self._perhaps(star, file)
            case ExternalSymbol(qualified_name=package):
                return star if star_exports(package, name) else None
            case _:
                return None

    def _perhaps(self, star: Binding, file: File) -> Binding:
        known = self._unsure[file]
        if star not in known:
            arm = Arm(star.node, 0, exclusive=False)
            known[star] = replace(star, branch=(*star.branch, arm))
        return known[star]

    def exports(self, path: Path) -> dict[str, bool]:
        """Return the names that `from module import *` brings from the module at `path`, and whether it surely does."""
        if path not in self._exports:
            names: dict[str, bool] = {}
            around, seen = [_Step(path, is_sure=True)], set[_Step]()
            while around:
                step = around.pop()
                if step not in seen:
                    seen.add(step)
                    for name, brings in self._own_exports(step, around):
                        names[name] = names.get(name, False) or (step.is_sure and brings and name not in step.deleted)
            self._exports[path] = names
        return self._exports[path]

    def _own_exports(self, step: _Step, around: list[_Step]) -> Iterator[tuple[str, bool]]:
        """Yield what one module exports itself; note in `around` the modules whose names its star imports pass on."""
        file = self._load(step.path) if step.path.suffix else None
        if file is None:
            return
        scope = file.bindings.module_scope
        declared = declared_exports(scope)
        if declared is not None:
            yield from ((name, True) for name in declared)
            return
        is_computed, deleted = "__all__" in scope.bindings, step.deleted | set(_deleted(scope))
        for name, bindings in scope.bindings.items():
            if not name.startswith("_") or is_computed:
                reached = reaching(bindings, AT_THE_END)
                is_there = reached.certain and all(
                    binding.kind is not BindingKind.DELETE for binding in reached.bindings
                )
                yield name, is_there and not is_computed
        for star in scope.stars:
            if isinstance(star.statement, ast.ImportFrom):
                module = self._imported_module(star.statement, file)
                if isinstance(module, DefinedModule):
                    is_sure = step.is_sure and not star.branch and not is_computed
                    around.append(_Step(module.path, is_sure, deleted))


def _deleted(scope: Scope) -> Iterator[str]:
    for name, bindings in scope.bindings.items():
        if any(binding.kind is BindingKind.DELETE for binding in bindings):
            yield name
