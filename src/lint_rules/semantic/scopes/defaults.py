"""A parameter -> its default value."""

from __future__ import annotations

import ast

from lint_rules.semantic.scopes.model import Binding


def default_of(binding: Binding) -> ast.expr | None:
    """Return the default of a parameter; None when it has none, or when something else bound the name."""
    function = binding.statement
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return None
    return default_among(function.args, binding.node)


def default_among(arguments: ast.arguments, parameter: ast.AST) -> ast.expr | None:
    """Return the default that `arguments` give one of them; None when it has none."""
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(reversed(positional), reversed(arguments.defaults), strict=False)]
    pairs += [
        (argument, value) for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
    ]
    return next((value for argument, value in pairs if argument is parameter), None)
