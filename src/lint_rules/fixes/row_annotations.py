"""What a query gives, and where it goes -> the annotation that says so, with the import that it needs."""

from __future__ import annotations

import ast

from lint_rules.fixes.imports.edits import with_names
from lint_rules.fixes.list_uses import is_list_by_use, returns_list_by_use
from lint_rules.fixes.older_python import can_be_evaluated
from lint_rules.fixes.visible_name import runs_later
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.queries.results import QueryResult, Shape
from lint_rules.source.spans import Edit

_SEQUENCE = "Sequence"


def variable_annotation(
    result: QueryResult, target: ast.Name, module: SemanticModel
) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the annotation of a variable that takes `result`, and the edits that import what it names; None without one."""
    if result.shape is Shape.SEQUENCE and is_list_by_use(target, module):
        return None  # it is a list when it runs, and SQLAlchemy does not promise one
    text = module.row_annotations.of_variable(result, target)
    if text is not None:
        return (text, ()) if can_be_evaluated(text, target, module) else None
    if not _needs_sequence(result, module):
        return None
    text = module.row_annotations.of_variable(result, target, sequence=_SEQUENCE)
    edits = _import_of_sequence(module)
    return None if text is None or not _comes_later(target, edits, module) else (text, edits)


def return_annotation(
    result: QueryResult, function: ast.FunctionDef | ast.AsyncFunctionDef, module: SemanticModel, *, or_none: bool
) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the annotation of a function that returns `result`, and the edits that import what it names; None without one."""
    if result.shape is Shape.SEQUENCE and returns_list_by_use(function, module):
        return None
    text = module.row_annotations.of_return(result, function, or_none=or_none)
    if text is not None:
        return (text, ()) if can_be_evaluated(text, function, module) else None
    if not _needs_sequence(result, module):
        return None
    text = module.row_annotations.of_return(result, function, or_none=or_none, sequence=_SEQUENCE)
    edits = _import_of_sequence(module)
    can_stand = text is not None and can_be_evaluated(text, function, module)
    return (text, edits) if text is not None and can_stand and _comes_later(function, edits, module) else None


def _needs_sequence(result: QueryResult, module: SemanticModel) -> bool:
    """Whether the name `Sequence` is wanted, and the file has nothing else of that name."""
    is_free = _SEQUENCE not in module.names_in_use() and not module.is_bound_here(_SEQUENCE)
    return result.shape is Shape.SEQUENCE and is_free


def _import_of_sequence(module: SemanticModel) -> tuple[Edit, ...]:
    return with_names("collections.abc", (_SEQUENCE,), module)


def _comes_later(
    use: ast.Name | ast.FunctionDef | ast.AsyncFunctionDef, edits: tuple[Edit, ...], module: SemanticModel
) -> bool:
    """Whether an import has run when an annotation is evaluated, if it ever is."""
    return module.is_postponed() or runs_later(use, module) or all(edit.span.start.row <= use.lineno for edit in edits)
