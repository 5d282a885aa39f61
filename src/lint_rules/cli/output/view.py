"""What every format is given: a report, and what formats need to know to show it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from lint_rules.diagnostic import Diagnostic
from lint_rules.frozen import frozen
from lint_rules.severity import Severity
from lint_rules.source.printable import json_printable, printable
from lint_rules.source.spans import LineIndex

TextLookup = Callable[[Path], LineIndex | None]
"""Gives the text of a file; None when there is none to show."""


class About(NamedTuple):
    """What a rule says about itself."""

    name: str
    summary: str
    documentation: str
    severity: Severity


@frozen(kw_only=True)
class Terminal:
    """What the place where the report is read can show.

    Args:
        colour: whether colours are shown.
        links: whether paths can be links.
        width: columns of a line.
    """

    colour: bool = False
    links: bool = False
    width: int = 160


@frozen(kw_only=True)
class ReportView:
    """A report on its way to be rendered.

    Args:
        diagnostics: what was found, the worst first.
        failures: files that could not be checked because of an error in a rule, and that error.
        files: how many files were looked at.
        root: the project's root folder.
        base: the folder of the repository around it: names of files that outlive this machine are relative to it.
        texts: the texts of files.
        rules: what the rules that ran say about themselves; asked for only by formats that carry it.
        terminal: what the reader's terminal can show.
        hidden: what the project's own settings and comments keep from being reported, in words; empty for nothing.
        remarks: lines below the report.
        is_quiet: only findings are wanted, no counts.
    """

    diagnostics: Sequence[Diagnostic]
    failures: Sequence[tuple[Path, str]] = ()
    files: int
    root: Path
    base: Path
    texts: TextLookup
    rules: Callable[[], Sequence[About]]
    terminal: Terminal = Terminal()
    hidden: str = ""
    remarks: tuple[str, ...] = ()
    is_quiet: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said beside the findings, unless only they are wanted."""
        return () if self.is_quiet else (*((f"{self.hidden}.",) if self.hidden else ()), *map(printable, self.remarks))


def worst_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return all errors before all warnings before all notes; what is as bad stays in its order."""
    return sorted(diagnostics, key=lambda diagnostic: diagnostic.severity.rank)


CELL = ":cell "
"""Between the path of a notebook and the number of a cell."""


def path_of(path: Path, cell: int | None) -> Path:
    """Return what stands for a cell where texts are looked up; the path itself for a file."""
    return path if cell is None else Path(f"{path}{CELL}{cell}")


def relative(path: Path, root: Path) -> str:
    """Return a path below the root as other machines know it, with slashes; any other as it is."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def as_json(value: object, *, indent: int | None = 2) -> str:
    """Return a value as JSON for people and programs: letters as they are, and nothing that steers a terminal."""
    return json_printable(json.dumps(value, indent=indent, ensure_ascii=False))
