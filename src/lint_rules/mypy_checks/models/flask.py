"""`db.Column`, `db.relationship`, `db.String` of Flask-SQLAlchemy -> the types of SQLAlchemy's own, which they are."""

from __future__ import annotations

from mypy.nodes import GDEF, NameExpr, SymbolNode, TypeInfo
from mypy.plugin import AttributeContext
from mypy.types import AnyType, Type, get_proper_type

from lint_rules.mypy_checks.context import Build

EXTENSION = "flask_sqlalchemy.extension.SQLAlchemy"
_MODULES = ("sqlalchemy", "sqlalchemy.orm")
"""Where the extension looks for what it does not have itself, in this order."""
_PASSED_ON = frozenset({"relationship", "dynamic_loader"})
"""Methods of the extension that call SQLAlchemy's function of that name, and say less of the result."""


def is_extension(info: TypeInfo) -> bool:
    """Whether objects of a class are Flask-SQLAlchemy's extension."""
    return info.has_base(EXTENSION)


def as_exported(ctx: AttributeContext, build: Build, *, name: str) -> Type:
    """Give an attribute that the extension hands on the type that it has in SQLAlchemy.

    What the extension has itself is another thing: its `Table` needs no metadata, and its `Query` has pages.
    """
    if name not in _PASSED_ON and not isinstance(get_proper_type(ctx.default_attr_type), AnyType):
        return ctx.default_attr_type
    node = exported(name, build)
    checker = getattr(ctx.api, "expr_checker", None)
    if node is None or checker is None:
        return ctx.default_attr_type
    reference = NameExpr(name)
    reference.node, reference.kind, reference.fullname = node, GDEF, node.fullname
    reference.set_line(ctx.context)
    type_: Type = checker.analyze_ref_expr(reference)
    return type_


def exported(name: str, build: Build) -> SymbolNode | None:
    """Return what the extension hands on under a name."""
    symbols = (module.names.get(name) for path in _MODULES if (module := build.module(path)) is not None)
    return next((symbol.node for symbol in symbols if symbol is not None and symbol.module_public), None)
