"""A class and a file -> the alias for it, and the uses that follow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lint_rules.fixes.alias import alias_for, free, made_up, second_name, session_alias
from lint_rules.fixes.rename import is_safe_to_rename, realiased
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.project import Project
from lint_rules.source.file import SourceFile
from lint_rules.source.spans import apply_edits

MODELS = "class Session: ...\n"


def opened(root: Path, files: Mapping[str, str], options: ResolutionOptions | None = None) -> SemanticModel:
    sources: dict[Path, SourceFile] = {}
    for name, text in {"api.py": "x = 1\n", "models.py": MODELS, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sources[path] = SourceFile(path, text.encode())
    project = Project(root, options or ResolutionOptions(), files=sources.values, read=sources.get)
    module = project.open(sources[root / "api.py"])
    assert isinstance(module, SemanticModel)
    return module


def session_of(module: SemanticModel) -> DefinedClass:
    (found,) = module.names.classes_named("Session")
    return found


def test_the_configured_alias_is_first(tmp_path: Path) -> None:
    others = {"a.py": "from models import Session as Usual\n"}
    module = opened(tmp_path, others, ResolutionOptions(aliases={"models.Session": "Chosen"}))
    assert alias_for(session_of(module), module) == "Chosen"


def test_the_alias_of_most_files_is_next(tmp_path: Path) -> None:
    others = {
        f"{name}.py": f"from models import Session as {alias}\n"
        for name, alias in zip("abc", ["X", "Y", "Y"], strict=True)
    }
    module = opened(tmp_path, others)
    assert alias_for(session_of(module), module) == "Y"


def test_no_alias_is_a_name_that_the_file_uses(tmp_path: Path) -> None:
    text = "def f(Chosen):\n    def g(): Usual = 1\n    return ModelSession\n"
    others = {"a.py": "from models import Session as Usual\n", "api.py": text}
    module = opened(tmp_path, others, ResolutionOptions(aliases={"models.Session": "Chosen"}))
    assert alias_for(session_of(module), module) == "ModelSession2"


def test_no_alias_is_a_name_that_a_star_import_brings(tmp_path: Path) -> None:
    others = {"a.py": "from models import Session as Usual\n", "more.py": "Usual = ModelSession = 1\n"}
    module = opened(tmp_path, {**others, "api.py": "from more import *\n"})
    assert alias_for(session_of(module), module) == "ModelSession2"


def test_no_made_up_name_is_that_of_another_class_or_a_builtin(tmp_path: Path) -> None:
    module = opened(tmp_path, {"other.py": "class ModelSession: ...\n"})
    assert alias_for(session_of(module), module) == "ModelSession2"
    assert free(["print", "class", "fine"], module) == "fine"


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("app.transcriptions", ["TranscriptionSession", "AppSession"]),
        ("app.models.session", ["ModelSession", "AppSession"]),
        ("user_data.status", ["StatusSession", "UserDataSession"]),
        ("session", ["SessionModel"]),
    ],
)
def test_names_are_made_of_the_modules_around_a_class(tmp_path: Path, module: str, names: list[str]) -> None:
    find = session_of(opened(tmp_path, {})).find
    assert made_up(DefinedClass("Session", module, tmp_path, find)) == names


def test_the_framework_keeps_its_own_name_where_that_is_clear(tmp_path: Path) -> None:
    clear = opened(tmp_path / "a", {"models.py": "class Row: ...\n"})
    assert session_alias("sqlalchemy.orm.Session", clear) == "Session"
    unclear = opened(tmp_path / "b", {})
    assert session_alias("sqlalchemy.orm.Session", unclear) == "SQLSession"
    usual = opened(tmp_path / "c", {"a.py": "from sqlalchemy.orm import Session as Database\n"})
    assert session_alias("sqlalchemy.orm.Session", usual) == "Database"
    assert second_name("sqlalchemy.orm.Session", usual) == "Database"


def renamed(root: Path, text: str, others: Mapping[str, str] | None = None, *, name: str = "Session") -> str | None:
    module = opened(root, {"api.py": text, **(others or {})})
    binding = module.bindings_in(module.tree.module, name)[0]
    if not is_safe_to_rename(binding, module):
        return None
    edits = realiased(binding, "Row", module.loads(binding), module)
    return None if edits is None else apply_edits(module.tree.lines, edits)


IMPORT = "from models import Session\n"


def test_every_use_follows_and_nothing_else(tmp_path: Path) -> None:
    text = (
        IMPORT + '"""Session."""\nclass A:\n    Session = Session\n'
        'def f(x: "list[Session]", y=Session) -> Session:\n    # Session\n    return A.Session(Session=lambda Session: Session)\n'
    )
    assert renamed(tmp_path, text) == (
        "from models import Session as Row\n" + '"""Session."""\nclass A:\n    Session = Row\n'
        'def f(x: "list[Row]", y=Row) -> Row:\n    # Session\n    return A.Session(Session=lambda Session: Session)\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        IMPORT + "__all__ = ['Session']\n",
        IMPORT + "print(globals()['Session'])\n",
        IMPORT + "del Session\n",
        IMPORT + "def f():\n    global Session\n    Session = 1\n",
        "try:\n    from models import Session\nexcept ImportError:\n    Session = None\n",
        IMPORT + "@dataclass\nclass A:\n    Session: Session\n    other: 'Session | None' = None\n",
        "class A:\n    from models import Session\n" + IMPORT + "Session = A\n",
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from models import Session\n"
            'class A:\n    rows: Mapped[list["Session"]]\n'
        ),
    ],
)
def test_a_name_that_something_else_knows_stays(tmp_path: Path, text: str) -> None:
    assert renamed(tmp_path, text) is None


@pytest.mark.parametrize("other", ["from api import Session\n", "import api\napi.Session\n", "patch('api.Session')\n"])
def test_a_name_that_another_file_takes_from_here_stays(tmp_path: Path, other: str) -> None:
    assert renamed(tmp_path, IMPORT + "x = Session\n", {"other.py": other}) is None


def test_an_alias_is_replaced_and_a_comment_beside_it_stays(tmp_path: Path) -> None:
    text = "from models import (\n    Session as  # why\n    Lesson\n)\n"
    assert renamed(tmp_path, text, name="Lesson") == "from models import (\n    Session as  # why\n    Row\n)\n"
