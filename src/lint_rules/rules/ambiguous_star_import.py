"""A star import brings a name in that means another class elsewhere in the project.

## What it does
Reports `from module import *` that brings `Session` or `AsyncSession` (and what `ambiguous-names` adds) in: the
project's class where another file imports the framework's under this bare name, or the framework's where another file
imports the project's class under it. Where the file itself binds the name a second time, `shadowed-import` says so
instead.

## Why is this bad?
The line does not show the name at all, so no reader sees that `Session` is no database session here. One more name in
the imported module, or one more import beside the star, changes what the whole file means.

## Example
```python
# app/db.py
from sqlalchemy.orm import Session
# app/api.py
from app.models import *
```

## Use instead
```python
# app/db.py
from sqlalchemy.orm import Session
# app/api.py
from app import models
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

from lint_rules.diagnostic import Finding, Related
from lint_rules.rule import Rule
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.index.prefilter import all_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, Symbol
from lint_rules.source.spans import Span

_Place = tuple[Symbol, str, tuple[Path, Span]]


def check(_: ast.Module, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each ambiguous name that a star import brings."""
    for name in module.options.ambiguous_names:
        for binding, meaning in module.starred(name):
            other = _other_class(name, meaning, module)
            if other is None or _passes_on(name, module) or _is_shadowed(name, module):
                continue
            denoted, file, place = other
            yield Finding(
                module.span(binding.statement),
                f"the star brings `{name}` in, which denotes {module.describe(meaning)} here and "
                f"{module.describe(denoted)} in `{file}`; import by name, the project's class under an alias",
                (Related(*place, f"`{name}` denotes {module.describe(denoted)}"),),
            )


def _other_class(name: str, meaning: Symbol, module: SemanticModel) -> _Place | None:
    """Return the class of the other side that another file imports under the bare name, with the place."""
    if module.kind(meaning) is ClassKind.SESSION:
        for found in module.namesakes.imported_as(name):
            if found.path != module.path and _is_models(found.meaning, module) and _is_bare(found.alias):
                return found.meaning, found.module, found.place
        return None
    found_there = module.framework_importer(name) if _is_models(meaning, module) else None
    return None if found_there is None else (found_there.meaning, found_there.module, found_there.place)


def _is_models(meaning: Symbol, module: SemanticModel) -> bool:
    return isinstance(meaning, DefinedClass) and module.kind(meaning) not in {ClassKind.SESSION, ClassKind.UNKNOWN}


def _is_bare(node: ast.AST) -> bool:
    return isinstance(node, ast.alias) and node.asname in {None, node.name}


def _is_shadowed(name: str, module: SemanticModel) -> bool:
    """Whether this file itself binds the name twice: then that is the finding."""
    return any(collision.name == name for collision in module.collisions())


def _passes_on(name: str, module: SemanticModel) -> bool:
    """Whether a package's `__init__` only hands the names on: its users choose what to import."""
    return module.path.stem == "__init__" and not any(node.id == name for node in module.nodes(ast.Name))


RULE = Rule(
    check=check,
    visits=(ast.Module,),
    needs=all_of(b"import", b"*"),
)
