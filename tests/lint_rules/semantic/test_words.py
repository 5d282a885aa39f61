"""Which files may import or declare a name: too many, never too few."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.semantic.index.words import declared_classes, imported_words, may_map_by_call

_NAMES = st.sampled_from(["Session", "a", "db", "ﬁeld", "é", "Größe"])
_GAPS = st.sampled_from([" ", "  ", "\t", " \\\n", " \\\r\n  ", "\x0c "])
_COMMENTS = st.sampled_from(["", "# (a) or b)\n", "  # import\n", "\n", "\r\n"])


@st.composite
def _statements(draw: st.DrawFn) -> str:
    """Return an import statement in one of the layouts that Python allows."""
    aliases = [f"{draw(_NAMES)}{draw(_GAPS)}as{draw(_GAPS)}{draw(_NAMES)}" for _ in range(draw(st.integers(1, 3)))]
    gap = draw(_GAPS)
    before = draw(st.sampled_from(["", "x = 1; ", "import os; ", "'import ('; ", "if 'import': "]))
    if draw(st.booleans()):
        inside = "".join(f"{draw(_COMMENTS)}{alias},{draw(_COMMENTS)}" for alias in aliases)
        return f"{before}from{gap}.m{gap}import{draw(st.sampled_from(['', gap]))}({inside})\n"
    return f"{before}from{gap}m{gap}import{gap}{f',{gap}'.join(aliases)}\n"


@given(st.lists(_statements(), max_size=4).map("".join))
def test_no_imported_name_is_missed(source: str) -> None:
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    imported = imported_words(source.encode())
    renamed = [alias for node in nodes for alias in node.names if alias.asname]
    assert {alias.name for node in nodes for alias in node.names} <= imported.names
    assert {alias.asname for alias in renamed} <= imported.names | imported.aliases
    assert {alias.name for alias in renamed} <= imported.renamed


@given(_NAMES, _GAPS, st.sampled_from(["", "@d\n", "'class'\n"]))
def test_no_declared_class_is_missed(name: str, gap: str, before: str) -> None:
    source = f"{before}class{gap}{name}: ...\n"
    declared = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)}
    assert declared <= declared_classes(source.encode())


@pytest.mark.parametrize("source", ["from m import *", "from m import(*)", "from m import \\\n*"])
def test_a_star_is_a_word(source: str) -> None:
    assert "*" in imported_words(source.encode())[0]


def test_names_far_from_an_import_are_left_out() -> None:
    assert imported_words(b"from a import b\nc = Session\n") == ({"b"}, set(), set())


def test_an_alias_is_told_apart_from_what_is_imported() -> None:
    words = imported_words(b"from a import (b # e\n as c, has as\\\n d)\n")
    assert words == ({"b", "e", "has"}, {"c", "d"}, {"b", "has"})


_INSIDE = st.sampled_from(["", " ", "\n", "# (a)\n", "\t# mapper()\r\n  "])


@given(
    st.sampled_from(["mapper", "r.map_imperatively", "(orm.mapper)"]),
    _INSIDE,
    st.sampled_from(["A", "(m.é)", "x[0]", "class_=A", "class_ # which\n = m.A"]),
)
def test_no_call_that_maps_a_class_is_missed(mapper: str, inside: str, mapped: str) -> None:
    source = f"({mapper}{inside}({inside}{mapped}{inside}, **t))\n"
    ast.parse(source)
    assert may_map_by_call(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "class_mapper(A, t)",
        "inspect(A).mapper",
        "mapper()",
        "mapper('a', t)",
        "mappers(A, t)",
        "[mapper(a) for a in b]",
        "# mapper (e.g., A)",
        "mapper(a + b, t)",
    ],
)
def test_what_only_looks_like_a_call_that_maps_is_left_out(source: str) -> None:
    assert not may_map_by_call(source.encode())
