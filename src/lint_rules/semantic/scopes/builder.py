"""One tree -> its Bindings, in one walk: what each kind of node binds, and in which scope what it holds is walked."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lint_rules.semantic.scopes.binder import Where, bind_name, bind_parts, bind_target, end_of, start_of
from lint_rules.semantic.scopes.file import Bindings
from lint_rules.semantic.scopes.model import FINALLY, Arm, BindingKind, Context, Point, ScopeKind
from lint_rules.semantic.scopes.string_annotations import is_text, parsed
from lint_rules.semantic.scopes.traversal import Body, NodeVisitors, Steps

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_TYPING = frozenset({"typing", "typing_extensions"})
_BEFORE_ALL: Point = (0, 0)


def bind(tree: ast.Module, *, leaves_bodies: bool = False) -> Bindings:
    """Return the scopes, bindings and nodes of `tree`.

    Args:
        tree: a parsed file.
        leaves_bodies: whether the bodies of functions may wait until something in them is asked about. None of them may hold a
            `global` statement: it binds names outside of the function.
    """
    bindings = Bindings(tree, leaves_bodies=leaves_bodies)
    _Walk(bindings, leaves_bodies=leaves_bodies).run(tree)
    return bindings


class _Walk(Steps):
    """The steps, each of which binds what its node binds."""

    def __init__(self, bindings: Bindings, *, leaves_bodies: bool) -> None:
        super().__init__(bindings, _SPECIAL, leaves_bodies=leaves_bodies)

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
                context.scope.elsewhere[name] = self.bindings.module_scope
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
        else:
            self.push_body(node, inner)
            self.push_annotation(node.returns, node, context)
        self.push([*arguments.defaults, *arguments.kw_defaults], arguments, context)
        for parameter in reversed(parameters):
            self.stack.append((parameter, arguments, context))
        self.record(arguments, node, context)
        if not isinstance(node, ast.Lambda):
            self.push([*node.decorator_list, *getattr(node, "type_params", ())], node, context)

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
        self.push([node.iter], node, self.bindings.context(around) if is_first else context)
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
        if is_text(node, self.bindings.ancestors(node)) if context.annotation else not self.is_cast_to(node):
            return
        inner = parsed(node)
        if inner is not None:
            self.bindings.record_quoted(node, inner)
            self.stack.append((inner, node, context._replace(deferred=True, annotation=True)))

    def is_cast_to(self, literal: ast.Constant) -> bool:
        """Whether a string is `"Session"` of `cast("Session", x)`."""
        if not self.casts:
            return False
        match self.bindings.parent(literal):
            case ast.Call(func=ast.Name(id=name), args=[first, _]):
                return first is literal and name in self.casts
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[first, _]):
                return first is literal and f"{name}.{attr}" in self.casts
            case _:
                return False


def _within(context: Context, node: ast.AST, number: int) -> Context:
    """Return the context of an arm that other arms of the statement do not exclude."""
    return context._replace(branch=(*context.branch, Arm(node, number, exclusive=False)))


_SPECIAL: NodeVisitors = {
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
    Body: _Walk.leave,
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
