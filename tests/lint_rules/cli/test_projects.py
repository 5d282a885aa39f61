"""What is found in a file is what the nearest project of the file says, whatever the command names besides."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from lint_rules.cli.console import replay, replay_inputs
from lint_rules.cli.main import main

Printed = pytest.CaptureFixture[str]
MODELS = "from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase): ...\n\nclass Session(Base):\n    __tablename__ = 's'\n"
PAGE = "from sqlalchemy.orm import Session\nfrom app.models import Session\n\n\ndef every(db):\n    return db.query(Session).all()\n"
FILES = {
    "pyproject.toml": "[project]\nname = 'all'\n",
    "tools/run.py": PAGE.replace("app.models", "svc_a.app.models"),
    "svc_a/pyproject.toml": "[tool.session-lint]\nignore = ['shadowed-import']\n",
    "svc_a/app/models.py": MODELS,
    "svc_a/app/page.py": PAGE,
    "svc_b/pyproject.toml": "[tool.session-lint]\nselect = ['shadowed-import']\nexclude = ['gen/']\n",
    "svc_b/app/models.py": MODELS,
    "svc_b/app/page.py": PAGE,
    "svc_b/gen/page.py": PAGE,
    "svc_c/pyproject.toml": "[project]\nname = 'c'\n",
    "svc_c/app/models.py": MODELS,
    "svc_c/app/page.py": PAGE,
}
"""Two projects with settings of their own, and one without."""
TRUE = {
    "tools/run.py": {"shadowed-import", "untyped-session"},
    "svc_a/app/page.py": {"untyped-session"},
    "svc_b/app/page.py": {"shadowed-import"},
    "svc_c/app/page.py": {"shadowed-import", "untyped-session"},
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def found(root: Path, paths: Sequence[str], capsys: Printed, *options: str) -> dict[str, set[str]]:
    """The rules that report something in each file."""
    assert main(["check", *paths, "--output-format", "json", *options]) in {0, 1}
    rules: dict[str, set[str]] = {}
    for one in json.loads(capsys.readouterr().out):
        rules.setdefault(Path(one["filename"]).relative_to(root).as_posix(), set()).add(one["code"])
    return rules


@pytest.mark.parametrize("options", [(), ("--no-cache",)])
def test_what_is_found_in_a_file_does_not_depend_on_which_others_are_named(
    options: tuple[str, ...], repository: Path, capsys: Printed
) -> None:
    assert found(repository, ["."], capsys, *options) == TRUE
    for count in (1, 2, 3):
        for files in combinations(TRUE, count):
            assert found(repository, files, capsys, *options) == {file: TRUE[file] for file in files}
    folders = {file: file.partition("/")[0] for file in TRUE}
    for some in combinations(TRUE, 2):
        assert found(repository, [folders[file] for file in some], capsys) == {file: TRUE[file] for file in some}


def test_a_repository_without_settings_is_one_project_from_wherever_it_is_seen(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    for name in ("svc_a", "svc_b"):
        (repository / name / "pyproject.toml").write_text("[project]\n")
    everything = dict.fromkeys(TRUE, TRUE["tools/run.py"]) | {"svc_b/gen/page.py": TRUE["tools/run.py"]}
    del everything["svc_b/gen/page.py"]  # no `app.models` is below it or beside it
    monkeypatch.chdir(repository / "svc_a")
    for file, rules in everything.items():
        assert found(repository, [f"../{file}"], capsys) == {file: rules}


@pytest.mark.parametrize("option", [["--isolated"], ["--project", "."], ["--config", "pyproject.toml"]])
def test_settings_that_the_command_line_names_count_for_all_files(
    option: list[str], repository: Path, capsys: Printed
) -> None:
    rules = found(repository, ["."], capsys, *option)
    assert rules["svc_a/app/page.py"] == rules["svc_b/app/page.py"] == TRUE["tools/run.py"]


@pytest.mark.usefixtures("repository")
def test_files_are_listed_and_counted_once_however_they_are_named(capsys: Printed) -> None:
    assert main(["check", ".", "svc_a", "svc_b/app/page.py", "--show-files"]) == 0
    files = capsys.readouterr().out.splitlines()
    assert len(files) == len(set(files)) == 7
    main(["check", "."])
    assert capsys.readouterr().out.endswith("in 4 of 7 files: 3 warnings, 3 notes.\n")


def test_each_project_is_fixed_by_its_own_settings(repository: Path) -> None:
    assert main(["check", ".", "--fix", "--unsafe-fixes"]) == 0
    assert "\nfrom app.models import Session\n" in (repository / "svc_a/app/page.py").read_text()
    assert (repository / "svc_b/app/page.py").read_text() == PAGE.partition("\n")[2]
    assert (repository / "svc_b/gen/page.py").read_text() == PAGE


def test_comments_are_added_by_the_settings_of_each_project(repository: Path) -> None:
    assert main(["check", ".", "--add-ignore"]) == 0
    assert "ignore[shadowed-import]" not in (repository / "svc_a/app/page.py").read_text()
    assert "ignore[shadowed-import]" in (repository / "svc_b/app/page.py").read_text()


def test_what_a_project_excludes_is_left_out_where_it_is_named_by_force(repository: Path, capsys: Printed) -> None:
    files = ["svc_a/app/page.py", "svc_b/gen/page.py"]
    assert found(repository, files, capsys, "--force-exclude") == {files[0]: TRUE[files[0]]}


@pytest.mark.parametrize("name", ["svc_a", "svc_c", "tools"])
def test_settings_that_come_or_change_are_noticed_in_a_run_that_is_replayed(
    name: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    for module in (replay, replay_inputs):
        monkeypatch.setattr(module, "SETTLING", 0)
    for _ in range(3):
        time.sleep(0.02)  # file systems count time in steps
        assert found(repository, ["."], capsys) == TRUE
    assert replay.replay(["check", ".", "--output-format", "json"]) is not None
    time.sleep(0.02)
    (repository / name / "pyproject.toml").write_text("[tool.session-lint]\nignore = ['untyped-session']\n")
    now = {file: {"shadowed-import"} if file.startswith(name) else rules for file, rules in TRUE.items()}
    assert found(repository, ["."], capsys) == now


def test_a_setting_that_is_wrong_is_told_with_its_file(repository: Path, capsys: Printed) -> None:
    (repository / "svc_b/pyproject.toml").write_text("[tool.session-lint]\nselct = []\n")
    assert main(["check", "."]) == 2
    assert 'svc_b/pyproject.toml: tool.session-lint: unknown key "selct"' in capsys.readouterr().err
