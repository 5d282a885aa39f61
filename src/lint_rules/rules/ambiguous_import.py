"""A class of the project is imported under the bare name that means the database session elsewhere in the project.

## What it does
Reports the import of a project class under a bare name (`Session`, `AsyncSession`, and what `ambiguous-names` adds)
that another file of the project imports bare for the framework's class. Where one of the two is aliased everywhere,
the name is not ambiguous and nothing is reported; nor is an import that nothing uses, which is there to register a table.

With `project-collisions`, two classes of the project count as well: one of them mapped, or both under a watched name,
each imported bare by some file. The one that is not mapped is reported, else the second in the alphabet.

## Why is this bad?
`db: Session` and `db.query(Session)` then look alike in every file and mean different things in each. It is one
copied line, one merged import or one sorted import block away from a name that means the wrong class.

## Example
```python
# app/db.py
from sqlalchemy.orm import Session
# app/models.py
class Session: ...
# app/api.py
from app.models import Session
def load(key: int) -> Session: ...
```

## Use instead
```python
# app/db.py
from sqlalchemy.orm import Session
# app/models.py
class Session: ...
# app/api.py
from app.models import Session as TranscriptionSession
def load(key: int) -> TranscriptionSession: ...
```

## Fix safety
Aliasing the project's class and its uses is safe: every name keeps its meaning. Where something else reads the name (an
import or an attribute in another file, `__all__`, `as Session`, a string, a doctest) there is no fix, and where only a run
shows whether it does (`getattr(module, name)`, `globals()`) the fix is unsafe; the finding points at it.

## References
- [PEP 8, imports](https://peps.python.org/pep-0008/#imports)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    Binding,
    BindingKind,
    ClassKind,
    DefinedClass,
    Finding,
    Fix,
    Importer,
    Related,
    Rule,
    SemanticModel,
    Symbol,
    alias_for,
    contains,
    is_for_mapping_alone,
    realiased,
    rename_safety,
    why_not_safe,
)

_MIGRATIONS = frozenset({"migrations", "alembic"})


def check(_: ast.Module, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each bare import of a project class under an ambiguous name."""
    for name in _watched(model):
        for binding in model.bindings_in(model.tree.module, name):
            meaning = model.denoted_by(binding)
            if not isinstance(meaning, DefinedClass) or not _is_bare(binding) or not _is_known(meaning, model):
                continue
            other = _other_importer(name, meaning, model)
            if other is None or _passes_on(binding, model) or is_for_mapping_alone(binding, model):
                continue
            if model.collisions.has(name) or _only_registers(binding, model):
                continue  # where this file itself binds the name twice, that is the finding
            yield _finding(binding, meaning, other, model)


def _watched(model: SemanticModel) -> list[str]:
    names = list(model.options.ambiguous_names)
    if model.options.project_collisions:
        names += [name for name, _ in model.module_names() if model.names.is_declared_twice(name)]
    return list(dict.fromkeys(names))


def _is_known(meaning: Symbol, model: SemanticModel) -> bool:
    return model.classes.kind(meaning) not in {ClassKind.SESSION, ClassKind.UNKNOWN}


def _other_importer(name: str, meaning: DefinedClass, model: SemanticModel) -> Importer | None:
    """Return a file that imports another class under the bare name, which makes this one the one to alias."""
    framework = model.framework_importer(name) if name in model.options.ambiguous_names else None
    if framework is not None or not model.options.project_collisions:
        return framework
    for other in model.names.bare_imports(name):
        theirs = other.meaning
        if not isinstance(theirs, DefinedClass) or theirs == meaning or not _is_known(theirs, model):
            continue
        if _gives_way(meaning, theirs, model):
            return other
    return None


def _gives_way(ours: DefinedClass, theirs: DefinedClass, model: SemanticModel) -> bool:
    """Whether ours, of two classes of the project with one name, is the one to alias: what is not mapped before what is."""
    if any(_MIGRATIONS & set(defined.path.parts) for defined in (ours, theirs)):
        return False  # a migration declares its own copy of a model
    mapped = [model.classes.kind(defined) is ClassKind.MAPPED for defined in (ours, theirs)]
    if mapped[0] != mapped[1]:
        return mapped[1]
    is_watched = mapped[0] or ours.name in model.options.ambiguous_names
    return is_watched and ours.qualified_name > theirs.qualified_name


def _finding(binding: Binding, meaning: DefinedClass, other: Importer, model: SemanticModel) -> Finding:
    which = "this class" if isinstance(other.meaning, DefinedClass) else "the project's class"
    return Finding(
        model.binding_place(binding)[1],
        f"`{binding.name}` denotes {model.describe(meaning)} here and {model.describe(other.meaning)} "
        f"in `{other.module}`; import {which} under an alias",
        (
            Related(*other.place, f"`{binding.name}` denotes {model.describe(other.meaning)}"),
            Related(*model.class_place(meaning), which),
            *why_not_safe(binding, model),
        ),
        partial(_repair, binding, meaning, model),
    )


def _repair(binding: Binding, meaning: DefinedClass, model: SemanticModel) -> Fix | None:
    safety = rename_safety(binding, model)
    if safety is None:
        return None
    alias = alias_for(meaning, model)
    edits = realiased(binding, alias, model.loads(binding), model)
    return None if edits is None else Fix(f"Import it as {alias}", edits, safety)


def _is_bare(binding: Binding) -> bool:
    node = binding.node
    return binding.kind is BindingKind.FROM_IMPORT and isinstance(node, ast.alias) and node.asname in {None, node.name}


def _passes_on(binding: Binding, model: SemanticModel) -> bool:
    """Whether a package's `__init__` only hands the class on: its users choose the name."""
    return model.path.stem == "__init__" and next(model.loads(binding), None) is None


def _only_registers(binding: Binding, model: SemanticModel) -> bool:
    """Whether nothing reads the name: the import is there for what it does, `# noqa: F401` in `alembic/env.py`."""
    return next(model.loads(binding), None) is None and not model.accesses(binding)


RULE = Rule(check=check, visits=(ast.Module,), needs=contains(b"import"))
