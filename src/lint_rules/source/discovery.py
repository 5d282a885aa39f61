"""Paths -> the Python files at and below them, and the bytes of each: all that is read of the checked code.

A file that is named is always found. Below a folder that is named, `*.py`, `*.pyi` and `*.ipynb` are found, except in folders that never hold the
project's own code, and except what the nearest `.gitignore` files and the project's `exclude` patterns (in the same syntax) say.
Symbolic links inside folders are not followed, so no file is found twice and no loop is entered.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.errors import Failed
from lint_rules.frozen import frozen, replace
from lint_rules.source import CACHE_FOLDER, limits
from lint_rules.source.file import SourceFile
from lint_rules.source.small_file import Refusal, read_regular, read_small, reason_of
from lint_rules.source.toml import has_settings

if TYPE_CHECKING:
    from lint_rules.source.gitignore.patterns import Patterns

Listener = Callable[[str], object]
"""Is told something while files are looked for; `len` is told everything and does nothing."""

NOTEBOOK = ".ipynb"
SUFFIXES = (".py", ".pyi", NOTEBOOK)
"""Of the files that are found below folders."""
NEVER_OURS = frozenset({CACHE_FOLDER}).union(
    ".bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache .pytype .ruff_cache"
    " .svn .tox .venv .vscode __pycache__ __pypackages__ _build buck-out build dist node_modules site-packages venv".split()
)
"""Names of folders that are passed over below the named ones."""


@frozen
class Unreadable:
    """A file or folder that should be checked and cannot be read."""

    path: Path
    message: str


def find(
    paths: Iterable[Path],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    listed: Listener = len,
    left_out: Listener = len,
    nested: Listener | None = len,
    warn: Listener = len,
) -> Iterator[Path | Unreadable]:
    """Yield the absolute path of every file to check, each once, in a stable order.

    Args:
        paths: files, and folders to walk.
        root: the folder that `exclude` is relative to, absolute.
        exclude: gitignore patterns.
        listed: is told each folder that is walked.
        left_out: is told each file, and each folder with a slash at its end, that patterns leave out.
        nested: is told each folder that has settings of its own, and so is a project of its own, and is passed over; None where
            such folders are walked.
        warn: is told what is wrong with a `.gitignore`, in one line each.
    """
    for entry in find_places(
        paths, root=root, exclude=exclude, listed=listed, left_out=left_out, nested=nested, warn=warn
    ):
        yield entry if isinstance(entry, Unreadable) else Path(entry)


def find_places(
    paths: Iterable[Path],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    listed: Listener = len,
    left_out: Listener = len,
    nested: Listener | None = len,
    warn: Listener = len,
) -> Iterator[str | Unreadable]:
    """Yield what `find` yields, the paths as texts: for a large project, to make paths of them takes as long as to find them."""
    walk = _Walk(root, tuple(exclude), listed, left_out, warn, nested)
    seen: set[str] = set()
    for path in paths:
        absolute = os.path.abspath(path)  # noqa: PTH100  Path.resolve would follow the links that people named
        for entry in walk.below(absolute) if os.path.isdir(absolute) else [absolute]:  # noqa: PTH112
            if isinstance(entry, Unreadable):
                yield entry
            elif entry not in seen:
                seen.add(entry)
                yield entry


def is_left_out(path: Path, *, root: Path, exclude: Sequence[str] = (), warn: Listener = len) -> bool:
    """Whether a walk from `root` passes over a file or folder: a library's, a generated one, an excluded one.

    Args:
        path: the file or folder, absolute; a file may not exist yet.
        root: the folder of the walk, that `exclude` is relative to, absolute.
        exclude: gitignore patterns.
        warn: is told what is wrong with a `.gitignore`, in one line each.
    """
    if not path.is_relative_to(root):
        return False
    patterns, here = _Walk(root, tuple(exclude), len, len, warn).around(str(root)), str(root)
    folder = path if os.path.isdir(path) else path.parent  # noqa: PTH112  a Path raises for names that are too long
    for name in folder.relative_to(root).parts:
        patterns, here = patterns.inside(here, warn), os.path.join(here, name)  # noqa: PTH118
        if name in NEVER_OURS or patterns.leave_out(here + os.sep):
            return True
    return path is not folder and patterns.inside(here, warn).leave_out(str(path))


def read(path: Path) -> SourceFile | Unreadable:
    """Return the bytes of a file, of a notebook those of its code; or why they cannot be had."""
    data = read_regular(path, largest=limits.LARGEST_READ)
    if isinstance(data, Refusal):
        return Unreadable(path, data.reason)
    return _as_python(path, data) if path.suffix == NOTEBOOK else SourceFile(path, data)


def _as_python(path: Path, data: bytes) -> SourceFile | Unreadable:
    """Return the code of a notebook as one text."""
    from lint_rules.source.notebooks.notebook import notebook_of  # noqa: PLC0415  few projects have notebooks

    notebook = notebook_of(data)
    return Unreadable(path, notebook) if isinstance(notebook, str) else SourceFile(path, notebook.text.encode())


@frozen
class _LeftOut:
    """What is left out below some folder."""

    exclude: tuple[str, Patterns] | None
    """The project's root and its own patterns: these have the last word."""
    ignores: tuple[tuple[str, Patterns], ...] = ()
    """Folders and the patterns of their `.gitignore`, the innermost last."""

    def leave_out(self, path: str) -> bool:
        """Whether a file, or a folder with a slash at its end, is left out; the folders around it are not."""
        return (self.exclude is not None and self._exclude(path, *self.exclude)) or self._ignore(path)

    def _exclude(self, path: str, root: str, patterns: Patterns) -> bool:
        place = _place(path, root)
        return place is not None and patterns.leave_out(place, is_folder=path.endswith(os.sep))

    def _ignore(self, path: str) -> bool:
        for folder, patterns in reversed(self.ignores):
            place = _place(path, folder)
            verdict = None if place is None else patterns.verdict(place, is_folder=path.endswith(os.sep))
            if verdict is not None:
                return verdict
        return False

    def inside(self, folder: str, warn: Listener) -> _LeftOut:
        """Return what is left out in `folder` by its own `.gitignore` too."""
        file = os.path.join(folder, ".gitignore")  # noqa: PTH118
        data = read_small(file)
        if isinstance(data, Refusal):
            if not data.is_missing:
                warn(f"{file}: {data.reason}; it leaves nothing out")
            return self
        patterns = _patterns_in(data)
        for row, line, reason in patterns.bad:
            warn(f"{file}:{row}: pattern {line!r} {reason}")
        return replace(self, ignores=(*self.ignores, (folder, patterns))) if patterns else self


