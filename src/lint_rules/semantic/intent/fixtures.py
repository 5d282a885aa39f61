"""A parameter of a test, or of a fixture -> what the pytest fixture of that name gives: a database session, or a model's object."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.calls.return_values import flow_of
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import MAPPED_FAMILY, Role
from lint_rules.semantic.intent.pytest_code import asks_for_fixtures, makes_fixture
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.dotted_names import called
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Scope
from lint_rules.semantic.sessions.inference import SessionInference

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Fixtures:
    """Answers for the parameters of one file.

    Args:
        file: the file.
        resolver: follows names through the project.
        classes: says what kind of class a class is.
        usage: says whether something is a database session.
    """

    def __init__(self, file: File, resolver: Resolver, classes: Classes, usage: SessionInference) -> None:
        """See the class."""
        self._file, self._resolver, self._classes, self._usage = file, resolver, classes, usage

    def given(self, parameter: ast.arg, function: ast.AST) -> Role:
        """Return what the fixture gives that a parameter asks for; NOTHING where there is none, or it shows nothing."""
        if not isinstance(function, _Function) or not asks_for_fixtures(function):
            return Role.NOTHING
        for file in self._files():
            fixture = _fixture_named(parameter.arg, file)
            if fixture is not None and fixture is not function:
                return self._gives(fixture, file)
        return Role.NOTHING

    def _files(self) -> Iterator[File]:
        """Yield the file, and each `conftest.py` from its folder up to the root."""
        yield self._file
        root = self._resolver.layout.root
        for folder in self._file.path.parents:
            path = self._resolver.layout.below(folder, "conftest")
            file = None if path is None or path == self._file.path else self._resolver.file_at(path)
            if file is not None:
                yield file
            if folder == root:
                return

    def _gives(self, fixture: _Function, file: File) -> Role:
        flow = flow_of(fixture, file)
        usage = self._usage if file is self._file else self._usage.elsewhere(file)
        if flow is not None and usage.hands_out_session(flow):
            return Role.SESSION
        values = () if flow is None else flow.values
        return Role.MODEL if values and all(self._is_row(value, file) for value in values) else Role.NOTHING

    def _is_row(self, value: ast.expr, file: File) -> bool:
        """Whether a value is an object of a mapped class, made there or before."""
        if isinstance(value, ast.Name):
            made = [binding.value for binding in self._resolver.candidates(value, file)]
            return bool(made) and all(inner is not None and self._is_row(inner, file) for inner in made)
        is_call = isinstance(value, ast.Call)
        return is_call and self._classes.kind(self._resolver.resolve(called(value), file)) in MAPPED_FAMILY


def _fixture_named(name: str, file: File) -> _Function | None:
    scope: Scope = file.bindings.module_scope
    nodes = [binding.node for binding in scope.bindings.get(name, ())]
    fixtures = [node for node in nodes if isinstance(node, _Function) and any(map(makes_fixture, node.decorator_list))]
    return fixtures[-1] if fixtures else None
