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
_GIVING = frozenset({BindingKind.IMPORT, BindingKind.FROM_IMPORT, BindingKind.VALUE})


class Callees:
    """Answers for one file, by names alone: most calls need not be resolved."""

    def __init__(self, file: File) -> None:
        """Answer for `file`."""
        self._file = file
        self._given: frozenset[str] | None = None

    def may_take(self, function: ast.expr) -> bool:
        """Whether what is called can be one of those functions."""
        match function:
            case ast.Name(id=name):
                return self._is_given(name)
            case ast.Attribute(value=owner, attr=name):
                return name in _LAST_NAMES or last_name(owner) == _FUNC or self._is_given(_root(owner))
            case _:
                return True

    def _is_given(self, name: str) -> bool:
        """Whether something imports or assigns a name, and it can so mean what another module made."""
        if self._given is None:
            found = (
                binding
                for scope in self._file.bindings.scopes()
                for bindings in scope.bindings.values()
                for binding in bindings
            )
            self._given = frozenset(binding.name for binding in found if binding.kind in _GIVING)
        return name in self._given or bool(self._file.bindings.module_scope.stars)


def _root(expression: ast.expr) -> str:
    """Return the name that a chain of attributes and calls begins with; the empty string where it is something else."""
    while isinstance(expression, ast.Attribute | ast.Call):
        expression = expression.value if isinstance(expression, ast.Attribute) else expression.func
    return expression.id if isinstance(expression, ast.Name) else ""
