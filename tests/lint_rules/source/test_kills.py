"""Runs that are killed, that meet each other, a full disk or a clock that goes back: each file is old or new, and nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.kills import FILES

from lint_rules.source.write import NotWritten, replace, write_atomically

ROOT = Path(__file__).parents[3]
FIX = [sys.executable, "-m", "lint_rules", "check", "--fix", "--unsafe-fixes", "--no-cache", "-q", "."]
OLD, NEW = FILES["first.py"].encode(), b"# new\n" * 50_000

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="processes are forked, killed and limited as POSIX does it"
)


def kills(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.kills", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stdout


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "p"
    root.mkdir()
    for name, text in FILES.items():
        (root / name).write_text(text)
    return root


def test_a_write_that_is_killed_at_any_moment_leaves_old_or_new_and_the_next_one_cleans_up() -> None:
    lines = kills("--command", "replace", "--command", "text").splitlines()
    assert lines[-1] == "0 problems", "\n".join(lines)
    moments = [int(line.split()[1]) for line in lines[:-1]]
    assert len(moments) == 2
    assert min(moments) > 4


@pytest.mark.slow
def test_a_command_that_is_killed_at_any_moment_leaves_old_or_new_and_the_next_one_says_what_it_always_says() -> None:
    lines = kills("--command", "fix", "--command", "cache", "--command", "baseline").splitlines()
    assert lines[-1] == "0 problems", "\n".join(lines)
    assert len(lines) == 4


@pytest.mark.slow
def test_a_hundred_kills_at_random_moments_do_no_harm() -> None:
    lines = kills("--random", "100", "--seed", "3").splitlines()
    assert lines[-1] == "0 problems", "\n".join(lines)


@pytest.mark.slow
def test_two_runs_that_fix_at_once_leave_what_one_of_them_leaves(project: Path) -> None:
    (project / "first.py").write_text(FILES["first.py"] + "# more to read and to write\n" * 2000)
    both = [subprocess.Popen(FIX, cwd=project) for _ in range(2)]
    assert {run.wait() for run in both} <= {0, 1, 2}
    subprocess.run(FIX, cwd=project, check=False)
    after = {path.name: path.read_bytes() for path in project.iterdir()}
    assert sorted(after) == sorted(FILES)
    subprocess.run(FIX, cwd=project, check=False)
    assert {path.name: path.read_bytes() for path in project.iterdir()} == after


def test_a_file_that_another_run_writes_is_left_to_it(project: Path) -> None:
    import fcntl  # noqa: PLC0415  Windows has none

    with (project / "first.py").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(NotWritten, match="another run writes it"):
            replace(project / "first.py", OLD, NEW, within=project)
    assert names(project) == sorted(FILES)


def test_the_temporary_file_of_a_run_that_lives_is_left_alone(project: Path) -> None:
    import fcntl  # noqa: PLC0415  Windows has none

    living, dead = project / f".session-lint-{1:016}.tmp", project / f".session-lint-{2:016}.tmp"
    dead.touch()
    with living.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_atomically(project / "first.py", NEW)
        assert living.exists()
    assert not dead.exists()


def test_what_is_named_like_a_leftover_and_is_no_file_is_neither_followed_nor_removed(
    project: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("mine")
    (project / f".session-lint-{1:016}.tmp").symlink_to(tmp_path / "mine")
    (project / f".session-lint-{2:016}.tmp").mkdir()
    os.mkfifo(project / f".session-lint-{3:016}.tmp")
    write_atomically(project / "first.py", NEW)
    assert (tmp_path / "mine").read_text() == "mine"
    assert (project / "first.py").read_bytes() == NEW


def test_a_file_that_changes_while_its_fix_is_written_keeps_the_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def saved_meanwhile(descriptor: int) -> None:
        sync(descriptor)
        (project / "first.py").write_text("# what an editor saved\n")

    monkeypatch.setattr(os, "fsync", saved_meanwhile)
    with pytest.raises(NotWritten, match="changed since it was checked"):
        replace(project / "first.py", OLD, NEW, within=project)
    assert (project / "first.py").read_text() == "# what an editor saved\n"
    assert names(project) == sorted(FILES)


def test_a_disk_that_is_full_at_any_byte_leaves_the_old_file_and_nothing_else(project: Path) -> None:
    program = """
import resource, signal, sys
from pathlib import Path
from lint_rules.source.write import NotWritten, replace
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, left = Path("first.py"), 0
old = path.read_bytes()
for size in (0, 1, 4096, 100_000, 299_999):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        replace(path, old, b"# new\\n" * 50_000, within=Path())
    except NotWritten:
        left += path.read_bytes() == old
print(left)
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True)
    assert run.stdout == "5\n"
    assert names(project) == sorted(FILES)


def check(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lint_rules", "check", "-q", "--output-format", "concise", *arguments, "."]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_a_clock_that_goes_back_brings_no_old_answer_back(project: Path) -> None:
    assert check(project).returncode == 1
    past = time.time() - 10_000
    for name in FILES:
        os.utime(project / name, (past, past))
    assert check(project).returncode == 1
    for name in ("first.py", "second.py"):
        (project / name).write_text(
            "x = 1\n".ljust(len(FILES[name]), "#")
        )  # of the same length, and older than the cache
        os.utime(project / name, (past, past))
    assert check(project).stdout == check(project, "--no-cache").stdout == ""


def test_a_folder_that_nobody_may_write_is_told_and_left_as_it_is(project: Path) -> None:
    project.chmod(0o555)
    try:
        if os.access(project, os.W_OK):
            pytest.skip("whoever runs this may write everywhere")
        run = subprocess.run(FIX, cwd=project, capture_output=True, text=True, check=False)
    finally:
        project.chmod(0o755)
    assert run.returncode == 2
    assert "left alone" in run.stderr
    assert (project / "first.py").read_bytes() == OLD
