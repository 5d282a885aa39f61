"""A file of a project -> its classes, values and imports, and the files that those lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import libcst
from libcst.helpers import get_full_name_for_node_or_raise

R = TypeVar("R")
Statement = libcst.BaseSmallStatement | libcst.BaseCompoundStatement


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the project.

    Attributes:
        tree: What stands in it.
        name: Its dotted name.
        roots: Where dotted names are looked for.
    """

    tree: libcst.Module
    name: str
    roots: tuple[Path, ...]

    def statements(self) -> Iterator[Statement]:
        """Give the statements of the module itself, those of one line one by one."""
        for line in self.tree.body:
            if isinstance(line, libcst.SimpleStatementLine):
                yield from line.body
            else:
                yield line

    def imported(self, name: str) -> tuple[str, str] | None:
        """Tell from which module a name comes, and what it is called there.

        Args:
            name: The name.

        Returns:
            None where no `from` import says so.
        """
        for statement in self.statements():
            if not isinstance(statement, libcst.ImportFrom) or isinstance(statement.names, libcst.ImportStar):
                continue
            for alias in statement.names:
                if name == (alias.evaluated_alias or alias.evaluated_name):
                    return self._absolute(statement), alias.evaluated_name
        return None

    def class_named(self, name: str) -> tuple[Module, libcst.ClassDef] | None:
        """Find a class, here or where it is imported from.

        Args:
            name: What it is called here.
        """
        for statement in self.statements():
            if isinstance(statement, libcst.ClassDef) and statement.name.value == name:
                return self, statement
        return self._elsewhere(name, Module.class_named)

    def value_of(self, name: str) -> tuple[Module, libcst.BaseExpression] | None:
        """Find what a name is assigned, here or where it is imported from.

        Args:
            name: What it is called here.
        """
        for statement in self.statements():
            if isinstance(statement, libcst.Assign | libcst.AnnAssign) and statement.value is not None:
                target = statement.targets[0].target if isinstance(statement, libcst.Assign) else statement.target
                if isinstance(target, libcst.Name) and target.value == name:
                    return self, statement.value
        return self._elsewhere(name, Module.value_of)

    def _absolute(self, statement: libcst.ImportFrom) -> str:
        said = [] if statement.module is None else [get_full_name_for_node_or_raise(statement.module)]
        package = self.name.split(".")[: -len(statement.relative)] if statement.relative else []
        return ".".join([*package, *said])

    def _elsewhere(self, name: str, find: Callable[[Module, str], R | None]) -> R | None:
        origin = self.imported(name)
        there = None if origin is None else self._sibling(origin[0])
        return None if origin is None or there is None else find(there, origin[1])

    def _sibling(self, name: str) -> Module | None:
        place = name.replace(".", "/")
        for path in (root / file for root in self.roots for file in (f"{place}.py", f"{place}/__init__.py")):
            if path.is_file():
                return Module(libcst.parse_module(path.read_bytes()), name, self.roots)
        return None
