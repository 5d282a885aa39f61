"""What is asked for, with settings -> the report, by the means that the command line and the settings allow."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.failure import Failed
from lint_rules.preparation import rules
from lint_rules.run import Report, Told, lint

if TYPE_CHECKING:
    from lint_rules.arguments import Asked
    from lint_rules.config import Settings
    from lint_rules.preparation import Request

CACHE = ".session_lint_cache"
"""Where results are kept, in the project's root folder, unless the settings say otherwise."""


def run(asked: Asked, request: Request, *, told: Told | None = None) -> Report:
    """Check files.

    Raises:
        Failed: `--jobs` is no number.
    """
    _jobs(asked)
    with _uncollected():
        return lint(
            request.paths,
            root=request.root,
            settings=request.settings,
            rules=rules(),
            stdin=request.stdin,
            told=told,
        )


def cache_folder(root: Path, settings: Settings) -> Path:
    """Return where the project's caches are."""
    return root / (settings.cache_dir or CACHE)


@contextmanager
def _uncollected() -> Generator[None]:
    """Look for no circles of objects: half of a run would go into that, and trees that are used no more are taken apart by hand."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _jobs(asked: Asked) -> int:
    given = asked.last("--jobs") or "1"
    if not given.isdecimal() or int(given) < 1:
        raise Failed(f"--jobs {given}: must be a number of processes, from 1")
    return int(given)
