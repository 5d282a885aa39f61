"""A project, and who names a folder -> the folder of its caches, in which this program reads, writes and removes its own files alone.

A folder is held open while something is done in it, so that what is checked is what is used, whatever takes its place meanwhile; no
link below the place that the user named is followed. A mark tells the folders that this program made: a seal, made with the user's
secret, of where the folder really lies. No repository can bring one along.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Generator
from pathlib import Path

from lint_rules.cache.digest import seal_of
from lint_rules.cache.location import (
    FOLDER_VARIABLE,
    PROGRAM,
    SECRET_FILE,
    is_inside,
    kept_secret,
    named_folder,
    project_name,
    secret_folder,
    stated_secret,
    user_folder,
)
from lint_rules.source.open_folder import OpenFolder
from lint_rules.source.own_files import Refused, read_own, shown
from lint_rules.source.temporary_file import is_temporary, remove_leftovers
from lint_rules.source.write import write_atomically, write_new

MARK = "mark"
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by session-lint.
# For information about cache directory tags see https://bford.info/cachedir/
"""
_BESIDE = {"CACHEDIR.TAG": _TAG, ".gitignore": "# Made by session-lint.\n*\n"}
_KINDS = (".cache", ".reply")
_DIGITS = frozenset("0123456789abcdef")
_VERSIONED = frozenset({".git", ".hg", ".svn", ".bzr", ".jj"})
"""Folders of other programs, which read every file in them."""


def folder_of(root: str, *, option: str | None = None, setting: str = "", is_sealed: bool = True) -> Folder:
    """Return where the caches of a project lie, which need not be there yet.

    Args:
        root: the project's root folder, absolute.
        option: the folder of caches that the command line names; without one the environment's counts, then the setting.
        setting: the folder that the project's own settings name, relative to the root.
        is_sealed: whether each file in it is; what is not never lies inside the project, which could bring it along.

    Raises:
        Refused: the setting names a place where no project may have its caches, or the secret is not the user's.
        OSError: the secret cannot be read or written.
    """
    named = named_folder(option)
    if named is not None and not is_sealed and is_inside(named, root):
        named = None
    if named is None and setting and is_sealed:
        return Folder(root, _parts_inside(root, setting), _secret(user_folder()))
    base = named or user_folder()
    if base is None:
        raise OSError(f"nobody's home is known: name a folder by {FOLDER_VARIABLE}")
    secret = _secret(secret_folder(base, root))
    name = project_name(root, secret)
    if is_inside(base, root):
        return Folder(root, (*_relative(base, root), name), secret)
    return Folder(base, (name,), secret, is_outside=True)


def _parts_inside(root: str, setting: str) -> tuple[str, ...]:
    path = os.path.normpath(os.path.join(root, setting))  # noqa: PTH118
    parts = _relative(path, root) if is_inside(path, root) else ()
    reason = "lies outside the project" if not is_inside(path, root) else "is the project itself" if not parts else ""
    if not reason and any(part.lower() in _VERSIONED for part in parts):
        reason = "is another program's"
    if reason:
        raise Refused(f"cache-dir = {setting!a}: {reason}; name a new folder inside it, or use --cache-dir")
    return parts


def _relative(path: str, folder: str) -> tuple[str, ...]:
    return tuple(part for part in path[len(folder.rstrip(os.sep)) :].split(os.sep) if part)  # noqa: PTH206  texts


def _secret(folder: str | None) -> bytes:
    """Return the secret that seals caches: the environment's, else the one in a folder, which is made where there is none."""
    stated = stated_secret()
    if stated is not None:
        return stated
    if folder is None:
        raise OSError("nobody's home is known, where the secret of caches would be")
    kept = kept_secret(folder)
    if kept is None:
        return _new_secret(folder)
    remove_leftovers(Path(folder))  # of a run that was killed when it made the secret
    return kept


def _new_secret(folder: str) -> bytes:
    os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
    path = os.path.join(folder, SECRET_FILE)  # noqa: PTH118
    write_new(Path(path), os.urandom(32))
    kept = kept_secret(folder)
    if kept is None:
        raise OSError(f"{shown(path)}: is gone")
    return kept


