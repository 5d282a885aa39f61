"""Tree -> the comments in it that silence rules, and what each of them silences.

`# session-lint: ignore[rule, other-rule]` silences the rules on findings that begin or end in its line; without brackets, every rule.
`# session-lint: ignore-file[rule]` does so for the whole file, wherever it stands; without brackets, every rule.
`# noqa: rule` and a bare `# noqa` are honoured as in ruff, also among the codes of other tools; they are never reported as unused.
A line that cannot hold a comment, because it ends in a backslash or inside a string, is silenced from the line where that ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from lint_rules.frozen import frozen
from lint_rules.source.spans import LineIndex, Span
from lint_rules.source.syntax.parser import Tree
from lint_rules.source.syntax.tokens import Kind, Token, line_starts, tokens
from lint_rules.suppression.directives import Reach, directives, holds_one


@frozen
class Suppression:
    """A comment that silences rules.

    Args:
        at: the place of the directive, from its `#`.
        reach: the line or the file.
        rules: the names in it as they were written, in order; None stands for every rule.
    """

    at: Span
    reach: Reach
    rules: tuple[str, ...] | None

    def names(self, rule: str) -> bool:
        """Whether it is about `rule`. One about every rule is not about itself."""
        return rule in self.rules if self.rules is not None else rule != "unused-suppression"


@frozen
class Unused:
    """A suppression, or a part of it, that silenced nothing in a run over its file.

    Args:
        suppression: the comment.
        idle: rules that it names, that ran and that it kept from saying nothing.
        unknown: names in it that no rule has, with the nearest name of a rule, if any is near.
    """

    suppression: Suppression
    idle: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str | None], ...] = ()


@frozen
class Suppressions:
    """The suppressions of one file."""

    suppressions: tuple[Suppression, ...]
    _rows: Mapping[int, int]
    """Rows that cannot hold a comment → the row that holds it for them."""

    @classmethod
    def of(cls, tree: Tree) -> Suppressions:
        """Return what the comments of a file silence; what looks like one inside a string is none."""
        return cls.in_text(tree.lines)

    @classmethod
    def in_text(cls, lines: LineIndex) -> Suppressions:
        """Return the same for a text that may have no tree."""
        if not holds_one(lines.text):
            return cls((), {})
        data = lines.text.encode()
        all_tokens, starts = list(tokens(data)), line_starts(data)
        comments = (token for token in all_tokens if token.kind is Kind.COMMENT)
        suppressions = [suppression for comment in comments for suppression in _directives(comment, starts, lines)]
        return cls(tuple(suppressions), _continued(all_tokens, starts, lines))

    def silencing(self, rule: str, at: Span) -> tuple[Suppression, ...]:
        """Return the suppressions that silence a finding of `rule` at `at`."""
        rows = {at.start.row, at.end.row}
        rows |= {self._rows.get(row, row) for row in rows}
        return tuple(
            suppression
            for suppression in self.suppressions
            if suppression.names(rule)
            and (
                suppression.reach is Reach.FILE
                or (suppression.at.start.row in rows and suppression.reach is not Reach.NOWHERE)
            )
        )


def rows_for_comments(lines: LineIndex) -> Mapping[int, int]:
    """Return the rows that cannot hold a comment, each with the row that holds it for them."""
    data = lines.text.encode()
    return _continued(list(tokens(data)), line_starts(data), lines)


def _directives(comment: Token, starts: list[int], lines: LineIndex) -> list[Suppression]:
    row = bisect_right(starts, comment.start)
    first = lines.position(row, comment.start - starts[row - 1])
    suppressions: list[Suppression] = []
    for directive in directives(comment.word.decode()):
        start, end = (first._replace(column=first.column + offset) for offset in (directive.start, directive.end))
        suppressions.append(Suppression(Span(start, end), directive.reach, directive.rules))
    return suppressions


def _continued(all_tokens: list[Token], starts: list[int], lines: LineIndex) -> dict[int, int]:
    rows: dict[int, int] = {}
    opened: list[int] = []
    for token in all_tokens:
        if token.kind is Kind.BEGIN:
            opened.append(token.start)
        elif token.kind is Kind.STRING or (token.kind is Kind.END and opened):
            start = opened.pop() if token.kind is Kind.END else token.start
            last = bisect_right(starts, token.end - 1)
            rows |= dict.fromkeys(range(bisect_right(starts, start), last), last)
    commented = {bisect_right(starts, token.start) for token in all_tokens if token.kind is Kind.COMMENT}
    for row in range(len(starts) - 1, 0, -1):
        if row not in rows and lines.line(row).endswith("\\") and row not in commented:
            rows[row] = row + 1
    for row in sorted(rows, reverse=True):  # where a string ends, another can begin
        rows[row] = rows.get(rows[row], rows[row])
    return rows
