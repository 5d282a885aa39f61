"""Bytes become text by their mark or cookie, or one reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.source.file import SourceFile, Undecodable, encoding_of


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
        (b"# coding: rot13\n", (1, 1), 'unknown encoding "rot13"'),
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
