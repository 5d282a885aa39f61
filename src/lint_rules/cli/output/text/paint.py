"""What a terminal can show -> colours and links, or none."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from lint_rules.cli.output.view import CELL, Terminal
from lint_rules.severity import Severity
from lint_rules.source.printable import printable

_NARROWEST = 20
"""Columns; in a terminal that has fewer, lines are wrapped."""
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_ASIDE = "1;34"


class Paint:
    """Colours and links, or none, and lines as wide as the terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.width = max(terminal.width, _NARROWEST)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._terminal.colour and text else text

    def severity(self, severity: Severity, text: str) -> str:
        """Return text in the colour of a severity."""
        return self._in(_COLOURS[severity], text)

    def bold(self, text: str) -> str:
        """Return text that stands out."""
        return self._in("1", text)

    def aside(self, text: str) -> str:
        """Return text that belongs to the frame around an excerpt."""
        return self._in(_ASIDE, text)

    def link(self, text: str, path: Path) -> str:
        """Return text that leads to a file, for terminals that know OSC 8."""
        if not self._terminal.links:
            return text
        target = f"file://{quote(os.fsencode(os.path.abspath(path)))}"  # noqa: PTH100  links stay as they are
        return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\"

    def place(self, path: Path, row: int, column: int, cell: int | None) -> str:
        """Return path, row and column as terminals and editors make them clickable; of a notebook the cell as well."""
        inside = "" if cell is None else f"{CELL}{cell}"
        return self.link(f"{self.bold(_shown(path))}{inside}:{row}:{column}", path)


def _shown(path: Path) -> str:
    here = os.getcwd()  # noqa: PTH109  a string is wanted
    below = str(path)[len(here) + 1 :] if str(path).startswith(here.rstrip(os.sep) + os.sep) else str(path)
    return printable(below)
