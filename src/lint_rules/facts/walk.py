"""One tree -> its Bindings, in one walk that keeps its own stack: a file may nest deeper than the interpreter recurses."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from lint_rules.facts.binder import Where, bind_name, bind_parts, bind_target, end_of, start_of
from lint_rules.facts.bindings import Bindings
from lint_rules.facts.quoted import is_text, parsed
from lint_rules.facts.scopes import FINALLY, Arm, BindingKind, Context, Point, Scope, ScopeKind
from lint_rules.frozen import replace

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Step = tuple[ast.AST, ast.AST | None, Context]
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_TYPING = frozenset({"typing", "typing_extensions"})
_BEFORE_ALL: Point = (0, 0)
_NO_NODES = frozenset({"ctx", "op", "id", "attr", "arg", "kind", "level", "module", "asname", "type_comment"})
"""Fields that never hold anything to look at."""
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


def bind(tree: ast.Module, *, leaves_bodies: bool = False) -> Bindings:
    """Return the scopes, bindings and nodes of `tree`.

    Args:
        tree: a parsed file.
        leaves_bodies: whether the bodies of functions may wait until something in them is asked about. None of them may hold a
            `global` statement: it binds names outside of the function.
    """
    found = Bindings(tree, leaves_bodies=leaves_bodies)
    walk = _Walk(found, leaves_bodies=leaves_bodies)
    walk.run(tree)
    return found


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a type of nodes that can hold nodes, the last first; remember them."""
    _FIELDS[kind] = tuple(name for name in reversed(kind._fields) if name not in _NO_NODES)
    return _FIELDS[kind]


class _Body(ast.AST):
    """Stands for the body of a function on the stack."""


_BODY = _Body()


