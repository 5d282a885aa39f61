"""`session-lint check --types` on small projects -> one report, each finding once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from lint_rules.cli.main import main
from lint_rules.linter.mypy import run
from lint_rules.linter.mypy.interpreter import interpreter_of
from lint_rules.linter.mypy.module_groups import grouped

SQLALCHEMY = """\
class Session:
    def query(self, entity: object) -> object: ...
    def add(self, instance: object) -> None: ...
class DeclarativeBase: ...
"""
# A stub stands for SQLAlchemy, where it would be analysed again for each test.
STUB = {
    "sqlalchemy/__init__.py": "",
    "sqlalchemy/orm/__init__.py": "from sqlalchemy.orm.session import DeclarativeBase, Session\n",
    "sqlalchemy/orm/session.py": SQLALCHEMY,
}
DOMAIN = "from dataclasses import dataclass\n\n@dataclass\nclass Order:\n    id: int\n"
REPOSITORY = """\
from typing import Generic, TypeVar
from sqlalchemy.orm import Session
T = TypeVar("T")
class Repository(Generic[T]):
    def __init__(self, connection: Session) -> None:
        self.connection = connection
"""
USE = """\
from sqlalchemy.orm import Session
from shop.domain import Order
from shop.repository import Repository

class Orders(Repository[Order]):
    def typed(self):
        return self.connection.query(Order)

    def excused(self):
        return self.connection.query(Order)  # session-lint: ignore[unmapped-query-entity]

def both(db: Session):
    db.query(Order)
