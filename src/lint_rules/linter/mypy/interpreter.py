"""Command line, environment and project -> the interpreter whose packages mypy reads: one that the user named, or that runs us."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lint_rules.errors import Failed

_PLACES = (("bin", "python"), ("Scripts", "python.exe"))


class Interpreter(NamedTuple):
    """An interpreter that is started, and what is to be said of those that are not."""

    path: str
    remarks: tuple[str, ...] = ()


def interpreter_of(root: Path, option: str | None, settings: Mapping[str, object]) -> Interpreter:
    """Return the interpreter that `--python` names, the active environment's, or our own.

    To ask an interpreter for its packages is to run it. One in the checked project, or named by its settings, is run by nobody who did
    not name it.

    Args:
        root: the project's root folder.
        option: what the command line says.
        settings: what the project's settings say to the plugin.

    Raises:
        Failed: what the command line names is no program.
    """
    if option is not None:
        if not os.access(option, os.X_OK) or not Path(option).is_file():
            raise Failed(f"--python {option}: is no program; name an interpreter, such as .venv/bin/python")
        return Interpreter(os.path.abspath(option))  # noqa: PTH100  a link is how an environment is known
    active = _in_environment(os.environ.get("VIRTUAL_ENV"))
    if active is not None and not _is_below(active, root):
        return Interpreter(str(active))
    return Interpreter(sys.executable, tuple(_passed_over(root, active, settings)))


def _passed_over(root: Path, active: Path | None, settings: Mapping[str, object]) -> list[str]:
    """Return a line for each interpreter that the project would have had run."""
    named = settings.get("python-executable")
    own = active or _in_environment(str(root / ".venv"))
    lines = [f"python-executable = {named!a} is not run, because a checked project names it"] if named else []
    if own is not None and own.parent.parent.resolve() != Path(sys.prefix).resolve():
        lines.append(f"{os.path.relpath(own, root)} is not run, because it lies in the checked project")
    remedy = f"packages are those of {sys.executable}; --python names another interpreter"
    return [f"session-lint: {line}: {remedy}" for line in lines]


def _in_environment(folder: str | None) -> Path | None:
    """Return the interpreter of an environment."""
    paths = (Path(folder, *place) for place in _PLACES) if folder else ()
    return next((path for path in paths if path.exists()), None)


def _is_below(path: Path, root: Path) -> bool:
    """Whether a path, as it is written or with its folder's links followed, lies below a folder."""
    folder = path.absolute().parent
    return folder.is_relative_to(root) or folder.resolve().is_relative_to(root.resolve())