class _Left(NamedTuple):
    """The body of a function that was left, and how many nodes and scopes were found before it."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    context: Context
    at: int
    scopes: int


class _Walk:
    """The walk's state: a stack of nodes to visit, the next one on top."""

    def __init__(self, found: Bindings, *, leaves_bodies: bool) -> None:
        self.found = found
        self.leaves_bodies = leaves_bodies
        self.left: list[_Left] = []
        self.stack: list[_Step] = []
        self.nonlocals: list[tuple[Scope, str]] = []
        self.casts: set[str] = set()
        """What the file calls `typing.cast`, whose first argument can be a type in quotes."""

    def run(self, tree: ast.Module) -> None:
        self.stack.append((tree, None, Context(self.found.module_scope, (), deferred=False, annotation=False)))
        self.walk()
        if self.left:
            self.found.leave(self.run_through_bodies)
        else:
            self.lend()

    def walk(self) -> None:
        stack, special = self.stack, _SPECIAL
        # A call for each node would take as long as the rest of the walk.
        by_type, contexts, parents, _ = self.found.tables
        while stack:
            node, parent, context = stack.pop()
            kind = type(node)
            by_type[kind].append(node)
            contexts[node] = context
            parents[node] = parent
            visit = special.get(kind)
            if visit is None:
                if kind is not ast.Name:
                    self.push_children(node, context)
            else:
                visit(self, node, context)

    def run_through_bodies(self) -> None:
        """Walk what was left, and put it where the walk would have met it."""
        left, self.left, self.leaves_bodies = self.left, [], False
        by_type, _, _, scopes = self.found.tables
        seen = by_type[_Body]  # the one list
        outside, outer = [*seen], [*scopes.items()]
        seen.clear()
        scopes.clear()
        done = done_scopes = 0
        for one in left:
            seen += outside[done : one.at]
            scopes.update(outer[done_scopes : one.scopes])
            done, done_scopes = one.at, one.scopes
            self.push(one.function.body, one.function, one.context)
            self.walk()
        seen += outside[done:]
        scopes.update(outer[done_scopes:])
        self.lend()

    def lend(self) -> None:
        for scope, name in self.nonlocals:
            _lend(scope, name)

    # -- pushing: what is pushed last is visited first, so every method pushes backwards

    def push(self, nodes: Sequence[ast.AST | None], parent: ast.AST, context: Context) -> None:
        for node in reversed(nodes):
            if node is not None:
                self.stack.append((node, parent, context))

    def push_children(self, node: ast.AST, context: Context) -> None:
        kind, push = type(node), self.stack.append
        for name in _FIELDS.get(kind) or _fields(kind):
            child = getattr(node, name, None)
            if isinstance(child, list):
                for item in reversed(cast("list[object]", child)):
                    if isinstance(item, ast.AST):
                        push((item, node, context))
            elif isinstance(child, ast.AST):
                push((child, node, context))

    def push_arms(self, node: ast.AST, arms: Sequence[Sequence[ast.AST]], context: Context, *, apart: bool) -> None:
        for index in range(len(arms) - 1, -1, -1):
            arm = Arm(node, index, exclusive=apart)
            self.push(arms[index], node, context._replace(branch=(*context.branch, arm)))

    def push_annotation(self, node: ast.expr | None, parent: ast.AST, context: Context) -> None:
        deferred = context.deferred or self.found.postponed
        self.push([node], parent, context._replace(annotation=True, deferred=deferred))

    def record(self, node: ast.AST, parent: ast.AST | None, context: Context) -> None:
        """Note a node that has no step of its own."""
        by_type, contexts, parents, _ = self.found.tables
        by_type[type(node)].append(node)
        contexts[node] = context
        parents[node] = parent

    def open_scope(self, kind: ScopeKind, node: ast.AST, context: Context) -> Context:
        scope = Scope(kind, node, context.scope)
        self.found.tables.scopes[node] = scope
        return Context(scope, (), deferred=False, annotation=False)

    # -- statements that bind

    def visit_import(self, node: ast.Import, context: Context) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            bind_name(name, BindingKind.IMPORT, alias, context, statement=node)
            if alias.name in _TYPING:
                self.casts.add(f"{name}.cast")
        self.push(node.names, node, context)

    def visit_import_from(self, node: ast.ImportFrom, context: Context) -> None:
        for alias in node.names:
            kind = BindingKind.STAR_IMPORT if alias.name == "*" else BindingKind.FROM_IMPORT
            bind_name(alias.asname or alias.name, kind, alias, context, statement=node)
            if alias.name == "cast" and node.module in _TYPING:
                self.casts.add(alias.asname or "cast")
        self.push(node.names, node, context)

    def visit_assign(self, node: ast.Assign, context: Context) -> None:
        for target in node.targets:
            bind_target(target, context, value=node.value, statement=node)
        self.push_children(node, context)

    def visit_annotated(self, node: ast.AnnAssign, context: Context) -> None:
        if node.value is not None or context.scope.kind is not ScopeKind.MODULE:
            bind_target(node.target, context, value=node.value, statement=node, annotation=node.annotation)
        self.push([node.value], node, context)
        self.push_annotation(node.annotation, node, context)
        self.push([node.target], node, context)

    def visit_augmented(self, node: ast.AugAssign, context: Context) -> None:
        bind_parts(node.target, context, BindingKind.OTHER, statement=node)
        self.push_children(node, context)

    def visit_walrus(self, node: ast.NamedExpr, context: Context) -> None:
        outer = context
        while outer.scope.kind is ScopeKind.COMPREHENSION and outer.scope.parent is not None:
            outer = outer._replace(scope=outer.scope.parent)
        bind_target(node.target, outer, value=node.value, effective=end_of(node), statement=node)
        self.push_children(node, context)

    def visit_delete(self, node: ast.Delete, context: Context) -> None:
        for target in node.targets:
            bind_parts(target, context, BindingKind.DELETE, statement=node)
        self.push_children(node, context)

    def visit_global(self, node: ast.Global | ast.Nonlocal, context: Context) -> None:
        for name in node.names:
            if isinstance(node, ast.Global):
                context.scope.elsewhere[name] = self.found.module_scope
            else:
                self.nonlocals.append((context.scope, name))  # whose it is shows when all bindings are known

    # -- statements that open scopes

    def visit_class(self, node: ast.ClassDef, context: Context) -> None:
        bind_name(node.name, BindingKind.CLASS, node, context)
        inner = self.open_scope(ScopeKind.CLASS, node, context)
        self.push(node.body, node, inner)
        self.push([*node.decorator_list, *getattr(node, "type_params", ()), *node.bases, *node.keywords], node, context)

    def visit_function(self, node: _Function, context: Context) -> None:
        if not isinstance(node, ast.Lambda):
            bind_name(node.name, BindingKind.FUNCTION, node, context, effective=start_of(node.body[0]))
        inner = self.open_scope(ScopeKind.FUNCTION, node, context)
        arguments = node.args
        parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        parameters += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
        for parameter in parameters:
            bind_name(
                parameter.arg,
                BindingKind.PARAMETER,
                parameter,
                inner,
                statement=node,
                effective=_BEFORE_ALL,
                annotation=parameter.annotation,
            )
        if isinstance(node, ast.Lambda):
            self.push([node.body], node, inner)
        elif self.leaves_bodies:
            self.stack.append((_BODY, node, inner))
        else:
            self.push(node.body, node, inner)
        if not isinstance(node, ast.Lambda):
            self.push_annotation(node.returns, node, context)
        self.push([*arguments.defaults, *arguments.kw_defaults], arguments, context)
        for parameter in reversed(parameters):
            self.stack.append((parameter, arguments, context))
        self.record(arguments, node, context)
        if not isinstance(node, ast.Lambda):
            self.push([*node.decorator_list, *getattr(node, "type_params", ())], node, context)

    def visit_body(self, body: _Body, context: Context) -> None:
        """Leave a body, where it would be walked."""
        by_type, contexts, parents, scopes = self.found.tables
        seen = by_type[_Body]
        seen.pop()
        del contexts[body]
        function = cast("ast.FunctionDef | ast.AsyncFunctionDef", parents.pop(body))
        self.left.append(_Left(function, context, len(seen), len(scopes)))

    def visit_parameter(self, node: ast.arg, context: Context) -> None:
        self.push_annotation(node.annotation, node, context)

    def visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, context: Context
    ) -> None:
        inner = self.open_scope(ScopeKind.COMPREHENSION, node, context)
        for clause in node.generators:
            bind_parts(
                clause.target,
                inner,
                BindingKind.OTHER,
                value=clause.iter,
                statement=clause.target,
                effective=_BEFORE_ALL,
            )
        self.push_children(node, inner)

    def visit_clause(self, node: ast.comprehension, context: Context) -> None:
        around = context.scope.node
        is_first = isinstance(around, _COMPREHENSIONS) and around.generators[0] is node
        self.push(node.ifs, node, context)
        # The first iterable is evaluated where the comprehension stands.
        self.push([node.iter], node, self.found.context(around) if is_first else context)
        self.push([node.target], node, context)

    # -- compound statements: their arms

    def visit_if(self, node: ast.If, context: Context) -> None:
        self.push_arms(node, [node.body, node.orelse], context, apart=True)
        self.push([node.test], node, context)

    def visit_try(self, node: ast.Try, context: Context) -> None:
        self.push(node.finalbody, node, _within(context, node, FINALLY))
        body = Arm(node, 0, exclusive=True)
        self.push(node.orelse, node, context._replace(branch=(*context.branch, body)))
        arms: list[Sequence[ast.AST]] = [node.body, *([handler] for handler in node.handlers)]
        self.push_arms(node, arms, context, apart=True)

    def visit_handler(self, node: ast.ExceptHandler, context: Context) -> None:
        if node.name:
            bind_name(node.name, BindingKind.OTHER, node, context, effective=(node.lineno, node.col_offset))
        self.push_children(node, context)

    def visit_loop(self, node: ast.For | ast.AsyncFor, context: Context) -> None:
        where: Where = {"statement": node, "effective": end_of(node.iter), "value": node.iter}
        bind_parts(node.target, context, BindingKind.OTHER, **where)
        self.push_arms(node, [node.body, node.orelse], context, apart=False)
        self.push([node.target, node.iter], node, context)

    def visit_while(self, node: ast.While, context: Context) -> None:
        self.push_arms(node, [node.body, node.orelse], context, apart=False)
        self.push([node.test], node, _within(context, node, 0))  # asked again after each round

    def visit_with(self, node: ast.With | ast.AsyncWith, context: Context) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                bind_target(
                    item.optional_vars,
                    context,
                    value=item.context_expr,
                    statement=node,
                    effective=end_of(item.optional_vars),
                )
        self.push(node.body, node, _within(context, node, 0))
        self.push(node.items, node, context)

    def visit_match(self, node: ast.Match, context: Context) -> None:
        self.push_arms(node, [[case] for case in node.cases], context, apart=True)
        self.push([node.subject], node, context)

    def visit_capture(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping, context: Context) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name:
            bind_name(name, BindingKind.OTHER, node, context)
        self.push_children(node, context)

    def visit_constant(self, node: ast.Constant, context: Context) -> None:
        if not isinstance(node.value, str):
            return
        if is_text(node, self.found.ancestors(node)) if context.annotation else not self.is_cast_to(node):
            return
        inner = parsed(node)
        if inner is not None:
            self.found.record_quoted(node, inner)
            self.stack.append((inner, node, context._replace(deferred=True, annotation=True)))

    def is_cast_to(self, literal: ast.Constant) -> bool:
        """Whether a string is `"Session"` of `cast("Session", x)`."""
        if not self.casts:
            return False
        match self.found.parent(literal):
            case ast.Call(func=ast.Name(id=name), args=[first, _]):
                return first is literal and name in self.casts
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[first, _]):
                return first is literal and f"{name}.{attr}" in self.casts
            case _:
                return False


