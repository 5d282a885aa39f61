"""The top of a file: all that questions about the imports of a name have to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.index.import_header import top_of
from lint_rules.semantic.scopes.builder import bind
from lint_rules.semantic.scopes.model import Binding
from lint_rules.semantic.trees import TreeStore
from lint_rules.source.file import SourceFile
from lint_rules.source.syntax.parser import SyntaxFailure, parse

OWN_SOURCES = sorted((Path(__file__).parents[3] / "src" / "lint_rules").rglob("*.py"))
IMPORT = "from app.models import Session as Own, User\n"


def top(source: str, name: str = "Session") -> str | None:
    found = top_of(SourceFile(Path("/app/main.py"), source.encode()), name)
    return None if found is None else found.data.decode()


def imports(data: bytes) -> list[tuple[str, str | None, int, int]] | None:
    tree = parse(SourceFile(Path("/app/main.py"), data))
    if isinstance(tree, SyntaxFailure):
        return None
    found = [one for bindings in bind(tree.module).module_scope.bindings.values() for one in bindings]
    return [shown for one in found if (shown := import_of(one)) is not None]


def import_of(binding: Binding) -> tuple[str, str | None, int, int] | None:
    node = binding.node
    return (node.name, node.asname, node.lineno, node.col_offset) if isinstance(node, ast.alias) else None


@pytest.mark.parametrize("path", OWN_SOURCES, ids=lambda path: path.stem)
def test_a_top_that_can_be_parsed_holds_every_import_that_the_file_makes_of_the_name(path: Path) -> None:
    data = path.read_bytes()
    whole = imports(data) or []
    for name in sorted({"nowhere", *(word for one in whole for word in one[:2] if word)}):
        found = top_of(SourceFile(path, data), name)
        by_top = None if found is None else imports(found.data)
        if by_top is not None:
            assert [one for one in by_top if name in one[:2]] == [one for one in whole if name in one[:2]]


@pytest.mark.parametrize("first", ["class A: ...", "def f(): ...", "async def f(): ...", "@decorated\nclass A: ..."])
def test_a_top_ends_above_the_first_function_or_class(first: str) -> None:
    assert top(f"{IMPORT}default = 1\nclassic = 2\n{first}\nSession\n") == f"{IMPORT}default = 1\nclassic = 2\n"


@pytest.mark.parametrize(
    "below",
    [
        "from other import Session",
        "from other import Else as Session",
        "from other import Session as Else",
        "    from other import Session",
        "if True:\n    from other import (\n        Session,\n    )",
        "# import Session",
    ],
)
def test_a_file_has_no_top_when_more_of_it_may_import_the_name(below: str) -> None:
    assert top(f"{IMPORT}class A: ...\n{below}\n") is None
    assert top(f"{IMPORT}class A: ...\n{below}\n", "User") == IMPORT


def test_a_file_has_no_top_when_it_has_neither_functions_nor_classes() -> None:
    assert top(IMPORT) is None


def test_a_text_with_a_line_like_a_class_is_no_end_of_the_top(project_of: ProjectOf) -> None:
    sources = {
        "main.py": "",
        "own.py": '"""A text.\nclass A: of lines\n"""\nfrom sqlalchemy.orm import Session\nclass A: ...\n',
    }
    importer = project_of(sources).open("main.py").framework_importer("Session")
    assert importer is not None
    assert importer.span.start.row == 4


@pytest.mark.parametrize("before", [["broken.py"], []], ids=["checked before", "not checked before"])
def test_a_file_that_is_broken_below_its_top_imports_what_its_top_imports(
    before: list[str], project_of: ProjectOf
) -> None:
    written = project_of({"main.py": "", "broken.py": "from sqlalchemy.orm import Session\nclass A: (\n"})
    for broken in map(written.root.joinpath, before):
        assert isinstance(written.project.open(SourceFile(broken, broken.read_bytes())), SyntaxFailure)
    importer = written.open("main.py").framework_importer("Session")
    assert importer is not None
    assert importer.path.name == "broken.py"


def parsed_whole(_: TreeStore, path: Path) -> None:
    pytest.fail(f"{path} was parsed whole")


def test_questions_about_imports_parse_no_more_than_the_tops(
    project_of: ProjectOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = project_of({"main.py": "", "long.py": "from sqlalchemy.orm import Session\nclass A: ...\n"})
    module = written.open("main.py")
    monkeypatch.setattr(TreeStore, "load", parsed_whole)
    assert module.framework_importer("Session") is not None
