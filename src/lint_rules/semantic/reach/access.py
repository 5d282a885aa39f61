"""What a way to a module's name is: a value."""

from __future__ import annotations

from pathlib import Path

from lint_rules.frozen import frozen
from lint_rules.source.spans import Span


@frozen
class Access:
    """A place that reads a name of a module, or may do so.

    Args:
        path: the file.
        span: where in it.
        how: what it does, to stand before "so there is no fix".
        is_sure: whether it does so whenever it runs; else that only shows then.
    """

    path: Path
    span: Span
    how: str
    is_sure: bool

    @property
    def note(self) -> str:
        """What follows for a fix that would rename the name."""
        return f"{self.how}, so there is no fix" if self.is_sure else f"{self.how}, so the fix is unsafe"