def _lend(scope: Scope, name: str) -> None:
    """Give what a scope binds under a `nonlocal` name to the function around it that the name belongs to."""
    owner = scope.parent
    while owner is not None and not (owner.kind is ScopeKind.FUNCTION and name in (owner.bindings | owner.elsewhere)):
        owner = owner.parent
    if owner is None:
        return  # Python refuses such a file
    owner = owner.elsewhere.get(name, owner)
    scope.elsewhere[name] = owner
    for binding in scope.bindings.pop(name, ()):
        owner.bindings.setdefault(name, []).append(replace(binding, scope=owner, branch=(), remote=True))


def _within(context: Context, node: ast.AST, number: int) -> Context:
    """Return the context of an arm that other arms of the statement do not exclude."""
    return context._replace(branch=(*context.branch, Arm(node, number, exclusive=False)))


_SPECIAL: dict[type[ast.AST], Callable[[_Walk, Any, Context], None]] = {
    ast.Import: _Walk.visit_import,
    ast.ImportFrom: _Walk.visit_import_from,
    ast.Assign: _Walk.visit_assign,
    ast.AnnAssign: _Walk.visit_annotated,
    ast.AugAssign: _Walk.visit_augmented,
    ast.NamedExpr: _Walk.visit_walrus,
    ast.Delete: _Walk.visit_delete,
    ast.Global: _Walk.visit_global,
    ast.Nonlocal: _Walk.visit_global,
    ast.ClassDef: _Walk.visit_class,
    ast.FunctionDef: _Walk.visit_function,
    ast.AsyncFunctionDef: _Walk.visit_function,
    ast.Lambda: _Walk.visit_function,
    ast.arg: _Walk.visit_parameter,
    _Body: _Walk.visit_body,
    ast.ListComp: _Walk.visit_comprehension,
    ast.SetComp: _Walk.visit_comprehension,
    ast.DictComp: _Walk.visit_comprehension,
    ast.GeneratorExp: _Walk.visit_comprehension,
    ast.comprehension: _Walk.visit_clause,
    ast.If: _Walk.visit_if,
    ast.Try: _Walk.visit_try,
    ast.TryStar: _Walk.visit_try,
    ast.ExceptHandler: _Walk.visit_handler,
    ast.For: _Walk.visit_loop,
    ast.AsyncFor: _Walk.visit_loop,
    ast.While: _Walk.visit_while,
    ast.With: _Walk.visit_with,
    ast.AsyncWith: _Walk.visit_with,
    ast.Match: _Walk.visit_match,
    ast.MatchAs: _Walk.visit_capture,
    ast.MatchStar: _Walk.visit_capture,
    ast.MatchMapping: _Walk.visit_capture,
    ast.Constant: _Walk.visit_constant,
}
