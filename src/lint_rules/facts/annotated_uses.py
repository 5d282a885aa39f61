"""An annotation -> what the uses of the annotated thing show that it was meant to be."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules import vocabulary
from lint_rules.facts.bindings import File
from lint_rules.facts.meaning import External
from lint_rules.facts.resolver import Resolver
from lint_rules.facts.results import Results
from lint_rules.facts.roles import Shown
from lint_rules.facts.scopes import Binding, BindingKind, ScopeKind
from lint_rules.facts.usage import Holds, Usage
from lint_rules.facts.uses import Held

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class AnnotatedUses:
    """Answers for the annotations of one file."""

    def __init__(self, file: File, resolver: Resolver, usage: Usage, results: Results) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._usage = usage
        self._results = results

    def shown_by(self, name: ast.Name, attributes: frozenset[str] = frozenset()) -> Shown:
        """Return what the annotated thing's uses show that `name`, in its annotation, was meant to be."""
        inside: ast.AST = name
        for node in self._file.bindings.ancestors(name):
            match node:
                case ast.arg() | ast.AnnAssign():
                    return self._in_mapped(name) or self.of(node, attributes)
                case ast.FunctionDef() | ast.AsyncFunctionDef() if inside is node.returns:
                    return self._returned(node, name, attributes)
                case ast.stmt():
                    return Shown.NOTHING
                case _:
                    inside = node
        return Shown.NOTHING

    def of(self, node: ast.arg | ast.AnnAssign, attributes: frozenset[str] = frozenset()) -> Shown:
        """Return what the uses of a parameter or variable show that its annotation was meant to be."""
        if isinstance(node, ast.arg):
            return self._of_parameter(node, attributes)
        return self._of_variable(node, attributes)

    def used_as(self, expression: ast.expr, attributes: frozenset[str]) -> Shown:
        """Return what the uses of a name's value show that it is."""
        if not isinstance(expression, ast.Name):
            return Shown.NOTHING
        return self._bound_as(self._resolver.candidates(expression, self._file), attributes)

    def _bound_as(self, bindings: list[Binding], attributes: frozenset[str]) -> Shown:
        held = [self._usage.held(binding) for binding in bindings]
        if any(one.is_used_as_session for one in held):
            return Shown.SESSION
        return _shown_by(Held({}, frozenset(name for one in held for name in one.attributes)), attributes)

    def _in_mapped(self, name: ast.Name) -> Shown | None:
        """`Mapped[Session]`, `Mapped[list["Session"]]`: only a mapped class can stand there."""
        for node in self._file.bindings.ancestors(name):
            if isinstance(node, ast.Subscript) and _last(node.value) in {"Mapped", "WriteOnlyMapped", "DynamicMapped"}:
                return Shown.MODEL
            if isinstance(node, ast.stmt):
                break
        return None

    def _of_parameter(self, parameter: ast.arg, attributes: frozenset[str]) -> Shown:
        function = next(
            node
            for node in self._file.bindings.ancestors(parameter)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        )
        if self._usage.is_session_name(parameter.arg) or self._is_injected(parameter, function):
            return Shown.SESSION
        bound = self._file.bindings.scope_of_node[function].bindings.get(parameter.arg, [])
        own = [one for one in bound if one.kind is BindingKind.PARAMETER]
        shown = self._bound_as(own, attributes)
        return self._kept_as(own, attributes) if shown is Shown.NOTHING else shown

    def _kept_as(self, bindings: list[Binding], attributes: frozenset[str]) -> Shown:
        """Return what the uses of `self.x` show of a parameter that is kept there."""
        for binding in bindings:
            for name in self._usage.loads(binding):
                match self._file.bindings.parent(name):
                    case ast.Assign(targets=[ast.Attribute() as target], value=value) if value is name:
                        return self._attribute_as(target, attributes)
                    case ast.AnnAssign(target=ast.Attribute() as target, value=value) if value is name:
                        return self._attribute_as(target, attributes)
                    case _:
                        continue
        return Shown.NOTHING

    def _attribute_as(self, target: ast.Attribute, attributes: frozenset[str]) -> Shown:
        """Return what the uses of `self.x` in its class show that it is."""
        if self._usage.is_session_name(target.attr):
            return Shown.SESSION
        held = self._usage.held_by_self(target)
        return Shown.NOTHING if held is None else _shown_by(held, attributes)

    def _of_variable(self, statement: ast.AnnAssign, attributes: frozenset[str]) -> Shown:
        target = statement.target
        shown = self._valued(statement.value, "")
        if shown is not Shown.NOTHING:
            return shown
        match target:
            case ast.Name(id=name):
                scope = self._file.bindings.context(target).scope
                if self._usage.is_session_name(name) and scope.kind is not ScopeKind.CLASS:
                    return Shown.SESSION
                return self._bound_as(scope.bindings.get(name, []), attributes)
            case ast.Attribute():
                return self._attribute_as(target, attributes)
            case _:
                return Shown.NOTHING

    def _returned(self, function: _Function, name: ast.Name, attributes: frozenset[str]) -> Shown:
        """Return what a function's results show that its return annotation was meant to be."""
        shown = {self._valued(value, name.id) for value in _results_of(function)}
        shown |= {self.used_as(value, attributes) for value in _results_of(function)}
        shown.discard(Shown.NOTHING)
        return shown.pop() if len(shown) == 1 else Shown.NOTHING

    def _valued(self, value: ast.expr | None, name: str) -> Shown:
        """Return what a value is: rows of a query on `name`, an object made of it, a database session, or neither."""
        if value is None:
            return Shown.NOTHING
        result = self._results.of(value)
        if result is not None and not _is_number(result.entity):
            return Shown.MODEL
        shown = self._made(value, name)
        if shown is Shown.NOTHING and self._usage.holds_session(value) is Holds.YES:
            return Shown.SESSION
        return shown

    def _made(self, value: ast.expr, name: str) -> Shown:
        """Return MODEL for `Session(title=…)`, and for a variable that holds it."""
        match value:
            case ast.Name() if name:
                candidates = self._resolver.candidates(value, self._file)
                assigned = [one for one in candidates if isinstance(one.statement, ast.Assign | ast.AnnAssign)]
                shown = {self._valued(one.value, name) for one in assigned}
                return shown.pop() if len(shown) == 1 else Shown.NOTHING
            case ast.Call(func=ast.Name(id=made), keywords=[_, *_]) if made == name:
                keywords = {keyword.arg for keyword in value.keywords}
                if keywords <= vocabulary.SESSION_KEYWORDS:
                    return Shown.SESSION
                return Shown.NOTHING if keywords & vocabulary.SESSION_KEYWORDS else Shown.MODEL
            case _:
                return Shown.NOTHING

    def _is_injected(self, parameter: ast.arg, function: _Function | ast.Lambda) -> bool:
        """Whether a parameter's value is `Depends(get_db)`, as its default or in `Annotated`."""
        default = default_of(parameter, function.args)
        given = [default] if default is not None else []
        return any(map(self._gives_session, given)) or self.is_injected(parameter.annotation)

    def is_injected(self, annotation: ast.AST | None) -> bool:
        """Whether an annotation is `Annotated[…, Depends(get_db)]`."""
        match annotation:
            case ast.Subscript(value=outer, slice=ast.Tuple(elts=[_, *extras])) if _last(outer) == "Annotated":
                return any(map(self._gives_session, extras))
            case _:
                return False

    def _gives_session(self, dependency: ast.expr) -> bool:
        match dependency:
            case ast.Call(func=function, args=[ast.Name(id=name) | ast.Attribute(attr=name) as provider, *_]):
                meaning = self._resolver.resolve(function, self._file)
                injected = isinstance(meaning, External) and meaning.qualified_name.endswith((".Depends", ".Security"))
                named = "session" in name.lower() or "db" in name.lower().split("_")
                return injected and (named or self._usage.gives_session(provider))
            case _:
                return False


def _shown_by(held: Held, attributes: frozenset[str]) -> Shown:
    """Return what the attributes taken from something show that it is; `attributes` are those of the mapped class."""
    if held.is_used_as_session:
        return Shown.SESSION
    own = attributes - vocabulary.SESSION_METHODS
    return Shown.MODEL if held.attributes & own and held.attributes <= attributes else Shown.NOTHING


def _results_of(function: _Function) -> Iterator[ast.expr]:
    """Yield what a function returns or yields, not what functions inside it do."""
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield node.value
        stack += ast.iter_child_nodes(node)


def _is_number(entity: ast.expr | None) -> bool:
    """Whether a query's result is known to be something else than objects of a class."""
    return isinstance(entity, ast.Call | ast.Attribute)


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def default_of(parameter: ast.arg, arguments: ast.arguments) -> ast.expr | None:
    """Return the default value of a parameter."""
    positional = [*arguments.posonlyargs, *arguments.args]
    if parameter in positional:
        index = positional.index(parameter) - len(positional) + len(arguments.defaults)
        return arguments.defaults[index] if index >= 0 else None
    if parameter in arguments.kwonlyargs:
        return arguments.kw_defaults[arguments.kwonlyargs.index(parameter)]
    return None
