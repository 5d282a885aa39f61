"""A prefilter keeps what a rule could be about."""

from __future__ import annotations

import pytest

from lint_rules.semantic.index.prefilter import all_of, always, any_of, contains, looks_broken


def test_words_join_as_they_read() -> None:
    both = all_of(b"import", any_of(b"Session", b"db"))
    assert both(b"import db")
    assert both(b"import Session")
    assert not both(b"import os")
    assert not both(b"Session")
    assert contains(b"x")(b"axb")
    assert not contains(b"x")(b"ab")
    assert always()(b"")


@pytest.mark.parametrize(
    "data",
    [
        b"def f(:\n",
        b"(" * 2_000,
        b"(" * 99 + b")" * 99,
        b"x\0",
        b"\xff",
        b"# coding: klingon\n",
        b"{% if x %}",
        b"x\n<<<<<<< a\n",
        b"([)]",
    ],
)
def test_what_is_no_python_looks_broken(data: bytes) -> None:
    assert looks_broken(data)


@pytest.mark.parametrize(
    "data", [b"", b"def f(a: list[int]) -> None: ...\n", b"# coding: latin-1\nx = '\xe9'\n", "é".encode()]
)
def test_what_is_python_does_not_look_broken(data: bytes) -> None:
    assert not looks_broken(data)
