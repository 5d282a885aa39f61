"""A class and a place in a file -> the name by which that place can call the class already."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, DefinedModule, ExternalSymbol
from lint_rules.semantic.scopes.model import Binding, BindingKind, ScopeKind


def known_name(
    wanted: DefinedClass | ExternalSymbol, use: ast.AST, module: SemanticModel, *, is_read: bool = False
) -> str | None:
    """Return `Session`, else `models.Session`, as far as `use` can see it and it means the class there; else None.

    Args:
        wanted: the class.
        use: the place.
        module: the file.
        is_read: whether the name is looked up when the program runs, so that one for type checkers alone does not serve.
    """
    return next(_names(wanted, use, module, is_read=is_read), None)


def name_in_scope(wanted: DefinedClass, use: ast.expr, module: SemanticModel) -> str | None:
    """Return what `known_name` does, be it a name that a function or a class around `use` binds."""
    for written, binding in _names_in_scopes(wanted, module):
        if module.sees(binding, use) and not module.is_for_type_checkers(binding):
            return written
    return None


def can_see(binding: Binding, use: ast.AST, module: SemanticModel, *, apart: Binding | None = None) -> bool:
    """Whether a module-level binding holds where `use` is evaluated, and no scope between the two hides its name.

    Args:
        binding: the binding.
        use: the place.
        module: the file.
        apart: a binding of the same name that does not count, because it gets another name.
    """
    if module.is_deferred(use) or (isinstance(use, ast.arg) and module.is_postponed()):
        return not is_hidden(binding.name, use, module, apart=apart)
    if module.is_for_type_checkers(binding):
        return False
    row = getattr(use, "lineno", 0)
    ran = binding.effective[0] < row or runs_later(use, module)
    return ran and not is_hidden(binding.name, use, module, apart=apart)


def is_hidden(name: str, use: ast.AST, module: SemanticModel, *, apart: Binding | None = None) -> bool:
    """Whether a scope between a place and the module binds a name, so that the place does not mean the module's.

    Args:
        name: the name.
        use: the place; what stands in a class body is below that class.
        module: the file.
        apart: a binding of the same name that does not count, because it gets another name.
    """
    scope = module.scope(use)
    while scope.parent is not None:
        if any(binding is not apart for binding in scope.bindings.get(name, ())):
            return True
        scope = scope.parent
    return False


def runs_later(use: ast.AST, module: SemanticModel) -> bool:
    """Whether a node is evaluated when a function is called, not while the module is imported."""
    scope = module.scope(use)
    while scope.parent is not None:
        if scope.kind is ScopeKind.FUNCTION:
            return True
        scope = scope.parent
    return False


def _names(
    wanted: DefinedClass | ExternalSymbol, use: ast.AST, module: SemanticModel, *, is_read: bool
) -> Iterator[str]:
    package, _, own = wanted.qualified_name.rpartition(".")
    home = DefinedModule(wanted.module, wanted.path) if isinstance(wanted, DefinedClass) else ExternalSymbol(package)
    seen = partial(_is_seen, use=use, module=module, is_read=is_read)
    yield from filter(seen, module.names_of(wanted))
    yield from (f"{name}.{own}" for name in filter(seen, module.names_of(home)))


def _is_seen(name: str, use: ast.AST, module: SemanticModel, *, is_read: bool) -> bool:
    """Whether a name of the module means one thing only, and a place sees it."""
    bindings = module.bindings_in(module.tree.module, name)
    if len(bindings) != 1 or not _is_certain(bindings[0], module) or not can_see(bindings[0], use, module):
        return False
    return not (is_read and module.is_for_type_checkers(bindings[0]))


def _names_in_scopes(wanted: DefinedClass, module: SemanticModel) -> Iterator[tuple[str, Binding]]:
    """Yield the names that any scope of the file has for a class, and the last binding of each."""
    for scope in module.scopes():
        for name, bindings in scope.bindings.items():
            if scope.node is wanted.node:
                continue
            meaning = module.denoted_by(bindings[-1])
            if meaning == wanted:
                yield name, bindings[-1]
            elif isinstance(meaning, DefinedModule) and meaning.path == wanted.path:
                plain = bindings[-1].kind is BindingKind.FROM_IMPORT or "." not in meaning.module
                if plain and module.member(meaning, wanted.name) == wanted:
                    yield f"{name}.{wanted.name}", bindings[-1]


def _is_certain(binding: Binding, module: SemanticModel) -> bool:
    """Whether the binding is an import or a class that no condition can keep from being made."""
    kinds = {BindingKind.FROM_IMPORT, BindingKind.IMPORT, BindingKind.CLASS}
    return binding.kind in kinds and (not binding.branch or module.is_for_type_checkers(binding))
