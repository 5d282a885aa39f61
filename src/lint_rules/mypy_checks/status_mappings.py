"""A call of StatusMapping -> what it leaves out, says twice, or promises and never gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from mypy.nodes import Context, DictExpr, Expression, RefExpr, StrExpr, TypeInfo, Var
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import Instance, LiteralType, Type, UnionType, get_proper_type

from lint_rules.frozen import frozen
from lint_rules.mypy_checks.context import INCOMPLETE_STATUS_MAPPING, Build

CallContext: TypeAlias = FunctionContext | MethodContext


@frozen
class _Entry:
    """One entry of a mapping: the member and the word, each None when it cannot be told."""

    key: Expression
    member: str | None
    value: Expression
    word: str | None


def check_mapping(ctx: FunctionContext, build: Build, *, merged: bool) -> Type:
    """Report what is wrong with the dict that a mapping is built from.

    Args:
        ctx: the call.
        build: where to report.
        merged: whether several members may share a word.
    """
    arguments = {name: args[0] for name, args in zip(ctx.callee_arg_names, ctx.args, strict=True) if args}
    domain, wires = arguments.get("domain"), arguments.get("wires")
    enum = domain.node if isinstance(domain, RefExpr) else None
    if isinstance(enum, TypeInfo) and enum.is_enum and isinstance(wires, DictExpr):
        for at, message in _faults(wires, enum, arguments.get("unrecognized"), ctx, merged=merged):
            build.report(ctx.api, at, message, INCOMPLETE_STATUS_MAPPING)
    return ctx.default_return_type


def _faults(
    wires: DictExpr, enum: TypeInfo, unrecognized: Expression | None, ctx: CallContext, *, merged: bool
) -> Iterator[tuple[Context, str]]:
    entries = [_entry(key, value, enum, ctx) for key, value in wires.items if key is not None]
    whole = len(entries) == len(wires.items)  # nothing is unpacked
    if whole and all(entry.member is not None for entry in entries):
        yield from _missing(wires, entries, enum)
    yield from _repeated_members(entries, enum)
    if not merged:
        yield from _repeated_words(entries, enum)
    yield from _taken_words({entry.word: entry.member for entry in entries if entry.member}, unrecognized, enum, ctx)
    if whole and all(entry.word is not None for entry in entries):
        words = {entry.word for entry in entries} | {_word(unrecognized, ctx) if unrecognized is not None else None}
        yield from _idle_words(wires, words, ctx)


def _taken_words(
    words: Mapping[str | None, str], unrecognized: Expression | None, enum: TypeInfo, ctx: CallContext
) -> Iterator[tuple[Context, str]]:
    """A text that is no status must not read like one."""
    word = _word(unrecognized, ctx) if unrecognized is not None else None
    if unrecognized is not None and word is not None and word in words:
        yield unrecognized, f'"{word}" is the word for {_listed(enum, [words[word]])} already'


def check_by_value(ctx: MethodContext, build: Build) -> Type:
    """Report members whose value is no string, so that it cannot be their word, and a word for texts that is one of them."""
    domain = ctx.args[0][0] if ctx.args and ctx.args[0] else None
    enum = domain.node if isinstance(domain, RefExpr) else None
    if isinstance(enum, TypeInfo) and enum.is_enum and domain is not None:
        values = {member: _literal_value(enum, member) for member in enum.enum_members}
        wrong = [member for member, value in values.items() if value is not None and not isinstance(value, str)]
        if wrong:
            message = f"{_listed(enum, wrong)} {_has(wrong)} a value that is no string, which cannot be a word"
            build.report(ctx.api, domain, message, INCOMPLETE_STATUS_MAPPING)
        words: dict[str | None, str] = {value: member for member, value in values.items() if isinstance(value, str)}
        unrecognized = next(
            (
                args[0]
                for name, args in zip(ctx.callee_arg_names, ctx.args, strict=True)
                if name == "unrecognized" and args
            ),
            None,
        )
        for at, message in _taken_words(words, unrecognized, enum, ctx):
            build.report(ctx.api, at, message, INCOMPLETE_STATUS_MAPPING)
    return ctx.default_return_type


def check_partners(ctx: FunctionContext, build: Build) -> Type:
    """Report a lifecycle and a mapping that are checked together and are about different Enums."""
    enums = [_enum_of(types[0]) if types else None for types in ctx.arg_types[:2]]
    if len(enums) == 2 and None not in enums and enums[0] is not enums[1] and ctx.args[1]:  # noqa: PLR2004  the two
        first, second = (f'"{enum.fullname}"' for enum in enums if enum is not None)
        message = f"the lifecycle is about {first}, and the mapping about {second}"
        build.report(ctx.api, ctx.args[1][0], message, INCOMPLETE_STATUS_MAPPING)
    return ctx.default_return_type


def _enum_of(type_: Type) -> TypeInfo | None:
    proper = get_proper_type(type_)
    first = get_proper_type(proper.args[0]) if isinstance(proper, Instance) and proper.args else None
    return first.type if isinstance(first, Instance) and first.type.is_enum else None


def _entry(key: Expression, value: Expression, enum: TypeInfo, ctx: CallContext) -> _Entry:
    return _Entry(key, _member(key, enum, ctx), value, _word(value, ctx))


def _member(key: Expression, enum: TypeInfo, ctx: CallContext) -> str | None:
    literal = _literal(key, ctx)
    return str(literal.value) if literal is not None and literal.fallback.type is enum else None


def _word(value: Expression, ctx: CallContext) -> str | None:
    if isinstance(value, StrExpr):
        return value.value
    literal = _literal(value, ctx)
    return (
        literal.value
        if literal is not None and isinstance(literal.value, str) and not literal.is_enum_literal()
        else None
    )


def _literal(expression: Expression, ctx: CallContext) -> LiteralType | None:
    """Return the literal that a name stands for; what has to be computed is not known."""
    if not isinstance(expression, RefExpr):
        return None
    proper = get_proper_type(ctx.api.get_expression_type(expression))
    if isinstance(proper, Instance):
        return proper.last_known_value
    return proper if isinstance(proper, LiteralType) else None


def _missing(wires: DictExpr, entries: list[_Entry], enum: TypeInfo) -> Iterator[tuple[Context, str]]:
    named = {_value(enum, entry.member) for entry in entries if entry.member is not None}
    missing = [member for member in enum.enum_members if _value(enum, member) not in named]
    if missing:
        yield wires, f'"{enum.fullname}" is not mapped whole: {_listed(enum, missing)} {_has(missing)} no word'


def _value(enum: TypeInfo, member: str) -> object:
    """Return the value of a member where it is a literal: members of one value are one; else the member's name."""
    literal = _member_literal(enum, member)
    return (literal.value, literal.fallback.type.fullname) if literal is not None else member


