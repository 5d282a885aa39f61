"""The texts of files that a report shows, read again: a run keeps none of them."""

from __future__ import annotations

from pathlib import Path

from lint_rules.source.discovery import Unreadable, read
from lint_rules.source.file import SourceFile
from lint_rules.source.spans import LineIndex


class TextCache:
    """The texts of files that a report shows, read again: a run keeps none of them."""

    def __init__(self, stdin: SourceFile | None) -> None:
        self._stdin = stdin
        self._known: dict[Path, LineIndex | None] = {}

    def of(self, path: Path) -> LineIndex | None:
        """Return the text of a file; None when it has none."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: Path) -> LineIndex | None:
        source = self._stdin if self._stdin and self._stdin.path == path else read(path)
        text = None if isinstance(source, Unreadable) else source.decode()
        return LineIndex(text) if isinstance(text, str) else None
