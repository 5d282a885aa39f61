"""A file on disk -> the places where its comments excuse a rule, as they do for the fast checker."""

from __future__ import annotations

import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lint_rules.suppression.directives import Directive, Reach, directives, holds_one


class MypySuppressions:
    """The comments of files that have findings; a file is read again when it has changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, list[tuple[int, Directive]]]] = {}

    def cover(self, path: str, rule: str, first: int, last: int) -> bool:
        """Whether a comment excuses a finding of `rule` that begins in line `first` and ends in line `last`."""
        return any(
            directive.names(rule) and (directive.reach is Reach.FILE or row in {first, last})
            for row, directive in self._of(path)
            if directive.reach is not Reach.NOWHERE
        )

    def _of(self, path: str) -> list[tuple[int, Directive]]:
        file = Path(path)
        try:
            changed = file.stat().st_mtime_ns
        except OSError:
            return []  # not on disk: `mypy -c`
        if self._known.get(path, (None,))[0] != changed:
            self._known[path] = (changed, _read(file))
        return self._known[path][1]


def _read(file: Path) -> list[tuple[int, Directive]]:
    if not holds_one(file.read_text(encoding="utf-8", errors="replace")):
        return []
    rows: list[tuple[int, Directive]] = []
    with file.open("rb") as stream:
        try:
            for token in _comments(stream):
                rows += ((token.start[0], directive) for directive in directives(token.string))
        except (tokenize.TokenError, SyntaxError):
            pass  # newer syntax than this Python's: the comments up to there count
    return rows


def _comments(stream: IO[bytes]) -> Iterator[tokenize.TokenInfo]:
    return (token for token in tokenize.tokenize(stream.readline) if token.type == tokenize.COMMENT)
