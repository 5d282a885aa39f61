"""What a run found, and how far it is: values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lint_rules.diagnostic import Diagnostic
from lint_rules.frozen import frozen

ProgressCallback = Callable[[int, int], None]
"""Is told how many files are checked, of how many."""


@frozen
class Crash:
    """A file on which a rule failed, and how."""

    path: Path
    message: str


@frozen
class Report:
    """What a run found.

    Args:
        diagnostics: by file in the order of discovery, then by place.
        crashes: files that could not be checked because of an error in a rule.
        files: how many files were looked at.
        warnings: what is wrong with files that say which others to leave out, in one line each.
    """

    diagnostics: tuple[Diagnostic, ...]
    crashes: tuple[Crash, ...]
    files: int
    warnings: tuple[str, ...] = ()
