"""An expression, or a handler of exceptions -> the word that can be taken for a status, or whether it stands in for one."""

from __future__ import annotations

import ast
import re

from lint_rules.semantic.statuses.inference import Statuses

_WORD = r"[A-Za-z][\w.-]*"
_ABSENCE = frozenset({"none", "null", "na", "nil", "nan", "empty"})
_MISSING = frozenset("AttributeError KeyError LookupError IndexError ValueError TypeError Exception".split())


def word_of(expression: ast.expr, statuses: Statuses | None = None) -> str | None:
    """Return a literal that can be taken for a status; with `statuses`, a member of a status Enum too."""
    match expression:
        case ast.Constant(value=str(text)):
            return text if re.fullmatch(_WORD, text) and text.casefold() not in _ABSENCE else None
        case ast.Attribute() if statuses is not None and statuses.member(expression) is not None:
            return ast.unparse(expression)
        case _:
            return None


def is_for_missing(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is for what is raised where something is missing or unknown, and for nothing else."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(kind is None or (isinstance(kind, ast.Name) and kind.id in _MISSING) for kind in kinds)
