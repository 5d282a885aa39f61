"""A file and a name -> what stands above the file's first function or class, where all imports of the name are."""

from __future__ import annotations

import re

from lint_rules.semantic.index.words import imported_words
from lint_rules.source.file import SourceFile

_FIRST = re.compile(rb"^(?:@|(?:def|class|async)(?![\w\x80-\xff]))", re.MULTILINE)
"""A line that begins a function or class at module level, or a line of a text that looks so: then the top has no end to that text."""


def top_of(source: SourceFile, name: str) -> SourceFile | None:
    """Return the top of a file, which costs a tenth of the file to parse; None when it is all of it, or more of it may import `name`.

    A top that can be parsed is the beginning of the file's module: no statement goes on behind such a line.
    """
    first = _FIRST.search(source.data)
    if first is None:
        return None
    below = imported_words(source.data[first.start() :])
    if name in below.names or name in below.aliases:
        return None
    return SourceFile(source.path, source.data[: first.start()])
