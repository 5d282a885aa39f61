"""A class that a file needs -> the edits that import it there.

An import of the same module is extended, by libcst where it is more than a line of names, so that its parentheses, commas
and comments stay as they are; otherwise a statement is added among the imports, in order where they are in order.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from lint_rules.fixes.imports.names import with_name
from lint_rules.fixes.imports.placement import place_for, stands_apart
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedModule
from lint_rules.semantic.scopes.reachability import is_type_checking
from lint_rules.source.spans import Edit


def imported(
    package: str,
    original: str,
    name: str,
    module: SemanticModel,
    *,
    home: Path | None = None,
    for_checkers: bool = False,
) -> tuple[Edit, ...]:
    """Return the edits that import `original` from `package` under `name`.

    Args:
        package: the dotted name of the module to import from.
        original: the class's own name.
        name: the name that it shall have in the file.
        module: the file.
        home: the file of `package`, which a relative import can name as well; None outside the project.
        for_checkers: whether only type checkers use it: then it can stand below `if TYPE_CHECKING:`.
    """
    clause = original if original == name else f"{original} as {name}"
    return _with(package, (clause,), module, home=home, for_checkers=for_checkers)


def with_names(package: str, names: Sequence[str], module: SemanticModel) -> tuple[Edit, ...]:
    """Return the edits that import names of one package, which the file does not use yet, under their own names."""
    return _with(package, names, module) if names else ()


def _with(
    package: str, clauses: Sequence[str], module: SemanticModel, *, home: Path | None = None, for_checkers: bool = False
) -> tuple[Edit, ...]:
    blocks = [module.tree.module.body, *(_checkers_blocks(module) if for_checkers else ())]
    for statement in chain.from_iterable(blocks):
        if isinstance(statement, ast.ImportFrom) and _names(statement, package, home, module) and _can_grow(statement):
            span = module.span(statement)
            text = module.text_at(span)
            for name in clauses:
                text = with_name(text, name) or _grown(text, name)
            return (Edit(span, text),)
    return (place_for(f"from {package} import {', '.join(clauses)}", package, blocks[-1], module),)


def _grown(text: str, name: str) -> str:
    from lint_rules.fixes.imports import clauses  # noqa: PLC0415  needs libcst, which takes a fifth of a second

    return clauses.with_name(text, name)


def _checkers_blocks(module: SemanticModel) -> Iterator[list[ast.stmt]]:
    """Yield the first block below `if TYPE_CHECKING:` that is one of statements on lines of their own."""
    for statement in module.tree.module.body:
        match statement:
            case ast.If(test=test, body=body) if is_type_checking(test):
                if stands_apart(body, statement, module):
                    yield body
                    return
            case _:
                continue


def _names(statement: ast.ImportFrom, package: str, home: Path | None, module: SemanticModel) -> bool:
    if statement.module == package and not statement.level:
        return True
    return home is not None and module.imported_module(statement) == DefinedModule(package, home)


def _can_grow(statement: ast.ImportFrom) -> bool:
    return all(alias.name != "*" for alias in statement.names)
