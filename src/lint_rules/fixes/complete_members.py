"""A dict or `match` over an Enum, and the members that it leaves out -> the edits that add them, to be filled in."""

from __future__ import annotations

import ast
import re

from lint_rules.diagnostic import Fix, Safety
from lint_rules.semantic.classes.enums import Member
from lint_rules.source.spans import Edit, LineIndex, Span


def fill_dict(node: ast.Dict, missing: tuple[Member, ...], lines: LineIndex) -> Fix | None:
    """Add entries behind the last one, on lines of their own where the last has its own."""
    last = node.keys[-1]
    if last is None:
        return None
    whole, row = lines.span(node), lines.span(last).start.row
    close = lines.offset(whole.end) - 1
    end, has_comma = _end_of_entry(lines.text, lines.offset(lines.span(node.values[-1]).end), close)
    own_line = row != whole.start.row
    separator = _newline(lines.text) + _indent(lines.line(row)) if own_line else " "
    at = min(_end_of_line(lines.text, end), close) if own_line else end
    if not lines.text[end:at].strip():
        at = end
    added = separator + f",{separator}".join(f"{_written(last, member)}: ..." for member in missing)
    if has_comma:
        texts = {at: f"{added},"}
    elif at == end:
        texts = {at: f",{added}"}
    else:
        texts = {end: ",", at: added}  # a comment about the last entry stays with it
    return Fix(_title(missing), tuple(_insert(lines, offset, text) for offset, text in texts.items()), Safety.UNSAFE)


def fill_match(node: ast.Match, key: ast.expr, missing: tuple[Member, ...], lines: LineIndex) -> Fix | None:
    """Add cases behind the last one, laid out as it is.

    Args:
        node: the statement.
        key: a member as a case of it spells one.
        missing: the members to add.
        lines: the file's text.
    """
    last = node.cases[-1]
    row, body = last.pattern.lineno, lines.span(last.body[0]).start.row
    newline, indent = _newline(lines.text), _indent(lines.line(row))
    gap = " " if body == row else newline + _indent(lines.line(body))
    end = lines.offset(lines.span(last.body[-1]).end)
    at = _end_of_line(lines.text, end)
    if lines.text[end:at].strip()[:1] not in {"", "#"}:
        return None  # several statements on one line
    cases = (f"{newline}{indent}case {_written(key, member)}:{gap}raise NotImplementedError" for member in missing)
    return Fix(_title(missing), (_insert(lines, at, "".join(cases)),), Safety.UNSAFE)


def _insert(lines: LineIndex, offset: int, text: str) -> Edit:
    place = lines.at(offset)
    return Edit(Span(place, place), text)


def _written(key: ast.expr, member: Member) -> str:
    """Return another member, written as `key` is."""
    match key:
        case ast.Attribute(value=ast.Attribute(value=enum), attr="value" | "name" as part):
            return f"{ast.unparse(enum)}.{member.name}.{part}"
        case ast.Attribute(value=enum):
            return f"{ast.unparse(enum)}.{member.name}"
        case _:
            return member.name


def _end_of_entry(text: str, value_end: int, close: int) -> tuple[int, bool]:
    """Return where the last entry ends, parentheses and comma included, and whether it has a comma."""
    end = offset = value_end
    while offset < close:
        match text[offset]:
            case "#":
                offset = _end_of_line(text, offset)
            case ",":
                return offset + 1, True
            case ")":
                offset += 1
                end = offset
            case _:
                offset += 1
    return end, False


def _end_of_line(text: str, offset: int) -> int:
    line_end = re.compile(r"[\r\n]|\Z").search(text, offset)
    return line_end.start() if line_end else len(text)


def _newline(text: str) -> str:
    newline = re.search(r"\r\n|\r|\n", text)
    return newline.group() if newline else "\n"


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _title(missing: tuple[Member, ...]) -> str:
    return f"Add {', '.join(f'`{member.name}`' for member in missing)}, to be filled in"
