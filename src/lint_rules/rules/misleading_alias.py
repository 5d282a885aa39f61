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
The fix gives the class another alias in the file. It is unsafe: names in strings and in other files may rely on the old
one.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from lint_rules import known_names
from lint_rules.diagnostic import Finding, Fix, Related, Safety
from lint_rules.fixes.alias import free, made_up, second_name
from lint_rules.fixes.rename import is_safe_to_rename, realiased
from lint_rules.rule import Rule
from lint_rules.semantic.classes.kinds import MAPPED_FAMILY, ClassKind
from lint_rules.semantic.index.prefilter import all_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.model import Binding
from lint_rules.source.spans import Span

_Other = tuple[Symbol, tuple[Path, Span], str]
_OF_DATABASE = MAPPED_FAMILY | {ClassKind.SESSION}


def check(statement: ast.ImportFrom, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each alias of the statement that is another class's name."""
    for node in statement.names:
        if node.asname in {None, node.name}:
            continue
        bindings = module.scope(statement).bindings.get(node.asname or "", [])
        if len(bindings) == 1 and bindings[0].node is node:  # one of several is a fallback, or a collision
            yield from _judged(bindings[0], node, module)


def _judged(binding: Binding, node: ast.alias, module: SemanticModel) -> Iterator[Finding]:
    meaning = module.denoted_by(binding)
    if module.kind(meaning) is ClassKind.UNKNOWN:
        return
    other = _named_so(binding.name, meaning, module) or _aliased_so(node, meaning, module)
    if other is not None:
        told, place, how = other
        yield Finding(
            module.span(node),
            f"`{binding.name}` is an alias of {module.describe(meaning)} here, and {how} {module.describe(told)}; "
            "choose an alias that names no other class",
            (Related(*place, f"`{binding.name}` is {module.describe(told)}"),),
            partial(_repair, binding, meaning, module),
        )


def _named_so(alias: str, meaning: Symbol, module: SemanticModel) -> _Other | None:
    """Return a class that has the alias as its own name and is another one."""
    framework = module.framework_importer(alias)
    if framework is not None and _differ(framework.meaning, meaning):
        return framework.meaning, framework.place, f"in `{framework.module}` it is"
    for found in module.namesakes.classes_named(alias):
        if _concerns_database(found, meaning, module) and not _are_related(found, meaning, module):
            return found, module.class_place(found), "the name of"
    return None


def _aliased_so(node: ast.alias, meaning: Symbol, module: SemanticModel) -> _Other | None:
    """Return the other ambiguous class that another file imports under the same alias."""
    names = module.options.ambiguous_names
    for found in module.namesakes.imported_as(node.asname or "") if node.name in names else ():
        if found.path == module.path or found.alias.name not in names:
            continue
        if module.kind(found.meaning) is not ClassKind.UNKNOWN and _differ(found.meaning, meaning):
            return found.meaning, found.place, f"in `{found.module}` it is one of"
    return None


def _differ(one: Symbol, other: Symbol) -> bool:
    if isinstance(one, ExternalSymbol) and isinstance(other, ExternalSymbol):
        return known_names.kin(one.qualified_name) != known_names.kin(other.qualified_name)
    return one != other


def _concerns_database(found: DefinedClass, meaning: Symbol, module: SemanticModel) -> bool:
    kinds = {module.kind(found), module.kind(meaning)}
    return ClassKind.UNKNOWN not in kinds and not kinds.isdisjoint(_OF_DATABASE)


def _are_related(found: DefinedClass, meaning: Symbol, module: SemanticModel) -> bool:
    """Whether one of two classes is the other, or below it: the alias then says no more than what the class is."""
    if isinstance(meaning, DefinedClass):
        return found in module.namesakes.family(meaning) or meaning in module.namesakes.family(found)
    return module.kind(found) is ClassKind.SESSION


def _repair(binding: Binding, meaning: Symbol, module: SemanticModel) -> Fix | None:
    node = binding.node
    if not isinstance(node, ast.alias) or not is_safe_to_rename(binding, module):
        return None
    name = _better(node, meaning, module)
    edits = realiased(binding, name, module.loads(binding), module)
    return None if edits is None else Fix(f"Call it {name}", edits, Safety.UNSAFE)


def _better(node: ast.alias, meaning: Symbol, module: SemanticModel) -> str:
    """Return the configured alias, else the class's own name where that is clear, else one that no class has."""
    qualified = meaning.qualified_name if isinstance(meaning, DefinedClass | ExternalSymbol) else ""
    configured = module.options.aliases.get(qualified)
    if configured is not None and configured != node.asname:
        return configured
    if node.name not in module.options.ambiguous_names and node.name not in module.names_in_use():
        return node.name
    if isinstance(meaning, DefinedClass):
        wanted = [name for name in made_up(meaning) if not module.namesakes.classes_named(name)]
        return free(wanted or [f"{meaning.name}Model"], module)
    return second_name(qualified, module)


RULE = Rule(
    check=check,
    visits=(ast.ImportFrom,),
    needs=all_of(b"import", b" as "),
)
