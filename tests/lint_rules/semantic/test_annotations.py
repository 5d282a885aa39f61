"""An annotation -> the class that it names."""

from __future__ import annotations

import ast

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf, said

PREFIX = """\
import typing as t
from typing import Annotated, Any, Final, Optional, Union
from fastapi import Depends
class A: ...
class B: ...
"""


@pytest.mark.parametrize(
    ("annotation", "denotes"),
    [
        ("A", "main.A"),
        ("A | None", "main.A"),
        ("None | A", "main.A"),
        ("Optional[A]", "main.A"),
        ("t.Optional[A]", "main.A"),
        ("Union[A, None]", "main.A"),
        ("Union[A, B]", "unknown"),
        ("A | B", "unknown"),
        ("A | B | None", "unknown"),
        ("'A'", "main.A"),
        ("'A | None'", "main.A"),
        ("Optional['A']", "main.A"),
        ("'Optional[A]'", "main.A"),
        ("Annotated[A, Depends(f)]", "main.A"),
        ("Annotated[A | None, Depends(f)]", "main.A"),
        ("Final[A]", "main.A"),
        ("A[int]", "main.A"),
        ("list[A]", "builtins.list"),
        ("Any", "typing.Any"),
        ("None", "unknown"),
        ("'not an expression at all'", "unknown"),
        ("f(A)", "unknown"),
    ],
)
def test_an_annotation_denotes(annotation: str, denotes: str, project_of: ProjectOf) -> None:
    module = project_of(f"{PREFIX}def f(x: {annotation}): ...\n").open("main.py")
    parameter = next(one for one in module.nodes(ast.arg) if one.arg == "x")
    assert said(module.annotations.denoted(parameter.annotation)) == denotes


def test_the_name_inside_an_annotation_has_its_own_place(project_of: ProjectOf) -> None:
    module = project_of(f"{PREFIX}def f(x: 'Optional[A]'): ...\n").open("main.py")
    named = module.annotations.named(module.nodes(ast.arg)[0].annotation)
    assert named is not None
    start, end = module.span(named)
    assert module.tree.lines.line(start.row)[start.column - 1 : end.column - 1] == "A"
