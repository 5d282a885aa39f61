"""A parameter -> whether it can turn out to be a database session, by the names in its file alone."""

from __future__ import annotations

import ast
from functools import cached_property

from lint_rules import known_names
from lint_rules.semantic.scopes.defaults import default_among
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.sessions.inference import SessionInference

_TELLING = known_names.TELLING_METHODS | {"get", "get_one", "stream_scalars"}


class SessionHints:
    """Answers for one file without resolving a name: it says yes too often, never too seldom."""

    def __init__(self, file: File, usage: SessionInference) -> None:
        """Answer for `file`."""
        self._file = file
        self._usage = usage

    def of(self, parameter: ast.arg) -> bool:
        """Whether a parameter's name, annotation, default or uses can show a database session."""
        return (
            self._usage.is_session_like(parameter.arg)
            or self.is_telling(parameter.arg)
            or parameter.arg in self._stored
            or self._is_given(parameter)
            or _says_session(parameter.annotation)
        )

    def is_telling(self, name: str) -> bool:
        """Whether a method that can show a database session is taken of some variable of this name."""
        return name in self._taken_from

    def _is_given(self, parameter: ast.arg) -> bool:
        """Whether a default may be a dependency, or anything else that a name leads to."""
        arguments = self._file.bindings.parent(parameter)
        default = default_among(arguments, parameter) if isinstance(arguments, ast.arguments) else None
        return not isinstance(default, ast.Constant | None)

    @cached_property
    def _telling(self) -> list[ast.expr]:
        """What a telling method is taken of."""
        return [node.value for node in self._file.bindings.nodes(ast.Attribute) if node.attr in _TELLING]

    @cached_property
    def _taken_from(self) -> frozenset[str]:
        return frozenset(node.id for node in self._telling if isinstance(node, ast.Name))

    @cached_property
    def _stored(self) -> frozenset[str]:
        """The names that are kept as an attribute which can be a session: `self.db = db`."""
        attributes = {node.attr for node in self._telling if isinstance(node, ast.Attribute)}
        stores = (node for node in self._file.bindings.nodes(ast.Attribute) if isinstance(node.ctx, ast.Store))
        able = (node for node in stores if node.attr in attributes or self._usage.is_session_name(node.attr))
        return frozenset(filter(None, (self._value_of(node) for node in able)))

    def _value_of(self, target: ast.Attribute) -> str:
        match self._file.bindings.parent(target):
            case ast.Assign(value=ast.Name(id=name)) | ast.AnnAssign(value=ast.Name(id=name)):
                return name
            case _:
                return ""


def _says_session(annotation: ast.expr | None) -> bool:
    """Whether an annotation has `session` in a name, or may hold a dependency."""
    left = [annotation]
    while left:
        match left.pop():
            case ast.Name(id=word) | ast.Constant(value=str(word)):
                if "session" in word.lower():
                    return True
            case ast.Subscript(value=outer, slice=inner):
                if last_name(outer) == "Annotated":
                    return True
                left += (outer, inner)
            case ast.BinOp(left=first, right=second):
                left += (first, second)
            case ast.Tuple(elts=elements):
                left += elements
            case None | ast.Constant():
                continue
            case rest:
                if "session" in ast.unparse(rest).lower():
                    return True
    return False
