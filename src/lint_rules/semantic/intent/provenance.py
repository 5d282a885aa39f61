"""A value -> whether it comes out of the database, or is a database session, by what makes it."""

from __future__ import annotations

import ast

from lint_rules import known_names
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.kinds import Role
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.queries.results import Results
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding
from lint_rules.semantic.sessions.inference import IsSession, SessionInference

_FETCHING = frozenset({"query", "execute", "exec", "scalar", "scalars", "merge"})
_LOOKING_UP = frozenset({"get", "get_one"})
"""What a dict of sessions has as well."""


class Provenance:
    """Answers for the expressions of one file."""

    def __init__(self, file: File, resolver: Resolver, usage: SessionInference, results: Results) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._usage = usage
        self._results = results
        self._annotations = Annotations(file, resolver)

    def of(self, value: ast.expr | None, name: str) -> Role:
        """Return what a value is: rows of a query on `name`, an object made of it, a database session, or neither."""
        if value is None:
            return Role.NOTHING
        result = self._results.of(value)
        if (result is not None and not _is_number(result.entity)) or self._is_fetched(value):
            return Role.MODEL
        shown = self._made(value, name)
        if shown is Role.NOTHING and not self._is_in_doubt(value) and self._usage.holds_session(value) is IsSession.YES:
            return Role.SESSION
        return shown

    def _is_fetched(self, value: ast.expr) -> bool:
        """Whether a database session gave it: `db.scalar(…)`, `db.execute(…).scalars().all()`."""
        method = ""
        while isinstance(value, ast.Await | ast.Call | ast.Attribute):
            if isinstance(value, ast.Attribute):
                method, value = value.attr, value.value
            else:
                value = value.value if isinstance(value, ast.Await) else value.func
            held = self._usage.holds_session(value) if method in _FETCHING | _LOOKING_UP else IsSession.NO
            if held is IsSession.YES or (held is IsSession.LIKELY and method in _FETCHING):
                return True
        return False

    def _is_in_doubt(self, value: ast.expr) -> bool:
        """Whether a variable's own annotation has a name that may mean either class, so that it proves nothing."""
        bindings = self._resolver.candidates(value, self._file) if isinstance(value, ast.Name) else []
        return any(
            binding.annotation is not None and not self._annotations.is_clear(binding.annotation)
            for binding in bindings
        )

    def _made(self, value: ast.expr, name: str) -> Role:
        """Return MODEL for `Session(title=…)`, and for a variable that holds it."""
        match value:
            case ast.Name() if name:
                candidates = self._resolver.candidates(value, self._file)
                if any(_is_opened(binding, name) for binding in candidates):
                    return Role.SESSION
                assigned = [
                    binding for binding in candidates if isinstance(binding.statement, ast.Assign | ast.AnnAssign)
                ]
                shown = {self.of(binding.value, name) for binding in assigned}
                return shown.pop() if len(shown) == 1 else Role.NOTHING
            case ast.Call(func=ast.Name(id=made), keywords=[_, *_]) if made == name:
                keywords = {keyword.arg for keyword in value.keywords}
                if keywords <= known_names.SESSION_KEYWORDS:
                    return Role.SESSION
                return Role.NOTHING if keywords & known_names.SESSION_KEYWORDS else Role.MODEL
            case _:
                return Role.NOTHING


def _is_number(entity: ast.expr | None) -> bool:
    """Whether a query's result is known to be something else than objects of a class."""
    return isinstance(entity, ast.Call | ast.Attribute)


def _is_opened(binding: Binding, name: str) -> bool:
    """Whether a binding is `db` of `with Session(engine) as db`."""
    match binding.statement, binding.value:
        case ast.With() | ast.AsyncWith(), ast.Call(func=ast.Name(id=made)):
            return made == name
        case _:
            return False
