"""What the parts of an expression denote -> what the whole does: a call, a subscript, a name with several bindings."""

from __future__ import annotations

import ast
import builtins

from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol, Unknown, arms_of

_BUILTINS = frozenset(dir(builtins))
_DEEPEST = 4
"""Calls of calls that are told apart; nothing that matters here needs more."""


def agreed(meanings: list[Symbol]) -> Symbol:
    """Return what all candidates mean; Unknown, with what each of them means, when they differ."""
    first = meanings[0]
    if all(meaning == first for meaning in meanings[1:]):
        return first
    arms = dict.fromkeys(arm for meaning in meanings for arm in arms_of(meaning))
    return Unknown("it can denote several things here", tuple(arms))


def of_builtin(name: str) -> Symbol:
    """Return what a name denotes that nothing binds."""
    return ExternalSymbol(f"builtins.{name}") if name in _BUILTINS else Unknown("it is bound nowhere in sight")


def parametrised(meaning: Symbol) -> Symbol:
    """Return the class behind `Class[Parameter]`."""
    return meaning if isinstance(meaning, DefinedClass | ExternalSymbol) else Unknown("a subscript")


def made(function: Symbol, call: ast.Call) -> Symbol:
    """Return what calling something returns."""
    match function:
        case ExternalSymbol(qualified_name=maker) if maker.count("()") < _DEEPEST:
            return CallResult(maker, call)
        case CallResult(by=maker) if maker.count("()") < _DEEPEST:
            return CallResult(f"{maker}()", call)
        case _:
            return Unknown("a call")
