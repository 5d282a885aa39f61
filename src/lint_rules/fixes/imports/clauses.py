"""A `from … import` statement over several lines, or with comments, and one more name -> the statement with it, all else kept."""

from __future__ import annotations

import libcst

from lint_rules.fixes.imports.names import place_among

_SPACE = libcst.SimpleWhitespace(" ")


def with_name(text: str, name: str) -> str:
    """Return an import statement with `name` among its names: in order if they are in order, else last.

    Args:
        text: `from package import (a, b)`, as it stands in the file.
        name: `name` or `name as alias`.
    """
    statement = _import_from(text)
    names = _names(statement)
    new = _names(_import_from(f"from package import {name}"))[0]
    index = place_among([alias.evaluated_name for alias in names], new.evaluated_name)
    grown = statement.with_changes(names=_inserted(names, new, index, statement.lpar))
    if index == len(names) and statement.rpar is not None and not isinstance(names[-1].comma, libcst.Comma):
        grown = _with_comment_kept(grown, statement.rpar)
    newline = "\r\n" if "\r\n" in text else "\n"
    return libcst.Module(body=[], default_newline=newline).code_for_node(grown)


def _with_comment_kept(grown: libcst.ImportFrom, closing: libcst.RightParen) -> libcst.ImportFrom:
    """Leave a comment before the closing parenthesis with the name that it is about, which was the last."""
    comment = closing.whitespace_before
    if not isinstance(comment, libcst.ParenthesizedWhitespace) or comment.first_line.comment is None:
        return grown
    *before, last, new = _names(grown)
    comma = libcst.ensure_type(last.comma, libcst.Comma)
    comma_after = comma.with_changes(whitespace_after=_indented(comment, comma.whitespace_after))
    end = _without_comment(libcst.Comma(whitespace_after=comment)).whitespace_after
    names = [*before, last.with_changes(comma=comma_after), new]
    return grown.with_changes(names=names, rpar=closing.with_changes(whitespace_before=end))


def _import_from(text: str) -> libcst.ImportFrom:
    line = libcst.ensure_type(libcst.parse_statement(text), libcst.SimpleStatementLine)
    return libcst.ensure_type(line.body[0], libcst.ImportFrom)


def _names(statement: libcst.ImportFrom) -> list[libcst.ImportAlias]:
    return [] if isinstance(statement.names, libcst.ImportStar) else list(statement.names)


def _inserted(
    names: list[libcst.ImportAlias], new: libcst.ImportAlias, index: int, parenthesis: libcst.LeftParen | None
) -> list[libcst.ImportAlias]:
    between = _separator(names, parenthesis)
    if index < len(names):
        return [*names[:index], new.with_changes(comma=between), *names[index:]]
    last = names[-1]
    if not isinstance(last.comma, libcst.Comma):
        return [*names[:-1], last.with_changes(comma=between), new]
    # A comment behind the last comma is about the last name and stays with it.
    comma_after = last.comma.with_changes(
        whitespace_after=_indented(last.comma.whitespace_after, between.whitespace_after)
    )
    return [*names[:-1], last.with_changes(comma=comma_after), new.with_changes(comma=_without_comment(last.comma))]


def _separator(names: list[libcst.ImportAlias], parenthesis: libcst.LeftParen | None) -> libcst.Comma:
    """Return the comma that stands between names here, without a comment."""
    if len(names) > 1 and isinstance(names[0].comma, libcst.Comma):
        return _without_comment(names[0].comma)
    opening = parenthesis.whitespace_after if parenthesis else None
    if isinstance(opening, libcst.ParenthesizedWhitespace):
        return _without_comment(libcst.Comma(whitespace_after=opening))
    return libcst.Comma(whitespace_after=_SPACE)


def _without_comment(comma: libcst.Comma) -> libcst.Comma:
    after = comma.whitespace_after
    if not isinstance(after, libcst.ParenthesizedWhitespace):
        return comma
    first = libcst.TrailingWhitespace(newline=after.first_line.newline)
    return comma.with_changes(whitespace_after=after.with_changes(first_line=first, empty_lines=[]))


def _indented(
    after: libcst.BaseParenthesizableWhitespace, like: libcst.BaseParenthesizableWhitespace
) -> libcst.BaseParenthesizableWhitespace:
    if isinstance(after, libcst.ParenthesizedWhitespace) and isinstance(like, libcst.ParenthesizedWhitespace):
        return after.with_changes(last_line=like.last_line, indent=like.indent)
    return like
