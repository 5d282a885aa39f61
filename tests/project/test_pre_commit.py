"""The hooks that pre-commit reads -> what it runs on a commit, and lets through or not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text())
MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
PAGE = """\
from sqlalchemy.orm import Session
from models import Session


def ids(db: Session):
    return [one.id for one in db.query(Session)]
"""
UNTRUE = """\
from sqlalchemy.orm import Session
from models import Session as Recording


def title(db: Session) -> None:
    one: Recording = db.query(Recording).first()
    print(one)
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    names = {
        f"GIT_{who}_{what}": "someone@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    # Git runs the project's own hooks with variables that lead to the project's repository.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**inherited, "PATH": tools, "PRE_COMMIT_HOME": str(folder / ".cache"), "NO_COLOR": "1", **names}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the hooks, as they are but for their environment: the command that is installed here."""
    local = [
        {name: value for name, value in hook.items() if name not in {"additional_dependencies", "language"}}
        | {"language": "system"}
        for hook in HOOKS
    ]
    (tmp_path / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": local}]}))
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "models.py").write_text(MODELS)
    (tmp_path / "page.py").write_text(PAGE)
    (tmp_path / ".gitignore").write_text(".cache/\n")
    run(tmp_path, "git", "init", "--quiet")
    run(tmp_path, "git", "add", ".pre-commit-config.yaml", ".gitignore", "pyproject.toml", "models.py")
    run(tmp_path, "git", "commit", "--quiet", "--message", "begin")
    return tmp_path


@pytest.mark.slow
def test_pre_commit_accepts_the_file_of_hooks(tmp_path: Path) -> None:
    done = run(tmp_path, "pre-commit", "validate-manifest", str(MANIFEST))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_hook_installs_what_the_checker_needs() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["lint"]
    assert [hook["additional_dependencies"] for hook in HOOKS] == [lint, lint]


@pytest.mark.slow
def test_a_commit_is_stopped_by_what_a_staged_file_means_in_the_whole_project(repository: Path) -> None:
    run(repository, "git", "add", "page.py")
    stopped = run(repository, "pre-commit", "run", "session-lint")
    assert stopped.returncode == 1
    assert "shadowed-import" in stopped.stdout
    assert "hidden: `sqlalchemy.orm.Session`" in stopped.stdout


@pytest.mark.slow
def test_a_commit_without_findings_or_without_python_passes(repository: Path) -> None:
    (repository / "notes.txt").write_text(PAGE)
    run(repository, "git", "add", "notes.txt")
    assert "(no files to check)Skipped" in run(repository, "pre-commit", "run", "session-lint").stdout
    (repository / "page.py").write_text(
        PAGE.replace("models import Session", "models import Session as Row").replace("query(Session", "query(Row")
    )
    run(repository, "git", "add", "page.py")
    passed = run(repository, "pre-commit", "run", "session-lint")
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout


@pytest.mark.slow
def test_the_hook_that_fixes_mends_what_is_safe_and_stops_the_commit_once(repository: Path) -> None:
    (repository / "page.py").write_text(UNTRUE)
    run(repository, "git", "add", "page.py")
    stopped = run(repository, "pre-commit", "run", "session-lint-fix")
    assert stopped.returncode == 1
    assert "files were modified by this hook" in stopped.stdout
    assert (repository / "page.py").read_text() == UNTRUE.replace(": Recording =", ": Recording | None =")
    run(repository, "git", "add", "page.py")
    assert run(repository, "pre-commit", "run", "session-lint-fix").returncode == 0
