"""An import of a file -> the module that it leads to; where it leads, and what decides that, is noted."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import NamedTuple

from lint_rules import known_names
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.names.symbol import DefinedModule, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.scopes.file import File


class _Destination(NamedTuple):
    """Where an import leads, and the folders whose listings decide that."""

    module: DefinedModule | ExternalSymbol | Unknown
    folders: set[str]


class ImportResolver:
    """Finds modules for the imports of files; remembers where those of each folder lead.

    Args:
        layout: where modules lie.
        visits: is told where the imports of each file lead.
    """

    def __init__(self, layout: ModuleResolver, visits: DependencyRecorder) -> None:
        """See the class."""
        self._layout = layout
        self._visits = visits
        self._known: dict[tuple[str, int, str], _Destination] = {}

    def module(self, dotted: str, file: File) -> Symbol:
        """Return the module of an absolute name."""
        return self._led(file.path, 0, dotted)

    def imported_module(self, statement: ast.ImportFrom, file: File) -> Symbol:
        """Return the module that `from … import` names."""
        return self._led(file.path, statement.level, statement.module or "")

    def submodule(self, module: DefinedModule, name: str) -> DefinedModule | None:
        """Return the module `name` inside a package."""
        if not self._layout.is_package(module.path):
            return None
        path, heard = self._layout.hearing(lambda: self._layout.below(module.path, name))
        self._visits.note_folders(module.path, heard)
        if path is None:
            return None
        self._visits.note(module.path, path)
        return DefinedModule(f"{module.module}.{name}", path)

    def _led(self, importer: Path, level: int, dotted: str) -> Symbol:
        """Return where an import leads, and note it for the file that it is in."""
        key = (str(importer).rpartition(os.sep)[0], level, dotted)  # files of one folder import alike
        known = self._known.get(key)
        if known is None:
            find = self._relative if level else self._absolute
            known = self._known[key] = _Destination(*self._layout.hearing(lambda: find(level, dotted, importer)))
        module, folders = known
        self._visits.note_folders(importer, folders)
        if isinstance(module, DefinedModule):
            self._visits.note(importer, module.path)
        return module

    def _absolute(self, _: int, dotted: str, importer: Path) -> DefinedModule | ExternalSymbol | Unknown:
        path = self._layout.find(dotted, importer)
        if path is not None:
            return DefinedModule(dotted, path)
        if self._layout.owns(dotted, importer):
            return Unknown(f"the project has no module {dotted}")
        return ExternalSymbol(dotted)

    def _relative(self, level: int, dotted: str, importer: Path) -> DefinedModule | Unknown:
        path = self._layout.relative(level, dotted, importer)
        if path is None:
            return Unknown("the project has no such module")
        return DefinedModule(self._layout.dotted(path) if path.suffix else path.name, path)


def imports_framework(file: File) -> bool:
    """Whether a file imports SQLAlchemy or a relative anywhere."""
    imports = [alias.name for node in file.bindings.nodes(ast.Import) for alias in node.names]
    imports += [node.module or "" for node in file.bindings.nodes(ast.ImportFrom) if not node.level]
    return any(known_names.is_framework(name) for name in imports)
