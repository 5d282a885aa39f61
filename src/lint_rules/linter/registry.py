"""The files in `lint_rules.rules`, and your own -> rules with their names and documentation; the rules' only importer."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder, all_suffixes
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from lint_rules.linter.typed_rules import TYPED_RULES, page_of
from lint_rules.rule import Default, NamedRule, Rule, RulePage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Fix safety", "References")
"""Headings of a rule's documentation, in this order."""


OWN = "session_lint_rules"
"""The name of folders that hold your own rules: a namespace package, so that several distributions can share it."""


class RuleFileError(Exception):
    """A file among the rules that is none; the message names the file and what it lacks."""


def rule_names() -> tuple[str, ...]:
    """Return the name of every rule, in order, without importing any; those that only the mypy plugin has are among them."""
    import lint_rules.rules as package  # noqa: PLC0415  rules import what this module's importers may not need

    names = {name for folders in (package.__path__, _own_folders()) for name in _names_in(folders)}
    return tuple(sorted([*TYPED_RULES, *(name.replace("_", "-") for name in names)]))


def own_sources() -> tuple[Path, ...]:
    """Return the source files of your own rules: findings depend on them."""
    return tuple(path for folder in _own_folders() for path in sorted(Path(folder).rglob("*.py")))


@cache
def registered() -> tuple[NamedRule, ...]:
    """Return every rule, by name.

    Raises:
        RuleFileError: a file has no `RULE`, or its docstring lacks a section.
    """
    import lint_rules.rules as package  # noqa: PLC0415  rules import what this module's importers may not need

    ours = [named(module) for module in _modules(package)]
    return tuple(sorted((*ours, *_own({rule.name for rule in ours})), key=lambda rule: rule.name))


def pages() -> tuple[RulePage, ...]:
    """Return what is written about every rule, by name, those that only the mypy plugin has among them.

    Raises:
        RuleFileError: as for `registered`.
    """
    typed = [
        RulePage(name, _complete(page_of(name), f"{name}.md: the page"), Default.OFF, severity)
        for name, severity in TYPED_RULES.items()
    ]
    return tuple(sorted((*typed, *(rule.page for rule in registered())), key=lambda page: page.name))


def _own(taken: set[str]) -> Iterator[NamedRule]:
    """Yield your own rules: the files in folders named `session_lint_rules` where the tool finds its packages.

    The current folder is not such a place, even where Python looks there first: checked code is never run.
    """
    folders = _own_folders()
    if not folders:
        return
    package = ModuleType(OWN)
    package.__path__ = folders
    sys.modules[OWN] = package
    try:
        modules = [*_modules(package)]
    except Exception as error:
        raise RuleFileError(f"a rule of your own cannot be imported: {type(error).__name__}: {error}") from error
    for module in modules:
        rule = named(module)
        if rule.name in taken:
            raise RuleFileError(f'{module.__file__}: there is a rule "{rule.name}" already; give the file another name')
        yield rule


def _own_folders() -> list[str]:
    here = os.getcwd()  # noqa: PTH109  compared with strings
    spec = PathFinder.find_spec(OWN, [folder for folder in sys.path if folder not in {"", here}])
    return list(spec.submodule_search_locations or ()) if spec is not None else []


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    """Import the modules of a package, by name."""
    for name in _names_in(package.__path__):
        yield import_module(f"{package.__name__}.{name}")


def _names_in(folders: Iterable[str]) -> list[str]:
    """Return the names of the modules in folders, in order."""
    names = {name for folder in folders for name in _modules_in(folder)}
    return sorted(name for name in names if "." not in name and not name.startswith("_"))


def _modules_in(folder: str) -> Iterator[str]:
    if not (os.path.isdir(folder) and os.access(folder, os.R_OK)):  # noqa: PTH112  it is a string
        import pkgutil  # noqa: PLC0415  it loads much, and only what is no folder (an archive) needs it

        yield from (info.name for info in pkgutil.iter_modules([folder]))
        return
    suffixes = all_suffixes()
    with os.scandir(folder) as entries:
        for entry in entries:
            name = next((entry.name.removesuffix(suffix) for suffix in suffixes if entry.name.endswith(suffix)), "")
            if name:
                yield name
            elif os.path.exists(os.path.join(entry.path, "__init__.py")):  # noqa: PTH110, PTH118
                yield entry.name


def named(module: ModuleType) -> NamedRule:
    """Return the rule of a module, under the module's name.

    Raises:
        RuleFileError: it has no `RULE`, or its docstring lacks a section.
    """
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise RuleFileError(f"{module.__file__}: a rule file ends with `RULE = Rule(...)`; this one has none")
    documentation = _complete(module.__doc__ or "", f"{module.__file__}: the docstring")
    source = Path(module.__file__) if module.__file__ else None
    return NamedRule(module.__name__.rpartition(".")[2].replace("_", "-"), rule, documentation, source)


def _complete(documentation: str, place: str) -> str:
    """Return a documentation that has every section."""
    headings = [line[3:] for line in documentation.splitlines() if line.startswith("## ")]
    if tuple(headings) != SECTIONS:
        raise RuleFileError(f"{place}'s sections must be {', '.join(SECTIONS)}; found {', '.join(headings) or 'none'}")
    return documentation