"""
SHOP = {
    "pyproject.toml": '[tool.session-lint]\nexclude = ["sqlalchemy/"]\n',
    "shop/__init__.py": "",
    "shop/domain.py": DOMAIN,
    "shop/repository.py": REPOSITORY,
    "shop/use.py": USE,
    **STUB,
}


def laid(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def found(capsys: pytest.CaptureFixture[str], *argv: str) -> list[tuple[int, str]]:
    """Run the check and return row and rule of each finding."""
    main(["check", *argv, "--output-format", "json"])
    return [(one["location"]["row"], one["code"]) for one in json.loads(capsys.readouterr().out)]


@pytest.mark.slow
def test_what_only_types_show_is_reported_beside_the_rest_and_each_finding_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = str(laid(tmp_path, SHOP))
    rule = "unmapped-query-entity"
    assert found(capsys, shop) == [(13, rule), (10, "unused-suppression")]  # an error, then a note
    assert found(capsys, shop, "--types") == [(7, rule), (13, rule)]
    assert found(capsys, shop, "--types", "--ignore", rule) == []
    code = main(["check", shop, "--types"])
    streams = capsys.readouterr()
    assert code == 1
    assert streams.err.startswith("mypy took ")
    assert (
        "7 |         return self.connection.query(Order)\n    |                                      ^^^^^"
        in streams.out
    )


@pytest.mark.slow
def test_a_rule_that_only_types_show_runs_when_it_is_selected_and_is_excused_like_any_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use = "from sqlalchemy.orm import Session\ndef f(db: Session, any):\n    db.query(any)\n"
    excused = f"{use}    db.query(any)  # session-lint: ignore[untyped-query]\n"
    shop = str(laid(tmp_path, {**STUB, "pyproject.toml": SHOP["pyproject.toml"], "use.py": excused}))
    assert found(capsys, shop) == found(capsys, shop, "--types") == []
    assert found(capsys, shop, "--types", "--extend-select", "untyped-query") == [(3, "untyped-query")]
    settings = f'{SHOP["pyproject.toml"]}extend-select = ["untyped-query"]\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    assert found(capsys, shop, "--types") == [(3, "untyped-query")]
    (tmp_path / "pyproject.toml").write_text(f'{settings}per-file-ignores = {{ "use.py" = ["untyped-query"] }}\n')
    assert found(capsys, shop, "--types") == []


@pytest.mark.slow
def test_files_that_do_not_parse_and_packages_of_one_name_do_not_stop_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "from sqlalchemy.orm import Session\nfrom app.domain import Order\n\nclass Kept:\n    connection: Session\n"
    use = f"{code}    def all(self):\n        return self.connection.query(Order)\n"
    app = {"app/__init__.py": "", "app/domain.py": DOMAIN, "app/use.py": use}
    services = {f"{name}/{path}": text for name in ("one", "two") for path, text in app.items()}
    laid(tmp_path, {**services, **STUB, "template.py": "{{ name }} = (\n", "pyproject.toml": SHOP["pyproject.toml"]})
    rows = found(capsys, str(tmp_path), "--types", "--select", "unmapped-query-entity")
    assert rows == [(7, "unmapped-query-entity")] * 2


def test_mypy_that_is_missing_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def find_nothing(_: str) -> None:
        return None

    monkeypatch.setattr(run, "find_spec", find_nothing)
    assert main(["check", str(laid(tmp_path, {"a.py": ""})), "--types"]) == 2
    line = "session-lint: --types needs mypy 1.19 or newer beside session-lint: install session-status[mypy]\n"
    assert capsys.readouterr().err == line


@pytest.mark.parametrize("other", ["--fix", "--diff"])
def test_types_are_those_of_the_files_on_disk(other: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path), "--types", other]) == 2
    assert f"--types and {other} exclude each other" in capsys.readouterr().err


@pytest.mark.slow
def test_a_hook_that_fails_fails_the_run(tmp_path: Path) -> None:
    plant = (
        "import lint_rules.mypy_checks.hooks as hooks\n"
        "def fail(*_, **__): raise RuntimeError('planted')\n"
        "hooks.check_entities = fail\n"
    )
    laid(tmp_path / "project", SHOP)
    laid(tmp_path, {"planted/sitecustomize.py": plant})
    command = [sys.executable, "-m", "lint_rules", "check", "shop", "--types", "--exit-zero"]
    env = {"PYTHONPATH": str(tmp_path / "planted"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path / "project", env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("RuntimeError: planted") == 1


MARKING = "from pathlib import Path\nPath({marker!r}).touch()\n"
SHADOWS = ("json", "re", "mypy", "sitecustomize", "lint_rules/__init__", "lint_rules/mypy_plugin")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "."], ids=["without PYTHONPATH", "with the project in PYTHONPATH"])
def test_no_file_of_the_project_and_no_interpreter_in_it_is_run(tmp_path: Path, path: str) -> None:
    project, marker = tmp_path / "project", tmp_path / "was-run"
    shadows = {f"{name}.py": MARKING.format(marker=str(marker)) for name in SHADOWS}
    python = project / ".venv" / "bin" / "python"
    settings = f'{SHOP["pyproject.toml"]}[tool.session-lint.mypy]\npython-executable = "{python}"\n'
    laid(
        project,
        {
            **SHOP,
            **shadows,
            ".venv/bin/python": f"#!/bin/sh\ntouch {marker}\n",
            "pyproject.toml": settings,
            "src/a.py": "",
        },
    )
    python.chmod(0o755)
    before = sorted(project.rglob("*"))
    # As the installed command starts: it alone decides what this process imports, and mypy's process is what is judged.
    code = (
        "import os, sys; from lint_rules.cli.main import main;"
        f" os.environ['PYTHONPATH'] = {path!r}; os.chdir({str(project)!r});"
        " sys.exit(main(['check', 'shop', '--types']))"
    )
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "unmapped-query-entity" in done.stdout
    assert not marker.exists()
    assert "python-executable = " in done.stderr
    assert ".venv/bin/python is not run, because it lies in the checked project" in done.stderr
    assert sorted(project.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt", reason="the interpreter of this test is a shell's script")
def test_an_interpreter_of_the_project_is_chosen_by_the_command_line_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path, {"project/.venv/bin/python": "", "elsewhere/bin/python": ""})
    inside, outside = tmp_path / "project/.venv", tmp_path / "elsewhere"
    (inside / "bin/python").chmod(0o755)
    root = tmp_path / "project"
    monkeypatch.setenv("VIRTUAL_ENV", str(inside))
    assert interpreter_of(root, None, {"python-executable": "/x/python"}).path == sys.executable
    assert interpreter_of(root, str(inside / "bin/python"), {}) == (str(inside / "bin/python"), ())
    (tmp_path / "link").symlink_to(inside)
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "link"))
    assert interpreter_of(root, None, {}).path == sys.executable
    monkeypatch.setenv("VIRTUAL_ENV", str(outside))
    assert interpreter_of(root, None, {}) == (str(outside / "bin/python"), ())


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--types", "--python", "no/python"], "--python no/python: is no program"),
        (["--python", "x"], "--python x: it is for --types"),
    ],
)
def test_an_interpreter_that_cannot_be_used_is_one_line(
    options: list[str], problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(laid(tmp_path, {"a.py": ""})), *options]) == 2
    assert capsys.readouterr().err.startswith(f"session-lint: {problem}")


def test_files_are_grouped_so_that_no_module_is_twice_in_a_group(tmp_path: Path) -> None:
    names = [
        "one/app/__init__.py",
        "one/app/a.py",
        "two/app/__init__.py",
        "two/app/a.py",
        "scripts/x.py",
        "more-scripts/x.py",
    ]
    files = [tmp_path / name for name in names]
    laid(tmp_path, dict.fromkeys(names, ""))
    groups = grouped(files, [tmp_path])
    assert [[file.relative_to(tmp_path).as_posix() for file in group.files] for group in groups] == [
        ["one/app/__init__.py", "one/app/a.py", "scripts/x.py", "more-scripts/x.py"],
        ["two/app/__init__.py", "two/app/a.py"],
    ]
