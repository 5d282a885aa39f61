"""An expression that names the wrong class, and the right class -> the edits that import it and put it there."""

from __future__ import annotations

import ast

from lint_rules.facts.meaning import DefinedClass, External
from lint_rules.facts.module import Module
from lint_rules.repairs.importing import imported
from lint_rules.repairs.naming import alias_for, session_alias
from lint_rules.repairs.renaming import replaced
from lint_rules.spans import Edit


def with_class(expression: ast.expr, wanted: DefinedClass, module: Module) -> tuple[Edit, ...] | None:
    """Return the edits that put a class of the project in the place of `expression`; None when they cannot be had."""
    if wanted.path == module.path:
        return None  # both bear one name in one file: which of them moves is not ours to decide
    known = next(module.names_of(wanted), None)
    name = known or alias_for(wanted, module)
    here = replaced(expression, name, module)
    if here is None:
        return None
    return (here,) if known else (*imported(wanted.module, wanted.name, name, module).edits, here)


def with_session(expression: ast.expr, qualified_name: str, module: Module) -> tuple[Edit, ...] | None:
    """Return the edits that put a framework's session class in the place of an annotation's `expression`."""
    name, edits = session_name(qualified_name, module)
    here = replaced(expression, name, module)
    return None if here is None else (*edits, here)


def session_name(qualified_name: str, module: Module) -> tuple[str, tuple[Edit, ...]]:
    """Return how an annotation of this file can call a framework's session class, and what has to be imported for it."""
    known = next(module.names_of(External(qualified_name)), None)
    if known is not None:
        return known, ()
    package, _, own = qualified_name.rpartition(".")
    found = imported(package, own, session_alias(qualified_name, module), module, annotation=True)
    return found.name, found.edits
