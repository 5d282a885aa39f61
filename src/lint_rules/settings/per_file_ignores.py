"""Which rules the settings switch off in which files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.rule import NamedRule

if TYPE_CHECKING:
    from lint_rules.source.gitignore.patterns import Patterns


class Ignores:
    """Which rules the settings switch off in which files."""

    def __init__(self, root: Path, patterns: Mapping[str, tuple[str, ...]]) -> None:
        self._root = root
        self._specs = [(_patterns(pattern), frozenset(names)) for pattern, names in patterns.items()]

    def without(self, rules: Sequence[NamedRule], path: Path) -> Sequence[NamedRule]:
        """Return the rules that run in a file."""
        ignored = self.names(path)
        return [rule for rule in rules if rule.name not in ignored] if ignored else rules

    def names(self, path: Path) -> frozenset[str]:
        """Return the names of the rules that are switched off in a file."""
        if not self._specs or not path.is_relative_to(self._root):
            return frozenset()
        place = os.fsencode(path.relative_to(self._root).as_posix())
        return frozenset(
            name for patterns, names in self._specs if patterns.leave_out(place, is_folder=False) for name in names
        )


def _patterns(pattern: str) -> Patterns:
    from lint_rules.source.gitignore.patterns import Patterns  # noqa: PLC0415  few projects need it here

    return Patterns([pattern.encode()])
