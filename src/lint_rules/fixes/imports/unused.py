"""A fix that takes names away -> the fix that also takes out the imports whose last use goes, or marks those that have to stay."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from lint_rules.diagnostic import Fix, Leftover
from lint_rules.fixes.imports.marks import unused_marked
from lint_rules.fixes.imports.removal import removed, without_name
from lint_rules.frozen import replace
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.scopes.model import IMPORTS, Binding
from lint_rules.source.spans import Edit


def without_unused_imports(fix: Fix, gone: Iterable[ast.expr], module: SemanticModel, *, instead: str = "") -> Fix:
    """Return a fix that leaves no import without a use: none that linters would complain of.

    An import that others may reach, or that cannot go without more than itself, stays, and is marked. Where other fixes take the other
    uses, the fix says what happens once all are gone.

    Args:
        fix: what takes the names away.
        gone: the expressions that go, with all names in them, those in quotes too.
        module: the file.
        instead: what is written in their place; its names stay.
    """
    edits, leftovers = fix.edits, list(fix.leftovers)
    for binding, names in _imports_of(gone, module).items():
        if re.search(rf"(?<![\w.]){re.escape(binding.name)}\b", instead):
            continue
        ending = without_use(binding, module, is_certain=all(module.bound_at(name) is binding for name in names))
        if not ending:
            continue
        if _are_all(names, binding, module):
            edits = _merged(edits, ending, binding, module)
        else:
            spans = tuple(module.span(name) for name in names)
            place = module.binding_place(binding)[1]
            leftovers.append(Leftover(place, spans, module.count_loads(binding), ending))
    return replace(fix, edits=edits, leftovers=tuple(leftovers))


def without_use(binding: Binding, module: SemanticModel, *, is_certain: bool = True) -> tuple[Edit, ...]:
    """Return the edits for an import that is left without a use: they take it out, or mark it.

    Args:
        binding: an import of the file.
        module: the file.
        is_certain: whether its uses meant it, and no other binding of the name.
    """
    edits = removed(binding, module) if is_certain and not module.accesses(binding) else None
    return unused_marked(binding, module) if edits is None else edits


def _are_all(names: Sequence[ast.Name], binding: Binding, module: SemanticModel) -> bool:
    """Whether an import has no uses but these; each fix asks that, so the uses themselves are gone through for few."""
    if module.count_loads(binding) > len(names):
        return False
    return {id(use) for use in module.loads(binding)} <= {id(name) for name in names}


def _imports_of(gone: Iterable[ast.expr], module: SemanticModel) -> dict[Binding, list[ast.Name]]:
    """Return the imports that the names in some expressions can mean, each with those names."""
    found: dict[Binding, list[ast.Name]] = {}
    names = {id(name): name for expression in gone for name in _names_in(expression, module)}
    for name in names.values():
        for binding in module.candidates(name):
            if binding.kind in IMPORTS:
                found.setdefault(binding, []).append(name)
    return found


def _names_in(expression: ast.expr, module: SemanticModel) -> Iterator[ast.Name]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Name):
            yield node
        quoted = module.quoted(node) if isinstance(node, ast.Constant) else None
        if quoted is not None:
            yield from _names_in(quoted, module)


def _merged(
    edits: tuple[Edit, ...], ending: Sequence[Edit], binding: Binding, module: SemanticModel
) -> tuple[Edit, ...]:
    """Add the edits for an import to those of a fix, one of which may have written its statement anew."""
    if not any(edit.span.overlaps(other.span) for edit in edits for other in ending):
        return (*edits, *ending)
    return tuple(without_name(edit, binding, module) for edit in edits)
