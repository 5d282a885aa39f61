"""An import is put where a line can stand: not into a statement, nor between what belongs together."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules.fixes.imports.edits import imported
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.project import Project
from lint_rules.source.file import SourceFile
from lint_rules.source.spans import apply_edits


def with_import(text: str, *, for_checkers: bool = False) -> str:
    source = SourceFile(Path("/project/app/api.py"), text.encode())
    project = Project(Path("/project"), ResolutionOptions(), files=lambda: [source], read=lambda _: None)
    module = project.open(source)
    assert isinstance(module, SemanticModel)
    return apply_edits(
        module.tree.lines, imported("sqlalchemy.orm", "Session", "Row", module, for_checkers=for_checkers)
    )


NOTICE = st.sampled_from(["", "#!/usr/bin/python\n", "# coding: utf-8\n", "# Copyright\n\n", "# Copyright\n", "\n"])
DOCSTRING = st.sampled_from(
    ["", '"""What."""\n', '"""What.\n# no comment\n    import no\n"""\n', "'''a''' 'b' \\\n    'c'\n"]
)
FUTURE = st.sampled_from(
    ["", "from __future__ import annotations\n", "from __future__ import (\n    annotations,\n)\n\n"]
)
COMMENT = st.sampled_from(["", "# about it\n", "# about\n# it\n", "\n", "\n# about it\n"])
IMPORT = st.sampled_from(
    [
        "import os\n",
        "import zlib, \\\n    abc\n",
        "from zope import b\n",
        "from zope import (\n    b,  # about b\n    # from no import no\n)\n",
        "from app import \\\n    models\n",
        "from . import models\n",
        "import os; import abc\n",
        "import os; x = '''\n# no\n'''\n",
    ]
)
BLOCK = st.sampled_from(
    [
        "if TYPE_CHECKING:\n    x = 1\n",
        "if TYPE_CHECKING:\n    # about it\n    x = 1\n",
        "if TYPE_CHECKING:\n    import os, \\\n  abc\n    y = 1\n",
        "if TYPE_CHECKING: \\\n    x = 1\n",
        "if (TYPE_CHECKING\n):\n\t@a\n\tdef f(): ...\n",
        "if TYPE_CHECKING:\n    \\\n  x = 1\n",
        "if TYPE_CHECKING:\n    from zope import (\n  b,\n)\n",
        "try:\n    import c\nexcept ImportError:\n    c = None\n",
        "x = [\n# in it\n1,\n]\n",
    ]
)
REST = st.sampled_from(
    ["", "@a\n# about f\n@b(\n)\ndef f(): ...\n", "x: Row = 1\n", "class C:\n    import no\n", "f(\n)"]
)


@st.composite
def modules(draw: st.DrawFn) -> str:
    """Return a module of which only what stands around its imports matters."""
    imports = draw(st.lists(st.tuples(COMMENT, IMPORT).map("".join), max_size=4))
    middle = draw(st.lists(st.tuples(COMMENT, st.one_of(BLOCK, IMPORT)).map("".join), max_size=3))
    pieces = [draw(NOTICE), draw(DOCSTRING), draw(FUTURE), *imports, *middle, draw(COMMENT), draw(REST)]
    text = "".join(pieces)
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def statements(tree: ast.AST) -> list[str]:
    """Return all statements but the import that is added."""
    added = ast.dump(ast.parse("from sqlalchemy.orm import Session as Row").body[0])
    return [text for node in ast.walk(tree) if isinstance(node, ast.stmt) and (text := _head(node)) != added]


def _head(node: ast.stmt) -> str:
    if isinstance(node, ast.If | ast.Try | ast.ClassDef | ast.FunctionDef):
        return f"{type(node).__name__} {ast.get_docstring(node) if isinstance(node, ast.ClassDef) else ''}"
    return ast.dump(node)


def comments_with_what_is_below(text: str) -> list[tuple[str, str]]:
    """Return each line that is a comment or a decorator, with the line below it."""
    lines = text.split("\n")
    return [
        (line, below)
        for line, below in pairwise(lines)
        if line.lstrip().startswith(("#", "@")) and "coding" not in line and not line.startswith("#!")
    ]


@settings(deadline=None, max_examples=200)
@given(text=modules(), for_checkers=st.booleans())
def test_an_import_stands_where_it_belongs_and_leaves_all_else_as_it_is(text: str, for_checkers: bool) -> None:  # noqa: FBT001
    after = with_import(text, for_checkers=for_checkers)
    compile(after, "case.py", "exec", dont_inherit=True)  # also refuses a __future__ that is no longer first
    before_tree, tree = ast.parse(text), ast.parse(after)
    assert ast.get_docstring(tree) == ast.get_docstring(before_tree)
    assert statements(tree) == statements(before_tree)
    pairs = comments_with_what_is_below(after)
    assert [
        pair for pair in comments_with_what_is_below(text) if pair not in pairs and "Copyright" not in pair[0]
    ] == []
    (added,) = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy.orm")
    uses = [node for node in tree.body if isinstance(node, ast.AnnAssign | ast.FunctionDef | ast.ClassDef)]
    assert all(added.lineno < use.lineno for use in uses)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import os\n\n# ours\nfrom app import models\n",
            "import os\n\nfrom sqlalchemy.orm import Session as Row\n\n# ours\nfrom app import models\n",
        ),
        (
            "import os\n\nfrom pydantic import A\n# about B\nfrom zope import B\n",
            "import os\n\nfrom pydantic import A\nfrom sqlalchemy.orm import Session as Row\n# about B\nfrom zope import B\n",
        ),
        (
            "def f(db: Row): ...\n\nimport os\n",
            "from sqlalchemy.orm import Session as Row\n\n\ndef f(db: Row): ...\n\nimport os\n",
        ),
    ],
)
def test_what_belongs_together_stays_together(before: str, after: str) -> None:
    assert with_import(before) == after
