"""A hook that raises -> the type that mypy had without it, and one line about the failure."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from lint_rules.source.printable import printable

C = TypeVar("C")
R = TypeVar("R")


class Failures:
    """The hooks that have failed in this process; each is told of once."""

    def __init__(self) -> None:
        self._reported: set[str] = set()

    def guarded(self, name: str, hook: Callable[[C], R], default: Callable[[C], R]) -> Callable[[C], R]:
        """Return a hook that cannot fail: an exception in a plugin would end the whole run of mypy.

        Args:
            name: what the hook is called when it is told of.
            hook: the hook.
            default: what stands for its answer when it raises.
        """

        def safe(context: C) -> R:
            try:
                return hook(context)
            except Exception as error:  # noqa: BLE001  whatever it is, the run goes on, and the failure is told
                self.tell(name, error, context)
                return default(context)

        return safe

    def tell(self, name: str, error: Exception, context: object) -> None:
        """Write one line to standard error for the first failure of a hook."""
        if name not in self._reported:
            self._reported.add(name)
            problem = f"{type(error).__name__}: {error}"
            line = f"session-lint: internal error in the mypy plugin, {name}{_place(context)}: {problem}"
            sys.stderr.write(f"{printable(line)}; mypy goes on without it\n")  # where mypy writes of its own


def _place(context: object) -> str:
    path, at = getattr(getattr(context, "api", None), "path", None), getattr(context, "context", None)
    line = getattr(at, "line", None)
    return f" at {path}:{line}" if path and line else ""
