"""Paths -> the Python files at and below them, and the bytes of each: all that is read of the checked code.

A file that is named is always found. Below a folder that is named, `*.py` and `*.pyi` are found, except in folders that never hold the
project's own code, and except what the nearest `.gitignore` files and the project's `exclude` patterns (in the same syntax) say.
Symbolic links inside folders are not followed, so no file is found twice and no loop is entered.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.errors import Failed
from lint_rules.frozen import frozen, replace
from lint_rules.source import CACHE_FOLDER, limits
from lint_rules.source.file import SourceFile

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

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
    listed: Callable[[str], object] = len,
    left_out: Callable[[str], object] = len,
) -> Iterator[Path | Unreadable]:
    """Yield the absolute path of every file to check, each once, in a stable order.

    Args:
        paths: files, and folders to walk.
        root: the folder that `exclude` is relative to, absolute.
        exclude: gitignore patterns.
        listed: is told each folder that is walked.
        left_out: is told each file, and each folder with a slash at its end, that patterns leave out.
    """
    for entry in find_places(paths, root=root, exclude=exclude, listed=listed, left_out=left_out):
        yield entry if isinstance(entry, Unreadable) else Path(entry)


def find_places(
    paths: Iterable[Path],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    listed: Callable[[str], object] = len,
    left_out: Callable[[str], object] = len,
) -> Iterator[str | Unreadable]:
    """Yield what `find` yields, the paths as texts: for a large project, to make paths of them takes as long as to find them."""
    seen: set[str] = set()
    for path in paths:
        absolute = os.path.abspath(path)  # noqa: PTH100  Path.resolve would follow the links that people named
        walked = os.path.isdir(absolute)  # noqa: PTH112
        for entry in _below(absolute, root, exclude, listed, left_out) if walked else [absolute]:
            if isinstance(entry, Unreadable):
                yield entry
            elif entry not in seen:
                seen.add(entry)
                yield entry


def is_left_out(path: Path, *, root: Path, exclude: Sequence[str] = ()) -> bool:
    """Whether a walk from `root` passes over a file or folder: a library's, a generated one, an excluded one.

    Args:
        path: the file or folder, absolute; a file may not exist yet.
        root: the folder of the walk, that `exclude` is relative to, absolute.
        exclude: gitignore patterns.
    """
    if not path.is_relative_to(root):
        return False
    patterns, here = _around(str(root), root, exclude), str(root)
    folder = path if path.is_dir() else path.parent
    for name in folder.relative_to(root).parts:
        patterns, here = patterns.inside(here), os.path.join(here, name)  # noqa: PTH118
        if name in NEVER_OURS or patterns.leave_out(here + os.sep):
            return True
    return path is not folder and patterns.inside(here).leave_out(str(path))


def read(path: Path) -> SourceFile | Unreadable:
    """Return the bytes of a file, or why they cannot be had."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Unreadable(path, "is not a regular file")
        if status.st_size > limits.LARGEST_READ:
            return Unreadable(path, f"is {status.st_size / 1e6:.1f} MB and was not read; list it in `exclude`")
        return SourceFile(path, path.read_bytes())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Unreadable(path, _reason(error))


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot be read: {text[:1].lower()}{text[1:]}"


@frozen
class _Patterns:
    """What is left out below some folder."""

    exclude: tuple[str, GitIgnoreSpec] | None
    """The project's root and its own patterns: these have the last word."""
    ignores: tuple[tuple[str, GitIgnoreSpec], ...] = ()
    """Folders and the patterns of their `.gitignore`, the innermost last."""

    def leave_out(self, path: str) -> bool:
        """Whether a file, or a folder with a slash at its end, is left out."""
        return (self.exclude is not None and bool(_verdict(path, *self.exclude))) or self._ignore(path)

    def _ignore(self, path: str) -> bool:
        for folder, spec in reversed(self.ignores):
            verdict = _verdict(path, folder, spec)
            if verdict is not None:
                return verdict
        return False

    def inside(self, folder: str) -> _Patterns:
        """Return what is left out in `folder` by its own `.gitignore` too."""
        try:
            lines = Path(folder, ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return self  # a missing one says nothing; an unreadable one hides nothing
        if not any(line.strip() and not line.startswith("#") for line in lines):
            return self
        return replace(self, ignores=(*self.ignores, (folder, _spec(lines))))


def _verdict(path: str, folder: str, spec: GitIgnoreSpec) -> bool | None:
    below = folder + os.sep
    return spec.check_file(path[len(below) :]).include if path.startswith(below) else None


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  costs more than many a run, and only folders need it

    return GitIgnoreSpec.from_lines(patterns)


def _below(
    folder: str,
    root: Path,
    exclude: Sequence[str],
    listed: Callable[[str], object],
    left_out: Callable[[str], object],
) -> Iterator[str | Unreadable]:
    todo, seen = [(folder, _around(folder, root, exclude))], 0
    while todo:
        here, patterns = todo.pop()
        listed(here)
        entries = _entries(here)
        seen += 0 if isinstance(entries, Unreadable) else len(entries)
        if seen > limits.MOST_ENTRIES:
            raise Failed(
                f"more than {limits.MOST_ENTRIES} files and folders below {folder!r}: name fewer, or use `exclude`"
            )
        if isinstance(entries, Unreadable):
            yield entries
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            patterns = patterns.inside(here)
        yield from _kept((entry.path for entry in entries if _is_python(entry)), patterns, left_out)
        folders = (entry.path + os.sep for entry in reversed(entries) if _may_be_ours(entry))
        todo += ((path[: -len(os.sep)], patterns) for path in _kept(folders, patterns, left_out))


def _kept(paths: Iterable[str], patterns: _Patterns, left_out: Callable[[str], object]) -> Iterator[str]:
    for path in paths:
        if patterns.leave_out(path):
            left_out(path)
        else:
            yield path


def _around(folder: str, root: Path, exclude: Sequence[str]) -> _Patterns:
    """Return what the folders around say; a folder that was named is walked even where they would leave it out."""
    named = _Patterns((str(root), _spec(exclude)) if exclude else None)
    patterns = named
    for above in reversed(_repository_above(folder)):
        patterns = patterns.inside(above)
    return named if patterns.leave_out(folder + os.sep) else patterns


def _entries(folder: str) -> list[os.DirEntry[str]] | Unreadable:
    try:
        with os.scandir(folder) as listing:
            return sorted(listing, key=_name)
    except OSError as error:
        return Unreadable(Path(folder), _reason(error))


def _is_python(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith((".py", ".pyi")) and entry.is_file(follow_symlinks=False)


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
