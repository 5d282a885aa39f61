"""Bytes become text by their mark or cookie, or one reason why not."""

from __future__ import annotations

import ast
import codecs
import encodings
import pkgutil
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.source.file import OF_SOURCE, SourceFile, Undecodable, encoding_of


def decoded(data: bytes) -> str | Undecodable:
    return SourceFile(Path("/project/a.py"), data).decode()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\n", "x = 1\r\n"),
        ("é\n".encode(), "é\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"\xef\xbb\xbf# coding: utf-8\nx = 1\n", "# coding: utf-8\nx = 1\n"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", None),
        (b"x = 1\n# coding: nonsense\n", "x = 1\n# coding: nonsense\n"),
    ],
)
def test_text_is_decoded_as_python_would(data: bytes, text: str | None) -> None:
    assert decoded(data) == (data.decode("cp1252") if text is None else text)


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"x = 1\ny = '\0'\n", (2, 6), "NUL byte"),
        (b"x = 1\ny = '\xff'\n", (2, 6), "byte 0xff is not UTF-8 text"),
        (b"# coding: klingon\n", (1, 1), 'unknown encoding "klingon"'),
        (b"# coding: rot13\n", (1, 1), 'the encoding "rot13", which is none for source'),
        (b"# coding: unicode_escape\n#\\nx\n", (1, 1), 'the encoding "unicode_escape", which is none for source'),
        (b"#" + b" " * 9000 + b"coding: utf-7\n", (1, 1), 'the encoding "utf-7", which is none for source'),
        (
            b"\xef\xbb\xbf# coding: latin-1\n",
            (1, 1),
            'declares the encoding "latin-1" but begins with the byte order mark',
        ),
        (b"# coding: ascii\n\xc3\xa9\n", (2, 1), "is not ascii text"),
        ("x = 1\n".encode("utf-16"), (1, 4), "NUL byte"),
    ],
)
def test_what_is_no_text_has_one_reason_with_its_place(data: bytes, place: tuple[int, int], words: str) -> None:
    failure = decoded(data)
    assert isinstance(failure, Undecodable)
    assert (failure.row, failure.column) == place
    assert words in failure.message


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_survives_being_saved_and_read(text: str) -> None:
    data = ("# coding: utf-8\n" + text).encode()
    assert decoded(data) == "# coding: utf-8\n" + text
    assert encoding_of(data) == "utf-8"


@given(st.binary())
def test_any_bytes_have_a_text_or_a_reason(data: bytes) -> None:
    assert isinstance(decoded(data), str | Undecodable)


ALL_OF_ASCII = bytes(range(128)).decode()
ESCAPES = "\\u0041 \\N{DASH} \x1b(B \x1b$)C +AGE- ~{VPVP~}"
"""What stands for another text in some codec."""


def is_of_source(codec: codecs.CodecInfo) -> bool:
    """Whether Python takes source in a codec, and all that looks like ASCII in it is what it looks like."""
    text = ALL_OF_ASCII + ESCAPES
    try:
        compile(f"# coding: {codec.name}\nx = 1\n".encode(), "case.py", "exec")
        return text.encode().decode(codec.name) == text and text.encode(codec.name) == text.encode()
    except (SyntaxError, ValueError, LookupError, TypeError):
        return False


def test_the_codecs_of_source_are_those_that_the_interpreter_shows_to_be() -> None:
    names = [
        module.name
        for module in pkgutil.iter_modules(encodings.__path__)
        if module.name not in {"aliases", "mbcs", "oem"}
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        known = [codecs.lookup(name) for name in names if name.isidentifier() and name != "undefined"]
        assert {codec.name for codec in known if is_of_source(codec)} == OF_SOURCE


COOKIES = st.sampled_from(
    "utf-8 utf8 UTF_8 utf-8-sig utf-8-unix u8 latin-1 latin-1-dos iso-8859-1 L1 cp1252 ascii gbk shift_jis klingon rot13".split()
)


@given(
    cookie=COOKIES,
    mark=st.sampled_from([b"", codecs.BOM_UTF8]),
    before=st.sampled_from([b"", b"\n", b"#!/bin/sh\r\n", b"x = 1\n", b"\x0c \r", b"\\\n"]),
    padding=st.sampled_from([0, 3, 5000]),
    sign=st.sampled_from([b":", b"= \t", b" :"]),
    rest=st.binary(max_size=3),
)
def test_python_reads_the_same_text(
    *, cookie: str, mark: bytes, before: bytes, padding: int, sign: bytes, rest: bytes
) -> None:
    literal = rest.translate(None, b"\0\r\n'\\")
    data = mark + before + b"#" + b" " * padding + b"coding" + sign + cookie.encode() + b"\ny = '" + literal + b"'\n"
    text = decoded(data)
    try:
        python = ast.dump(ast.parse(data))
    except SyntaxError:
        assert isinstance(text, Undecodable) or before == b"\\\n"
    else:
        assert isinstance(text, str)
        assert ast.dump(ast.parse(text)) == python


@given(cookie=st.sampled_from(sorted(OF_SOURCE)), rest=st.binary(max_size=12))
def test_a_text_that_would_be_saved_as_other_bytes_is_not_saved(cookie: str, rest: bytes) -> None:
    source = SourceFile(Path("/project/a.py"), b"# coding: " + cookie.encode() + b"\nx = '" + rest)
    text = source.decode()
    if isinstance(text, str):
        assert source.encode(text) in {source.data, None}
