"""Bytes of a file -> its text, or the one reason why it has none."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from lint_rules.frozen import frozen

if TYPE_CHECKING:
    from pathlib import Path


@frozen
class Undecodable:
    """Why bytes are not Python text.

    Args:
        row: the line of the offending byte, from 1.
        column: its column in bytes, from 1.
        message: the reason, with the remedy.
    """

    row: int
    column: int
    message: str


@frozen
class SourceFile:
    """A file to be checked: its absolute path and what it holds, undecoded."""

    path: Path
    data: bytes

    def decode(self) -> str | Undecodable:
        """Return the text without a byte order mark, line ends as they are; or why there is none."""
        nul = self.data.find(b"\0")
        if nul >= 0:
            return _at(self.data, nul, "contains a NUL byte; save the file as UTF-8 text")
        encoding = encoding_of(self.data)
        if encoding is None:
            return Undecodable(1, 1, f"{_declared(self.data)}; declare the encoding that the file is saved in")
        try:
            return self.data.decode(encoding)
        except UnicodeDecodeError as error:
            return _at(
                self.data, error.start, f"byte 0x{self.data[error.start]:02x} is not {_name(encoding)} text; {_REMEDY}"
            )
        except UnicodeError:
            return Undecodable(1, 1, f"is not {_name(encoding)} text; {_REMEDY}")


def encoding_of(data: bytes) -> str | None:
    """Return the codec of Python source, by byte order mark, else cookie (PEP 263), else UTF-8; None when unknown.

    The codec's name also encodes the file again: a byte order mark is `utf-8-sig`.
    """
    cookie = _cookie(data)
    marked = data.startswith(codecs.BOM_UTF8)
    if cookie is None:
        return "utf-8-sig" if marked else "utf-8"
    try:
        codec = codecs.lookup(cookie)
        "".encode(codec.name)  # a codec that is not of text (rot13, hex) is refused here
    except LookupError:
        return None
    if marked:
        return "utf-8-sig" if codec.name == "utf-8" else None
    return codec.name


_REMEDY = "save it as UTF-8, or declare its encoding in the first line"
_COOKIE = rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)"
_NO_CODE = rb"^[ \t\f]*(?:#.*)?$"


def _cookie(data: bytes) -> str | None:
    if b"coding" not in data[:4096]:
        return None
    # A cookie counts on the second line only below a line without code.
    for line in data.removeprefix(codecs.BOM_UTF8)[:4096].splitlines()[:2]:
        cookie = re.match(_COOKIE, line)
        if cookie:
            return cookie.group(1).decode("ascii", "replace")
        if not re.match(_NO_CODE, line):
            return None
    return None


def _declared(data: bytes) -> str:
    cookie = _cookie(data)
    if data.startswith(codecs.BOM_UTF8):
        return f'declares the encoding "{cookie}" but begins with the byte order mark of UTF-8'
    return f'declares an unknown encoding "{cookie}"'


def _name(encoding: str) -> str:
    return "UTF-8" if encoding.startswith("utf-8") else encoding


def _at(data: bytes, offset: int, message: str) -> Undecodable:
    before = data[:offset]
    return Undecodable(before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1, message)
