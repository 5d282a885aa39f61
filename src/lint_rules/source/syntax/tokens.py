"""Bytes of a file -> its tokens, in the syntax of any Python 3: also one that this interpreter's tokenizer refuses.

It never fails: where a literal does not end, the tokens do.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What a token is."""

    NAME = "name"
    NUMBER = "number"
    OP = "op"
    COMMENT = "comment"
    NEWLINE = "newline"
    """The end of a line outside brackets."""
    STRING = "string"
    """A whole literal that has no expressions in it."""
    BEGIN = "begin"
    """Prefix and quote of an f-string or t-string."""
    TEXT = "text"
    """What is neither expression nor quote in such a string."""
    STOP = "stop"
    """The byte after an expression in such a string."""
    END = "end"
    """Its closing quote."""
    BLANK = "blank"
    """Space, continued lines, and line ends inside brackets; never yielded."""


class Token(NamedTuple):
    """A token and where it is, in bytes from 0."""

    kind: Kind
    start: int
    end: int
    word: bytes


def tokens(data: bytes) -> Iterator[Token]:
    """Yield the tokens of a file, up to the first literal that does not end."""
    at, modes = 0, [_Mode(_Place.CODE)]
    while at < len(data):
        mode = modes[-1]
        token = _code(data, at, modes) if mode.place is _Place.CODE else _inside(data, at, modes)
        if token is None:
            return
        at = token.end
        if token.kind is not Kind.BLANK:
            yield token


def line_starts(data: bytes) -> list[int]:
    """Return the offset of each line; a line ends at LF, CRLF or CR."""
    return [0, *(newline.end() for newline in re.finditer(rb"\r\n|\r|\n", data))]


class _Place(Enum):
    CODE = "code"
    STRING = "string"
    FORMAT = "format"
    """Between an expression of a string and the brace that closes it."""


class _Mode:
    """Where the scan is; modes are a stack, because strings hold code and code holds strings.

    Args:
        place: what is scanned.
        quote: of the string around; empty in the code of the file itself.
        plain: what goes on until the next brace or quote.
    """

    __slots__ = ("depth", "place", "plain", "quote")

    def __init__(self, place: _Place, quote: bytes = b"", plain: re.Pattern[bytes] | None = None) -> None:
        self.place = place
        self.quote = quote
        self.depth = 0
        """Brackets open in this code."""
        self.plain = plain


_CODE = rb"""(?P<blank>[ \t\f]+|\\(?:\r\n|\r|\n))
    |(?P<comment>\#[^\r\n]*)
    |(?P<newline>\r\n|\r|\n)
    |(?P<string>(?P<prefix>[a-zA-Z]{0,2})(?P<quote>'''|\"\"\"|'|\"))
    |(?P<name>[A-Za-z_\x80-\xff][\w\x80-\xff]*)
    |(?P<number>\d[\w.]*)
    |(?P<op>!=|==|<=|>=|:=|.)"""

# Compiled when they are first used: together they take longer than a small file, and few files need one of them.


@cache
def _next() -> re.Pattern[bytes]:
    return re.compile(_CODE, re.VERBOSE | re.DOTALL)


@cache
def _whole(quote: bytes) -> re.Pattern[bytes]:
    """Return what a string without expressions goes on with until its end."""
    long, short = rb"(?:[^\\]|\\.)*?" + quote, rb"(?:[^\\\r\n" + quote + rb"]|\\\r\n|\\.)*" + quote
    return re.compile(long if len(quote) > 1 else short, re.DOTALL)


@cache
def _plain(quote: bytes, *, raw: bool, formats: bool) -> re.Pattern[bytes]:
    """Return what a string goes on with until a brace or its end; backslashes hide neither brace."""
    lone = rb"|" + quote[:1] + rb"(?!" + quote[1:] + rb")" if len(quote) > 1 else b""
    line = b"" if len(quote) > 1 else rb"\r\n"
    escapes = rb"\\(?=[{}])|\\\r\n|\\[^{}]" if raw or formats else rb"\\N\{[^}]*\}|\\(?=[{}])|\\\r\n|\\[^{}]"
    braces = b"" if formats else rb"|\{\{|\}\}"
    return re.compile(rb"(?:" + escapes + braces + lone + rb"|[^\\{}" + quote[:1] + line + rb"])*", re.DOTALL)


def _code(data: bytes, at: int, modes: list[_Mode]) -> Token | None:
    match, mode = _next().match(data, at), modes[-1]
    if match is None:
        return None
    word: bytes = match.group()
    match match.lastgroup:
        case "string":
            return _string(data, match, modes)
        case "op" if mode.quote and not mode.depth and word in (b"}", b"!", b"=", b":", b":="):
            return _stop(at, word, modes)
        case "newline" if mode.quote or mode.depth:
            kind = Kind.BLANK
        case "op":
            mode.depth = max(mode.depth + (word in b"([{") - (word in b")]}"), 0)
            kind = Kind.OP
        case group:
            kind = Kind(group)
    return Token(kind, at, match.end(), word)


def _string(data: bytes, match: re.Match[bytes], modes: list[_Mode]) -> Token | None:
    prefix, quote = match["prefix"].lower(), match["quote"]
    if b"f" in prefix or b"t" in prefix:
        modes.append(_Mode(_Place.STRING, quote, plain=_plain(quote, raw=b"r" in prefix, formats=False)))
        return Token(Kind.BEGIN, match.start(), match.end(), match.group())
    whole = _whole(quote).match(data, match.end())
    return whole and Token(Kind.STRING, match.start(), whole.end(), match.group())


def _stop(at: int, word: bytes, modes: list[_Mode]) -> Token:
    quote = modes.pop().quote
    if word != b"}":
        modes.append(_Mode(_Place.FORMAT, quote, plain=_plain(quote, raw=True, formats=True)))
    return Token(Kind.STOP, at, at + 1, word)


def _inside(data: bytes, at: int, modes: list[_Mode]) -> Token | None:
    mode = modes[-1]
    text = mode.plain and mode.plain.match(data, at)
    if text and text.end() > at:
        return Token(Kind.TEXT, at, text.end(), text.group())
    if data.startswith(mode.quote, at):
        return _end(at, modes)
    if data.startswith(b"{", at):
        modes.append(_Mode(_Place.CODE, mode.quote))
    elif data.startswith(b"}", at) and mode.place is _Place.FORMAT:
        modes.pop()
    else:
        return None
    return Token(Kind.TEXT, at, at + 1, data[at : at + 1])


def _end(at: int, modes: list[_Mode]) -> Token:
    quote = modes[-1].quote
    while modes.pop().place is not _Place.STRING:
        pass  # a quote inside a format ends the string: the parser will say what it thinks of that
    return Token(Kind.END, at, at + len(quote), quote)
