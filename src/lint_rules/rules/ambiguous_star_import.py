"""A star import brings a name in that means another class elsewhere in the project.

## What it does
Reports `from module import *` that brings `Session` or `AsyncSession` (and what `ambiguous-names` adds) in: the
project's class where another file imports the framework's under this bare name, or the framework's where another file
imports the project's class under it. Where the file itself binds the name a second time, `shadowed-import` says so
instead. A star whose name nobody uses, which is there to register tables, is left alone.

## Why is this bad?
The line does not show the name at all, so no reader sees that `Session` is no database session here. One more name in
the imported module, or one more import beside the star, changes what the whole file means.

## Example
```python
# app/db.py
from sqlalchemy.orm import Session
# app/api.py
from app.models import *
def load(key: int) -> Session: ...
```

## Use instead
```python
# app/db.py
from sqlalchemy.orm import Session
# app/api.py
from app import models
def load(key: int) -> models.Session: ...
```

## Fix safety
There is no fix: which names the file needs is for the author to say.

## References
- [PEP 8, imports](https://peps.python.org/pep-0008/#imports)
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from lint_rules import ClassKind, DefinedClass, Finding, Related, Rule, SemanticModel, Span, Symbol, all_of

_Place = tuple[Symbol, str, tuple[Path, Span]]


def check(_: ast.Module, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each ambiguous name that a star import brings."""
    for name in model.options.ambiguous_names:
        for binding, meaning in model.starred(name):
            other = _other_class(name, meaning, model)
            if other is None or not _is_used(name, model) or model.collisions.has(name):
                continue  # where this file itself binds the name twice, that is the finding
            denoted, file, place = other
            yield Finding(
                model.span(binding.statement),
                f"the star brings `{name}` in, which denotes {model.describe(meaning)} here and "
                f"{model.describe(denoted)} in `{file}`; import by name, the project's class under an alias",
                (Related(*place, f"`{name}` denotes {model.describe(denoted)}"),),
            )


def _other_class(name: str, meaning: Symbol, model: SemanticModel) -> _Place | None:
    """Return the class of the other side that another file imports under the bare name, with the place."""
    if model.classes.kind(meaning) is ClassKind.SESSION:
        for importer in model.names.imported_as(name):
            if importer.path != model.path and _is_models(importer.meaning, model) and _is_bare(importer.alias):
                return importer.meaning, importer.module, importer.place
        return None
    found_there = model.framework_importer(name) if _is_models(meaning, model) else None
    return None if found_there is None else (found_there.meaning, found_there.module, found_there.place)


def _is_models(meaning: Symbol, model: SemanticModel) -> bool:
    return isinstance(meaning, DefinedClass) and model.classes.kind(meaning) not in {
        ClassKind.SESSION,
        ClassKind.UNKNOWN,
    }


def _is_bare(node: ast.AST) -> bool:
    return isinstance(node, ast.alias) and node.asname in {None, node.name}


def _is_used(name: str, model: SemanticModel) -> bool:
    """Whether the file, or another one through it, uses the name; a package's `__init__` that hands it on does not."""
    is_here = any(node.id == name for node in model.nodes(ast.Name))
    return is_here or (model.path.stem != "__init__" and model.is_taken_from_here(name))


RULE = Rule(check=check, visits=(ast.Module,), needs=all_of(b"import", b"*"))