def _literal_value(enum: TypeInfo, member: str) -> object:
    literal = _member_literal(enum, member)
    return literal.value if literal is not None else None


def _member_literal(enum: TypeInfo, member: str) -> LiteralType | None:
    symbol = enum.names.get(member)
    declared = get_proper_type(symbol.node.type) if symbol is not None and isinstance(symbol.node, Var) else None
    known = declared.last_known_value if isinstance(declared, Instance) else declared
    return known if isinstance(known, LiteralType) else None


def _repeated_members(entries: list[_Entry], enum: TypeInfo) -> Iterator[tuple[Context, str]]:
    seen: set[str] = set()
    for entry in entries:
        if entry.member in seen:
            yield entry.key, f'"{enum.fullname}.{entry.member}" stands twice in this mapping; the last entry counts'
        seen |= {entry.member} if entry.member is not None else set()


def _repeated_words(entries: list[_Entry], enum: TypeInfo) -> Iterator[tuple[Context, str]]:
    first: dict[str, str] = {}
    for entry in entries:
        if entry.word is None or entry.member is None:
            continue
        other = first.setdefault(entry.word, entry.member)
        if _value(enum, other) != _value(enum, entry.member):
            both = _listed(enum, [other, entry.member])
            yield entry.value, f'"{entry.word}" is the word for {both}; use MergedMapping where that is meant'


def _idle_words(wires: DictExpr, words: set[str | None], ctx: CallContext) -> Iterator[tuple[Context, str]]:
    built = get_proper_type(ctx.default_return_type)
    promised = get_proper_type(built.args[1]) if isinstance(built, Instance) and len(built.args) > 1 else None
    items = promised.items if isinstance(promised, UnionType) else [promised] if promised is not None else []
    literals = [item for item in map(get_proper_type, items) if isinstance(item, LiteralType)]
    idle = [f'"{item.value}"' for item in literals if item.value not in words]
    if idle:
        yield wires, f"no member is mapped to {', '.join(idle)}, which the type of the words promises"


def _listed(enum: TypeInfo, members: list[str]) -> str:
    return ", ".join(f"{enum.name}.{member}" for member in members)


def _has(members: list[str]) -> str:
    return "has" if len(members) == 1 else "have"
