"""One tree -> its scopes, its bindings, where each node stands, and its nodes by type, in one walk.

The walk keeps an explicit stack: a file may nest deeper than the interpreter recurses.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

from lint_rules.facts.scopes import Arm, Binding, BindingKind, Branch, Context, Point, Scope, ScopeKind

_Node = TypeVar("_Node", bound=ast.AST)
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Step = tuple[ast.AST, ast.AST | None, Context]
_BEFORE_ALL: Point = (0, 0)
_SKIPPED = (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.boolop)


class Bindings:
    """What the walk found. Read it through the methods; it does not change once built."""

    __slots__ = ("_by_type", "_context", "_parent", "_quoted", "module_scope", "postponed", "scope_of_node")

    def __init__(self, tree: ast.Module) -> None:
        """Walk `tree` once."""
        self.module_scope = Scope(ScopeKind.MODULE, tree, None)
        self.postponed = any(
            isinstance(statement, ast.ImportFrom)
            and statement.module == "__future__"
            and any(alias.name == "annotations" for alias in statement.names)
            for statement in tree.body
        )
        self.scope_of_node: dict[ast.AST, Scope] = {tree: self.module_scope}
        self._by_type: defaultdict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._context: dict[ast.AST, Context] = {}
        self._parent: dict[ast.AST, ast.AST | None] = {}
        self._quoted: dict[ast.AST, ast.expr] = {}
        _Walk(self).run(tree)

    def nodes(self, kind: type[_Node]) -> Sequence[_Node]:
        """Return every node of exactly this type, in source order."""
        return cast("list[_Node]", self._by_type.get(kind, ()))

    def context(self, node: ast.AST) -> Context:
        """Return where `node` stands."""
        return self._context[node]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that holds `node`; None for the module."""
        return self._parent.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around `node`, the nearest first."""
        around = self._parent.get(node)
        while around is not None:
            yield around
            around = self._parent.get(around)

    def quoted(self, literal: ast.expr) -> ast.expr | None:
        """Return the expression that a string annotation holds."""
        return self._quoted.get(literal)

    def scopes(self) -> Iterator[Scope]:
        """Yield every scope, the module first."""
        return iter(self.scope_of_node.values())

    def record_quoted(self, literal: ast.expr, inner: ast.expr) -> None:
        """Note what a string annotation holds (the walk's own call)."""
        self._quoted[literal] = inner

    def record(self, node: ast.AST, parent: ast.AST | None, context: Context) -> None:
        """Note one visited node (the walk's own call)."""
        self._by_type[type(node)].append(node)
        self._context[node] = context
        self._parent[node] = parent


class _Walk:
    """The walk's state: a stack of nodes to visit, the next one on top."""

    def __init__(self, found: Bindings) -> None:
        self.found = found
        self.stack: list[_Step] = []

    def run(self, tree: ast.Module) -> None:
        top = Context(self.found.module_scope, (), deferred=False, annotation=False)
        self.stack.append((tree, None, top))
        stack, record, special = self.stack, self.found.record, _SPECIAL
        while stack:
            node, parent, context = stack.pop()
            record(node, parent, context)
            visit = special.get(type(node))
            if visit is None:
                self.push_children(node, context)
            else:
                visit(self, node, context)

    # -- pushing: what is pushed last is visited first, so every method pushes backwards

    def push(self, nodes: Sequence[ast.AST | None], parent: ast.AST, context: Context) -> None:
        for node in reversed(nodes):
            if node is not None:
                self.stack.append((node, parent, context))

    def push_children(self, node: ast.AST, context: Context) -> None:
        children: list[ast.AST] = []
        for name in node._fields:
            child = getattr(node, name, None)
            if isinstance(child, list):
                children += [item for item in cast("list[Any]", child) if isinstance(item, ast.AST)]
            elif isinstance(child, ast.AST) and not isinstance(child, _SKIPPED):
                children.append(child)
        self.push(children, node, context)

    def push_arms(self, node: ast.AST, arms: Sequence[Sequence[ast.AST]], context: Context, *, apart: bool) -> None:
        for index in range(len(arms) - 1, -1, -1):
            arm = Arm(node, index, exclusive=apart)
            self.push(arms[index], node, context._replace(branch=(*context.branch, arm)))

    def push_annotation(self, node: ast.expr | None, parent: ast.AST, context: Context) -> None:
        deferred = context.deferred or self.found.postponed
        self.push([node], parent, context._replace(annotation=True, deferred=deferred))

    # -- binding

    def bind(
        self,
        name: str,
        kind: BindingKind,
        node: Any,
        context: Context,
        *,
        statement: ast.AST | None = None,
        effective: Point | None = None,
        value: ast.expr | None = None,
        annotation: ast.expr | None = None,
    ) -> None:
        scope, branch = _owner(context, name)
        binding = Binding(
            name=name,
            kind=kind,
            node=node,
            statement=statement or node,
            scope=scope,
            effective=effective or _end(statement or node),
            branch=branch,
            value=value,
            annotation=annotation,
        )
        if kind is BindingKind.STAR_IMPORT:
            scope.stars.append(binding)
        else:
            scope.bindings.setdefault(name, []).append(binding)

    def bind_target(self, target: ast.expr, context: Context, *, value: ast.expr | None, **where: Any) -> None:
        match target:
            case ast.Name(id=name):
                self.bind(name, where.pop("kind", BindingKind.VALUE), target, context, value=value, **where)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for element in elements:
                    self.bind_target(element, context, value=None, **{**where, "kind": BindingKind.OTHER})
            case ast.Starred(value=inner):
                self.bind_target(inner, context, value=None, **{**where, "kind": BindingKind.OTHER})
            case _:
                return

    def open_scope(self, kind: ScopeKind, node: ast.AST, context: Context) -> Context:
        scope = Scope(kind, node, context.scope)
        self.found.scope_of_node[node] = scope
        return Context(scope, (), deferred=False, annotation=False)

    # -- statements that bind

    def visit_import(self, node: ast.Import, context: Context) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.bind(name, BindingKind.IMPORT, alias, context, statement=node)
        self.push(node.names, node, context)

    def visit_import_from(self, node: ast.ImportFrom, context: Context) -> None:
        for alias in node.names:
            kind = BindingKind.STAR_IMPORT if alias.name == "*" else BindingKind.FROM_IMPORT
            self.bind(alias.asname or alias.name, kind, alias, context, statement=node)
        self.push(node.names, node, context)

    def visit_assign(self, node: ast.Assign, context: Context) -> None:
        for target in node.targets:
            self.bind_target(target, context, value=node.value, statement=node)
        self.push_children(node, context)

    def visit_annotated(self, node: ast.AnnAssign, context: Context) -> None:
        if node.value is not None or context.scope.kind is not ScopeKind.MODULE:
            self.bind_target(node.target, context, value=node.value, statement=node, annotation=node.annotation)
        self.push([node.value], node, context)
        self.push_annotation(node.annotation, node, context)
        self.push([node.target], node, context)

    def visit_augmented(self, node: ast.AugAssign, context: Context) -> None:
        self.bind_target(node.target, context, value=None, statement=node, kind=BindingKind.OTHER)
        self.push_children(node, context)

    def visit_walrus(self, node: ast.NamedExpr, context: Context) -> None:
        outer = context
        while outer.scope.kind is ScopeKind.COMPREHENSION and outer.scope.parent is not None:
            outer = outer._replace(scope=outer.scope.parent)
        self.bind_target(node.target, outer, value=node.value, effective=_end(node), statement=node)
        self.push_children(node, context)

    def visit_delete(self, node: ast.Delete, context: Context) -> None:
        for target in node.targets:
            self.bind_target(target, context, value=None, statement=node, kind=BindingKind.DELETE)
        self.push_children(node, context)

    def visit_global(self, node: ast.Global | ast.Nonlocal, context: Context) -> None:
        for name in node.names:
            if isinstance(node, ast.Global):
                context.scope.elsewhere[name] = self.found.module_scope
            elif context.scope.parent is not None:
                context.scope.elsewhere[name] = context.scope.parent

    # -- statements that open scopes

    def visit_class(self, node: ast.ClassDef, context: Context) -> None:
        self.bind(node.name, BindingKind.CLASS, node, context)
        inner = self.open_scope(ScopeKind.CLASS, node, context)
        self.push(node.body, node, inner)
        self.push([*node.decorator_list, *getattr(node, "type_params", ()), *node.bases, *node.keywords], node, context)

    def visit_function(self, node: _Function, context: Context) -> None:
        if not isinstance(node, ast.Lambda):
            self.bind(node.name, BindingKind.FUNCTION, node, context, effective=(node.lineno, node.col_offset))
        inner = self.open_scope(ScopeKind.FUNCTION, node, context)
        arguments = node.args
        parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        parameters += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
        for parameter in parameters:
            self.bind(
                parameter.arg,
                BindingKind.PARAMETER,
                parameter,
                inner,
                statement=node,
                effective=_BEFORE_ALL,
                annotation=parameter.annotation,
            )
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        self.push(body, node, inner)
        if not isinstance(node, ast.Lambda):
            self.push_annotation(node.returns, node, context)
        self.push([*arguments.defaults, *arguments.kw_defaults], arguments, context)
        for parameter in reversed(parameters):
            self.stack.append((parameter, arguments, context))
        self.found.record(arguments, node, context)
        if not isinstance(node, ast.Lambda):
            self.push([*node.decorator_list, *getattr(node, "type_params", ())], node, context)

    def visit_parameter(self, node: ast.arg, context: Context) -> None:
        self.push_annotation(node.annotation, node, context)

    def visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, context: Context
    ) -> None:
        inner = self.open_scope(ScopeKind.COMPREHENSION, node, context)
        for clause in node.generators:
            self.bind_target(
                clause.target,
                inner,
                value=clause.iter,
                statement=clause.target,
                effective=_BEFORE_ALL,
                kind=BindingKind.OTHER,
            )
        self.push_children(node, inner)

    # -- compound statements: their arms

    def visit_if(self, node: ast.If, context: Context) -> None:
        self.push_arms(node, [node.body, node.orelse], context, apart=True)
        self.push([node.test], node, context)

    def visit_try(self, node: ast.Try, context: Context) -> None:
        self.push(node.finalbody, node, context)
        body = Arm(node, 0, exclusive=True)
        self.push(node.orelse, node, context._replace(branch=(*context.branch, body)))
        arms: list[Sequence[ast.AST]] = [node.body, *([handler] for handler in node.handlers)]
        self.push_arms(node, arms, context, apart=True)

    def visit_handler(self, node: ast.ExceptHandler, context: Context) -> None:
        if node.name:
            self.bind(node.name, BindingKind.OTHER, node, context, effective=(node.lineno, node.col_offset))
        self.push_children(node, context)

    def visit_loop(self, node: ast.For | ast.AsyncFor, context: Context) -> None:
        self.bind_target(
            node.target,
            context,
            value=node.iter,
            statement=node,
            effective=_end(node.iter),
            kind=BindingKind.OTHER,
        )
        self.push_arms(node, [node.body, node.orelse], context, apart=False)
        self.push([node.target, node.iter], node, context)

    def visit_while(self, node: ast.While, context: Context) -> None:
        self.push_arms(node, [node.body, node.orelse], context, apart=False)
        self.push([node.test], node, context)

    def visit_with(self, node: ast.With | ast.AsyncWith, context: Context) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self.bind_target(
                    item.optional_vars,
                    context,
                    value=item.context_expr,
                    statement=node,
                    effective=_end(item.optional_vars),
                )
        self.push([*node.items, *node.body], node, context)

    def visit_match(self, node: ast.Match, context: Context) -> None:
        self.push_arms(node, [[case] for case in node.cases], context, apart=True)
        self.push([node.subject], node, context)

    def visit_capture(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping, context: Context) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name:
            self.bind(name, BindingKind.OTHER, node, context)
        self.push_children(node, context)

    # -- strings that are annotations

    def visit_constant(self, node: ast.Constant, context: Context) -> None:
        if not (context.annotation and isinstance(node.value, str)) or self.is_literal_text(node):
            return
        try:
            inner = ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return
        for child in ast.walk(inner):
            if isinstance(child, ast.expr | ast.keyword):
                _relocate(child, node)
        self.found.record_quoted(node, inner)
        self.stack.append((inner, node, context._replace(deferred=True)))

    def is_literal_text(self, node: ast.Constant) -> bool:
        """Whether the string is data: inside `Literal[...]`, or a later argument of `Annotated[...]`."""
        inside: ast.AST = node
        for around in self.found.ancestors(node):
            if isinstance(around, ast.Subscript) and inside is around.slice:
                name = _last_name(around.value)
                if name == "Literal":
                    return True
                if name == "Annotated" and isinstance(inside, ast.Tuple) and node is not inside.elts[0]:
                    return True
            if isinstance(around, ast.Call | ast.stmt):
                return isinstance(around, ast.Call)
            inside = around
        return False


