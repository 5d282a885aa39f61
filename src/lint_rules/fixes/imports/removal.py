"""An imported name that nothing uses -> the edits that take it out of its statement; None where more than that would go."""

from __future__ import annotations

import ast
import re
from typing import cast

from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.source.spans import Edit, Position, Span

_ABLE_TO_PASS = (ast.If, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
"""What can hold nothing but `pass` and say the same; a `try` around an import asks whether it can be had."""
_NAME = r"[^\W\d]\w*(?: as [^\W\d]\w*)?"
_PLAIN = re.compile(rf"(from [\w.]+ import )({_NAME}(?:, {_NAME})*)")


def removed(binding: Binding, module: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that remove an import; None where it cannot be done without a comment, or an empty block.

    Args:
        binding: a `from … import` of the file.
        module: the file.
    """
    node, statement = binding.node, binding.statement
    if binding.kind is not BindingKind.FROM_IMPORT or not isinstance(statement, ast.ImportFrom):
        return None
    if not isinstance(node, ast.alias):
        return None
    if len(statement.names) > 1:
        edit = _without_name(node, statement, module)
    elif _has_comment(module.span(statement), module):
        edit = None
    else:
        edit = (
            _whole_lines(statement, module)
            or _behind_another(statement, module)
            or _replaced_by_pass(statement, module)
        )
    return None if edit is None else (edit,)


def without_name(edit: Edit, binding: Binding, module: SemanticModel) -> Edit:
    """Return an edit that writes an import's statement anew without its name; another edit as it is.

    Args:
        edit: an edit to the file.
        binding: an import of the file.
        module: the file.
    """
    if not isinstance(binding.node, ast.alias) or edit.span != _statement(binding, module):
        return edit
    name, plain = module.text_at(module.span(binding.node)), _PLAIN.fullmatch(edit.content)
    if plain is not None:
        return Edit(edit.span, _left(plain, name))
    return Edit(edit.span, re.sub(rf"(?m)^[ \t]*{re.escape(name)},?[ \t]*(?:\r\n|\r|\n)", "", edit.content, count=1))


def _has_comment(span: Span, module: SemanticModel) -> bool:
    """Whether a comment stands in or behind a statement: it says something about the import, be it `noqa`."""
    rows = range(span.start.row, span.end.row + 1)
    return any("#" in module.tree.lines.line(row) for row in rows)


def _whole_lines(statement: ast.ImportFrom, module: SemanticModel) -> Edit | None:
    """Return the edit that removes a statement with its lines, where it has them alone and its block has others."""
    lines, span = module.tree.lines, module.span(statement)
    alone = not lines.line(span.start.row)[: span.start.column - 1].strip()
    alone = alone and not lines.line(span.end.row)[span.end.column - 1 :].strip()
    if not alone or not _has_neighbours(statement, module) or span.end.row >= lines.count:
        return None
    if lines.line(span.start.row - 1).endswith("\\"):
        return None
    return Edit(Span(Position(span.start.row, 1), Position(span.end.row + 1, 1)), "")


def _behind_another(statement: ast.ImportFrom, module: SemanticModel) -> Edit | None:
    """Return the edit that removes a statement and the semicolon before it."""
    span = module.span(statement)
    before = module.tree.lines.line(span.start.row)[: span.start.column - 1].rstrip()
    if not before.endswith(";"):
        return None
    return Edit(Span(Position(span.start.row, len(before)), span.end), "")


def _has_neighbours(statement: ast.ImportFrom, module: SemanticModel) -> bool:
    around = module.parent(statement)
    blocks = [cast("list[ast.AST]", getattr(around, name, [])) for name in ("body", "orelse", "finalbody")]
    return any(statement in block and len(block) > 1 for block in blocks)


def _replaced_by_pass(statement: ast.ImportFrom, module: SemanticModel) -> Edit | None:
    """Return the edit that leaves `pass` in a block that has no other statement, and can do without."""
    is_alone = isinstance(module.parent(statement), _ABLE_TO_PASS) and not _has_neighbours(statement, module)
    return Edit(module.span(statement), "pass") if is_alone else None


def _without_name(node: ast.alias, statement: ast.ImportFrom, module: SemanticModel) -> Edit | None:
    span, place = module.span(statement), module.span(node)
    plain = _PLAIN.fullmatch(module.text_at(span))
    if plain is not None:
        return None if _has_comment(span, module) else Edit(span, _left(plain, module.text_at(place)))
    if re.search(r"\\[\r\n]", module.text_at(span)):
        return None  # a line that goes on in the next one needs what stands there
    row, line = place.start.row, module.tree.lines.line(place.start.row)
    if row == place.end.row and line.strip().rstrip(",") == module.text_at(place):
        is_explained = module.tree.lines.line(row - 1).lstrip().startswith("#")
        return None if is_explained else Edit(Span(Position(row, 1), Position(row + 1, 1)), "")
    return None if _has_comment(span, module) else Edit(_with_comma(node, statement, module), "")


def _left(plain: re.Match[str], name: str) -> str:
    """Return a statement in one line without one of its names."""
    return plain[1] + ", ".join(other for other in plain[2].split(", ") if other != name)


def _with_comma(node: ast.alias, statement: ast.ImportFrom, module: SemanticModel) -> Span:
    """Return the place of a name up to the next one; of the last, from the end of the one before."""
    at, names = statement.names.index(node), statement.names
    if node is names[-1]:
        return Span(module.span(names[at - 1]).end, module.span(node).end)
    return Span(module.span(node).start, module.span(names[at + 1]).start)


def _statement(binding: Binding, module: SemanticModel) -> Span | None:
    return module.span(binding.statement) if isinstance(binding.statement, ast.ImportFrom) else None
