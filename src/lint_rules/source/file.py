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
            return Undecodable(1, 1, _declared(self.data))
        try:
            return self.data.decode(encoding)
        except UnicodeDecodeError as error:
            return _at(
                self.data, error.start, f"byte 0x{self.data[error.start]:02x} is not {_name(encoding)} text; {_REMEDY}"
            )
        except UnicodeError:
            return Undecodable(1, 1, f"is not {_name(encoding)} text; {_REMEDY}")

    def encode(self, text: str) -> bytes | None:
        """Return a changed text as the file would hold it, byte order mark included; None where that cannot be.

        That is so where the encoding cannot spell it, and where already the text as it is would be saved as other bytes.
        """
        before = self.decode()
        if not isinstance(before, str):
            return None
        encoding = encoding_of(self.data) or "utf-8"
        try:
            return text.encode(encoding) if before.encode(encoding) == self.data else None
        except UnicodeError:
            return None


def encoding_of(data: bytes) -> str | None:
    """Return the codec of Python source, by byte order mark, else cookie (PEP 263), else UTF-8; None when unknown.

    The codec's name also encodes the file again: a byte order mark is `utf-8-sig`.
    """
    cookie = _cookie(data)
    marked = data.startswith(codecs.BOM_UTF8)
    name = _UTF_8 if cookie is None else _normal(cookie)
    if name == _UTF_8:
        return "utf-8-sig" if marked else name
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    return codec.name if codec.name in OF_SOURCE and not marked else None


OF_SOURCE = frozenset(
    "ascii big5 big5hkscs charmap cp1006 cp1125 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp720 cp737 cp775"
    " cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp865 cp866 cp869 cp874 cp932 cp949 cp950 euc_jis_2004 euc_jisx0213"
    " euc_jp euc_kr gb18030 gb2312 gbk hp-roman8 iso8859-1 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 iso8859-2"
    " iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 johab koi8-r koi8-t koi8-u kz1048 mac-croatian mac-cyrillic"
    " mac-greek mac-iceland mac-latin2 mac-roman mac-romanian mac-turkish palmos ptcp154 shift_jis tis-620 utf-8".split()
)
"""The codecs of Python source: in them ASCII is ASCII wherever it stands, and no bytes are code that one cannot see.

A codec that is not among them (`unicode_escape`, `utf-7`, `punycode`) can hide a program in what looks like a comment, or takes
minutes for a line. A test measures which ones the interpreter has.
"""

CHANGED_BY_SAVING = "it cannot be saved in its encoding without another change; save it as UTF-8"
"""Why a file is not written whose text, or a fix of it, its encoding does not spell."""
_REMEDY = "save it as UTF-8, or declare its encoding in the first line"
_UTF_8 = "utf-8"
_LATIN_1 = ("latin-1", "iso-8859-1", "iso-latin-1")
_FIRST_TWO = rb"[^\r\n]*(?:\r\n|\r|\n)?[^\r\n]*"
_COOKIE = rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)"
_NO_CODE = rb"^[ \t\f]*(?:#.*)?$"


def _normal(cookie: str) -> str:
    """Return the name that Python takes a cookie for: `utf-8-unix`, as Emacs writes it, is UTF-8."""
    name = cookie[:12].lower().replace("_", "-")
    if name == _UTF_8 or name.startswith(f"{_UTF_8}-"):
        return _UTF_8
    return _LATIN_1[0] if any(name == latin or name.startswith(f"{latin}-") for latin in _LATIN_1) else cookie


def _cookie(data: bytes) -> str | None:
    if b"coding" not in data:
        return None
    top = re.match(_FIRST_TWO, data.removeprefix(codecs.BOM_UTF8))
    # A cookie counts on the second line only below a line without code.
    for line in top[0].splitlines() if top else ():
        cookie = re.match(_COOKIE, line)
        if cookie:
            return cookie.group(1).decode("ascii", "replace")
        if not re.match(_NO_CODE, line):
            return None
    return None


def _declared(data: bytes) -> str:
    cookie = _cookie(data) or ""
    remedy = "declare the encoding that the file is saved in"
    try:
        codec = codecs.lookup(_normal(cookie))
    except LookupError:
        return f'declares an unknown encoding "{cookie}"; {remedy}'
    if codec.name not in OF_SOURCE:
        return f'declares the encoding "{cookie}", which is none for source; save it as UTF-8, and declare none'
    return f'declares the encoding "{cookie}" but begins with the byte order mark of UTF-8; {remedy}'


def _name(encoding: str) -> str:
    return "UTF-8" if encoding.startswith("utf-8") else encoding


def _at(data: bytes, offset: int, message: str) -> Undecodable:
    before = data[:offset]
    return Undecodable(before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1, message)
