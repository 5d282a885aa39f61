"""Which rules the settings switch off in which files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.rule import NamedRule

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Ignores:
    """Which rules the settings switch off in which files."""

    def __init__(self, root: Path, patterns: Mapping[str, tuple[str, ...]]) -> None:
        self._root = root
        self._specs = [(_spec(pattern), frozenset(names)) for pattern, names in patterns.items()]

    def without(self, rules: Sequence[NamedRule], path: Path) -> Sequence[NamedRule]:
        """Return the rules that run in a file."""
        ignored = self.names(path)
        return [rule for rule in rules if rule.name not in ignored] if ignored else rules

    def names(self, path: Path) -> frozenset[str]:
        """Return the names of the rules that are switched off in a file."""
        if not self._specs or not path.is_relative_to(self._root):
            return frozenset()
        place = path.relative_to(self._root).as_posix()
        return frozenset(name for spec, names in self._specs if spec.match_file(place) for name in names)


def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  costs more than many a run, and few projects need it here

    return GitIgnoreSpec.from_lines([pattern])
