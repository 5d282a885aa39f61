"""An import that stays without a use -> the comment that tells ruff and flake8 that it is meant to: `# noqa: F401`."""

from __future__ import annotations

from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.scopes.model import IMPORTS, Binding, declared_exports
from lint_rules.source.spans import Edit, Position, Span
from lint_rules.source.syntax.tokens import Kind, line_starts, tokens
from lint_rules.suppression.comments import rows_for_comments
from lint_rules.suppression.directives import Reach, directives

_UNUSED = "F401"


def unused_marked(binding: Binding, module: SemanticModel) -> tuple[Edit, ...]:
    """Return the edits that mark an import as one that is there without a use; none where linters are told already.

    Args:
        binding: an import of the file.
        module: the file.
    """
    if binding.kind not in IMPORTS or _is_export(binding, module):
        return ()
    lines = module.tree.lines
    row = module.binding_place(binding)[1].end.row
    row = rows_for_comments(lines).get(row, row)
    comment = _comment(row, module)
    if comment is None:
        return (_insertion(row, len(lines.line(row)) + 1, f"  # noqa: {_UNUSED}"),)
    column, text = comment
    for directive in directives(text):
        if directive.reach is Reach.NOQA:
            is_told = directive.rules is None or _UNUSED in directive.rules
            return () if is_told else (_insertion(row, column + directive.end, f", {_UNUSED}"),)
    return (_insertion(row, column + len(text.rstrip()), f"  # noqa: {_UNUSED}"),)


def _is_export(binding: Binding, module: SemanticModel) -> bool:
    """Whether linters take the import for one that others use: by `__all__`, or by `X as X`."""
    name, _, alias = module.text_at(module.binding_place(binding)[1]).partition(" as ")
    return name.strip() == alias.strip() or binding.name in (declared_exports(binding.scope) or ())


def _comment(row: int, module: SemanticModel) -> tuple[int, str] | None:
    """Return the column of the comment in a row, and its text."""
    lines, data = module.tree.lines, module.tree.text.encode()
    if "#" not in lines.line(row):
        return None
    starts = [*line_starts(data), len(data) + 1]
    for token in tokens(data):
        if token.kind is Kind.COMMENT and starts[row - 1] <= token.start < starts[row]:
            return lines.position(row, token.start - starts[row - 1]).column, token.word.decode()
    return None


def _insertion(row: int, column: int, text: str) -> Edit:
    place = Position(row, column)
    return Edit(Span(place, place), text)
