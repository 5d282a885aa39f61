"""A class -> the name by which a file should call it: configured, else the project's majority, else made up."""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterator

from lint_rules.known_names import kin
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol


def alias_for(defined: DefinedClass, module: SemanticModel) -> str:
    """Return an alias for a class of the project that no scope of the file uses for something else."""
    configured = module.options.aliases.get(defined.qualified_name)
    usual = [alias for alias, _ in module.names.aliases_of(defined.name, defined).most_common()]
    return _clear(configured, usual, defined, module) or free(made_up(defined), module, defined)


def second_name(qualified_name: str, module: SemanticModel) -> str:
    """Return an alias for a class of the framework whose own name the file gives to another class."""
    own = qualified_name.rpartition(".")[2]
    usual = [alias for alias, _ in _names_given(qualified_name, module).most_common() if alias != own]
    configured = module.options.aliases.get(qualified_name)
    meaning = ExternalSymbol(qualified_name)
    return _clear(configured, usual, meaning, module) or free([f"SQL{own}", f"Db{own}"], module, meaning)


def session_alias(qualified_name: str, module: SemanticModel) -> str:
    """Return a name for a database-session class of the framework: its own where that is clear, and free in the file."""
    own = qualified_name.rpartition(".")[2]
    common = _names_given(qualified_name, module).most_common(1)
    usual = [alias for alias, _ in common] if common else [] if module.names.classes_named(own) else [own]
    configured = module.options.aliases.get(qualified_name)
    clear = _clear(configured, usual, ExternalSymbol(qualified_name), module)
    return clear or second_name(qualified_name, module)


def free(wanted: list[str], module: SemanticModel, meaning: Symbol | None = None) -> str:
    """Return the first of `wanted` that neither the file uses nor a class of the project bears; else the last, numbered.

    Where it is known what the name is for, one that another class has as its alias is not free, either: renamed so, the class would
    be renamed again by the next run.
    """
    taken = module.names_in_use() | frozenset(dir(builtins)) | frozenset(keyword.kwlist)
    left = (name for name in _numbered(wanted) if name not in taken and not module.is_bound_here(name))
    unborne = (name for name in left if not module.names.classes_named(name))
    return next(name for name in unborne if meaning is None or not names_another(name, meaning, module))


def names_another(alias: str, meaning: Symbol, module: SemanticModel) -> bool:
    """Whether an alias is the name or the alias of a class of the project or the framework that is not `meaning`."""
    framework = module.framework_importer(alias)
    others = [*module.names.classes_named(alias), *(importer.meaning for importer in module.names.imported_as(alias))]
    others += [framework.meaning] if framework is not None else []
    return any(_differ(other, meaning) and module.classes.kind(other) is not ClassKind.UNKNOWN for other in others)


def _differ(ours: Symbol, theirs: Symbol) -> bool:
    if isinstance(ours, ExternalSymbol) and isinstance(theirs, ExternalSymbol):
        return kin(ours.qualified_name) != kin(theirs.qualified_name)
    return ours != theirs


def made_up(defined: DefinedClass) -> list[str]:
    """Return names built from the class and the modules that hold it, the nearest first: `TranscriptionSession`."""
    parts = [_camel(part) for part in reversed(defined.module.split("."))]
    qualifiers = [part for part in parts if part and part.lower() != defined.name.lower()]
    return [f"{qualifier}{defined.name}" for qualifier in qualifiers] or [f"{defined.name}Model"]


def _clear(
    configured: str | None, usual: list[str], meaning: DefinedClass | ExternalSymbol, module: SemanticModel
) -> str | None:
    """Return the configured alias, else a usual one that is no other class's, if the file does not use it; its own name is usual."""
    own = meaning.qualified_name.rpartition(".")[2]
    taken = module.names_in_use()
    wanted = [configured] if configured is not None else []
    wanted += [alias for alias in usual if alias == own or not names_another(alias, meaning, module)]
    return next((name for name in wanted if name not in taken and not module.is_bound_here(name)), None)


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
