"""What a rule finds (Finding, Fix) and what the engine makes of it (Diagnostic): frozen values."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from lint_rules.frozen import frozen
from lint_rules.severity import Severity
from lint_rules.source.spans import Edit, Span


class Safety(Enum):
    """Whether a fix may change what the program does."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@frozen
class Leftover:
    """An import that has no use left when several fixes are made together.

    Args:
        binds: where it is bound.
        taken: the uses of its name that go with this fix.
        uses: how many there are; each fix names its own, so that a file of many is not written down many times.
        edits: what takes the import out, or marks it, when all of its uses are gone.
    """

    binds: Span
    taken: tuple[Span, ...]
    uses: int
    edits: tuple[Edit, ...]


@frozen
class Fix:
    """Edits to the file of the finding that mend it, all or none.

    Args:
        title: what they do, as a command.
        edits: the edits, in the order of their places.
        safety: whether they may change what the program does.
        leftovers: what goes besides where other fixes take the other uses of an import.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety
    leftovers: tuple[Leftover, ...] = ()


@frozen
class Related:
    """Another place that explains a finding: a binding, a class statement."""

    path: Path
    span: Span
    message: str
    cell: int | None = None
    """Of a notebook, where places are counted in cells: which one, from 1."""


@frozen
class Finding:
    """What a rule yields: a place in the checked file, a message, and how it could be mended.

    `repair` builds the fix when it is wanted: never for a finding that is suppressed.
    """

    at: Span
    message: str
    related: tuple[Related, ...] = ()
    repair: Callable[[], Fix | None] | None = None


@frozen
class Diagnostic:
    """A finding stamped with its rule and its file, ready to be rendered."""

    rule: str
    path: Path
    at: Span
    message: str
    related: tuple[Related, ...]
    fix: Fix | None
    url: str
    severity: Severity
    cell: int | None = None
    """Of a notebook, where places are counted in cells: which one, from 1."""


@frozen
class Hidden:
    """What is not reported of a file because the project says so.

    Args:
        silenced: how many findings its comments silence.
        has_rules_off: whether the settings switch off rules in it that run elsewhere.
    """

    silenced: int = 0
    has_rules_off: bool = False
