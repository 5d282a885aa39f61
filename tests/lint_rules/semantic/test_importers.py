"""Who in the project imports a name, and who takes one from a module."""

from __future__ import annotations

import ast
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from tests.lint_rules.semantic.conftest import ProjectOf, Written, said, write_project

from lint_rules.semantic.cross_file.distributions import Distributions
from lint_rules.semantic.cross_file.importers import Importers
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.module_resolver import ModuleResolver

IMPORTS = (
    "from sqlalchemy.orm import Session",
    "from sqlalchemy.orm import Session as S",
    "from sqlalchemy.orm import (\n    Query,  # a note\n    Session,\n)",
    "from models import Session",
    "from models import Session as Session",
    "from models import *",
    "import Session",
    "def f():\n    from models import Session",
    "if x:\n    from models import Session",
    "# from models import Session",
    "from models import Sessions",
    "from models import Query as Session",
)


def importers_of(project: Written) -> Importers:
    return project.index


def worlds(project: Written) -> Distributions:
    return Distributions(ModuleResolver(project.root), lambda _: None, DependencyRecorder())


def expected(path: str, source: str) -> list[tuple[str, int]]:
    """The module-level `from … import Session` of a file that keep the name."""
    tree = ast.parse(source)
    statements = [inner for node in tree.body for inner in (node.body if isinstance(node, ast.If) else [node])]
    return [
        (path, alias.lineno)
        for node in statements
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "Session" and alias.asname in {None, "Session"}
    ]


@given(st.dictionaries(st.sampled_from(("a.py", "b.py", "pkg/c.py")), st.lists(st.sampled_from(IMPORTS), max_size=3)))
def test_every_module_that_imports_a_name_bare_is_an_importer(drawn: dict[str, list[str]]) -> None:
    sources = {path: "".join(f"{line}\n" for line in lines) for path, lines in drawn.items()}
    with TemporaryDirectory() as folder:
        project = write_project(Path(folder), {"models.py": "class Session: ...\n", **sources})
        importers = importers_of(project).importers("Session")
        places = [(importer.path.relative_to(folder).as_posix(), importer.span.start.row) for importer in importers]
    assert sorted(places) == sorted(place for path, source in sources.items() for place in expected(path, source))


def test_an_importer_says_where_and_what_it_imports(project_of: ProjectOf) -> None:
    project = project_of({"models.py": "class Session: ...\n", "main.py": "\nfrom models import Session\n"})
    (importer,) = importers_of(project).importers("Session")
    assert (importer.bound, importer.module, said(importer.meaning)) == ("Session", "main", "models.Session")
    assert importer.place == (project.root / "main.py", importer.span)
    assert (importer.span.start.row, importer.span.start.column) == (2, 20)


def test_the_frameworks_importer_is_another_file_than_the_one_that_asks(project_of: ProjectOf) -> None:
    source = "from sqlalchemy.orm import Session\n"
    project = project_of({"a.py": source, "b.py": source, "c.py": "from models import Session\n"})
    importers, a, b = importers_of(project), project.root / "a.py", project.root / "b.py"
    answers = [importers.framework_importer("Session", path, worlds(project)) for path in (a, b, project.root / "c.py")]
    assert [importer.path for importer in answers if importer is not None] == [b, a, a]


def test_a_file_that_imports_the_framework_twice_does_not_hide_another(project_of: ProjectOf) -> None:
    source = "from sqlalchemy.orm import Session\n"
    project = project_of({"a.py": source * 2, "b.py": source})
    importer = importers_of(project).framework_importer("Session", project.root / "a.py", worlds(project))
    assert importer is not None
    assert importer.path == project.root / "b.py"


def test_without_another_file_there_is_no_importer_of_the_frameworks_class(project_of: ProjectOf) -> None:
    project = project_of({"a.py": "from sqlalchemy.orm import Session\nfrom sqlalchemy.orm import Session\n"})
    assert importers_of(project).framework_importer("Session", project.root / "a.py", worlds(project)) is None
