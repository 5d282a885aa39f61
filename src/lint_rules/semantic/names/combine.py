"""What the parts of an expression denote -> what the whole does: a call, a subscript, a name with several bindings."""

from __future__ import annotations

import ast
import builtins

from lint_rules.semantic.names.symbol import DefinedClass, External, Made, Meaning, Unknown

_BUILTINS = frozenset(dir(builtins))
_DEEPEST = 4
"""Calls of calls that are told apart; nothing that matters here needs more."""
_SEVERAL = Unknown("it can denote several things here")


def agreed(meanings: list[Meaning]) -> Meaning:
    """Return what all candidates mean; Unknown when they differ."""
    first = meanings[0]
    return first if all(meaning == first for meaning in meanings[1:]) else _SEVERAL


def of_builtin(name: str) -> Meaning:
    """Return what a name denotes that nothing binds."""
    return External(f"builtins.{name}") if name in _BUILTINS else Unknown("it is bound nowhere in sight")


def parametrised(meaning: Meaning) -> Meaning:
    """Return the class behind `Class[Parameter]`."""
    return meaning if isinstance(meaning, DefinedClass | External) else Unknown("a subscript")


def made(function: Meaning, call: ast.Call) -> Meaning:
    """Return what calling something returns."""
    match function:
        case External(qualified_name=maker) if maker.count("()") < _DEEPEST:
            return Made(maker, call)
        case Made(by=maker) if maker.count("()") < _DEEPEST:
            return Made(f"{maker}()", call)
        case _:
            return Unknown("a call")
