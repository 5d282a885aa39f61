"""Dotted names <-> files of the project: where imports lead, from the importing file outwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from lint_rules.known_names import FRAMEWORK
from lint_rules.semantic.names.directory import DISTRIBUTION_FILES, MODULE_SUFFIXES, changed_at, listing

_NEVER_OURS = sys.stdlib_module_names | frozenset(FRAMEWORK) | {"pydantic", "typing_extensions"}
_Answer = TypeVar("_Answer")


class ModuleResolver:
    """The folders of one project. It lists each folder at most once and never imports anything.

    Args:
        root: the project's root folder, absolute.
        src: folders that imports start from, relative to `root`; empty means inferred: `app.models` is the
            `app/models` nearest to the importing file on the way up to the root.
        note: is told the folders whose listings an answer rests on, unless that is asked for by `hearing`.
    """

    def __init__(self, root: Path, *, src: Sequence[str] = (), note: Callable[[set[str]], None] | None = None) -> None:
        """See the class."""
        self.root = root
        self._tops_above = frozenset({root, *root.parents})
        self._note = note
        self._src = tuple(root / folder for folder in src)
        self._tops: dict[tuple[Path, str], tuple[Path | None, set[str]]] = {}
        self._modules: dict[tuple[Path, str], tuple[Path | None, set[str]]] = {}
        self._heard: set[str] | None = None
        self.listed: dict[str, tuple[int, frozenset[str]]] = {}
        """The folders that were listed, when each had been changed last, and what it holds."""

    def hearing(self, ask: Callable[[], _Answer]) -> tuple[_Answer, set[str]]:
        """Return an answer of this layout, and the folders whose listings it rests on."""
        before, heard = self._heard, set[str]()
        self._heard = heard
        answer = ask()
        self._heard = before
        return answer, heard

    def _hear(self, folders: set[str]) -> None:
        """Note what an answer rests on, whoever asked: what nobody noted would go on to count when it has changed."""
        if self._heard is not None:
            self._heard |= folders
        elif self._note is not None:
            self._note(folders)

    def find(self, dotted: str, importer: Path) -> Path | None:
        """Return the file (or namespace folder) of an absolute module name; None when the project has none."""
        key = (importer.parent, dotted)  # files of one folder import alike
        if key not in self._modules:
            self._modules[key] = self.hearing(lambda: self._find(dotted, importer))
        path, heard = self._modules[key]
        self._hear(heard)
        return path

    def _find(self, dotted: str, importer: Path) -> Path | None:
        top, _, rest = dotted.partition(".")
        home = self._home(top, importer)
        if home is None:
            return None if top in _NEVER_OURS else self._beside_packages(top, rest, importer)
        path = self.below(self._inside(home, top), rest)
        if path is not None:
            return path
        others = (self.below(self._inside(other, top), rest) for other in self._homes(top, importer) if other != home)
        return next(filter(None, others), None) or self._beside_packages(top, rest, importer)

    def _beside_packages(self, top: str, rest: str, importer: Path) -> Path | None:
        """Return the module in a folder that is a package and from which imports start nevertheless, the outermost last.

        A stray `__init__.py` makes a package of a root. A package has modules called as libraries are, and a bare name means the
        library there: more has to show that the project's own is meant.
        """
        for folder in self._around(importer):
            inside = self._inside(folder, top) if self._is_package_folder(folder) else None
            path = self.below(inside, rest)
            holds_root = folder in self._tops_above
            is_inside = holds_root and importer.is_relative_to(folder / top)
            is_ours = rest or self._starts_imports(folder) or is_inside
            if path is not None and is_ours:
                return path
        return None

    def _around(self, importer: Path) -> Iterator[Path]:
        """Yield the folders around a file up to the root; above it only where the root itself is a package."""
        for folder in importer.parents:
            yield folder
            if folder in self._tops_above and not (
                self._is_package_folder(folder) and not self._starts_imports(folder)
            ):
                return

    def _starts_imports(self, folder: Path) -> bool:
        """Whether a folder is no package whatever is in it: something is distributed from it, or no import can name it."""
        return bool(DISTRIBUTION_FILES & self._list(folder)) or not folder.name.isidentifier()

    def distribution(self, path: Path) -> Path:
        """Return the folder that a file is distributed with: the nearest one that says so, else the root."""
        for folder in path.parents:
            if folder == self.root or not folder.is_relative_to(self.root):
                break
            if DISTRIBUTION_FILES & self._list(folder):
                return folder
        return self.root

    def names_in(self, folder: Path) -> frozenset[str]:
        """Return the names in a folder that can be modules or configuration, or say what it is."""
        return self._list(folder)

    def _home(self, top: str, importer: Path) -> Path | None:
        """Return the folder that holds the package or module `top`; None when the project has none."""
        if top in _NEVER_OURS:
            return None
        key = (importer.parent, top)
        if key not in self._tops:
            self._tops[key] = self.hearing(lambda: next(self._homes(top, importer), None))
        home, heard = self._tops[key]
        self._hear(heard)
        return home

    def owns(self, dotted: str, importer: Path) -> bool:
        """Whether the first part of a module name is a package or module of the project."""
        return self._home(dotted.partition(".")[0], importer) is not None

    def relative(self, level: int, dotted: str, importer: Path) -> Path | None:
        """Return the file of `from ..dotted import`, seen from `importer`; None when there is none."""
        folder = importer.parent
        for _ in range(level - 1):
            if folder == self.root and not self._is_package_folder(folder):
                return None  # beyond the top: Python refuses it as well
            folder = folder.parent
        return self.below(self._as_module(folder), dotted)

    def below(self, module: Path | None, rest: str) -> Path | None:
        """Return the file of the submodule `rest` of `module`."""
        for part in rest.split(".") if rest else ():
            if module is None:
                return None
            module = self._inside(self.folder(module), part) if self.is_package(module) else None
        return module

    def is_package(self, module: Path) -> bool:
        """Whether a module can have submodules."""
        return module.suffix not in MODULE_SUFFIXES or module.stem == "__init__"

    def folder(self, module: Path) -> Path:
        """Return the folder of a package's submodules."""
        return module.parent if module.suffix in MODULE_SUFFIXES else module

    def dotted(self, path: Path) -> str:
        """Return the name under which the project imports the module at `path`."""
        parts = [] if path.stem == "__init__" else [path.stem]
        folder = path.parent
        while self._is_package_folder(folder) and not self._starts_imports(folder):
            parts.append(folder.name)
            folder = folder.parent
        while not self._is_home(folder):  # a namespace package
            parts.append(folder.name)
            folder = folder.parent
        return ".".join(reversed(parts)) or path.stem

    def _is_home(self, folder: Path) -> bool:
        """Whether imports start from a folder without `__init__.py`."""
        if folder in self._src or folder == self.root or not folder.is_relative_to(self.root):
            return True
        return folder.name == "src" or self._starts_imports(folder)

    def _homes(self, top: str, importer: Path) -> Iterator[Path]:
        """Yield the folders that hold `top`, the best first."""
        if self._src:
            yield from (folder for folder in self._src if self._inside(folder, top) is not None)
            return
        for folder in self._around(importer):
            # A folder with `__init__.py` is a package: `import json` inside it does not mean its own json.py.
            if not self._is_package_folder(folder):
                for home in (folder, folder / "src"):
                    if self._inside(home, top) is not None:
                        yield home

    def _is_package_folder(self, folder: Path) -> bool:
        return "__init__.py" in self._list(folder)

    def _inside(self, folder: Path, name: str) -> Path | None:
        entries = self._list(folder)
        if name in entries:
            package = folder / name
            below = self._list(package)
            if "__init__.py" in below:
                return package / "__init__.py"
            if "__init__.pyi" in below:
                return package / "__init__.pyi"
        for suffix in MODULE_SUFFIXES:
            if f"{name}{suffix}" in entries:
                return folder / f"{name}{suffix}"
        return self._namespace(folder, name) if name in entries else None

    def _namespace(self, folder: Path, name: str) -> Path | None:
        """Return a folder without `__init__.py` when it can be a package: it holds Python somewhere near."""
        package = folder / name
        for entry in self._list(package):
            if entry.endswith(MODULE_SUFFIXES):
                return package
            if "." not in entry and any(inner.endswith(MODULE_SUFFIXES) for inner in self._list(package / entry)):
                return package
        return None

    def _as_module(self, folder: Path) -> Path:
        initial = folder / "__init__.py"
        return initial if "__init__.py" in self._list(folder) else folder

    def _list(self, folder: Path) -> frozenset[str]:
        key = str(folder)
        if self._heard is not None:
            self._heard.add(key)
        else:
            self._hear({key})
        known = self.listed.get(key)
        if known is None:
            changed = changed_at(key)  # before it is listed: a time that is too old is noticed
            known = self.listed[key] = changed, listing(key)
        return known[1]
