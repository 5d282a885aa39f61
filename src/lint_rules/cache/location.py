"""Environment -> where caches lie that a checked repository cannot write, and the user's secret that seals them."""

import os
import sys

from lint_rules.cache.digest import seal_of, secret_of_text
from lint_rules.source.own_files import Refused, read_own, shown

# A run that is replayed reads this first: hence only what the interpreter has loaded already, and paths that are texts.

PROGRAM = "session-lint"
FOLDER_VARIABLE, SECRET_VARIABLE = "SESSION_LINT_CACHE_DIR", "SESSION_LINT_CACHE_SECRET"
SECRET_FILE = "secret"  # noqa: S105  a name
_SECRET_SIZE, _SHORTEST_TEXT = 32, 16
_OWNER_ALONE = 0o077
"""The bits of a mode that let others in."""


def user_folder(platform: str = sys.platform) -> str | None:
    """Return the user's folder of caches, where platformdirs has it: to import that takes longer than a replayed run.

    Args:
        platform: as in `sys.platform`.

    Returns:
        An absolute path; None where nobody's home is known.
    """
    if platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or os.path.expanduser(os.path.join("~", "AppData", "Local"))  # noqa: PTH111, PTH118
        return None if local.startswith("~") else os.path.join(os.path.normpath(local), PROGRAM, "Cache")  # noqa: PTH118
    around = os.environ.get("XDG_CACHE_HOME", "")
    if not around.startswith("/"):
        around = os.path.expanduser("~/Library/Caches" if platform == "darwin" else "~/.cache")  # noqa: PTH111
    return os.path.join(around, PROGRAM) if around.startswith("/") else None  # noqa: PTH118


def named_folder(option: str | None = None) -> str | None:
    """Return the folder of caches that the command line names, or else the environment; None where neither does."""
    named = option or os.environ.get(FOLDER_VARIABLE)
    return os.path.abspath(named) if named else None  # noqa: PTH100


def is_inside(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it; both are absolute."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def secret_folder(base: str, root: str) -> str | None:
    """Return the folder that holds the secret for the caches in `base`: never one that the checked project can bring.

    Args:
        base: the folder of caches.
        root: the project's root folder.
    """
    return user_folder() if is_inside(base, root) else base


def stated_secret() -> bytes | None:
    """Return the secret that the environment states.

    Raises:
        Refused: it is too short to be one.
    """
    text = os.environ.get(SECRET_VARIABLE)
    if not text:
        return None
    if len(text) < _SHORTEST_TEXT:
        raise Refused(f"{SECRET_VARIABLE}: must have {_SHORTEST_TEXT} characters or more")
    return secret_of_text(text)


def kept_secret(folder: str) -> bytes | None:
    """Return the secret that a folder holds; None where it holds none.

    Raises:
        Refused: there is one that somebody else wrote or could read.
        OSError: it cannot be read.
    """
    path = os.path.join(folder, SECRET_FILE)  # noqa: PTH118
    read = read_own(path)
    if read is None:
        return None
    data, mode = read
    if len(data) != _SECRET_SIZE or (os.name == "posix" and mode & _OWNER_ALONE):
        raise Refused(f"{shown(path)}: is no secret that {PROGRAM} made and only you can read; remove it")
    return data


def project_name(root: str, secret: bytes) -> str:
    """Return the name of a project's folder of caches: nobody who does not know the secret can tell it."""
    return seal_of(b"project\0" + os.fsencode(root), secret)
