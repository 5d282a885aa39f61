"""An expression -> whether its value is for people to read: a log, an exception's message, an f-string, a metric, a colour."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.sessions.inference import SessionInference

_LOGGING = frozenset("debug info warning warn error exception critical log print echo secho format".split())
_MEASURING = frozenset(
    "labels inc incr increment observe timing gauge histogram counter distribution set_attribute set_attributes set_tag "
    "set_tags add_event".split()
)
_LOOKS = re.compile(
    r"colou?r|icon|emoji|css|style|badge|symbol|variant|(?:^|_)class(?:es|name|names|_names?)?$", re.IGNORECASE
)
"""How a status looks on a page is no status."""
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)


class Audience:
    """Answers for the expressions of one file."""

    def __init__(self, file: File, usage: SessionInference) -> None:
        """Answer for `file`."""
        self._bindings = file.bindings
        self._usage = usage

    def is_for_people(self, node: ast.expr, *, follow: bool = True) -> bool:
        """Whether a value goes to people, directly or (`follow`) by way of a variable."""
        for around in self._bindings.ancestors(node):
            match around:
                case ast.JoinedStr() | ast.Raise() | ast.Assert() | ast.BinOp(op=ast.Mod()):
                    return True
                case ast.Call() | ast.Return() | ast.Assign() | ast.AnnAssign() if self._shows(around):
                    return True
                case ast.Assign(targets=[ast.Name() as target]) if follow:
                    used = [*self._loads(target)]
                    return bool(used) and all(self.is_for_people(load, follow=False) for load in used)
                case ast.stmt():
                    return False
                case _:
                    continue
        return False

    def _shows(self, around: ast.AST) -> bool:
        """Whether a value goes to a log, a metric, or what gives something a colour or another look."""
        match around:
            case ast.Call(func=function):
                return last_name(function) in _LOGGING | _MEASURING
            case ast.Return():
                return self._is_look_of(around)
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
                return _LOOKS.search(ast.unparse(target)) is not None
            case _:
                return False

    def _is_look_of(self, statement: ast.Return) -> bool:
        """Whether a function's name says that it returns a colour, or another look."""
        function = next((outer for outer in self._bindings.ancestors(statement) if isinstance(outer, _SCOPES)), None)
        return isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and bool(_LOOKS.search(function.name))

    def _loads(self, target: ast.Name) -> Iterator[ast.Name]:
        """Yield the uses of what an assignment gives its target."""
        around = next(outer for outer in self._bindings.ancestors(target) if isinstance(outer, _SCOPES))
        for binding in self._bindings.names_in(around).get(target.id, ()):
            if binding.node is target:
                yield from self._usage.loads(binding)
