"""`session-lint clean`: a project -> the same without its cache."""

from __future__ import annotations

import os
from shutil import rmtree
from typing import TYPE_CHECKING

from lint_rules.cli.console.cached_run import cache_folder, unsealed_folder
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.request import request_of
from lint_rules.errors import Failed
from lint_rules.linter.mypy import CACHE_FOLDER
from lint_rules.source.own_files import shown

if TYPE_CHECKING:
    from lint_rules.cache.folder import Folder
    from lint_rules.cli.console.arguments import CommandLine


def run(args: CommandLine) -> Outcome:
    """Remove the files of the project's caches, each by its name, and say what was done.

    Raises:
        Failed: they cannot be removed, or are in a folder that is not this program's.
    """
    request = request_of(args)
    try:
        folders = {folder.path: folder for folder in (cache_folder(args, request), unsealed_folder(args, request))}
        left = [(folder, _cleared(folder)) for folder in folders.values()]
    except OSError as error:
        raise Failed(f"nothing was removed: {_said(error)}") from error
    told = [_told(folder, others) for number, (folder, others) in enumerate(left) if number == 0 or others is not None]
    return Outcome(text="".join(told))


def _told(folder: Folder, left: list[str] | None) -> str:
    where = shown(folder.path)
    if left is None:
        return f"No cache in {where}.\n"
    if left:
        others = "1 other file" if len(left) == 1 else f"{len(left)} other files"
        return f"Removed the cache in {where}, and left {others} there.\n"
    return f"Removed {where}.\n"


def _cleared(folder: Folder) -> list[str] | None:
    """Remove what is this program's, mypy's files among it; return what else is there."""
    left = folder.clear()
    if left and CACHE_FOLDER in left and folder.is_outside:
        # No project can write there, by its mark the folder is this program's, and mypy alone was told to use it.
        rmtree(os.path.join(folder.path, CACHE_FOLDER))  # noqa: PTH118
        left = folder.clear()
    return left


def _said(error: OSError) -> str:
    return f"{shown(str(error.filename))}: {error.strerror}" if error.filename and error.strerror else str(error)
