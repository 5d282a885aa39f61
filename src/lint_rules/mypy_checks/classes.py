"""mypy's TypeInfo -> what a class is to SQLAlchemy; what is not known for certain is None."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import Expression, MemberExpr, NameExpr, TypeInfo, Var
from mypy.plugin import ClassDefContext
from mypy.types import Instance, get_proper_type

from lint_rules.known_names import (
    DATACLASS_DECORATORS,
    DECLARATIVE_BASES,
    FRAMEWORK,
    NEUTRAL_DECORATORS,
    SESSION_CLASSES,
    SQLMODEL_BASE,
    ClassKind,
    canonical,
    is_framework,
)
from lint_rules.mypy_checks.options import PluginOptions

CLOSED = frozenset(
    {
        ClassKind.SESSION,
        ClassKind.DATACLASS,
        ClassKind.PYDANTIC,
        ClassKind.ENUM,
        ClassKind.TYPED_DICT,
        ClassKind.NAMED_TUPLE,
    }
)
"""Kinds below which there is hardly ever a mapped class."""

_METADATA = "session-lint"
_FRAMEWORK = tuple(f"{package}." for package in FRAMEWORK)
"""How the full names of its classes begin: asked of every receiver of a `get` or an `add`."""
_MARKS = frozenset(
    "__tablename__ __table__ __table_args__ __mapper__ __mapper_args__ __clause_element__ __sa_instrumentation_manager__ "
    "__sa_dataclass_metadata_key__ __composite_values__".split()
)
"""Names in a class body that tell SQLAlchemy something."""

_QUIET_DECORATORS = frozenset(name.rpartition(".")[2] for name in NEUTRAL_DECORATORS | DATACLASS_DECORATORS)
_QUIET_PACKAGES = frozenset({"abc", "builtins", "enum", "pydantic", "typing", "typing_extensions"})
"""Packages whose bases say nothing about whether a class is mapped."""
_QUIET_METACLASSES = frozenset({"builtins.type", "abc.ABCMeta", "typing._ProtocolMeta"})


def remember(ctx: ClassDefContext) -> None:
    """Write into a class what mypy does not keep of its statement: SQLModel's `table`, and decorators that may map it."""
    statement = ctx.cls
    # An Any among its bases is none of them; where it is the only one, `object` stands for it.
    is_open = statement.info.fallback_to_any and len(statement.base_type_exprs) > len(statement.info.bases)
    if not is_open and not statement.keywords and not statement.decorators:
        return  # as most are
    said: dict[str, object] = {"open": True} if is_open else {}
    if "table" in statement.keywords:
        table = statement.keywords["table"]
        said["table"] = isinstance(table, NameExpr) and table.name == "True"
    if statement.decorators and any(
        _last_name(decorator) not in _QUIET_DECORATORS for decorator in statement.decorators
    ):
        said["decorated"] = True
    if said:
        statement.info.metadata[_METADATA] = said


def mark_made(info: TypeInfo) -> None:
    """Write into a class that a call made it, a declarative base which may get any attribute later."""
    info.metadata[_METADATA] = {"made": True}


def is_open(info: TypeInfo) -> bool:
    """Whether a class has a base that is not known; one that a call made is known, whatever code adds to it."""
    if not info.fallback_to_any:
        return False
    said = [_said(base) for base in info.mro]
    return any("open" in base for base in said) or not any("made" in base for base in said)


def _last_name(decorator: Expression) -> str | None:
    callee = getattr(decorator, "callee", decorator)
    return callee.name if isinstance(callee, NameExpr | MemberExpr) else None


def is_session(info: TypeInfo) -> bool:
    """Whether objects of a class are database sessions."""
    return any(
        base.fullname.startswith(_FRAMEWORK) and canonical(base.fullname) in SESSION_CLASSES for base in info.mro
    )


def kind_of(info: TypeInfo, options: PluginOptions) -> ClassKind | None:
    """Return what a class is; None when it is not known."""
    names = {base.fullname for base in info.mro}
    if info.fullname in options.mapped_classes or names & set(options.mapped_bases):
        return ClassKind.MAPPED
    if is_session(info):
        return ClassKind.SESSION
    if is_open(info) or any("decorated" in _said(base) for base in _telling(info)):
        return None
    canonicals = {canonical(name) for name in names if is_framework(name)}
    if canonicals & DECLARATIVE_BASES:
        return _declarative(info)
    if SQLMODEL_BASE in canonicals:
        return _sqlmodel(info)
    return None if canonicals or _may_be_mapped(info) else _foreign(info, names)


def _declarative(info: TypeInfo) -> ClassKind:
    if any(canonical(base.type.fullname) in DECLARATIVE_BASES for base in info.bases):
        return ClassKind.BASE
    return ClassKind.ABSTRACT if "__abstract__" in info.names else ClassKind.MAPPED


def _sqlmodel(info: TypeInfo) -> ClassKind | None:
    if _said(info).get("table") is True:
        return ClassKind.MAPPED
    is_open = any(_said(base).get("table") or "__tablename__" in base.names for base in _below_framework(info))
    return None if is_open or "table" in _said(info) or is_framework(info.fullname) else ClassKind.SQLMODEL


def _telling(info: TypeInfo) -> list[TypeInfo]:
    return [base for base in info.mro if base.fullname.partition(".")[0] not in _QUIET_PACKAGES]


def _said(info: TypeInfo) -> dict[str, object]:
    return info.metadata.get(_METADATA, {})


def _below_framework(info: TypeInfo) -> Iterator[TypeInfo]:
    return (base for base in info.mro if not is_framework(base.fullname))


def _may_be_mapped(info: TypeInfo) -> bool:
    """Whether something shows that a class has to do with SQLAlchemy, or may have without showing it."""
    if info.metaclass_type and not _is_quiet_metaclass(info.metaclass_type.type):
        return True
    return any(
        not _MARKS.isdisjoint(base.names) or "__init_subclass__" in base.names or _has_columns(base)
        for base in _telling(info)
    )


def _is_quiet_metaclass(info: TypeInfo) -> bool:
    return info.fullname in _QUIET_METACLASSES or info.fullname.startswith(("enum.", "pydantic."))


def _has_columns(info: TypeInfo) -> bool:
    """Whether attributes of a class have SQLAlchemy's types, as a mixin's have."""
    types = (get_proper_type(symbol.node.type) for symbol in info.names.values() if isinstance(symbol.node, Var))
    return any(isinstance(base, Instance) and is_framework(base.type.fullname) for base in types)


def _foreign(info: TypeInfo, names: set[str]) -> ClassKind:
    """Return the kind of a class that has nothing to do with SQLAlchemy."""
    is_pydantic = not names.isdisjoint({"pydantic.main.BaseModel", "pydantic.v1.main.BaseModel"})
    signs = {
        ClassKind.ENUM: info.is_enum,
        ClassKind.TYPED_DICT: info.typeddict_type is not None,
        ClassKind.NAMED_TUPLE: info.is_named_tuple,
        ClassKind.PROTOCOL: info.is_protocol,
        ClassKind.PYDANTIC: is_pydantic,
        ClassKind.DATACLASS: "dataclass" in info.metadata or "attrs" in info.metadata,
    }
    return next((kind for kind, sign in signs.items() if sign), ClassKind.PLAIN)