def _place(path: str, folder: str) -> bytes | None:
    """Return a path as it is seen from a folder, as git has it; None for what is not below it."""
    below = folder if folder.endswith(os.sep) else folder + os.sep
    if not path.startswith(below):
        return None
    place = os.fsencode(path[len(below) :].rstrip(os.sep))
    return place if os.sep == "/" else place.replace(os.fsencode(os.sep), b"/")


@lru_cache(maxsize=256)
def _patterns_in(data: bytes) -> Patterns:
    from lint_rules.source.gitignore.patterns import patterns_in  # noqa: PLC0415  only folders need it

    return patterns_in(data)


@lru_cache(maxsize=16)
def _patterns_of(exclude: tuple[str, ...]) -> Patterns:
    from lint_rules.source.gitignore.patterns import Patterns  # noqa: PLC0415  the same

    return Patterns(pattern.encode() for pattern in exclude)


class _Walk(NamedTuple):
    """How folders are walked: from which root, what is excluded, and who is told what."""

    root: Path
    exclude: tuple[str, ...]
    listed: Listener
    left_out: Listener
    warn: Listener
    nested: Listener | None = None
    """Is told each folder that is a project of its own, and not walked; None where such folders are walked."""

    def below(self, folder: str) -> Iterator[str | Unreadable]:
        """Yield the files below a folder."""
        todo, seen = [(folder, self.around(folder))], 0
        while todo:
            here, patterns = todo.pop()
            self.listed(here)
            entries = _entries(here)
            seen += 0 if isinstance(entries, Unreadable) else len(entries)
            if seen > limits.MOST_ENTRIES:
                most = f"more than {limits.MOST_ENTRIES} files and folders below {folder!r}"
                raise Failed(f"{most}: name fewer, or use `exclude`")
            if isinstance(entries, Unreadable):
                yield entries
                continue
            names = {entry.name for entry in entries}
            if "pyproject.toml" in names and here != folder and self._is_nested(here):
                continue
            if ".gitignore" in names:
                patterns = patterns.inside(here, self.warn)
            yield from self._not_left_out((entry.path for entry in entries if _is_python(entry)), patterns)
            folders = (entry.path + os.sep for entry in reversed(entries) if _may_be_ours(entry))
            todo += ((path[: -len(os.sep)], patterns) for path in self._not_left_out(folders, patterns))

    def _is_nested(self, folder: str) -> bool:
        if self.nested is None or folder == str(self.root):
            return False
        is_nested = has_settings(Path(folder, "pyproject.toml"))
        if is_nested:
            self.nested(folder)
        return is_nested

    def _not_left_out(self, paths: Iterable[str], patterns: _LeftOut) -> Iterator[str]:
        for path in paths:
            if patterns.leave_out(path):
                self.left_out(path)
            else:
                yield path

    def around(self, folder: str) -> _LeftOut:
        """Return what the folders around say; a folder that was named is walked even where they would leave it out."""
        named = _LeftOut((str(self.root), _patterns_of(self.exclude)) if self.exclude else None)
        patterns = named
        for outer, inner in pairwise([*reversed(_repository_above(folder)), folder]):
            patterns = patterns.inside(outer, self.warn)
            if patterns.leave_out(inner + os.sep):
                return named
        return patterns


def _entries(folder: str) -> list[os.DirEntry[str]] | Unreadable:
    try:
        with os.scandir(folder) as listing:
            return sorted(listing, key=_name)
    except OSError as error:
        return Unreadable(Path(folder), reason_of(error))


def _is_python(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(SUFFIXES) and entry.is_file(follow_symlinks=False)


def _may_be_ours(entry: os.DirEntry[str]) -> bool:
    return entry.name not in NEVER_OURS and entry.is_dir(follow_symlinks=False)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _repository_above(folder: str) -> list[str]:
    """Return the folders around `folder` up to its repository's, innermost first; none without a repository."""
    above: list[str] = []
    here = folder
    while not os.path.exists(os.path.join(here, ".git")):  # noqa: PTH110, PTH118  strings are ten times as fast
        parent = os.path.dirname(here)  # noqa: PTH120
        if parent == here:
            return []
        above.append(parent)
        here = parent
    return above
