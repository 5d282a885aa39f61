"""`Base = declarative_base()` -> the class that it is, which SQLAlchemy types as `Any`.

What is not known of such a class stays `Any` on it, as before: code adds attributes by `backref`, `Base.query = …`, events.
"""

from __future__ import annotations

from collections.abc import Iterator

from mypy.mro import MroError, calculate_mro
from mypy.nodes import (
    ARG_STAR2,
    GDEF,
    AssignmentStmt,
    Block,
    CallExpr,
    ClassDef,
    Expression,
    ForStmt,
    IfStmt,
    MemberExpr,
    NameExpr,
    RefExpr,
    Statement,
    SymbolTableNode,
    TryStmt,
    TypeInfo,
    WithStmt,
)
from mypy.plugin import DynamicClassDefContext
from mypy.types import Instance

from lint_rules.mypy_checks.classes import mark_made
from lint_rules.mypy_checks.models.class_body import keyword

_FUNCTIONS = frozenset({"sqlalchemy.orm.decl_api.declarative_base", "sqlalchemy.ext.declarative.declarative_base"})
_REGISTRY = "sqlalchemy.orm.decl_api.registry"
_DECLARATIVE = "sqlalchemy.orm.decl_api.DeclarativeBase"
_UNSEEN = ("constructor", "class_registry")
"""Words of the call that change what the class is in a way that no base of SQLAlchemy has."""


def is_maker(fullname: str) -> bool:
    """Whether a function may return a declarative base: mypy asks about each assignment of a call."""
    return fullname in _FUNCTIONS or fullname.endswith(".generate_base")


def make_base(ctx: DynamicClassDefContext) -> None:
    """Put a class in the place of a variable that is set once, at the top level of a module, without an annotation."""
    symbol = ctx.api.lookup_qualified(ctx.name, ctx.call, suppress_errors=True)
    if symbol is None or symbol.kind != GDEF or isinstance(symbol.node, TypeInfo):
        return
    body = ctx.api.modules[ctx.api.cur_mod_id].defs
    if not _is_only_binding(ctx, body) or not _is_base(ctx.call, body):
        return
    info = _base(ctx)
    if info is not None:
        ctx.api.add_symbol_table_node(ctx.name, SymbolTableNode(GDEF, info))


def _is_only_binding(ctx: DynamicClassDefContext, body: list[Statement]) -> bool:
    """Whether nothing else at the top level binds the name, and no annotation says what it is."""
    bindings = [statement for statement in _flat(body) if _binds(statement, ctx.name)]
    only = bindings[0] if len(bindings) == 1 else None
    return isinstance(only, AssignmentStmt) and only.rvalue is ctx.call and only.unanalyzed_type is None


def _binds(statement: Statement, name: str) -> bool:
    if isinstance(statement, ClassDef):
        return statement.name == name
    return isinstance(statement, AssignmentStmt) and any(
        isinstance(target, NameExpr) and target.name == name for target in statement.lvalues
    )


def _flat(body: list[Statement]) -> Iterator[Statement]:
    """Return the statements of a module, those below `if`, `try`, `for` and `with` among them."""
    for statement in body:
        yield statement
        for block in _blocks(statement):
            yield from _flat(block.body)


def _blocks(statement: Statement) -> list[Block]:
    match statement:
        case IfStmt(body=arms, else_body=last):
            blocks: list[Block | None] = [*arms, last]
        case TryStmt(body=first, handlers=handlers, else_body=last, finally_body=end):
            blocks = [first, *handlers, last, end]
        case ForStmt(body=first, else_body=last):
            blocks = [first, last]
        case WithStmt(body=first):
            blocks = [first]
        case _:
            blocks = []
    return [block for block in blocks if block is not None]


def _is_base(call: CallExpr, body: list[Statement]) -> bool:
    """Whether a call returns a declarative base, and all that it is given is seen."""
    if ARG_STAR2 in call.arg_kinds or any(keyword(call, word) is not None for word in _UNSEEN):
        return False
    callee = call.callee
    if isinstance(callee, MemberExpr) and callee.name == "generate_base":
        return _is_registry(callee.expr, body)
    return isinstance(callee, RefExpr) and callee.fullname in _FUNCTIONS


def _is_registry(expression: Expression, body: list[Statement]) -> bool:
    """Whether a variable is set to `registry(…)` in this module, and to nothing else."""
    if not isinstance(expression, NameExpr):
        return False
    bindings = [statement for statement in _flat(body) if _binds(statement, expression.name)]
    made_by = [
        statement.rvalue.callee.fullname
        if isinstance(statement, AssignmentStmt)
        and isinstance(statement.rvalue, CallExpr)
        and isinstance(statement.rvalue.callee, RefExpr)
        else None
        for statement in bindings
    ]
    return made_by == [_REGISTRY]


def _base(ctx: DynamicClassDefContext) -> TypeInfo | None:
    """Return the class; None where it has a parent that is not seen, or cannot have."""
    parent = keyword(ctx.call, "cls")
    plain = keyword(ctx.call, "metaclass") is None and parent is None
    declarative = ctx.api.named_type_or_none(_DECLARATIVE if plain else f"{_DECLARATIVE}NoMeta")
    if declarative is None:
        return None
    info = ctx.api.basic_new_typeinfo(ctx.name, declarative, ctx.call.line)
    info.set_line(ctx.call)
    if parent is not None:
        if not isinstance(parent, RefExpr) or not isinstance(parent.node, TypeInfo) or "__init__" in _own(parent.node):
            return None
        info.bases = [Instance(parent.node, []), declarative]
        info.mro = []
        try:
            calculate_mro(info)
        except MroError:
            return None
    info.fallback_to_any = True
    info.metaclass_type = info.calculate_metaclass_type()
    mark_made(info)
    return info


def _own(info: TypeInfo) -> set[str]:
    """Return the names that a class and its bases define."""
    return {name for base in info.mro if base.fullname != "builtins.object" for name in base.names}
