"""A run that takes longer than a second -> a bar on the terminal, gone when the run ends."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from lint_rules.linter.lint import ProgressCallback

AFTER, EVERY = 1.0, 0.2  # seconds


@contextmanager
def shown(*, wanted: bool = True) -> Generator[ProgressCallback]:
    """Give what a run tells its progress to; a bar shows it where standard error is a terminal.

    The run itself draws it, between two files: a thread could not be forked safely, and a signal would come in the middle of
    anything.
    """
    if not (wanted and sys.stderr.isatty()):
        yield _ignored
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.end()


def _ignored(_done: int, _all: int) -> None:
    return


class _Bar:
    """A bar that is drawn when a second has gone by; what draws it is loaded then."""

    def __init__(self) -> None:
        self._next = monotonic() + AFTER
        self._progress: Progress | None = None

    def show(self, done: int, of: int) -> None:
        """Draw the bar as it is now, but not too often."""
        if monotonic() < self._next:
            return
        if self._progress is None:
            self._progress = _begun()
        self._progress.update(self._progress.task_ids[0], completed=done, total=of or None, refresh=True)
        self._next = monotonic() + EVERY

    def end(self) -> None:
        """Remove the bar."""
        if self._progress is not None:
            self._progress.stop()


def _begun() -> Progress:
    from rich.console import Console  # noqa: PLC0415  loaded only where a run takes long
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    progress.add_task("checking", total=None)
    progress.start()
    return progress
