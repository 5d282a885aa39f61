"""Rows that SQLAlchemy promises as a sequence -> whether the project uses them as only a list can be used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.cross_file.list_uses import needs_list, needs_list_of_call
from lint_rules.semantic.model.semantic_model import SemanticModel


def is_list_by_use(target: ast.Name, module: SemanticModel) -> bool:
    """Whether a variable is used as only a list can be: `rows.append(row)`, `del rows[0]`, `rows + more`."""
    return any(needs_list(use, module.parent) for use in _uses(target, module))


def returns_list_by_use(function: ast.FunctionDef | ast.AsyncFunctionDef, module: SemanticModel) -> bool:
    """Whether this file, or another that may call it, uses what a function returns as only a list can be used."""
    is_used_here = any(
        needs_list_of_call(call, module.parent, lambda target: _uses(target, module))
        for call in module.calls_of(function.name)
    )
    return is_used_here or module.names.is_used_as_list(function.name)


def _uses(target: ast.Name, module: SemanticModel) -> Iterator[ast.Name]:
    for binding in module.scope(target).bindings.get(target.id, ()):
        yield from module.loads(binding)
        if isinstance(binding.statement, ast.AugAssign) and isinstance(binding.node, ast.Name):
            yield binding.node
