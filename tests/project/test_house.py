"""The project's own files -> the house rules that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from tests.project.files import project_files

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
DRAWERS = {"utils", "util", "common", "helpers", "helper", "base", "manager", "misc", "tools"}
LONGEST = 300
BINARY = {".png", ".ico", ".gz", ".whl"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of_code(text: str) -> int:
    """Lines without the module's docstring and its top-level values: a rule's cases, a table of names."""
    body = ast.parse(text).body
    aside = [
        statement
        for statement in body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        or (statement is body[0] and ast.get_docstring(ast.parse(text)))
    ]
    return len(text.splitlines()) - sum((found.end_lineno or 0) - found.lineno + 1 for found in aside)


def texts() -> list[Path]:
    """Every text of the project."""
    return [path for path in project_files() if path.suffix not in BINARY and path != Path(__file__)]


@pytest.mark.parametrize("source", SOURCES, ids=named)
def test_a_module_begins_with_one_sentence(source: Path) -> None:
    docstring = ast.get_docstring(ast.parse(source.read_text()))
    assert docstring, "a module says in one sentence what goes in and what comes out"
    summary = docstring.split("\n\n")[0]
    assert summary.endswith((".", "?"))
    assert "\n" not in summary


@pytest.mark.parametrize("source", SOURCES, ids=named)
def test_a_module_is_short_enough_to_read_at_once(source: Path) -> None:
    assert lines_of_code(source.read_text()) <= LONGEST


def test_documentation_and_data_do_not_count_as_code() -> None:
    assert lines_of_code('"""One.\n\nTwo.\n"""\n\nTABLE = [\n    1,\n]\n\n\ndef f():\n    pass\n') == 5


def test_no_module_is_a_drawer() -> None:
    assert [named(source) for source in SOURCES if DRAWERS & {source.stem, source.parent.name}] == []


@pytest.mark.parametrize(
    ("unwanted", "why"),
    [
        (r"/(?:home|root|Users)/\w", "a path of one machine"),
        (r"/work/\w", "a path of one machine"),
        (r"pypi\.org|pythonhosted|npmjs|registry\.yarn|file:///opt", "a package registry's host"),
    ],
)
def test_the_project_speaks_only_of_itself(unwanted: str, why: str) -> None:
    found = [
        f"{named(path)}:{number}: {why}: {line.strip()}"
        for path in texts()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if re.search(unwanted, line)
    ]
    assert found == []
