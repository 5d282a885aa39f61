"""A binding, a new name and the uses that follow it -> edits; None where a use cannot be placed exactly."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lint_rules.facts.module import Module
from lint_rules.facts.scopes import Binding, BindingKind
from lint_rules.spans import Edit, Span


def realiased(binding: Binding, alias: str, uses: Iterable[ast.Name], module: Module) -> tuple[Edit, ...] | None:
    """Return the edits that import a class under `alias` and let `uses` follow; None when they cannot be had.

    Args:
        binding: a `from … import` of the file.
        alias: the new name.
        uses: the names that shall denote the class.
        module: the file.
    """
    node = binding.node
    if (
        binding.kind is not BindingKind.FROM_IMPORT
        or not isinstance(node, ast.alias)
        or not _is_only_read(binding, module)
    ):
        return None
    edits = [Edit(module.span(node), f"{node.name} as {alias}")]
    for use in uses:
        span = module.span(use)
        if module.text_at(span) != use.id:
            return None  # inside an f-string or a string that is continued: its place is not known exactly
        edits.append(Edit(span, alias))
    return tuple(edits)


def is_safe_to_rename(binding: Binding, module: Module) -> bool:
    """Whether nothing outside the file, and no string in it, uses the binding's name."""
    if binding.scope.parent is None and module.is_taken_from_here(binding.name):
        return False
    return not any(constant.value == binding.name for constant in module.nodes(ast.Constant))


def replaced(expression: ast.expr, name: str, module: Module) -> Edit | None:
    """Return the edit that puts `name` in the place of a dotted name; None when its place is not known exactly."""
    span: Span = module.span(expression)
    return Edit(span, name) if module.text_at(span) == ast.unparse(expression) else None


def _is_only_read(binding: Binding, module: Module) -> bool:
    """Whether the name is never deleted or declared global: a rename would have to follow that as well."""
    if any(binding.name in names for names in _declared_elsewhere(module)):
        return False
    return not any(name.id == binding.name and isinstance(name.ctx, ast.Del) for name in module.nodes(ast.Name))


def _declared_elsewhere(module: Module) -> Iterator[list[str]]:
    yield from (node.names for node in module.nodes(ast.Global))
    yield from (node.names for node in module.nodes(ast.Nonlocal))
