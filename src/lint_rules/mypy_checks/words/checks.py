"""Calls that name attributes by words -> a finding for each word that no attribute of the mapped class has."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import ARG_NAMED, CallExpr, DictExpr, Expression, ListExpr, MemberExpr, NameExpr, StrExpr, TypeInfo
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import Instance, Type, get_proper_type

from lint_rules.known_names import LOADER_OPTIONS, is_framework
from lint_rules.mypy_checks.context import UNKNOWN_MAPPED_ATTRIBUTE, Build
from lint_rules.mypy_checks.models.class_body import last_name
from lint_rules.mypy_checks.words.attributes import is_whole, unknown
from lint_rules.mypy_checks.words.chains import StatementChain, chain_of, class_of

_LOADERS = frozenset(name.rpartition(".")[2] for name in LOADER_OPTIONS) - {"Load"}


def check_filter_by(ctx: MethodContext, build: Build) -> Type:
    """Report keywords of `filter_by` that are attributes of none of the statement's classes."""
    chain = chain_of(ctx.context)
    if chain is not None and chain.whole and isinstance(ctx.context, CallExpr):
        _report(_keywords(ctx.context), (*chain.classes, *chain.joined), ctx, build)
    return ctx.default_return_type


def check_values(ctx: MethodContext, build: Build) -> Type:
    """Report what `values` of an insert or update sets that is no attribute, by keyword or in a dict."""
    chain = chain_of(ctx.context)
    if chain is not None and chain.root in {"update", "insert"} and len(chain.classes) == len(chain.selected) == 1:
        _report(_words(ctx.context), chain.classes, ctx, build)
    return ctx.default_return_type


def check_update(ctx: MethodContext, build: Build) -> Type:
    """Report keys of the dict that `query(X).update` is given."""
    chain = chain_of(ctx.context)
    if chain is not None and chain.root == "query" and chain.whole and len(chain.selected) == 1:
        call = ctx.context
        values = call.args[:1] if isinstance(call, CallExpr) else []
        _report(_keys(values), (*chain.classes, *chain.joined), ctx, build)
    return ctx.default_return_type


def check_order_by(ctx: MethodContext, build: Build) -> Type:
    """Report a word in `order_by` that is no name of what is selected, where classes alone are: columns may have labels."""
    chain, call = chain_of(ctx.context), ctx.context
    selects_classes = chain is not None and all(isinstance(item, NameExpr) for item in chain.selected)
    if chain is not None and chain.whole and selects_classes and isinstance(call, CallExpr):
        words = [(item.value, item) for item in call.args if isinstance(item, StrExpr) and item.value.isidentifier()]
        _report(iter(words), (*chain.classes, *chain.joined), ctx, build)
    return ctx.default_return_type


def check_options(ctx: MethodContext, build: Build) -> Type:
    """Report loader options on attributes of a class that the statement does not select."""
    chain, call = chain_of(ctx.context), ctx.context
    if chain is None or not chain.whole or chain.root not in {"query", "select"} or not isinstance(call, CallExpr):
        return ctx.default_return_type
    for option in call.args:
        first = _first_attribute(option)
        owner = class_of(first) if first is not None else None
        if first is not None and owner is not None and _is_foreign(owner, chain, build):
            selected = " or ".join(f'"{info.fullname}"' for info in chain.classes)
            message = (
                f'the option is about "{owner.fullname}", and the statement selects {selected}: this fails when it runs'
            )
            build.report(ctx.api, first, message, UNKNOWN_MAPPED_ATTRIBUTE)
    return ctx.default_return_type


def _is_foreign(owner: TypeInfo, chain: StatementChain, build: Build) -> bool:
    related = any(owner in info.mro or info in owner.mro for info in (*chain.classes, *chain.joined))
    return not related and is_whole(owner, build) and all(is_whole(info, build) for info in chain.classes)


def _first_attribute(option: Expression) -> MemberExpr | None:
    """Return `X.a` of `selectinload(X.a).joinedload(Y.b)`."""
    while isinstance(option, CallExpr):
        if not isinstance(option.callee, MemberExpr) or not isinstance(option.callee.expr, CallExpr):
            first = option.args[0] if option.args and last_name(option.callee) in _LOADERS else None
            return first if isinstance(first, MemberExpr) else None
        option = option.callee.expr
    return None


def check_constructor(ctx: FunctionContext, build: Build) -> Type:
    """Report keywords that SQLAlchemy's own constructor refuses, because they are no attributes."""
    made = get_proper_type(ctx.default_return_type)
    if isinstance(made, Instance) and isinstance(ctx.context, CallExpr) and _takes_attributes(made.type):
        _report(_keywords(ctx.context), (made.type,), ctx, build)
    return ctx.default_return_type


def _takes_attributes(info: TypeInfo) -> bool:
    """Whether a class is built by SQLAlchemy's constructor, and not by one that a project wrote."""
    by = next((base for base in info.mro if "__init__" in base.names), None)
    builder = next((base for base in info.mro if "__new__" in base.names), None)
    return by is not None and is_framework(by.fullname) and (builder is None or builder.fullname == "builtins.object")


def _report(
    words: Iterator[tuple[str, Expression]],
    classes: tuple[TypeInfo, ...],
    ctx: FunctionContext | MethodContext,
    build: Build,
) -> None:
    for word, at in words:
        message = unknown(word, classes, build)
        if message is not None:
            build.report(ctx.api, at, message, UNKNOWN_MAPPED_ATTRIBUTE)


def _keywords(call: CallExpr) -> Iterator[tuple[str, Expression]]:
    for name, kind, value in zip(call.arg_names, call.arg_kinds, call.args, strict=True):
        if kind is ARG_NAMED and name is not None:
            yield name, value


def _words(call: object) -> Iterator[tuple[str, Expression]]:
    if isinstance(call, CallExpr):
        yield from _keywords(call)
        for argument in call.args:
            yield from _keys(argument.items if isinstance(argument, ListExpr) else [argument])


def _keys(values: list[Expression]) -> Iterator[tuple[str, Expression]]:
    for value in values:
        if isinstance(value, DictExpr):
            yield from ((key.value, key) for key, _ in value.items if isinstance(key, StrExpr))
