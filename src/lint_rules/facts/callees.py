"""What a call calls -> whether its name can lead to something of SQLAlchemy that takes entities or columns."""

from __future__ import annotations

import ast

from lint_rules import vocabulary
from lint_rules.facts.bindings import File
from lint_rules.facts.class_body import last_name
from lint_rules.facts.scopes import BindingKind

_TAKING = (
    frozenset(vocabulary.ENTITY_FUNCTIONS)
    | vocabulary.COLUMN_FUNCTIONS
    | vocabulary.LOADER_ENTITIES
    | vocabulary.LOADER_OPTIONS
)
_LAST_NAMES = frozenset(name.rpartition(".")[2] for name in _TAKING)
_FUNC = vocabulary.FUNC.rpartition(".")[2]
_IMPORTS = frozenset({BindingKind.IMPORT, BindingKind.FROM_IMPORT})


class Callees:
    """Answers for one file, by names alone: most calls need not be resolved."""

    def __init__(self, file: File) -> None:
        """Answer for `file`."""
        self._file = file
        self._names: tuple[frozenset[str], frozenset[str]] | None = None

    def may_take(self, function: ast.expr) -> bool:
        """Whether what is called can be one of those functions."""
        imported, given = self._bound()
        match function:
            case ast.Name(id=name):
                return name in given or self._has_stars()
            case ast.Attribute(value=owner, attr=name):
                return name in _LAST_NAMES or last_name(owner) == _FUNC or _root(owner) in imported or self._has_stars()
            case _:
                return True

    def _has_stars(self) -> bool:
        return bool(self._file.bindings.module_scope.stars)

    def _bound(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the names that imports bind, and those that an import or an assignment does."""
        if self._names is None:
            by_kind: dict[BindingKind, set[str]] = {}
            for scope in self._file.bindings.scopes():
                for name, bindings in scope.bindings.items():
                    for binding in bindings:
                        by_kind.setdefault(binding.kind, set()).add(name)
            imported = frozenset(name for kind in _IMPORTS for name in by_kind.get(kind, ()))
            self._names = imported, imported | by_kind.get(BindingKind.VALUE, set())
        return self._names


def _root(expression: ast.expr) -> str:
    """Return the name that a chain of attributes and calls begins with; the empty string where it is something else."""
    while isinstance(expression, ast.Attribute | ast.Call):
        expression = expression.value if isinstance(expression, ast.Attribute) else expression.func
    return expression.id if isinstance(expression, ast.Name) else ""
