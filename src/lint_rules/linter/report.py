"""What a run found, and how far it is: values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.diagnostic import Diagnostic
from lint_rules.frozen import field, frozen

if TYPE_CHECKING:
    from lint_rules.settings.config import Settings

ProgressCallback = Callable[[int, int], None]
"""Is told how many files are checked, of how many."""


@frozen
class Crash:
    """A file on which a rule failed, and how."""

    path: Path
    message: str


@frozen
class HiddenParts:
    """How much of a project its own comments, settings and lists of ignored files keep from being reported.

    Args:
        silenced: findings that comments silence.
        files_with_rules_off: files in which the settings switch off rules that run elsewhere.
        excluded_files: files that would be checked, were they not excluded.
        excluded_folders: folders that would be looked through.
    """

    silenced: int = 0
    files_with_rules_off: int = 0
    excluded_files: int = 0
    excluded_folders: int = 0

    def in_words(self, settings: Settings, *, selects: bool = True, ignored: int) -> str:
        """Return what is hidden, in words; empty for nothing.

        Args:
            settings: those of the run.
            selects: whether it is the project that selects rules, if somebody does.
            ignored: how many rules the project switches off.
        """
        return ", ".join(self._in_words(settings if selects else None, ignored))

    def _in_words(self, settings: Settings | None, ignored: int) -> Iterator[str]:
        if self.silenced:
            yield f"{self.silenced} silenced"
        excluded = [_counted(self.excluded_files, "file"), _counted(self.excluded_folders, "folder")]
        if any(excluded):
            yield f"{' and '.join(filter(None, excluded))} excluded"
        if settings is not None and settings.select is not None:
            yield f"only {_counted(len(settings.select), 'rule') or 'no rules'} selected"
        if ignored:
            yield f"{_counted(ignored, 'rule')} ignored"
        if self.files_with_rules_off:
            yield f"rules ignored in {_counted(self.files_with_rules_off, 'file')}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""


@frozen
class Report:
    """What a run found.

    Args:
        diagnostics: by file in the order of discovery, then by place.
        crashes: files that could not be checked because of an error in a rule.
        files: how many files were looked at.
        warnings: what is wrong with files that say which others to leave out, and a worker that died, in one line each.
        hidden: how much is not reported because the project says so.
        nested: folders below the paths that are projects of their own, and were not looked at.
    """

    diagnostics: tuple[Diagnostic, ...]
    crashes: tuple[Crash, ...]
    files: int
    warnings: tuple[str, ...] = ()
    hidden: HiddenParts = field(default_factory=HiddenParts)
    nested: tuple[Path, ...] = ()
