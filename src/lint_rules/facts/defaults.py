"""A parameter's binding -> its default value."""

from __future__ import annotations

import ast

from lint_rules.facts.scopes import Binding


def default_of(binding: Binding) -> ast.expr | None:
    """Return the default of a parameter; None when it has none, or when something else bound the name."""
    function = binding.statement
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return None
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(reversed(positional), reversed(arguments.defaults), strict=False)]
    pairs += [(one, value) for one, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value]
    return next((value for parameter, value in pairs if parameter is binding.node), None)
