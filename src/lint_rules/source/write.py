"""New content -> a file that holds all of it or is as it was, at any moment: there is one way to write a file, and this is it."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

from lint_rules.source.temporary_file import PRIVATE, Changed, locked, temporary_file


class NotWritten(Exception):  # noqa: N818  an outcome that the caller tells, not a programming error
    """A file was left as it was; the message says why."""


def replace(path: Path, old: bytes, new: bytes, *, within: Path) -> None:
    """Put `new` in the place of `old` at `path`; mode and owner are kept, and it is on the disk when this returns.

    Args:
        path: the file; a link is followed as far as it stays within the folder.
        old: what it holds.
        new: what it is to hold.
        within: the project's folder: what lies in it is not written outside of it. What does not was named, and is written in its folder.

    Raises:
        NotWritten: it is a link that leads out of the folder, is no longer `old`, cannot be written, or the disk is full; it is as it was.
    """
    target = Path(os.path.realpath(path))
    bounds = within if path.is_relative_to(within) else path.parent
    if not target.is_relative_to(os.path.realpath(bounds)):
        raise NotWritten(f"{path}: left alone, because it is a link that leads out of the project; fix the file itself")
    try:
        with locked(target, needs_lock=False):
            _require(target, old)
            if not os.access(target, os.W_OK):
                raise NotWritten(f"{path}: left alone, because it is read-only")
            status = target.stat()
            mode, owner = stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid)
            write_atomically(target, new, mode=mode, owner=owner, sync=True, expected=old)
    except Changed as changed:
        raise NotWritten(f"{path}: left alone, because it changed since it was checked; run again") from changed
    except BlockingIOError as error:
        raise NotWritten(f"{path}: left alone, because another run writes it; run again") from error
    except OSError as error:
        raise NotWritten(f"{path}: left alone: {error.strerror or error}") from error


def replace_code(path: Path, old: bytes, new: bytes, *, within: Path) -> None:
    """As `replace`; of a notebook, `old` and `new` are its code.

    Raises:
        NotWritten: as for `replace`; or it does not show which cell of a notebook a change belongs to.
    """
    if path.suffix != ".ipynb":
        replace(path, old, new, within=within)
        return
    from lint_rules.source.notebooks.write import with_code  # noqa: PLC0415  few projects have notebooks

    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotWritten(f"{path}: left alone: {error.strerror or error}") from error
    changed = with_code(data, old, new)
    if changed is None:
        raise NotWritten(f"{path}: left alone, because its cells changed since they were checked; run again")
    replace(path, data, changed, within=within)


def write_text(target: Path, text: str) -> None:
    """Put a text into a file, as `write_bytes` does.

    Raises:
        OSError: it cannot be written; the file is as it was.
    """
    write_bytes(target, text.encode("utf-8", "backslashreplace"))  # a path need not be text


def write_bytes(target: Path, data: bytes) -> None:
    """Put data into a file, with the mode that it has or that a new one gets; a pipe or a device is written to as it is.

    Raises:
        OSError: it cannot be written; the file is as it was.
    """
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    real = Path(os.path.realpath(target))
    write_atomically(real, data, mode=_mode(real))


def write_atomically(
    target: Path,
    data: bytes,
    *,
    mode: int = PRIVATE,
    owner: tuple[int, int] | None = None,
    sync: bool = False,
    expected: bytes | None = None,
    folder: int | None = None,
) -> None:
    """Write a temporary file beside the target, and rename it: whoever reads the target sees the old content or the new.

    Args:
        target: the file, which no link leads to.
        data: its new content.
        mode: its permissions.
        owner: the user and the group that it is given to; without one it belongs to who runs this.
        sync: whether the content is on the disk before it takes its place.
        expected: what the target has to hold at the moment when it is replaced.
        folder: a descriptor of the folder that the target is relative to; such a file has neither another mode nor an owner.

    Raises:
        OSError: it cannot be written; the target is as it was, and nothing is left beside it.
        Changed: the target does not hold what is expected.
    """
    with temporary_file(target.parent, folder) as (file, temporary):
        file.write(data)
        file.flush()
        if sync:
            os.fsync(file.fileno())
        if owner is not None:
            _give(temporary, *owner)
        if mode != PRIVATE:
            os.chmod(temporary, mode)  # noqa: PTH101  by name, before it takes its place
        if sys.platform == "win32":
            file.close()  # an open file has no other name there; elsewhere the lock is held until it has it
        if expected is not None:
            _require(target, expected)
        if folder is None:
            os.replace(temporary, target)  # noqa: PTH105  the same
        else:
            os.replace(temporary, target, src_dir_fd=folder, dst_dir_fd=folder)


def write_new(target: Path, data: bytes) -> None:
    """Write a private file where there is none; where another run is first, its file stays.

    Raises:
        OSError: it cannot be written; nothing is there, or what was.
    """
    with temporary_file(target.parent) as (file, temporary):
        file.write(data)
        file.flush()
        if sys.platform == "win32":
            file.close()
        try:
            os.link(temporary, target)
        except FileExistsError:
            return
        except OSError:
            os.replace(temporary, target)  # noqa: PTH105  a file system without hard links


def _require(target: Path, expected: bytes) -> None:
    if target.read_bytes() != expected:
        raise Changed


def _give(path: str, user: int, group: int) -> None:
    """Give a file to a user and a group; who may not give files away keeps it, as editors do."""
    if hasattr(os, "chown") and (user, group) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(PermissionError):
            os.chown(path, user, group)


def _mode(target: Path) -> int:
    """Return the mode of a file, or that of a new one."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
