"""A name that denotes several classes in a project, and who imports which of them: values."""

from __future__ import annotations

from pathlib import Path

from lint_rules.frozen import frozen


@frozen
class Import:
    """One import of a class.

    Args:
        path: the importing file.
        row: its line, from 1.
        alias: the name that the class has there; its own where the import renames nothing.
    """

    path: Path
    row: int
    alias: str


@frozen
class DenotedClass:
    """A class that an ambiguous name denotes somewhere.

    Args:
        qualified_name: the class.
        kind: what it is, in words: "a mapped class".
        path: where it is defined; None for a class from outside the project.
        row: the line of its definition, from 1; 0 without one.
        imports: who imports it, by file and line.
    """

    qualified_name: str
    kind: str
    path: Path | None
    row: int
    imports: tuple[Import, ...]


@frozen
class AmbiguousName:
    """A name and the classes that it denotes in the project, the most imported first."""

    name: str
    classes: tuple[DenotedClass, ...]
