"""One use of a name -> what it shows the name was meant to be: a mapped class, or the database session class."""

from __future__ import annotations

import ast
from enum import Enum

from lint_rules import vocabulary
from lint_rules.facts.bindings import File
from lint_rules.facts.meaning import External
from lint_rules.facts.queries import Queries
from lint_rules.facts.resolver import Resolver
from lint_rules.facts.scopes import BindingKind
from lint_rules.facts.usage import Usage


class Shown(Enum):
    """What a use shows."""

    MODEL = "a mapped class"
    SESSION = "the database session class"
    NOTHING = "nothing"


class Evidence:
    """Answers for the uses in one file."""

    def __init__(self, file: File, resolver: Resolver, usage: Usage, queries: Queries) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._usage = usage
        self._queries = queries

    def shown_by(self, name: ast.Name) -> Shown:
        """Return what the use of `name` shows that it was meant to be."""
        around = self._file.bindings.parent(name)
        match around:
            case ast.Call() if around.func is name:
                return _constructed(around)
            case ast.Call() if any(position.expression is name for position in self._queries.entities(around)):
                return Shown.MODEL
            case ast.Attribute():
                return self._of_attribute(around)
            case _:
                return self._in_annotation(name)

    def _of_attribute(self, attribute: ast.Attribute) -> Shown:
        """`Name.id` in a query is a column; SQLAlchemy's session class has no such attribute."""
        for node in self._file.bindings.ancestors(attribute):
            if isinstance(node, ast.stmt):
                break
            if isinstance(node, ast.Call) and any(
                position.expression is attribute for position in self._queries.columns(node)
            ):
                return Shown.MODEL
        return Shown.NOTHING

    def _in_annotation(self, name: ast.Name) -> Shown:
        if not self._file.bindings.context(name).annotation:
            return Shown.NOTHING
        for node in self._file.bindings.ancestors(name):
            match node:
                case ast.arg() | ast.AnnAssign():
                    return self.of_annotated(node)
                case ast.stmt():
                    return Shown.NOTHING
                case _:
                    continue
        return Shown.NOTHING

    def of_annotated(self, node: ast.arg | ast.AnnAssign) -> Shown:
        """Return what the uses of a parameter or variable show that its annotation was meant to be."""
        return self._of_parameter(node) if isinstance(node, ast.arg) else self._of_variable(node)

    def _of_parameter(self, parameter: ast.arg) -> Shown:
        function = next(
            node
            for node in self._file.bindings.ancestors(parameter)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        )
        used = self._usage.is_session_name(parameter.arg) or self.is_injected(parameter, function)
        for binding in self._file.bindings.scope_of_node[function].bindings.get(parameter.arg, ()):
            if binding.kind is BindingKind.PARAMETER:
                used = used or self._usage.held(binding).is_used_as_session
        return Shown.SESSION if used else Shown.NOTHING

    def _of_variable(self, statement: ast.AnnAssign) -> Shown:
        target = statement.target
        if isinstance(target, ast.Name):
            bound = self._file.bindings.context(target).scope.bindings.get(target.id, ())
            if any(self._usage.held(binding).is_used_as_session for binding in bound):
                return Shown.SESSION
            return Shown.SESSION if self._usage.is_session_name(target.id) else Shown.NOTHING
        if isinstance(target, ast.Attribute) and self._usage.is_session_name(target.attr):
            return Shown.SESSION
        return Shown.NOTHING

    def is_injected(self, parameter: ast.arg, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
        """Whether a parameter's default is `Depends(get_db)`, by the name of what it depends on."""
        default = default_of(parameter, function.args)
        match default:
            case ast.Call(func=function_name, args=[ast.Name(id=dependency) | ast.Attribute(attr=dependency), *_]):
                meaning = self._resolver.resolve(function_name, self._file)
                injected = isinstance(meaning, External) and meaning.qualified_name.endswith((".Depends", ".Security"))
                return injected and ("session" in dependency.lower() or "db" in dependency.lower().split("_"))
            case _:
                return False


def default_of(parameter: ast.arg, arguments: ast.arguments) -> ast.expr | None:
    """Return the default value of a parameter."""
    positional = [*arguments.posonlyargs, *arguments.args]
    if parameter in positional:
        index = positional.index(parameter) - len(positional) + len(arguments.defaults)
        return arguments.defaults[index] if index >= 0 else None
    if parameter in arguments.kwonlyargs:
        return arguments.kw_defaults[arguments.kwonlyargs.index(parameter)]
    return None


def _constructed(call: ast.Call) -> Shown:
    """`Session(bind=…)` makes a database session, `Session(id=…)` a model."""
    keywords = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    if keywords & vocabulary.SESSION_KEYWORDS:
        return Shown.SESSION
    return Shown.MODEL if keywords else Shown.NOTHING
