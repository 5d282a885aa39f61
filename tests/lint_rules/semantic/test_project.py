"""The whole project: one tree for each file, and the questions about all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.project import Project
from lint_rules.source.file import SourceFile
from lint_rules.source.syntax.parser import SyntaxFailure

MODELS = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\nclass User(Base): ...\n"


class Shelf:
    """Files in memory, and a note of each that was read."""

    def __init__(self, **sources: str) -> None:
        self.sources = {Path(f"/shelf/{name}.py"): source.encode() for name, source in sources.items()}
        self.listed = 0
        self.project = Project(Path("/shelf"), ResolutionOptions(), files=self.files, read=self.read)

    def files(self) -> Iterator[SourceFile]:
        self.listed += 1
        return (SourceFile(path, data) for path, data in self.sources.items())

    def read(self, path: Path) -> SourceFile | None:
        data = self.sources.get(path)
        return None if data is None else SourceFile(path, data)


def test_a_file_keeps_its_tree_however_it_is_reached(project_of: ProjectOf) -> None:
    written = project_of({"models.py": MODELS, "main.py": "from models import User\nat('x', User)\n"})
    meaning = written.marked("main.py")["x"]
    assert isinstance(meaning, DefinedClass)
    assert meaning.node in written.open("models.py").nodes(ast.ClassDef)


def test_the_whole_project_is_listed_only_for_a_question_about_all_of_it() -> None:
    shelf = Shelf(a="class A: ...\nA\n", b="class A: ...\n")
    module = shelf.project.open(SourceFile(Path("/shelf/a.py"), b"class A: ...\nA\n"))
    assert not isinstance(module, SyntaxFailure)
    module.resolve(module.nodes(ast.Name)[0])
    assert shelf.listed == 0
    module.mapped_namesakes("A")
    listed = shelf.listed
    module.mapped_namesakes("A")
    assert shelf.listed == listed > 0


def test_a_mapped_namesake_is_found_anywhere_in_the_project(project_of: ProjectOf) -> None:
    written = project_of({"deep/models.py": MODELS, "plain.py": "class User: ...\n", "main.py": "x = 1\n"})
    assert [one.qualified_name for one in written.open("main.py").mapped_namesakes("User")] == ["deep.models.User"]
    assert written.open("main.py").mapped_namesakes("Use") == []


def test_a_namesake_inside_a_function_or_a_class_is_none(project_of: ProjectOf) -> None:
    inside = MODELS + "def f():\n    class Local(Base): ...\nclass Outer:\n    class Local(Base): ...\n"
    assert project_of({"models.py": inside, "main.py": ""}).open("main.py").mapped_namesakes("Local") == []


def test_who_imports_the_frameworks_class_bare_is_known(project_of: ProjectOf) -> None:
    sources = {
        "aliased.py": "from sqlalchemy.orm import Session as S\n",
        "own.py": "from models import Session\n",
        "nested.py": "def f():\n    from sqlalchemy.orm import Session\n",
        "models.py": "class Session: ...\n",
        "main.py": "",
    }
    assert project_of(sources).open("main.py").framework_importer("Session") is None
    written = project_of({**sources, "bare.py": "import os\nfrom sqlalchemy.orm import Session\n"})
    importer = written.open("main.py").framework_importer("Session")
    assert importer is not None
    assert importer.path.name == "bare.py"
    assert importer.place[1].start.row == 2


def test_a_broken_file_is_a_failure_when_opened_and_nothing_when_reached(project_of: ProjectOf) -> None:
    written = project_of({"broken.py": "class A(:\n", "main.py": "import broken\nat('x', broken.A)\n"})
    assert written.names("main.py") == {"x": "unknown"}
    path = written.root / "broken.py"
    assert isinstance(written.project.open(SourceFile(path, path.read_bytes())), SyntaxFailure)


def test_what_a_class_is_reads_well_in_a_sentence(project_of: ProjectOf) -> None:
    source = (
        MODELS + "from dataclasses import dataclass\nfrom sqlalchemy.orm import Session, sessionmaker\nimport models\n"
    )
    source += "from unheard import U\n@dataclass\nclass D: ...\nclass O(U): ...\n"
    source += "".join(
        f"at({name!r}, {name})\n" for name in ("User", "D", "O", "Session", "sessionmaker()", "models", "U()")
    )
    written = project_of({"main.py": source, "models.py": MODELS})
    module = written.open("main.py")
    assert {place: module.describe(meaning) for place, meaning in written.marked("main.py").items()} == {
        "User": "`main.User` (a mapped class)",
        "D": "`main.D` (a dataclass)",
        "O": "`main.O`",
        "Session": "`sqlalchemy.orm.Session` (the database session class)",
        "sessionmaker()": "what `sqlalchemy.orm.sessionmaker(...)` returned",
        "models": "`models` (a module)",
        "U()": "what `unheard.U(...)` returned",
    }
