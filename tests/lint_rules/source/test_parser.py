"""Files become trees with the positions on disk, whichever Python they are written for."""

from __future__ import annotations

import ast
import sys
import warnings
from pathlib import Path

import libcst
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lint_rules.source.file import SourceFile
from lint_rules.source.limits import LARGEST
from lint_rules.source.syntax.newer_syntax import masked
from lint_rules.source.syntax.parser import SyntaxFailure, Tree, parse
from lint_rules.source.syntax.tokens import Kind, tokens


def parsed(text: str | bytes) -> Tree | SyntaxFailure:
    return parse(SourceFile(Path("/project/a.py"), text.encode() if isinstance(text, str) else text))


def tree_of(text: str) -> Tree:
    tree = parsed(text)
    assert isinstance(tree, Tree), tree
    return tree


NEWER = [
    "try:\n    pass\nexcept A, B:\n    found()\n",
    "try:\n    pass\nexcept A, B,:\n    found()\n",
    "try:\n    pass\nexcept* A, b.C, (D):\n    found()\n",
    "def f[T: (int, str) = int](x: T): found()\n",
    "class A[\n    T,  # why\n    *Ts,\n](B):\n    def m[**P](self): found()\n",
    "type X[T] = list[T]; found()\ntype Y = int\n",
    "if 1: type X = int; found()\n",
    'x = f"{a["k"]}", found()\n',
    'x = f"{a[\'k\']:{w}} {f"{y}"}", found()\n',
    'x = t"{a}", found()\n',
    'x = f"{\n a # c\n}", found()\n',
    'x = f"{"\\n".join(a)}", found()\n',
    'x = f"{x!r:>{w}.{"3"}}", found()\n',
    'x = ("é" f"{é["b"]}é{c}" \n   # hi \n "z", found())\n',
    'x = f"""\n{a!r}{b=} \'"{{}}" {c != d}\n{x:%H:%M}{"""x"""}""", found()\n',
    "f'' if x else f'{a}' f'{b}{'c'}', found()\n",
    "x = f'\\N{DASH} \\{a}{'c'}', found()\n",
    "x = rf'\\{a}{'c'}', found()\n",
    "x = f'{found()}{'c'}'\n",
    "def f[T](x):\r\n    return f'{x['é']}', found()\r\n",
]


@pytest.mark.parametrize("text", NEWER)
def test_newer_syntax_that_libcst_parses_is_parsed_with_its_positions(text: str) -> None:
    libcst.parse_module(text)
    tree = tree_of(text)
    calls = [node for node in ast.walk(tree.module) if isinstance(node, ast.Call) and ast.unparse(node) == "found()"]
    (span,) = [tree.lines.span(call) for call in calls]
    assert tree.text[tree.lines.offset(span.start) : tree.lines.offset(span.end)] == "found()"


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python parses it by itself")
def test_what_was_masked_is_back_in_the_tree() -> None:
    module = tree_of('try:\n    log(f"{a["k"]}" "!")\nexcept A, B:\n    pass\n').module
    assert ast.unparse(module).replace('"', "'") == "try:\n    log(f'{a['k']}')\nexcept (A, B):\n    pass"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python parses it by itself")
def test_what_only_looks_like_an_expression_of_a_string_is_none() -> None:
    module = tree_of("x = f'{{a}} {b} {d['}}']}}}'\n").module
    assert ast.unparse(module) == "x = f\"{b}{d['}}']}\""


@pytest.mark.parametrize("text", NEWER)
def test_a_mask_keeps_every_byte_and_line_in_its_place(text: str) -> None:
    mask = masked(text)
    assert mask is None or [len(line) for line in mask.text.encode().split(b"\n")] == [
        len(line) for line in text.encode().split(b"\n")
    ]


@given(st.text("fFtr\"'{}[]():;=!,\\ \n#abétype def class except 1", max_size=60))
@example("f'{x!r:{'}'}'")
@example("class A[T")
def test_any_text_can_be_read_as_tokens_that_lie_in_order_and_masked_at_equal_length(text: str) -> None:
    data, end = text.encode(), 0
    for token in tokens(data):
        assert end <= token.start < token.end <= len(data)
        end = token.end
    mask = masked(text)
    assert mask is None or len(mask.text.encode()) == len(data)
    assert isinstance(parsed(text), Tree | SyntaxFailure)


@pytest.mark.parametrize("path", sorted(Path(ast.__file__).parent.glob("a*.py")), ids=lambda path: path.name)
def test_code_that_needs_no_mask_means_the_same_under_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    mask = masked(text)
    assert mask is None or isinstance(ast.parse(mask.text), ast.Module)
    assert [token.word for token in tokens(text.encode()) if token.kind is Kind.COMMENT]


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("x = 1\ndef f(:\n", 2, "invalid syntax"),
        ("{% if x %}\nimport a\n", 1, "invalid syntax"),
        ("x = " + "(" * 2_000, 1, "too many nested parentheses"),
        ("x = " + "-" * 100_000 + "1", 1, "nests too deeply"),
        ("x = " + "not " * 20_000 + "1", 1, "nests too deeply"),
        ("x = 1\0", 1, "NUL byte"),
        ("# coding: klingon", 1, "unknown encoding"),
        ("type X = int\ntry: f()\nexcept A, B: f()\nx = (1\n", 4, "'(' was never closed"),
        ("x = 1\n" * (LARGEST // 6 + 1), 1, "5.0 MB and was not checked"),
        ("# coding: utf-7\nx = '+2AA-'\n", 1, ""),
    ],
)
def test_what_cannot_be_parsed_is_one_failure_with_its_place(text: str, row: int, words: str) -> None:
    failure = parsed(text)
    assert isinstance(failure, SyntaxFailure)
    assert failure.position.row == row
    assert words in failure.message


def test_a_file_of_ten_megabytes_is_one_failure() -> None:
    failure = parsed(b"x = 1\n" * 1_700_000)
    assert isinstance(failure, SyntaxFailure)
    assert failure.message == "is 10.2 MB and was not checked; split it, or list it in `exclude`"


def test_warnings_about_the_checked_code_stay_inside() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tree_of('x = "\\d"\nassert (x, "y")\nif x is 1: pass\n')
    assert caught == []


def test_positions_count_characters_below_a_byte_order_mark() -> None:
    tree = parsed("\ufeffé = x\n".encode())
    assert isinstance(tree, Tree)
    (name,) = [node for node in ast.walk(tree.module) if isinstance(node, ast.Name) and node.id == "x"]
    assert tree.lines.span(name).start == (1, 5)
