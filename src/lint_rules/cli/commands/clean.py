"""`session-lint clean`: a project -> the same without its cache."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from lint_rules.cli.console.cached_run import cache_folder
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.request import request_of
from lint_rules.errors import Failed

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine


_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"  # of every cache: https://bford.info/cachedir/


def run(args: CommandLine) -> Outcome:
    """Remove the project's caches, and say what was done.

    Raises:
        Failed: they cannot be removed.
    """
    request = request_of(args)
    folder = cache_folder(request.root, request.settings)
    if not folder.exists():
        return Outcome(text=f"No cache in {folder}.\n")
    if not _is_ours(folder):
        raise Failed(f"{folder}: has no CACHEDIR.TAG of session-lint, so it is no cache, and nothing was removed")
    try:
        rmtree(folder)
    except OSError as error:
        raise Failed(f"{folder}: cannot be removed: {error.strerror or error}") from error
    return Outcome(text=f"Removed {folder}.\n")


def _is_ours(folder: Path) -> bool:
    """Whether this program has marked a folder as its cache: everybody else's folders are left alone."""
    try:
        tag = (folder / "CACHEDIR.TAG").read_bytes()
    except OSError:
        return False
    return tag.startswith(_SIGNATURE) and b"session-lint" in tag