class Folder:
    """A folder of caches that is this program's alone, below a folder that may be anybody's.

    Args:
        anchor: a folder that links may lead to; it is made where it is missing.
        parts: the names of the folders below it, of which none may be a link.
        secret: seals the mark.
        is_outside: whether it lies where the checked project cannot write.
    """

    def __init__(self, anchor: str, parts: tuple[str, ...], secret: bytes, *, is_outside: bool = False) -> None:
        """See the class."""
        self._anchor, self._parts, self.secret, self.is_outside = anchor, parts, secret, is_outside
        self.path = os.path.join(anchor, *parts)  # noqa: PTH118

    def check(self) -> None:
        """Look whether the folder, if it is there, is this program's.

        Raises:
            Refused: it is not.
            OSError: that cannot be found out.
        """
        with contextlib.suppress(FileNotFoundError), self._opened():
            pass

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None when there is none."""
        try:
            with self._opened() as opened:
                read = read_own(opened.at(name), opened.descriptor)
        except OSError:
            return None
        return None if read is None else read[0]

    def write(self, name: str, data: bytes) -> None:
        """Put a file into the folder, in one piece or not at all.

        Raises:
            OSError: that cannot be done.
        """
        with self._opened(make=True) as opened:
            write_atomically(Path(opened.at(name)), data, folder=opened.descriptor)

    def inside(self, name: str) -> str:
        """Return the path of a folder in this one, which is made where it is missing.

        Raises:
            OSError: that cannot be done.
        """
        with self._opened(make=True) as opened:
            opened.mkdir(name)
            opened.inside(name).close()
        return os.path.join(self.path, name)  # noqa: PTH118

    def change(self, name: str, change: Callable[[int], object]) -> None:
        """Have a file changed in its place.

        Args:
            name: the file, which is there.
            change: does so, given a descriptor that reads from the beginning and writes at the end.

        Raises:
            OSError: that cannot be done.
        """
        flags = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with self._opened() as opened:
            descriptor = os.open(opened.at(name), flags, dir_fd=opened.descriptor)
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise Refused(f"{shown(self.path)}: {name} is no file")
                change(descriptor)
            finally:
                os.close(descriptor)

    def tidy(self, kind: str, most: int) -> None:
        """Remove what was not used for long: of settings, versions and command lines of other times.

        Raises:
            OSError: that cannot be done.
        """
        with self._opened() as opened:
            ours = [name for name in opened.names() if _is_of(name, kind)]
            for name in sorted(ours, key=opened.age)[most:]:
                opened.unlink(name)

    def clear(self) -> list[str] | None:
        """Remove this program's files, and the folder if nothing else is in it.

        Returns:
            What else is in it; None where there is no such folder.

        Raises:
            Refused: the folder is not this program's; nothing was removed.
            OSError: something cannot be removed.
        """
        try:
            with self._opened() as opened:
                for name in opened.names():
                    if _is_made_here(name):
                        opened.unlink(name)
                left = [name for name in opened.names() if name not in {MARK, *_BESIDE}]
                if left:
                    return left
                for name in (*_BESIDE, MARK):
                    opened.unlink(name)
        except FileNotFoundError:
            return None
        with self._within(self._parts[:-1]) as (around, _):
            around.rmdir(self._parts[-1])
        return []

    @contextlib.contextmanager
    def _opened(self, *, make: bool = False) -> Generator[OpenFolder]:
        """Give the folder, open; what is not this program's is refused, but for an empty one, which is marked when it is made."""
        with self._within(self._parts, make=make) as (opened, is_new):
            mark = f"{PROGRAM}\n{seal_of(b'mark' + os.fsencode(os.path.realpath(self.path)), self.secret)}\n".encode()
            found = read_own(opened.at(MARK), opened.descriptor)
            if found is None and (is_new or all(_is_begun(name, opened) for name in opened.names())):
                if not make:
                    raise FileNotFoundError(self.path)
                for name, text in {
                    **_BESIDE,
                    MARK: mark.decode(),
                }.items():  # the mark last: with it the folder is whole
                    write_atomically(Path(opened.at(name)), text.encode(), folder=opened.descriptor)
            elif found is None or found[0] != mark:
                raise Refused(
                    f"{shown(self.path)}: is no folder that {PROGRAM} made there for you; nothing in it is used"
                )
            yield opened

    @contextlib.contextmanager
    def _within(self, parts: tuple[str, ...], *, make: bool = False) -> Generator[tuple[OpenFolder, bool]]:
        if make:
            os.makedirs(self._anchor, mode=0o700, exist_ok=True)  # noqa: PTH103
        opened, is_new = OpenFolder.anchor(self._anchor), False
        try:
            for part in parts:
                is_new = make and opened.mkdir(part)
                inner = opened.inside(part)
                opened.close()
                opened = inner
            yield opened, is_new
        finally:
            opened.close()


def _is_begun(name: str, opened: OpenFolder) -> bool:
    """Whether a file is what a killed run leaves in a folder that it makes."""
    if is_temporary(name):
        return True
    read = read_own(opened.at(name), opened.descriptor) if name in _BESIDE else None
    return read is not None and read[0] == _BESIDE[name].encode()


def _is_of(name: str, kind: str) -> bool:
    """Whether a file has a name that this program gives to files of a kind."""
    stem = name.removesuffix(kind)
    return name.endswith(kind) and len(stem) == 32 and _DIGITS.issuperset(stem)  # noqa: PLR2004  a digest's


def _is_made_here(name: str) -> bool:
    """Whether a file has a name that this program gives, also in the middle of writing it."""
    return is_temporary(name) or any(_is_of(name, kind) for kind in _KINDS)
