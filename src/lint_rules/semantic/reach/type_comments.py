"""A name and a text -> the comments that say a type to checkers with that name: `# type: (int) -> Session`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from lint_rules.source.spans import LineIndex, Span
from lint_rules.source.syntax.tokens import Kind, line_starts, tokens

_TYPE_COMMENT = re.compile(r"#\s*type:(?!\s*ignore\b)([^#]+)")


def type_comments_with(name: str, lines: LineIndex) -> Iterator[Span]:
    """Yield the places of the type comments that read a name.

    Args:
        name: The name.
        lines: The text.
    """
    if _TYPE_COMMENT.search(lines.text) is None:
        return
    data = lines.text.encode()
    starts, word = line_starts(data), re.compile(rf"(?<![\w.]){re.escape(name)}\b")
    for comment in (token for token in tokens(data) if token.kind is Kind.COMMENT):
        match = _TYPE_COMMENT.match(comment.word.decode())
        if match is not None and word.search(match[1]):
            row = bisect_right(starts, comment.start)
            first, last = (lines.position(row, at - starts[row - 1]) for at in (comment.start, comment.end))
            yield Span(first, last)
