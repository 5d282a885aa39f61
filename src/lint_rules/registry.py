"""The files in `lint_rules.rules` -> rules with their names and documentation; the rules' only importer."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.rule import NamedRule, Rule

if TYPE_CHECKING:
    from types import ModuleType

SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Fix safety", "References")
"""Headings of a rule's documentation, in this order."""


class RuleFileError(Exception):
    """A file among the rules that is none; the message names the file and what it lacks."""


@cache
def registered() -> tuple[NamedRule, ...]:
    """Return every rule, by name.

    Raises:
        RuleFileError: a file has no `RULE`, or its docstring lacks a section.
    """
    import lint_rules.rules as package  # noqa: PLC0415  rules import what this module's importers may not need

    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_"))
    return tuple(named(import_module(f"{package.__name__}.{name}")) for name in names)


def named(module: ModuleType) -> NamedRule:
    """Return the rule of a module, under the module's name.

    Raises:
        RuleFileError: it has no `RULE`, or its docstring lacks a section.
    """
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise RuleFileError(f"{module.__file__}: a rule file ends with `RULE = Rule(...)`; this one has none")
    documentation = module.__doc__ or ""
    headings = [line[3:] for line in documentation.splitlines() if line.startswith("## ")]
    if tuple(headings) != SECTIONS:
        raise RuleFileError(
            f"{module.__file__}: the docstring's sections must be {', '.join(SECTIONS)}; found {', '.join(headings) or 'none'}"
        )
    source = Path(module.__file__) if module.__file__ else None
    return NamedRule(module.__name__.rpartition(".")[2].replace("_", "-"), rule, documentation, source)
