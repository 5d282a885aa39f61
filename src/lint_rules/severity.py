"""How bad it is what a rule finds: one value of three, in the order of reports."""

from __future__ import annotations

from enum import Enum


class Severity(Enum):
    """How bad a finding is; the worst comes first."""

    ERROR = "error"
    """It goes wrong when it runs: it fails, or does something else than it says."""
    WARNING = "warning"
    """It is ambiguous: what it means is decided by chance, or is not what readers and type checkers are told."""
    NOTE = "note"
    """It is untyped, or idle: nobody can check it, and it may well be right."""

    @property
    def rank(self) -> int:
        """The place in a report: 0 for the worst."""
        return _RANKS[self]

    def is_at_least(self, other: Severity) -> bool:
        """Whether this is as bad as another, or worse."""
        return self.rank <= other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
