"""A file -> the attributes of objects that its methods take for entities, `db.query(self.model)`, and how often they are set."""

from __future__ import annotations

import ast
from collections import Counter

from lint_rules.frozen import frozen
from lint_rules.semantic.names.imports import imports_framework
from lint_rules.semantic.queries.entities import Queries
from lint_rules.semantic.scopes.file import File

Attribute = tuple[int, str]
"""The line of a class statement, and the name of an attribute of its objects."""
_OWN = frozenset({"self", "cls"})


@frozen
class Taken:
    """Where an attribute is taken for an entity.

    Args:
        call: how the construct is called: `query`, `select`.
        sure: whether the receiver is SQLAlchemy's: it is known to be, or called so in a file that imports it.
    """

    call: str
    sure: bool


@frozen
class EntityAttributes:
    """What the methods of the classes of one file do with attributes of `self` and `cls`.

    Args:
        taken: those that stand for entities.
        stores: how often a method sets one.
    """

    taken: dict[Attribute, Taken]
    stores: Counter[Attribute]


def entity_attributes(file: File, queries: Queries) -> EntityAttributes:
    """Return what the classes of a file do with their attributes."""
    taken: dict[Attribute, Taken] = {}
    stores: Counter[Attribute] = Counter()
    for node in file.bindings.nodes(ast.Attribute):
        if not (isinstance(node.value, ast.Name) and node.value.id in _OWN):
            continue
        is_stored = isinstance(node.ctx, ast.Store)
        call = None if is_stored else _call_around(node, file)  # most attributes are neither stored nor handed on
        owner = _owner(node, file) if is_stored or call is not None else None
        if owner is None:
            continue
        key = (owner.lineno, node.attr)
        if call is None:
            stores[key] += 1
        elif key not in taken and (position := _position(node, call, file, queries)) is not None:
            taken[key] = position
    return EntityAttributes(taken, stores)


def _owner(node: ast.Attribute, file: File) -> ast.ClassDef | None:
    """Return the class that `self.x` or `cls.x` is about."""
    return next((around for around in file.bindings.ancestors(node) if isinstance(around, ast.ClassDef)), None)


def _call_around(node: ast.Attribute, file: File) -> ast.Call | None:
    """Return the call that takes an attribute as an argument by position."""
    call = file.bindings.parent(node)
    return call if isinstance(call, ast.Call) and node in call.args else None


def _position(node: ast.Attribute, call: ast.Call, file: File, queries: Queries) -> Taken | None:
    found = next((position for position in queries.entities(call) if position.expression is node), None)
    return None if found is None else Taken(found.call, found.sure or imports_framework(file))
