"""Dotted names <-> files of the project: where imports lead, from the importing file outwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from lint_rules.known_names import FRAMEWORK
from lint_rules.semantic.names.directory import MODULE_SUFFIXES, changed_at, listing

_NEVER_OURS = sys.stdlib_module_names | frozenset(FRAMEWORK) | {"pydantic", "typing_extensions"}
_Answer = TypeVar("_Answer")


class ModuleResolver:
    """The folders of one project. It lists each folder at most once and never imports anything.

    Args:
        root: the project's root folder, absolute.
        src: folders that imports start from, relative to `root`; empty means inferred: `app.models` is the
            `app/models` nearest to the importing file on the way up to the root.
    """

    def __init__(self, root: Path, *, src: Sequence[str] = ()) -> None:
        """See the class."""
        self.root = root
        self._src = tuple(root / folder for folder in src)
        self._tops: dict[tuple[Path, str], tuple[Path | None, set[str]]] = {}
        self._modules: dict[tuple[Path, str], tuple[Path | None, set[str]]] = {}
        self._heard: set[str] = set()
        self.listed: dict[str, tuple[int, frozenset[str]]] = {}
        """The folders that were listed, when each had been changed last, and what it holds."""

    def hearing(self, ask: Callable[[], _Answer]) -> tuple[_Answer, set[str]]:
        """Return an answer of this layout, and the folders whose listings it rests on."""
        before, self._heard = self._heard, set()
        answer = ask()
        heard, self._heard = self._heard, before
        return answer, heard

    def find(self, dotted: str, importer: Path) -> Path | None:
        """Return the file (or namespace folder) of an absolute module name; None when the project has none."""
        key = (importer.parent, dotted)  # files of one folder import alike
        if key not in self._modules:
            self._modules[key] = self.hearing(lambda: self._find(dotted, importer))
        path, heard = self._modules[key]
        self._heard |= heard
        return path

    def _find(self, dotted: str, importer: Path) -> Path | None:
        top, _, rest = dotted.partition(".")
        home = self._home(top, importer)
        return None if home is None else self.below(self._inside(home, top), rest)

    def _home(self, top: str, importer: Path) -> Path | None:
        """Return the folder that holds the package or module `top`; None when the project has none."""
        if top in _NEVER_OURS:
            return None
        key = (importer.parent, top)
        if key not in self._tops:
            self._tops[key] = self.hearing(lambda: next(self._homes(top, importer), None))
        home, heard = self._tops[key]
        self._heard |= heard
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
        while "__init__.py" in self._list(folder) and folder != folder.parent:
            parts.append(folder.name)
            folder = folder.parent
        home = self._home_above(folder)
        if home is not None:
            parts += reversed(folder.relative_to(home).parts)
        return ".".join(reversed(parts)) or path.stem

    def _home_above(self, folder: Path) -> Path | None:
        """Return the import root that a folder without `__init__.py` lies in: a namespace package's."""
        for home in (*self._src, self.root / "src", self.root):
            if folder.is_relative_to(home):
                return home
        return None

    def _homes(self, top: str, importer: Path) -> Iterator[Path]:
        """Yield the folders that hold `top`, the best first."""
        if self._src:
            yield from (folder for folder in self._src if self._inside(folder, top) is not None)
            return
        for folder in importer.parents:
            # A folder with `__init__.py` is a package: `import json` inside it does not mean its own json.py.
            if not self._is_package_folder(folder):
                for home in (folder, folder / "src"):
                    if self._inside(home, top) is not None:
                        yield home
                if folder == self.root or folder in self.root.parents:
                    return  # above the root only where the root itself is a package

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
        self._heard.add(key)
        known = self.listed.get(key)
        if known is None:
            changed = changed_at(key)  # before it is listed: a time that is too old is noticed
            known = self.listed[key] = changed, listing(key)
        return known[1]
