"""An import of a file -> the module that it leads to; where it leads, and what decides that, is noted."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from lint_rules import known_names
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.names.symbol import DefinedModule, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.scopes.file import File


class ImportResolver:
    """Finds modules for the imports of files.

    Args:
        layout: where modules lie.
        visits: is told where the imports of each file lead.
    """

    def __init__(self, layout: ModuleResolver, visits: DependencyRecorder) -> None:
        """See the class."""
        self._layout = layout
        self._visits = visits

    def module(self, dotted: str, file: File) -> Symbol:
        """Return the module of an absolute name."""
        path = self._led(file.path, lambda: self._layout.find(dotted, file.path))
        if path is not None:
            return DefinedModule(dotted, path)
        if self._layout.owns(dotted, file.path):
            return Unknown(f"the project has no module {dotted}")
        return ExternalSymbol(dotted)

    def imported_module(self, statement: ast.ImportFrom, file: File) -> Symbol:
        """Return the module that `from … import` names."""
        level, dotted = statement.level, statement.module or ""
        if not level:
            return self.module(dotted, file)
        path = self._led(file.path, lambda: self._layout.relative(level, dotted, file.path))
        if path is None:
            return Unknown("the project has no such module")
        name, heard = self._layout.hearing(lambda: self._layout.dotted(path) if path.suffix else path.name)
        self._visits.note_folders(file.path, heard)
        return DefinedModule(name, path)

    def submodule(self, module: DefinedModule, name: str) -> DefinedModule | None:
        """Return the module `name` inside a package."""
        if not self._layout.is_package(module.path):
            return None
        path = self._led(module.path, lambda: self._layout.below(module.path, name))
        return None if path is None else DefinedModule(f"{module.module}.{name}", path)

    def _led(self, source: Path, find: Callable[[], Path | None]) -> Path | None:
        """Find where an import leads, and note it for the file that it is in."""
        path, heard = self._layout.hearing(find)
        self._visits.note_folders(source, heard)
        if path is not None:
            self._visits.note(source, path)
        return path


def imports_framework(file: File) -> bool:
    """Whether a file imports SQLAlchemy or a relative anywhere."""
    imports = [alias.name for node in file.bindings.nodes(ast.Import) for alias in node.names]
    imports += [node.module or "" for node in file.bindings.nodes(ast.ImportFrom) if not node.level]
    return any(known_names.is_framework(name) for name in imports)
