"""What a name can denote: values that resolution returns and rules take apart with `match`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from lint_rules.frozen import field, frozen


@frozen(eq=False)
class DefinedClass:
    """A class statement in the project; equal only to itself, because one statement is one class.

    It does not hold its file's tree, which may have been dropped to save memory: the statement is found again.
    """

    name: str
    module: str
    """Dotted name of the defining module, as the project imports it."""
    path: Path
    find: Callable[[DefinedClass], ast.ClassDef]

    @property
    def node(self) -> ast.ClassDef:
        """The class statement, in the tree that its file has now."""
        return self.find(self)

    @property
    def qualified_name(self) -> str:
        """`module.Class`."""
        return f"{self.module}.{self.name}"


@frozen
class DefinedModule:
    """A module or package of the project; one file is one module, by whatever name it was reached."""

    module: str = field(compare=False)
    path: Path


@frozen
class ExternalSymbol:
    """Something outside the project, under its canonical qualified name (`sqlalchemy.orm.Session`)."""

    qualified_name: str


@frozen
class CallResult:
    """What calling something external returned: `sessionmaker(...)`, `declarative_base()`, `aliased(X)`."""

    by: str
    """Canonical qualified name of what was called."""
    call: ast.Call


@frozen
class Unknown:
    """Not known. It silences rules."""

    why: str = ""
    arms: tuple[Symbol, ...] = ()
    """What it can denote, where several ways through the code give a name different meanings; none of them holds for sure."""


Symbol = DefinedClass | DefinedModule | ExternalSymbol | CallResult | Unknown


def holds_tree(meaning: Symbol | None) -> bool:
    """Whether something that a name denotes holds a part of a file's tree."""
    return isinstance(meaning, CallResult) or (isinstance(meaning, Unknown) and any(map(holds_tree, meaning.arms)))


def arms_of(meaning: Symbol) -> tuple[Symbol, ...]:
    """Return everything that something can denote: itself, where it is known."""
    return meaning.arms if isinstance(meaning, Unknown) and meaning.arms else (meaning,)
