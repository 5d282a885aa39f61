"""A statement -> the statements below it, without the expressions between them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import lint_rules
from lint_rules.semantic.classes.body import set_on_self, statements_within

SOURCES = sorted(Path(lint_rules.__file__).parent.rglob("*.py"))
EVERY_BODY = """\
async def f(self):
    if a: self.a = 1
    elif b: self.b, self.c = 1, 2
    else: self.d: int = 3
    for self.e in x: self.f += 1
    else: self.g = 1
    async for self.h in x: ...
    while a: self.i = 1
    else: self.j = 1
    with a as self.k, b as (self.l, m): self.n = 1
    async with a as self.o: ...
    try: self.p = 1
    except* E: self.q = 1
    else: self.r = 1
    finally: self.s = 1
    match a:
        case 1: self.t = 1
    def g(): self.u = 1
    class C: self.v = 1
    other.w = self.x = 1
    del self.y
"""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_statement_of_a_file_is_found_once(path: Path) -> None:
    for statement in ast.parse(path.read_text()).body:
        found = list(statements_within(statement))
        below = [node for node in ast.walk(statement) if isinstance(node, ast.stmt) and node is not statement]
        assert {*found} == {*below}
        assert len(found) == len(below)


def test_whatever_sets_an_attribute_of_self_is_seen() -> None:
    function = ast.parse(EVERY_BODY).body[0]
    assert isinstance(function, ast.AsyncFunctionDef)
    assert "".join(sorted(set_on_self(function))) == "abcdefghijklnopqrstuvx"
