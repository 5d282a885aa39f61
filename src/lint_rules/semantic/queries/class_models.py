"""A class body that says `model = X` -> X, where a method of the class or of its bases takes `self.model` for an entity."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.calls.arguments import QueryArgument
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.queries.entities import Queries
from lint_rules.semantic.scopes.file import File


class ClassModels:
    """Answers for the class statements of one file; bases in other files say nothing."""

    def __init__(self, file: File, resolver: Resolver, queries: Queries) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._queries = queries
        self._taken: dict[tuple[ast.ClassDef, str], QueryArgument | None] | None = None

    def of(self, node: ast.ClassDef) -> Iterator[QueryArgument]:
        """Yield what a class body gives to names that its methods take for entities."""
        for statement in node.body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.Name() | ast.Attribute() as value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.Name() | ast.Attribute() as value)
                ):
                    position = self._taken_by(node, name)
                    if position is not None:
                        yield QueryArgument(value, position.call, position.sure)
                case _:
                    continue

    def _taken_by(self, node: ast.ClassDef, name: str) -> QueryArgument | None:
        """Return where a method of a class or of a base in this file takes `self.name` for an entity."""
        if self._taken is None:
            self._taken = self._find()
        family = self._family(node, [])
        taken = [self._taken[relative, name] for relative in family if (relative, name) in self._taken]
        return None if None in taken else next(iter(taken), None)

    def _family(self, node: ast.ClassDef, seen: list[ast.ClassDef]) -> list[ast.ClassDef]:
        if node not in seen:
            seen.append(node)
            for base in node.bases:
                meaning = self._resolver.resolve(base, self._file)
                if isinstance(meaning, DefinedClass) and meaning.path == self._file.path:
                    self._family(meaning.node, seen)
        return seen

    def _find(self) -> dict[tuple[ast.ClassDef, str], QueryArgument | None]:
        """Return the attributes of `self` that stand for entities, by class; None for those that a method sets."""
        taken: dict[tuple[ast.ClassDef, str], QueryArgument | None] = {}
        for node in self._file.bindings.nodes(ast.Attribute):
            owner = self._owner(node)
            if owner is None:
                continue
            if isinstance(node.ctx, ast.Store):
                taken[owner, node.attr] = None
            elif (position := self._position(node)) is not None:
                taken.setdefault((owner, node.attr), position)
        return taken

    def _owner(self, node: ast.Attribute) -> ast.ClassDef | None:
        """Return the class that `self.x` or `cls.x` is about."""
        if not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}):
            return None
        return next(
            (around for around in self._file.bindings.ancestors(node) if isinstance(around, ast.ClassDef)), None
        )

    def _position(self, node: ast.Attribute) -> QueryArgument | None:
        call = self._file.bindings.parent(node)
        if not (isinstance(call, ast.Call) and node in call.args):
            return None
        return next((position for position in self._queries.entities(call) if position.expression is node), None)
