"""One ambiguous class has different aliases across the project.

## What it does
Reports the import of a class with an ambiguous name (`Session`, `AsyncSession`, and what `ambiguous-names` adds) under
another alias than the project's: the one configured in `aliases`, else the one that most files use. With a configured
alias a bare import is reported as well.

## Why is this bad?
Where `SQLSession`, `DBSession` and `OrmSession` are one class, a reader has to look each of them up, a search finds a
third of the uses, and a fourth alias is soon made up that another class already has.

## Example
```python
# app/a.py
from sqlalchemy.orm import Session as SQLSession
# app/b.py
from sqlalchemy.orm import Session as SQLSession
# app/c.py
from sqlalchemy.orm import Session as OrmSession
```

## Use instead
```python
# app/a.py
from sqlalchemy.orm import Session as SQLSession
# app/b.py
from sqlalchemy.orm import Session as SQLSession
# app/c.py
from sqlalchemy.orm import Session as SQLSession
```

## Fix safety
Renaming the alias and its uses is safe: every name keeps its meaning. Where another file, a string or a doctest uses the
old alias, there is no fix, and where only a run shows whether one does, the fix is unsafe; the finding points at it.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    Binding,
    ClassKind,
    Default,
    DefinedClass,
    ExternalSymbol,
    Finding,
    Fix,
    Rule,
    SemanticModel,
    contains,
    names_another,
    realiased,
    rename_safety,
    why_not_safe,
)


def check(statement: ast.ImportFrom, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each class that the statement imports under another alias than the project's."""
    for node in statement.names:
        for binding in model.bindings_in(model.tree.module, node.asname or node.name):
            if binding.node is node:
                yield from _judged(binding, node, model)


def _judged(binding: Binding, node: ast.alias, model: SemanticModel) -> Iterator[Finding]:
    meaning = model.denoted_by(binding)
    if not isinstance(meaning, DefinedClass | ExternalSymbol) or meaning.qualified_name.rpartition(".")[2] != node.name:
        return  # nothing known, or another file's alias, which is reported there
    configured = model.options.aliases.get(meaning.qualified_name)
    if configured is None and (node.name not in model.options.ambiguous_names or node.asname in {None, node.name}):
        return
    wanted = configured or _usual(node.name, meaning, model)
    if wanted is None or wanted == binding.name:
        return
    why = "the configured alias" if configured else "what most of the project calls it"
    yield Finding(
        model.span(node),
        f"{model.describe(meaning)} is called `{binding.name}` here; `{wanted}` is {why}",
        tuple(why_not_safe(binding, model)),
        repair=partial(_repair, binding, wanted, model),
    )


def _usual(name: str, meaning: DefinedClass | ExternalSymbol, model: SemanticModel) -> str | None:
    """Return the alias that the project uses most, the first in the alphabet among equals; None without one."""
    if model.classes.kind(meaning) is ClassKind.UNKNOWN:
        return None
    counts = model.names.aliases_of(name, meaning)
    return min(counts, key=lambda alias: (-counts[alias], alias), default=None)


def _repair(binding: Binding, wanted: str, model: SemanticModel) -> Fix | None:
    safety = rename_safety(binding, model)
    if wanted in model.names_in_use() or safety is None:
        return None
    if names_another(wanted, model.denoted_by(binding), model):
        return None  # `misleading-alias` would take the name away again
    edits = realiased(binding, wanted, model.loads(binding), model)
    return None if edits is None else Fix(f"Call it {wanted}", edits, safety)


RULE = Rule(check=check, visits=(ast.ImportFrom,), needs=contains(b"import"), default=Default.OFF)
