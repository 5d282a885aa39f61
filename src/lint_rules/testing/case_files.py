"""Rules, and a package with one module for each -> the rules with the cases that stand there in `CASES`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from lint_rules.frozen import replace
from lint_rules.rule import Bad, Good, NamedRule


def with_cases(rules: Sequence[NamedRule], package: str) -> tuple[NamedRule, ...]:
    """Return rules with the cases that stand beside their tests, where no run loads them.

    Args:
        rules: the rules; cases in their own files come first.
        package: the dotted name of a package, whose module `some_rule` has the cases of `some-rule` in `CASES`.

    Raises:
        ValueError: a rule has no such module, the module has no cases, or a module is for none of the rules.
    """
    names = {rule.name for rule in rules}
    stray = sorted(name for name in _names_in(import_module(package)) if name not in names)
    if stray:
        raise ValueError(f"{package}: cases of {', '.join(stray)}, which is no rule; give the file the rule's name")
    return tuple(_with_cases(rule, package) for rule in rules)


def _with_cases(rule: NamedRule, package: str) -> NamedRule:
    module = f"{package}.{rule.name.replace('-', '_')}"
    try:
        cases = getattr(import_module(module), "CASES", ())
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        cases = ()
    if not cases or not all(isinstance(case, Good | Bad) for case in cases):
        raise ValueError(f"{rule.name} has no cases: put some `Good(...)` and `Bad(...)` into CASES of {module}")
    return replace(rule, rule=replace(rule.rule, cases=(*rule.rule.cases, *cases)))


def _names_in(package: ModuleType) -> Iterator[str]:
    """Yield the rules that a package has a module for."""
    for folder in package.__path__:
        yield from (path.stem.replace("_", "-") for path in Path(folder).glob("[!_]*.py"))
