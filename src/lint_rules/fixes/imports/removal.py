"""An imported name that nothing uses -> the edits that take it out of its statement; None where more than that would go."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import cast

from lint_rules.diagnostic import Leftover
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.source.spans import Edit, Position, Span

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
    if not isinstance(node, ast.alias) or _has_comment(statement, module):
        return None
    if len(statement.names) == 1:
        edit = _whole_lines(statement, module) or _behind_another(statement, module)
    else:
        edit = _without_name(node, statement, module)
    return None if edit is None else (edit,)


def with_unused_removed(edits: tuple[Edit, ...], places: Sequence[ast.expr], module: SemanticModel) -> tuple[Edit, ...]:
    """Return edits that replace some names, and besides those that remove the import that nothing uses any longer.

    Args:
        edits: what replaces the names.
        places: the names, or dotted names, that go.
        module: the file.
    """
    binding = _bound_by_all(places, module)
    if binding is None:
        return edits
    gone = {id(_root(place)) for place in places}
    if any(id(use) not in gone for use in module.loads(binding)) or module.accesses(binding):
        return edits
    removal = removed(binding, module)
    if removal is None or any(_overlap(edit.span, other.span) for edit in edits for other in removal):
        return edits
    return (*edits, *removal)


def leftover(places: Sequence[ast.expr], module: SemanticModel) -> Leftover | None:
    """Return the import that nothing uses any longer when other fixes replace its other uses; None where it stays.

    Args:
        places: the names, or dotted names, that go.
        module: the file.
    """
    binding = _bound_by_all(places, module)
    uses = 0 if binding is None else module.count_loads(binding)
    if binding is None or uses == len(places) or module.accesses(binding):
        return None  # what has no other use goes with its own fix
    removal = removed(binding, module)
    return None if removal is None else Leftover(tuple(module.span(_root(place)) for place in places), uses, removal)


def _bound_by_all(places: Sequence[ast.expr], module: SemanticModel) -> Binding | None:
    bindings = [module.bound_at(place) for place in places]
    return bindings[0] if bindings and all(other is bindings[0] for other in bindings) else None


def _root(place: ast.expr) -> ast.expr:
    while isinstance(place, ast.Attribute):
        place = place.value
    return place


def _overlap(span: Span, other: Span) -> bool:
    return span.start < other.end and other.start < span.end


def _has_comment(statement: ast.ImportFrom, module: SemanticModel) -> bool:
    """Whether a comment stands in or behind a statement: it says something about the import, be it `noqa`."""
    span = module.span(statement)
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


def _without_name(node: ast.alias, statement: ast.ImportFrom, module: SemanticModel) -> Edit | None:
    span = module.span(statement)
    plain = _PLAIN.fullmatch(module.text_at(span))
    if plain is not None:
        left = [name for name in plain[2].split(", ") if name != module.text_at(module.span(node))]
        return Edit(span, plain[1] + ", ".join(left))
    if re.search(r"\\[\r\n]", module.text_at(span)):
        return None  # a line that goes on in the next one needs what stands there
    place = module.span(node)
    line = module.tree.lines.line(place.start.row)
    if place.start.row == place.end.row and line.strip().rstrip(",") == module.text_at(place):
        return Edit(Span(Position(place.start.row, 1), Position(place.start.row + 1, 1)), "")
    return None
