"""A module and a column of a class that it names -> the Python type that the class says, and the imports that it needs."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

import libcst
import libcst.matchers as m

from lint_rules.codemod.modules import Module

Imports = frozenset[tuple[str, str]]
"""Modules, and what is imported from each."""
_STORED = {"str", "int", "str | None", "int | None"}
"""Types of columns that hold a status, and do not say which."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """The Python type of a column.

    Attributes:
        written: As an annotation.
        imports: What its names need.
    """

    written: str
    imports: Imports


def type_of_column(module: Module, column: libcst.BaseExpression) -> ColumnType | None:
    """Read the type of a column off its class: `Mapped[...]`, or a field of SQLModel.

    Args:
        module: Where the column is named.
        column: `Job.id`, or `col(Job.id)`.

    Returns:
        None where it is no plain column, or its class does not say it.
    """
    if m.matches(column, m.Call(func=m.Name("col"), args=[m.Arg()])):
        column = libcst.ensure_type(column, libcst.Call).args[0].value
    if not isinstance(column, libcst.Attribute) or not isinstance(column.value, libcst.Name):
        return None
    return _in_class(module, module, column.value.value, column.attr.value)


def _in_class(module: Module, place: Module, owner: str, name: str) -> ColumnType | None:
    """Look in a class that a place names, then in those that it inherits from; imports are those that the module needs."""
    found = place.class_named(owner)
    if found is None:
        return None
    there, body = found
    for line in body.body.body:
        for statement in line.body if isinstance(line, libcst.SimpleStatementLine) else ():
            if m.matches(statement, m.AnnAssign(target=m.Name(name))):
                return _written(module, there, libcst.ensure_type(statement, libcst.AnnAssign).annotation.annotation)
    bases = [base.value.value for base in body.bases if isinstance(base.value, libcst.Name)]
    return next(filter(None, (_in_class(module, there, base, name) for base in bases)), None)


def _written(module: Module, there: Module, annotation: libcst.BaseExpression) -> ColumnType | None:
    if m.matches(annotation, m.Subscript(value=m.Name("Mapped"))):
        element = libcst.ensure_type(annotation, libcst.Subscript).slice[0].slice
        annotation = libcst.ensure_type(element, libcst.Index).value
    names = {name.value for name in m.findall(annotation, m.Name()) if isinstance(name, libcst.Name)}
    needed: set[tuple[str, str]] = set()
    for name in names - set(vars(builtins)):
        origin = there.imported(name) or (there.name, name)
        if there is not module:
            needed.add(origin)
    return ColumnType(libcst.Module([]).code_for_node(annotation), frozenset(needed))


def type_of_status(module: Module, column: libcst.BaseExpression, mapping: libcst.BaseExpression) -> ColumnType | None:
    """Read the type of a status: of its column, or of its mapping where the column is text or a number.

    Args:
        module: Where both are named.
        column: The column.
        mapping: The mapping.
    """
    said = type_of_column(module, column)
    if said is None or said.written not in _STORED:
        return said
    found = module.value_of(mapping.value) if isinstance(mapping, libcst.Name) else (module, mapping)
    if found is None or not isinstance(found[1], libcst.Call) or not found[1].args:
        return None
    there, domain = found[0], found[1].args[0].value
    if not isinstance(domain, libcst.Name):
        return None
    origin = there.imported(domain.value) or (there.name, domain.value)
    optional = " | None" if said.written.endswith("None") else ""
    return ColumnType(domain.value + optional, frozenset() if there is module else frozenset([origin]))
