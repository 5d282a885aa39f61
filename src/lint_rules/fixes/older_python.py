"""An annotation with `| None` -> one that the oldest Python can evaluate which the code has to run on."""

from __future__ import annotations

import ast

from lint_rules.fixes.visible_name import runs_later
from lint_rules.semantic.model.semantic_model import SemanticModel

_UNION = " | "
_OR_NONE = f"{_UNION}None"


def advisable(annotation: str, model: SemanticModel) -> str:
    """Return an annotation as a message advises it: with `Optional` where `|` cannot be evaluated everywhere."""
    if not annotation.endswith(_OR_NONE) or model.lacks("X | Y") is None:
        return annotation
    return f"Optional[{annotation.removesuffix(_OR_NONE)}]"


def can_be_evaluated(annotation: str, place: ast.AST, model: SemanticModel) -> bool:
    """Whether an annotation can stand at a place: in quotes, postponed and of a function's variables nothing evaluates it."""
    if _UNION not in annotation or annotation.startswith('"') or model.is_postponed():
        return True
    is_variable = isinstance(place, ast.Name | ast.AnnAssign) and runs_later(place, model)
    return is_variable or model.lacks("X | Y") is None
