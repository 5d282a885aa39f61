"""A class of the project is imported under the bare name that means the database session elsewhere in the project.

## What it does
Reports the import of a project class under a bare name (`Session`, `AsyncSession`, and what `ambiguous-names` adds)
that another file of the project imports bare for the framework's class. Where one of the two is aliased everywhere,
the name is not ambiguous and nothing is reported.

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
```

## Use instead
```python
# app/db.py
from sqlalchemy.orm import Session
# app/models.py
class Session: ...
# app/api.py
from app.models import Session as TranscriptionSession
```

## Fix safety
Aliasing the project's class and its uses is safe: every name keeps its meaning.

## References
- [PEP 8, imports](https://peps.python.org/pep-0008/#imports)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules.diagnostic import Finding, Fix, Related, Safety
from lint_rules.fixes.alias import alias_for
from lint_rules.fixes.rename import is_safe_to_rename, realiased
from lint_rules.rule import Rule
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.cross_file.importers import Importer
from lint_rules.semantic.index.prefilter import contains
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, Symbol
from lint_rules.semantic.scopes.model import Binding, BindingKind

_MIGRATIONS = frozenset({"migrations", "alembic"})


def check(_: ast.Module, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each bare import of a project class under an ambiguous name."""
    for name in _watched(module):
        for binding in module.bindings_in(module.tree.module, name):
            meaning = module.denoted_by(binding)
            if not isinstance(meaning, DefinedClass) or not _is_bare(binding) or not _is_known(meaning, module):
                continue
            other = _other_importer(name, meaning, module)
            if other is not None and not _passes_on(binding, module) and not _is_shadowed(name, module):
                yield _found(binding, meaning, other, module)


def _watched(module: SemanticModel) -> list[str]:
    names = list(module.options.ambiguous_names)
    if module.options.project_collisions:
        names += [name for name, _ in module.module_names() if module.namesakes.is_declared_twice(name)]
    return list(dict.fromkeys(names))


def _is_known(meaning: Symbol, module: SemanticModel) -> bool:
    return module.kind(meaning) not in {ClassKind.SESSION, ClassKind.UNKNOWN}


def _other_importer(name: str, meaning: DefinedClass, module: SemanticModel) -> Importer | None:
    """Return a file that imports another class under the bare name, which makes this one the one to alias."""
    found = module.framework_importer(name) if name in module.options.ambiguous_names else None
    if found is not None or not module.options.project_collisions:
        return found
    for other in module.namesakes.bare_imports(name):
        theirs = other.meaning
        if not isinstance(theirs, DefinedClass) or theirs == meaning or not _is_known(theirs, module):
            continue
        if _gives_way(meaning, theirs, module):
            return other
    return None


def _gives_way(ours: DefinedClass, theirs: DefinedClass, module: SemanticModel) -> bool:
    """Whether ours, of two classes of the project with one name, is the one to alias: what is not mapped before what is."""
    if any(_MIGRATIONS & set(one.path.parts) for one in (ours, theirs)):
        return False  # a migration declares its own copy of a model
    mapped = [module.kind(one) is ClassKind.MAPPED for one in (ours, theirs)]
    if mapped[0] != mapped[1]:
        return mapped[1]
    watched = mapped[0] or ours.name in module.options.ambiguous_names
    return watched and ours.qualified_name > theirs.qualified_name


def _found(binding: Binding, meaning: DefinedClass, other: Importer, module: SemanticModel) -> Finding:
    _, span = module.binding_place(binding)
    which = "this class" if isinstance(other.meaning, DefinedClass) else "the project's class"
    return Finding(
        span,
        f"`{binding.name}` denotes {module.describe(meaning)} here and {module.describe(other.meaning)} "
        f"in `{other.module}`; import {which} under an alias",
        (
            Related(*other.place, f"`{binding.name}` denotes {module.describe(other.meaning)}"),
            Related(*module.class_place(meaning), which),
        ),
        partial(_repair, binding, meaning, module),
    )


def _repair(binding: Binding, meaning: DefinedClass, module: SemanticModel) -> Fix | None:
    if not is_safe_to_rename(binding, module):
        return None
    alias = alias_for(meaning, module)
    edits = realiased(binding, alias, module.loads(binding), module)
    return None if edits is None else Fix(f"Import it as {alias}", edits, Safety.SAFE)


def _is_bare(binding: Binding) -> bool:
    node = binding.node
    return binding.kind is BindingKind.FROM_IMPORT and isinstance(node, ast.alias) and node.asname in {None, node.name}


def _is_shadowed(name: str, module: SemanticModel) -> bool:
    """Whether this file itself binds the name twice: then that is the finding."""
    return any(collision.name == name for collision in module.collisions())


def _passes_on(binding: Binding, module: SemanticModel) -> bool:
    """Whether a package's `__init__` only hands the class on: its users choose the name."""
    return module.path.stem == "__init__" and next(module.loads(binding), None) is None


RULE = Rule(
    check=check,
    visits=(ast.Module,),
    needs=contains(b"import"),
)
