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
Renaming the alias and its uses is safe: every name keeps its meaning. Where another file or a string of the file uses the
old alias, there is no fix.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules.diagnostic import Finding, Fix, Safety
from lint_rules.fixes.rename import is_safe_to_rename, realiased
from lint_rules.rule import Default, Rule
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.index.prefilter import contains
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol
from lint_rules.semantic.scopes.model import Binding


def check(statement: ast.ImportFrom, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each class that the statement imports under another alias than the project's."""
    for node in statement.names:
        for binding in module.bindings_in(module.tree.module, node.asname or node.name):
            if binding.node is node:
                yield from _judged(binding, node, module)


def _judged(binding: Binding, node: ast.alias, module: SemanticModel) -> Iterator[Finding]:
    meaning = module.denoted_by(binding)
    if not isinstance(meaning, DefinedClass | ExternalSymbol) or meaning.qualified_name.rpartition(".")[2] != node.name:
        return  # nothing known, or another file's alias, which is reported there
    configured = module.options.aliases.get(meaning.qualified_name)
    if configured is None and (node.name not in module.options.ambiguous_names or node.asname in {None, node.name}):
        return
    wanted = configured or _usual(node.name, meaning, module)
    if wanted is None or wanted == binding.name:
        return
    why = "the configured alias" if configured else "what most of the project calls it"
    yield Finding(
        module.span(node),
        f"{module.describe(meaning)} is called `{binding.name}` here; `{wanted}` is {why}",
        repair=partial(_repair, binding, wanted, module),
    )


def _usual(name: str, meaning: DefinedClass | ExternalSymbol, module: SemanticModel) -> str | None:
    """Return the alias that the project uses most, the first in the alphabet among equals; None without one."""
    if module.kind(meaning) is ClassKind.UNKNOWN:
        return None
    found = module.namesakes.aliases_of(name, meaning)
    return min(found, key=lambda alias: (-found[alias], alias), default=None)


def _repair(binding: Binding, wanted: str, module: SemanticModel) -> Fix | None:
    if wanted in module.names_in_use() or not is_safe_to_rename(binding, module):
        return None
    edits = realiased(binding, wanted, module.loads(binding), module)
    return None if edits is None else Fix(f"Call it {wanted}", edits, Safety.SAFE)


RULE = Rule(
    check=check,
    visits=(ast.ImportFrom,),
    needs=contains(b"import"),
    default=Default.OFF,
)