def _relocate(node: ast.expr | ast.keyword, literal: ast.Constant) -> None:
    """Place a node parsed out of a string literal: exactly where the text stands, else on the whole literal."""
    width = (literal.end_col_offset or 0) - literal.col_offset
    text = cast("str", literal.value)
    one_line = literal.lineno == literal.end_lineno and text == text.strip() and text.isascii()
    if one_line and width == len(text) + 2:
        node.lineno = node.end_lineno = literal.lineno
        node.col_offset += literal.col_offset + 1
        node.end_col_offset = (node.end_col_offset or 0) + literal.col_offset + 1
    else:
        ast.copy_location(node, literal)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _owner(context: Context, name: str) -> tuple[Scope, Branch]:
    """Return the scope that a name bound here belongs to; a `global` binding may or may not have run."""
    scope = context.scope.elsewhere.get(name)
    if scope is None:
        return context.scope, context.branch
    return scope, (Arm(context.scope.node, 0, exclusive=False),)


def _end(node: ast.AST) -> Point:
    located = cast("ast.stmt", node)
    return located.end_lineno or located.lineno, located.end_col_offset or located.col_offset


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
    ast.ListComp: _Walk.visit_comprehension,
    ast.SetComp: _Walk.visit_comprehension,
    ast.DictComp: _Walk.visit_comprehension,
    ast.GeneratorExp: _Walk.visit_comprehension,
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
