"""A class -> the name by which a file should call it: configured, else the project's majority, else made up."""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterator

from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol


def alias_for(defined: DefinedClass, module: SemanticModel) -> str:
    """Return an alias for a class of the project that no scope of the file uses for something else."""
    configured = module.options.aliases.get(defined.qualified_name)
    usual = [alias for alias, _ in module.names.aliases_of(defined.name, defined).most_common()]
    return _first_free([configured, *usual], module) or free(made_up(defined), module)


def second_name(qualified_name: str, module: SemanticModel) -> str:
    """Return an alias for a class of the framework whose own name the file gives to another class."""
    own = qualified_name.rpartition(".")[2]
    usual = [alias for alias, _ in _names_given(qualified_name, module).most_common() if alias != own]
    configured = module.options.aliases.get(qualified_name)
    return _first_free([configured, *usual], module) or free([f"SQL{own}", f"Db{own}"], module)


def session_alias(qualified_name: str, module: SemanticModel) -> str:
    """Return a name for a database-session class of the framework: its own where that is clear, and free in the file."""
    own = qualified_name.rpartition(".")[2]
    common = _names_given(qualified_name, module).most_common(1)
    usual = [alias for alias, _ in common] if common else [] if module.names.classes_named(own) else [own]
    configured = module.options.aliases.get(qualified_name)
    return _first_free([configured, *usual], module) or second_name(qualified_name, module)


def free(wanted: list[str], module: SemanticModel) -> str:
    """Return the first of `wanted` that neither the file uses nor a class of the project bears; else the last, numbered."""
    taken = module.names_in_use() | frozenset(dir(builtins)) | frozenset(keyword.kwlist)
    left = (name for name in _numbered(wanted) if name not in taken and not module.is_bound_here(name))
    return next(name for name in left if not module.names.classes_named(name))


def made_up(defined: DefinedClass) -> list[str]:
    """Return names built from the class and the modules that hold it, the nearest first: `TranscriptionSession`."""
    parts = [_camel(part) for part in reversed(defined.module.split("."))]
    qualifiers = [part for part in parts if part and part.lower() != defined.name.lower()]
    return [f"{qualifier}{defined.name}" for qualifier in qualifiers] or [f"{defined.name}Model"]


def _first_free(wanted: list[str | None] | list[str], module: SemanticModel) -> str | None:
    taken = module.names_in_use()
    left = (name for name in wanted if name is not None and name not in taken)
    return next((name for name in left if not module.is_bound_here(name)), None)


def _names_given(qualified_name: str, module: SemanticModel) -> Counter[str]:
    """Return the names under which the project imports a class of the framework, and how often."""
    own = qualified_name.rpartition(".")[2]
    return Counter(imported.bound for imported in module.names.imports_of(own, ExternalSymbol(qualified_name)))


def _numbered(wanted: list[str]) -> Iterator[str]:
    yield from wanted
    number = 2
    while True:
        yield f"{wanted[-1]}{number}"
        number += 1


def _camel(part: str) -> str:
    words = [word for word in re.split(r"_+", part) if word]
    singular = [re.sub(r"(?<=[^aeious])s$|(?<=[aeiou][^aeious])s$|(?<=e)s$", "", word) for word in words]
    return "".join(word[:1].upper() + word[1:] for word in singular)
