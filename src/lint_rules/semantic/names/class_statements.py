"""A class statement -> the one value that stands for it, and back to the statement in the tree that its file has now."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from pathlib import Path

from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.scopes.binder import start_of
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Point


class ClassStatements:
    """Class statements by file and place, which stay the same when a file is parsed again.

    Args:
        load: returns the parsed file at a path, or None when it cannot be read or parsed.
    """

    def __init__(self, load: Callable[[Path], File | None]) -> None:
        """See the class."""
        self._load = load
        self._classes: dict[tuple[Path, Point], DefinedClass] = {}
        self._nodes: dict[DefinedClass, ast.ClassDef] = {}

    def let_go(self, paths: Collection[Path]) -> None:
        """Let go of the trees of the files at `paths`; what a class statement stands for stays the same."""
        self._nodes = {defined: node for defined, node in self._nodes.items() if defined.path not in paths}

    def defined(self, node: ast.ClassDef, file: File) -> DefinedClass:
        """Return the one value that stands for a class statement."""
        key = (file.path, start_of(node))
        known = self._classes.get(key)
        if known is None:
            known = self._classes[key] = DefinedClass(node.name, file.name, file.path, self._statement)
        self._nodes[known] = node
        return known

    def file_of(self, defined: DefinedClass) -> File:
        """Return the file that holds a class statement.

        Raises:
            LookupError: the file is gone; it was changed in the middle of a run.
        """
        file = self._load(defined.path)
        if file is None:
            raise _changed(defined)
        return file

    def _statement(self, defined: DefinedClass) -> ast.ClassDef:
        if defined not in self._nodes:
            file = self.file_of(defined)
            for node in file.bindings.nodes(ast.ClassDef):
                self.defined(node, file)
        if defined not in self._nodes:
            raise _changed(defined)
        return self._nodes[defined]


def _changed(defined: DefinedClass) -> LookupError:
    return LookupError(f"{defined.path} was changed while it was read; run the command again")
