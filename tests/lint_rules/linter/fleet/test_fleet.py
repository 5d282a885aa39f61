"""Many repositories are checked, each by itself: one that fails, hangs or attacks is a row of the report, and nothing of it is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.lint_rules.cli.output.test_formats import violations

from lint_rules.cli.main import main
from lint_rules.errors import Failed
from lint_rules.linter.fleet.checkout import PROTOCOLS, check_out, environment
from lint_rules.linter.fleet.repository import Repository, repositories_of
from lint_rules.linter.fleet.run import check_all
from lint_rules.linter.fleet.task import CHECKED, FAILED, SKIPPED, Limits, Task, check_repository, commit_of

_FOUND = """from sqlalchemy.orm import Session

class Order: ...

def first(db: Session):
    return db.query(Order, 1).first() is None or db.query(Session).first()
"""
_CLEAN = "print(1)\n"


def _git(folder: Path, *arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    command = [
        "git",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "-c",
        "protocol.file.allow=always",
        *arguments,
    ]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of git with a file in which something is found."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "app.py").write_text(_FOUND)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "add", "app.py")
    _git(folder, "commit", "--quiet", "-m", "a")
    return folder


def _address(folder: Path) -> tuple[str, str]:
    return f"file://{folder}", _git(folder, "rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def _own_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


# -- lists


def test_a_list_names_folders_and_addresses_with_commits(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    commit = "0" * 40
    (tmp_path / "list").write_text(
        f"# ours\nshop\nhttps://example.org/a.git {commit}\ngit@example.org:b.git {commit}\n"
    )
    assert repositories_of([str(tmp_path / "list")]) == [
        Repository("shop", str(tmp_path / "shop")),
        Repository("https://example.org/a.git", "", commit),
        Repository("git@example.org:b.git", "", commit),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"--upload-pack=touch {'0' * 40}", "begins with a hyphen"),
        ("https://example.org/a.git", "needs a commit"),
        ("https://example.org/a.git main", "needs a commit"),
        (f"ext::sh%20-c%20true {'0' * 40}", "is no address"),
        (f"ssh://-oProxyCommand=true/a {'0' * 40}", "is no address"),
        ("nowhere", "is no folder"),
    ],
)
def test_a_line_that_names_no_repository_is_one_error_with_its_place(line: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(f"{line}\n")
    with pytest.raises(Failed, match=rf"list:1: .*{reason}"):
        repositories_of([str(path)])


def test_a_repository_that_is_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="is named twice"):
        repositories_of([str(tmp_path), str(tmp_path)])


# -- addresses, and what a repository could bring


def test_a_commit_is_checked_as_its_folder_is(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")
    fetched = check_repository(Task(Repository(*_named(repository)), Limits()))
    here = check_repository(Task(Repository("shop", str(repository)), Limits()))
    assert (fetched.status, fetched.reason) == (CHECKED, "")
    assert fetched.run["results"] == here.run["results"] != []
    assert fetched.commit == here.commit


def _named(folder: Path) -> tuple[str, str, str]:
    address, commit = _address(folder)
    return address, "", commit


def test_nothing_that_a_repository_brings_is_run_or_followed(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker, secret = tmp_path / "marker", tmp_path / "secret.py"
    secret.write_text("SECRET = 1\n")
    other = tmp_path / "other"
    other.mkdir()
    (other / "module.py").write_text(_FOUND)
    _git(other, "init", "--quiet")
    _git(other, "add", "module.py")
    _git(other, "commit", "--quiet", "-m", "a")
    _git(repository, "submodule", "--quiet", "add", f"file://{other}", "below")
    (repository / ".gitattributes").write_text("*.py filter=evil\n*.py export-ignore\n")
    (repository / "link.py").symlink_to(secret)
    (repository / "conftest.py").write_text(f"open({str(marker)!r}, 'w')\n")
    for setting in (
        "filter.evil.smudge",
        "filter.evil.process",
        "core.fsmonitor",
        "core.sshCommand",
        "uploadpack.packObjectsHook",
    ):
        _git(repository, "config", setting, f"touch {marker}; cat")
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    _git(repository, "-c", "filter.evil.smudge=", "-c", "filter.evil.process=", "-c", "core.fsmonitor=", "add", "-A")
    _git(repository, "-c", "core.fsmonitor=", "commit", "--quiet", "-m", "b")
    marker.unlink(missing_ok=True)
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")
    address, commit = _address(repository)
    marker.unlink(missing_ok=True)
    check_out(address, commit, tmp_path / "files", seconds=60)
    written = {path.name for path in (tmp_path / "files").rglob("*") if path.is_file()}
    assert written == {"app.py", "conftest.py"}
    assert not marker.exists()
    assert check_repository(Task(Repository(address, "", commit), Limits())).status == CHECKED
    assert not marker.exists()


@pytest.mark.parametrize("path", [None, ".", ""])
def test_no_module_of_a_repository_runs_in_the_place_of_one_that_the_check_needs(
    path: str | None, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if path is not None:
        monkeypatch.setenv("PYTHONPATH", path)
    marker = tmp_path / "marker"
    for name in ("lint_rules", "json", "resource", "runpy", "ast", "sitecustomize"):
        (repository / f"{name}.py").write_text(f"open({str(marker)!r}, 'w')\n")
    assert check_repository(Task(Repository("shop", str(repository)), Limits())).status == CHECKED
    assert not marker.exists()


@pytest.mark.parametrize(
    "address", ["file:///tmp/shop", "ext::touch /tmp/x", "git://localhost/a", "http://localhost/a"]
)
def test_only_protocols_that_run_nothing_are_fetched_over(address: str, tmp_path: Path) -> None:
    assert PROTOCOLS == "https:ssh"
    with pytest.raises(Failed, match=r"git: fatal: transport '.*' not allowed"):
        check_out(address, "0" * 40, tmp_path / "files", seconds=60)


def test_git_asks_nobody_and_takes_no_other_repository_from_the_environment() -> None:
    own = environment({"GIT_DIR": "/elsewhere", "GIT_WORK_TREE": "/", "GIT_EXTERNAL_DIFF": "x", "PATH": "/bin"})
    assert own.items() >= {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "PATH": "/bin"}.items()
    assert not own.keys() & {"GIT_DIR", "GIT_WORK_TREE", "GIT_EXTERNAL_DIFF"}


def test_the_commit_of_a_folder_is_read_and_git_not_asked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = _git(repository, "rev-parse", "HEAD")
    _git(repository, "pack-refs", "--all")
    monkeypatch.setattr(subprocess, "run", None)
    assert commit_of(repository) == commit
    assert commit_of(repository.parent) == ""


# -- what fails is a row


def test_what_cannot_be_checked_is_a_row_of_the_report(repository: Path, tmp_path: Path) -> None:
    broken, empty = tmp_path / "broken", tmp_path / "empty"
    broken.mkdir()
    empty.mkdir()
    (broken / "pyproject.toml").write_text("[tool.session-lint]\nselect = 7\n")
    tasks = [Task(Repository(path.name, str(path)), Limits()) for path in (broken, empty, repository)]
    with ThreadPoolExecutor(2) as threads:
        reports = check_all(tasks, threads.submit)
    assert [report.status for report in reports] == [FAILED, SKIPPED, CHECKED]
    assert "select" in reports[0].reason
    assert reports[1].reason == "holds no Python"


def test_a_repository_that_takes_too_long_or_too_much_memory_fails_alone(repository: Path) -> None:
    slow = check_repository(Task(Repository("shop", str(repository)), Limits(seconds=0.01)))
    assert (slow.status, slow.reason) == (FAILED, "took longer than 0.01 seconds; --timeout gives it more")
    if sys.platform == "linux":
        large = check_repository(Task(Repository("shop", str(repository)), Limits(mebibytes=25)))
        assert large.status == FAILED


# -- the command


def _fleet(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["fleet", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_report_names_repository_and_commit(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "app.py").write_text(_FOUND)
    code, out, _ = _fleet(str(repository), str(copy), "--output-format", "json-lines", capsys=capsys)
    rows: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert {row["repository"] for row in rows} == {str(repository), str(copy)}
    assert {row["commit"] for row in rows} == {_git(repository, "rev-parse", "HEAD"), ""}
    assert {row["path"] for row in rows} == {"app.py"}
    assert len({row["fingerprint"] for row in rows}) == len(rows)


def test_the_page_shows_what_is_new_and_runs_no_script(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, lines, _ = _fleet(str(repository), "--output-format", "json-lines", capsys=capsys)
    (tmp_path / "earlier").write_text(lines)
    arguments = (str(repository), "--output-format", "html", "--since", str(tmp_path / "earlier"))
    _, page, _ = _fleet(*arguments, capsys=capsys)
    assert "New since the last run: 0" in page
    (tmp_path / "earlier").write_text("")
    _, page, _ = _fleet(*arguments, capsys=capsys)
    assert f"New since the last run: {len(lines.splitlines())}" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_each_run_adds_its_findings_to_a_table_that_is_looked_at_first(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra, `fleet`, that is not installed")
    table = tmp_path / "found.parquet"
    for runs in (1, 2):
        assert main(["fleet", str(repository), "--append", str(table), "--quiet"]) == 1
        rows = parquet.read_table(table).to_pylist()
        assert len(rows) == runs * len({row["fingerprint"] for row in rows}) > 0
    table.write_bytes(b"no table")
    monkeypatch.setattr("lint_rules.cli.commands.fleet.check_all", None)
    assert main(["fleet", str(repository), "--append", str(table), "--quiet"]) == 2
    assert table.read_bytes() == b"no table"
    assert [path.name for path in tmp_path.iterdir() if "parquet" in path.name] == [table.name]


def test_a_run_goes_on_from_what_it_has_kept(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")
    (tmp_path / "list").write_text(" ".join(_address(repository)))
    arguments = (str(tmp_path / "list"), "--state", str(tmp_path / "state"), "--output-format", "sarif")
    first = _fleet(*arguments, capsys=capsys)
    repository.rename(tmp_path / "gone")
    assert _fleet(*arguments, capsys=capsys) == first
    assert first[0] == 1
    run = json.loads(first[1])["runs"][0]
    assert run["automationDetails"] == {"id": f"session-lint/file://{repository}/"}


def test_the_merged_log_is_sarif_whatever_became_of_a_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")
    empty, broken = tmp_path / "empty", tmp_path / "broken"
    for folder in (empty, broken):
        folder.mkdir()
    (broken / "pyproject.toml").write_text("[")
    lines = [" ".join(_address(repository)), str(repository), str(empty), str(broken), f"file://{empty} {'0' * 40}"]
    (tmp_path / "list").write_text("\n".join(lines))
    code, log, _ = _fleet(str(tmp_path / "list"), "--output-format", "sarif", capsys=capsys)
    assert (code, len(json.loads(log)["runs"])) == (2, len(lines))
    assert violations(log) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no repositories"),
        (("nowhere",), "nowhere: cannot be read"),
        ((".", "--executor", "slurm://a"), "--executor slurm://a: is none"),
        ((".", "--timeout", "0"), "--timeout 0: must be a number, from 1"),
        ((".", "--since", "nowhere"), "--since nowhere: cannot be read"),
    ],
)
def test_what_is_wrong_with_the_command_line_is_one_error(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, said = _fleet(*arguments, capsys=capsys)
    assert (code, out, said.count("\n")) == (2, "", 1)
    assert message in said
