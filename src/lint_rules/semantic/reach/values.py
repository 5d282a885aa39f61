"""A function -> whether something takes it as a value, and so may read its annotations: a route, a validator, a registry."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.index.queries import Asks, Question
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedModule
from lint_rules.semantic.reach.modules import ModuleObjects
from lint_rules.semantic.scopes.file import File

Function = ast.FunctionDef | ast.AsyncFunctionDef


class FunctionValues:
    """Answers for the functions of the project.

    Args:
        resolver: follows names through the project.
        census: finds the files that hold a word.
    """

    def __init__(self, resolver: Resolver, census: ProjectIndex) -> None:
        """See the class."""
        self._resolver, self._census = resolver, census
        self._modules = ModuleObjects(resolver)

    def takes(self, function: Function, file: File) -> bool:
        """Whether a function is used in another way than by a call, as far as the project shows."""
        around = file.bindings.parent(function)
        if isinstance(around, ast.ClassDef):
            return bool(around.decorator_list) or next(_attributes_taken(function.name, file), None) is not None
        if _takes(function.name, file):
            return True
        return isinstance(around, ast.Module) and self._is_taken_elsewhere(function.name, file)

    def _is_taken_elsewhere(self, name: str, file: File) -> bool:
        here = DefinedModule(file.name, file.path)
        for path in self._census.answer(Question(Asks.NAMED, (name,))):
            user = self._census.load(path) if path != file.path else None
            for statement in user.bindings.nodes(ast.ImportFrom) if user is not None else ():
                bound = {alias.asname or alias.name for alias in statement.names if alias.name == name}
                is_from_here = user is not None and bound and self._resolver.imported_module(statement, user) == here
                if user is not None and is_from_here and any(_takes(local, user) for local in bound):
                    return True
        return any(self._is_member_taken(name, user, file) for user in self._users_of_module(name, file))

    def _users_of_module(self, name: str, file: File) -> Iterator[File]:
        holding = set(self._census.answer(Question(Asks.ALL, (f".{name}",))))
        for path in self._census.answer(Question(Asks.NAMED, (file.name.rpartition(".")[2],))):
            user = self._census.load(path) if path in holding and path != file.path else None
            if user is not None:
                yield user

    def _is_member_taken(self, name: str, user: File, file: File) -> bool:
        return any(self._modules.of(attribute.value, user) == file.path for attribute in _attributes_taken(name, user))


def _takes(name: str, file: File) -> bool:
    return any(
        isinstance(node.ctx, ast.Load) and not _is_called(node, file) for node in file.bindings.named(ast.Name, name)
    )


def _attributes_taken(name: str, file: File) -> Iterator[ast.Attribute]:
    for node in file.bindings.named(ast.Attribute, name):
        if isinstance(node.ctx, ast.Load) and not _is_called(node, file):
            yield node


def _is_called(node: ast.expr, file: File) -> bool:
    around = file.bindings.parent(node)
    return isinstance(around, ast.Call) and around.func is node
