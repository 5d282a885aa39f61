"""An expression that names the wrong class, and the right class -> the edits that import it and put it there."""

from __future__ import annotations

import ast

from lint_rules.fixes.alias import alias_for, session_alias
from lint_rules.fixes.imports.edits import imported
from lint_rules.fixes.rename import replaced
from lint_rules.fixes.visible_name import known_name
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol
from lint_rules.source.spans import Edit


def with_class(expression: ast.expr, wanted: DefinedClass, module: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that put a class of the project in the place of `expression`; None when they cannot be had."""
    if wanted.path == module.path:
        return None  # both bear one name in one file: which of them moves is not ours to decide
    known = known_name(wanted, expression, module)
    name = known or alias_for(wanted, module)
    here = replaced(expression, name, module)
    if here is None:
        return None
    return (here,) if known else (*imported(wanted.module, wanted.name, name, module, home=wanted.path), here)


def with_session(expression: ast.expr, qualified_name: str, module: SemanticModel) -> tuple[Edit, ...] | None:
    """Return the edits that put a framework's session class in the place of an annotation's `expression`."""
    name, edits = session_name(qualified_name, expression, module)
    here = replaced(expression, name, module)
    return None if here is None else (*edits, here)


def session_name(qualified_name: str, use: ast.expr | ast.arg, module: SemanticModel) -> tuple[str, tuple[Edit, ...]]:
    """Return how an annotation of this file can call a framework's session class, and what has to be imported for it.

    Args:
        qualified_name: the class.
        use: where its name will stand, or the parameter that shall be annotated.
        module: the file.
    """
    is_read = _is_read(use, module)
    known = known_name(ExternalSymbol(qualified_name), use, module, is_read=is_read)
    if known is not None:
        return known, ()
    package, _, own = qualified_name.rpartition(".")
    name = session_alias(qualified_name, module)
    for_checkers = not is_read and (module.is_postponed() or module.is_deferred(use))
    return name, imported(package, own, name, module, for_checkers=for_checkers)


def _is_read(use: ast.AST, module: SemanticModel) -> bool:
    """Whether something may read an annotation when the program runs, or it stands in no function.

    Frameworks read those of what they are handed: by a decorator, as a value (`Depends(load)`), or with what injects as a default;
    of a class those of what makes and calls its objects.
    """
    around = [use, *module.ancestors(use)]
    function = next((node for node in around if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)), None)
    if function is None or any(map(_may_read, function.decorator_list)):
        return True
    defaults = [*function.args.defaults, *function.args.kw_defaults]
    makes_objects = isinstance(module.parent(function), ast.ClassDef) and function.name in _OF_OBJECTS
    injects = any(isinstance(default, ast.Call) for default in defaults)
    return makes_objects or injects or module.is_taken_as_value(function)


_OF_OBJECTS = frozenset({"__init__", "__new__", "__call__"})


def _may_read(decorator: ast.expr) -> bool:
    """Whether a decorator may read annotations, as a route does and Python's own do not."""
    return not (isinstance(decorator, ast.Name) and decorator.id in {"staticmethod", "classmethod", "property"})
