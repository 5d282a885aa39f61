"""Which classes of the project bear a name, and which of them a call maps."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lint_rules.semantic.conftest import ProjectOf, Written, write_project

from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.names.symbol import DefinedClass

STATEMENTS = (
    "class Job: ...",
    "class  Job(Task): ...",
    "class\tTask:\n    class Job: ...",
    "if x:\n    class Job: ...",
    "def f():\n    class Task: ...",
    "class \\\n  Task: ...",
    "text = '''\nclass Job: ...\n'''",
    "# class Task: ...",
    "class Jobs: ...",
    "@mapped\nclass Task: ...",
    "from other import Job",
    "revision = 'a'",
    "down_revision = 'b'",
)


def index_of(project: Written) -> ProjectIndex:
    return project.index


def expected(sources: Mapping[str, str], name: str) -> list[tuple[str, int]]:
    """The module-level class statements of a name, by path and line, migrations left out."""
    return [
        (path, node.lineno)
        for path, source in sorted(sources.items())
        if not {"revision", "down_revision"} <= _assigned(source)
        for node in _module_level(ast.parse(source))
        if isinstance(node, ast.ClassDef) and node.name == name
    ]


def _assigned(source: str) -> set[str]:
    return {
        target.id
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _module_level(tree: ast.Module) -> list[ast.stmt]:
    return [inner for node in tree.body for inner in ([node, *node.body] if isinstance(node, ast.If) else [node])]


@given(
    st.dictionaries(
        st.sampled_from(("a.py", "pkg/b.py", "pkg/c.py")), st.lists(st.sampled_from(STATEMENTS), max_size=4), min_size=1
    )
)
def test_classes_of_a_name_are_the_class_statements_of_all_modules(drawn: dict[str, list[str]]) -> None:
    sources = {path: "".join(f"{statement}\n" for statement in statements) for path, statements in drawn.items()}
    with TemporaryDirectory() as folder:
        project = write_project(Path(folder), sources)
        for name in ("Job", "Task", "Gone"):
            known = index_of(project).classes_named(name)
            places = [(defined.path.relative_to(folder).as_posix(), defined.node.lineno) for defined in known]
            assert sorted(places) == expected(sources, name)


CLASSES = "class Job: ...\nclass Task: ...\n"


@pytest.mark.parametrize(
    ("mapping", "is_mapped"),
    [
        ("", False),
        ("registry().map_imperatively(Job, table)", True),
        ("registry().map_imperatively(class_=Job, local_table=table)", True),
        ("registry().map_imperatively(Task, table)", False),
        ("registry().map_imperatively(Job)", False),
        ("registry().map_imperatively(Job)\nregistry().map_imperatively(Task, table)", False),
        ("registry().map_imperatively(models['jobs'], table)", None),
        ("mapper(Job, table)", True),
        ("mapper(models['jobs'], table)", False),
        ("from sqlalchemy.orm import mapper\nmapper(models['jobs'], table)", None),
    ],
)
def test_a_class_is_mapped_by_a_call_anywhere_in_the_project(
    mapping: str, *, is_mapped: bool | None, project_of: ProjectOf
) -> None:
    head = "from sqlalchemy.orm import registry\nfrom app.models import Job, Task\n"
    project = project_of({"app/__init__.py": "", "app/models.py": CLASSES, "app/tables.py": f"{head}{mapping}\n"})
    (job,) = index_of(project).classes_named("Job")
    assert isinstance(job, DefinedClass)
    assert index_of(project).is_mapped_by_call(job) is is_mapped


def test_the_copies_that_migrations_have_are_no_classes_of_the_project(project_of: ProjectOf) -> None:
    copy = "revision = 'b'\ndown_revision = 'a'\nclass Job: ...\n"
    project = project_of({"models.py": CLASSES, "versions/b.py": copy})
    assert [defined.path.name for defined in index_of(project).classes_named("Job")] == ["models.py"]


def test_the_files_are_read_once_however_often_something_is_asked(project_of: ProjectOf) -> None:
    project = project_of({"models.py": CLASSES, "main.py": ""})
    index = index_of(project)
    first = index.classes_named("Job")
    (project.root / "models.py").write_text("class Other: ...\n")
    assert index.classes_named("Job") == first
