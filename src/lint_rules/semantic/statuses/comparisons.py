"""A status, and what it is compared with -> whether the two are never equal."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.frozen import frozen
from lint_rules.semantic.classes.enums import EnumFacts, Member
from lint_rules.semantic.statuses.inference import Form, Status, Statuses


@frozen
class Operand:
    """A string, or a member of a status Enum, its value or its name, that is spelled out.

    Args:
        place: where it stands.
        form: what of a member it is; TEXT for a string.
        text: the string, or that of the member's value or name, where that is one.
        enum: the member's Enum.
        member: the member.
    """

    place: ast.expr
    form: Form
    text: str | None
    enum: EnumFacts | None = None
    member: Member | None = None

    @property
    def is_member(self) -> bool:
        """Whether it is a member itself."""
        return self.form is Form.MEMBER


def operands(literal: ast.expr, statuses: Statuses) -> Iterator[Operand]:
    """Yield what is spelled out, with any Enum, in one side of a comparison, the elements of a display one by one."""
    match literal:
        case ast.Constant(value=str(text)):
            yield Operand(literal, Form.TEXT, text)
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            for element in elements:
                yield from operands(element, statuses)
        case ast.Attribute(attr=attr):
            spelled = statuses.any_member(literal)
            if spelled is not None:
                yield _of_member(literal, *spelled, attr)
        case _:
            return


def _of_member(place: ast.Attribute, enum: EnumFacts, member: Member, attr: str) -> Operand:
    if isinstance(place.value, ast.Attribute) and attr in {"value", "name"}:
        is_value = attr == "value"
        text = member.value if is_value else member.name
        return Operand(place, Form.VALUE if is_value else Form.NAME, text, enum, member)
    return Operand(place, Form.MEMBER, None, enum, member)


def never_equal(status: Status, operand: Operand) -> bool:
    """Whether a status and what is spelled out differ whatever the status is."""
    enum = status.enum
    if enum is None or not enum.compares or (operand.enum is not None and not operand.enum.compares):
        return False
    if operand.is_member:
        return operand.enum is not None and operand.member is not None and _differs(status, enum, operand)
    if operand.text is None:  # a value that is no string
        return operand.form is Form.VALUE and status.form is Form.MEMBER and enum.is_plain
    return never_equals_text(status, enum, operand.text)


def _differs(status: Status, enum: EnumFacts, operand: Operand) -> bool:
    """Whether a status is never the member: one of another Enum, or a text beside a member that is none."""
    other, member = operand.enum, operand.member
    if other is None or member is None:
        return False
    is_same = other.defined is enum.defined
    is_of_members = status.form in {Form.MEMBER, Form.COLUMN}
    if is_same and (is_of_members or not other.is_plain):
        return False
    if other.is_plain or (status.form is Form.MEMBER and enum.is_plain):
        return True
    is_text = other.is_text and (enum.is_text or not is_of_members)
    return is_text and member.value is not None and never_equals_text(status, enum, member.value)


def never_equals_text(status: Status, enum: EnumFacts, text: str) -> bool:
    """Whether a status never equals a string, or its column never stores it."""
    values = {member.value for member in enum.members}
    match status.form:
        case Form.MEMBER:
            return not enum.is_text or (enum.known and text not in values)
        case Form.VALUE:
            return enum.known and text not in values
        case Form.NAME:
            return all(text != member.name for member in enum.members)
        case Form.COLUMN:
            # SQLAlchemy stores names unless told otherwise, and hands a string that it does not know to the database.
            is_member = enum.is_text and not status.is_of_database
            by_value = text in values and (is_member or not status.stores_names)
            return enum.known and text not in enum.by_name and not by_value
        case Form.TEXT:
            return status.is_str_call and _is_never_turned_into(enum, text)


def _is_never_turned_into(enum: EnumFacts, text: str) -> bool:
    """Whether `str()` makes the string of no member."""
    if enum.turns_into == "value":
        return enum.known and all(text != member.value for member in enum.members)
    return enum.turns_into == "name" and all(text != f"{enum.name}.{member.name}" for member in enum.members)
