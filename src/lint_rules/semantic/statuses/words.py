"""An expression, or a handler of exceptions -> the word that can be taken for a status, or whether it stands in for one."""

from __future__ import annotations

import ast
import re

from lint_rules.semantic.statuses.inference import Statuses

_WORD = r"[A-Za-z][\w.-]*"
_ABSENCE = frozenset({"none", "null", "na", "nil", "nan", "empty"})
_MISSING = frozenset("AttributeError KeyError LookupError IndexError ValueError TypeError Exception".split())


def word_of(expression: ast.expr, statuses: Statuses) -> str | None:
    """Return a literal that can be taken for a status, or a member of a status Enum as it is written."""
    match expression:
        case ast.Constant(value=str(text)):
            return text if re.fullmatch(_WORD, text) and text.casefold() not in _ABSENCE else None
        case ast.Attribute() if statuses.member(expression) is not None:
            return ast.unparse(expression)
        case _:
            return None


def is_named_for_status(key: ast.expr, statuses: Statuses) -> bool:
    """Whether what a map is asked for is called a status: `gateway_status`, `payload["status"]`, `payload.get("state")`."""
    match key:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return statuses.ends_in_status(name)
        case ast.Subscript(slice=inner) | ast.Call(func=ast.Attribute(attr="get"), args=[inner, *_]):
            return isinstance(inner, ast.Constant) and is_named_for_status(inner, statuses)
        case ast.Call(func=ast.Attribute(value=inner, attr="lower" | "upper" | "strip" | "casefold"), args=[]):
            return is_named_for_status(inner, statuses)
        case _:
            return False


def is_for_missing(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is for what is raised where something is missing or unknown, and for nothing else."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(kind is None or are_of_missing([kind]) for kind in kinds)


def are_of_missing(kinds: list[ast.expr]) -> bool:
    """Whether all of some exceptions are raised where something is missing or unknown."""
    return all(isinstance(kind, ast.Name) and kind.id in _MISSING for kind in kinds)
