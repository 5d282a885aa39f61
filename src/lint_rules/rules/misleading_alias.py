"""An alias is the name of a different class.

## What it does
Reports `from ... import A as B` where the project knows another class by the name `B`: a class that it defines, or the
framework's database session that other files import as `B`. At least one of the two has to do with the database. Reports
as well one alias that two files use for two different classes of an ambiguous name (`Session`, `AsyncSession`, and what
`ambiguous-names` adds).

## Why is this bad?
A reader who knows the class `TranscriptionSession` takes `db: TranscriptionSession` for it. The alias turns a safe name
into one with two meanings, and the next person who copies a line between the files gets the other class.

## Example
```python
# app/transcription.py
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase): ...
class TranscriptionSession(Base):
    __tablename__ = "transcription_session"
# app/api.py
from sqlalchemy.orm import Session as TranscriptionSession
```

## Use instead
```python
# app/transcription.py
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase): ...
class TranscriptionSession(Base):
    __tablename__ = "transcription_session"
# app/api.py
from sqlalchemy.orm import Session as SQLSession
```

## Fix safety
The fix gives the class another alias in the file. It is unsafe: whoever chose the old one may mean something by it. Where
another file, a string or a doctest uses the old alias, there is no fix; the finding points at it.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from lint_rules import (
    MAPPED_FAMILY,
    Binding,
    ClassKind,
    DefinedClass,
    ExternalSymbol,
    Finding,
    Fix,
    Related,
    Rule,
    Safety,
    SemanticModel,
    Span,
    Symbol,
    all_of,
    free,
    known_names,
    made_up,
    realiased,
    rename_safety,
    second_name,
    why_not_safe,
)

_Other = tuple[Symbol, tuple[Path, Span], str]
_OF_DATABASE = MAPPED_FAMILY | {ClassKind.SESSION}


def check(statement: ast.ImportFrom, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each alias of the statement that is another class's name."""
    for node in statement.names:
        if node.asname in {None, node.name}:
            continue
        bindings = model.scope(statement).bindings.get(node.asname or "", [])
        if len(bindings) == 1 and bindings[0].node is node:  # one of several is a fallback, or a collision
            yield from _judged(bindings[0], node, model)


def _judged(binding: Binding, node: ast.alias, model: SemanticModel) -> Iterator[Finding]:
    meaning = model.denoted_by(binding)
    if model.classes.kind(meaning) is ClassKind.UNKNOWN:
        return
    other = _named_so(binding.name, meaning, model) or _aliased_so(node, meaning, model)
    if other is not None:
        namesake, place, how = other
        yield Finding(
            model.span(node),
            f"`{binding.name}` is an alias of {model.describe(meaning)} here, and {how} {model.describe(namesake)}; "
            "choose an alias that names no other class",
            (
                Related(*place, f"`{binding.name}` is {model.describe(namesake)}"),
                *why_not_safe(binding, model),
            ),
            partial(_repair, binding, meaning, model),
        )


def _named_so(alias: str, meaning: Symbol, model: SemanticModel) -> _Other | None:
    """Return a class that has the alias as its own name and is another one."""
    framework = model.framework_importer(alias)
    if framework is not None and _differ(framework.meaning, meaning):
        return framework.meaning, framework.place, f"in `{framework.module}` it is"
    for defined in model.names.classes_named(alias):
        if _concerns_database(defined, meaning, model) and not _are_related(defined, meaning, model):
            return defined, model.class_place(defined), "the name of"
    return None


def _aliased_so(node: ast.alias, meaning: Symbol, model: SemanticModel) -> _Other | None:
    """Return the other ambiguous class that another file imports under the same alias."""
    names = model.options.ambiguous_names
    for importer in model.names.imported_as(node.asname or "") if node.name in names else ():
        if importer.path == model.path or importer.alias.name not in names:
            continue
        if model.classes.kind(importer.meaning) is not ClassKind.UNKNOWN and _differ(importer.meaning, meaning):
            return importer.meaning, importer.place, f"in `{importer.module}` it is one of"
    return None


def _differ(ours: Symbol, theirs: Symbol) -> bool:
    if isinstance(ours, ExternalSymbol) and isinstance(theirs, ExternalSymbol):
        return known_names.kin(ours.qualified_name) != known_names.kin(theirs.qualified_name)
    return ours != theirs


def _concerns_database(defined: DefinedClass, meaning: Symbol, model: SemanticModel) -> bool:
    kinds = {model.classes.kind(defined), model.classes.kind(meaning)}
    return ClassKind.UNKNOWN not in kinds and not kinds.isdisjoint(_OF_DATABASE)


def _are_related(defined: DefinedClass, meaning: Symbol, model: SemanticModel) -> bool:
    """Whether one of two classes is the other, or below it: the alias then says no more than what the class is."""
    if isinstance(meaning, DefinedClass):
        return defined in model.names.family(meaning) or meaning in model.names.family(defined)
    return model.classes.kind(defined) is ClassKind.SESSION


def _repair(binding: Binding, meaning: Symbol, model: SemanticModel) -> Fix | None:
    node = binding.node
    if not isinstance(node, ast.alias) or rename_safety(binding, model) is None:
        return None
    name = _better(node, meaning, model)
    edits = realiased(binding, name, model.loads(binding), model)
    return None if edits is None else Fix(f"Call it {name}", edits, Safety.UNSAFE)


def _better(node: ast.alias, meaning: Symbol, model: SemanticModel) -> str:
    """Return the configured alias, else the class's own name where that is clear, else one that no class has."""
    qualified = meaning.qualified_name if isinstance(meaning, DefinedClass | ExternalSymbol) else ""
    configured = model.options.aliases.get(qualified)
    if configured is not None and configured != node.asname:
        return configured
    if node.name not in model.options.ambiguous_names and node.name not in model.names_in_use():
        return node.name
    if isinstance(meaning, DefinedClass):
        wanted = [name for name in made_up(meaning) if not model.names.classes_named(name)]
        return free(wanted or [f"{meaning.name}Model"], model, meaning)
    return second_name(qualified, model)


RULE = Rule(check=check, visits=(ast.ImportFrom,), needs=all_of(b"import", b" as "))
