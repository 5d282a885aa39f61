"""A text -> a file that holds all of it or is as it was."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(target: Path, text: str) -> None:
    """Put a text into a file by a temporary one beside it; a pipe or a device is written to as it is.

    Raises:
        OSError: it cannot be written; the file is as it was.
    """
    data = text.encode("utf-8", "backslashreplace")  # a path need not be text
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    import tempfile  # noqa: PLC0415  few runs write a file

    real = Path(os.path.realpath(target))
    number, temporary = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        os.chmod(temporary, _mode(real))  # noqa: PTH101  by name, before it takes its place
        os.replace(temporary, real)  # noqa: PTH105  the same
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the mode of a file, or that of a new one."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
