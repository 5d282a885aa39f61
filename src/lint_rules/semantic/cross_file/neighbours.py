"""A file and a name -> who else bears the name in what is distributed with the file, the nearest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.cross_file.distributions import Distributions
from lint_rules.semantic.cross_file.importers import Importer
from lint_rules.semantic.cross_file.namesakes import Namesakes, path_of
from lint_rules.semantic.names.symbol import DefinedClass, Symbol


class Neighbours:
    """What `Namesakes` finds in the whole project, as it is seen from one file.

    Args:
        path: the file.
        namesakes: finds who bears a name.
        census: finds who imports the framework's classes.
        distributions: says which files meet.
    """

    def __init__(self, path: Path, namesakes: Namesakes, census: ProjectIndex, distributions: Distributions) -> None:
        """See the class."""
        self._path, self._all, self._census, self._distributions = path, namesakes, census, distributions

    def imported_as(self, alias: str) -> Iterator[Importer]:
        """Yield every module-level `from … import … as alias` and `from … import alias`."""
        return self._distributions.near(self._path, self._all.imported_as(alias), path_of)

    def bare_imports(self, name: str) -> Iterator[Importer]:
        """Yield every module-level import of something under its own name `name`."""
        return self._distributions.near(self._path, self._all.bare_imports(name), path_of)

    def classes_named(self, name: str) -> tuple[DefinedClass, ...]:
        """Return every module-level class statement of this name."""
        return tuple(self._distributions.near(self._path, self._all.classes_named(name), path_of))

    def framework_importer(self, name: str) -> Importer | None:
        """Return the nearest other file that imports a database-session class under this bare name."""
        return self._census.framework_importer(name, self._path, self._distributions)

    def imports_of(self, name: str, meaning: Symbol) -> Iterator[Importer]:
        """Yield every module-level import of the class that `meaning` is, whose own name is `name`, under any alias."""
        return self._all.imports_of(name, meaning)

    def aliases_of(self, name: str, meaning: Symbol) -> Counter[str]:
        """Return under which other names the project imports the class that `meaning` is, and how often."""
        return self._all.aliases_of(name, meaning)

    def is_declared_twice(self, name: str) -> bool:
        """Whether the project has class statements of this name in more than one file."""
        return self._all.is_declared_twice(name)

    def is_used_as_list(self, name: str) -> bool:
        """Whether another file may use what a function of this name returns as only a list can be used."""
        return any(path != self._path for path in self._all.using_as_list(name))

    def children(self, defined: DefinedClass) -> Sequence[DefinedClass]:
        """Return the classes of the project that stand directly below a class."""
        return self._all.children(defined)

    def family(self, defined: DefinedClass) -> Iterator[DefinedClass]:
        """Yield a class and every class of the project below it."""
        return self._all.family(defined)
