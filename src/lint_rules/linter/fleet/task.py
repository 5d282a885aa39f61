"""One repository -> what a run over it came to, within limits of time and memory; a value that any machine can send back."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lint_rules.errors import Failed
from lint_rules.frozen import field, frozen
from lint_rules.linter.fleet.checkout import check_out
from lint_rules.linter.fleet.repository import Repository
from lint_rules.linter.isolation import isolated
from lint_rules.source.small_file import Refusal, read_small

CHECKED, SKIPPED, FAILED = "checked", "skipped", "failed"
_FILES = re.compile(r"^files: (\d+)$", re.MULTILINE)
_REF = re.compile(r"ref: (refs/[\w./-]+)")
_COMMIT = re.compile(r"[0-9a-f]{40,64}")


@frozen
class Limits:
    """What one repository may take.

    Args:
        seconds: of time, for the fetch and for the run each.
        mebibytes: of memory.
    """

    seconds: float = 600
    mebibytes: int = 4096


@frozen
class Task:
    """A repository on its way to a worker.

    Args:
        repository: what to check.
        limits: what it may take.
        options: options of `session-lint check` that hold for all repositories.
    """

    repository: Repository
    limits: Limits
    options: tuple[str, ...] = ()


@frozen
class RepositoryReport:
    """What a run over one repository came to.

    Args:
        name: the repository.
        commit: its commit, as far as it is known.
        status: `checked`, `skipped` or `failed`.
        reason: why it was not checked, in one line.
        run: the run of the SARIF log that was written; empty for a repository that was not checked.
    """

    name: str
    commit: str
    status: str
    reason: str = ""
    run: Mapping[str, Any] = field(default_factory=dict[str, Any])


def check_repository(task: Task) -> RepositoryReport:
    """Check a repository. Whatever is wrong with it is said in what is returned, and is no reason for others to fail."""
    repository = task.repository
    commit = repository.commit or commit_of(Path(repository.folder))
    with tempfile.TemporaryDirectory(prefix="session-lint-fleet-") as folder:
        try:
            root = Path(repository.folder)
            if not repository.folder:
                root = Path(folder, "files")
                check_out(repository.name, commit, root, seconds=task.limits.seconds)
            run, files = _run(root, Path(folder, "report.sarif"), task)
        except Failed as failed:
            return RepositoryReport(repository.name, commit, FAILED, _without(str(failed), folder))
        except OSError as error:
            return RepositoryReport(repository.name, commit, FAILED, _without(str(error), folder))
    if not files:
        return RepositoryReport(repository.name, commit, SKIPPED, "holds no Python")
    return RepositoryReport(repository.name, commit, CHECKED, "", run)


def _without(text: str, folder: str) -> str:
    """Return a text without a folder that is another one in each run."""
    return text.replace(f"{folder}{os.sep}", "")


def _run(root: Path, report: Path, task: Task) -> tuple[dict[str, Any], int]:
    """Run the checker in a process of its own, and once again where something else ended it.

    Raises:
        Failed: it failed, or took more than it may.
    """
    command = [
        *(sys.executable, "-P", "-m", "lint_rules.linter.fleet.limited", str(task.limits.mebibytes)),
        *("check", "--jobs", "1", "--exit-zero", "--verbose", "--output-format", "sarif"),
        *(f"--output-file={report}", *task.options, "."),
    ]
    code, said = _ended(command, root, task.limits.seconds)
    if code < 0:
        code, said = _ended(command, root, task.limits.seconds)
    if code < 0:
        raise Failed(f"was ended twice by signal {signal.Signals(-code).name}; --memory gives it more")
    if code:
        lines = [line for line in said.splitlines() if line.startswith("session-lint:") or "Error" in line]
        raise Failed((lines or [f"exit code {code}"])[-1].removeprefix("session-lint: "))
    files = _FILES.search(said)
    log: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return log["runs"][0], int(files[1]) if files else 0


def _ended(command: list[str], root: Path, seconds: float) -> tuple[int, str]:
    try:
        done = subprocess.run(  # noqa: S603  this program itself
            command,
            cwd=root,
            env=isolated(os.environ, root),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"took longer than {seconds:g} seconds; --timeout gives it more") from None
    return done.returncode, done.stderr.decode("utf-8", "replace")


def commit_of(folder: Path) -> str:
    """Return the commit of a folder as its files say it; empty where they do not. Git is not run: its settings there can run programs."""
    head = _text(folder / ".git" / "HEAD")
    ref = _REF.fullmatch(head)
    if ref is None:
        return head if _COMMIT.fullmatch(head) else ""
    if ".." in ref[1]:
        return ""
    direct = _text(folder / ".git" / ref[1])
    packed = (line.split() for line in _text(folder / ".git" / "packed-refs").splitlines())
    found = [direct, *(words[0] for words in packed if words[1:] == [ref[1]])]
    return next((commit for commit in found if _COMMIT.fullmatch(commit)), "")


def _text(path: Path) -> str:
    data = read_small(path)
    return "" if isinstance(data, Refusal) else data.decode("utf-8", "replace").strip()
