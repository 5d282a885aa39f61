"""The disk, the system or somebody else disturbs a fix: each file is the old one or the new one, and the run says which."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lint_rules.cli.commands import fix
from lint_rules.cli.main import main
from lint_rules.linter import fix_loop
from lint_rules.source import write

FIX = ["check", "--fix", "--unsafe-fixes", "."]
MODELS = (
    "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\n"
    'class Session(Base):\n    __tablename__ = "session"\n'
)
OLD = (
    "from sqlalchemy.orm import Session\nfrom models import Session\n\n"
    "def load(db: Session, key: int):\n    return db.get(Session, key)\n"
)
NEW = OLD.replace("models import Session", "models import Session as ModelSession").replace(
    "get(Session", "get(ModelSession"
)


def write_project(root: Path, *modules: str) -> None:
    (root / "pyproject.toml").write_text("")
    (root / "models.py").write_text(MODELS)
    for module in modules:
        (root / f"{module}.py").write_text(OLD)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path, "a", "b", "c")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file system of its own, of 64 KiB, with a project on it."""
    folder = Path(tempfile.mkdtemp())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        write_project(folder, "a", "b")
        monkeypatch.chdir(folder)
        yield folder
    finally:
        monkeypatch.undo()
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Write until nothing more fits; return what was written."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler


def texts(root: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in root.glob("*.py") if path.name != "models.py"}


def others(root: Path) -> list[str]:
    """What lies beside the project's files: nothing should."""
    return [path.name for path in root.iterdir() if path.name.startswith(".") and path.name != ".session-lint-cache"]


def test_a_disk_that_is_full_leaves_the_old_files_and_says_so(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filler = fill(small_disk)
    assert main(FIX) == 2
    told = capsys.readouterr()
    assert told.err.count("left alone: No space left on device") == 2
    assert "Fixed nothing." in told.err
    assert "in 2 of 3 files: 2 errors, 2 warnings" in told.out  # of the files as they are
    assert texts(small_disk) == {"a.py": OLD, "b.py": OLD}
    assert others(small_disk) == []
    filler.unlink()
    assert main(FIX) == 0
    assert texts(small_disk) == {"a.py": NEW, "b.py": NEW}


def test_a_disk_that_cannot_be_written_is_told_as_such(small_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert main(FIX) == 2
    assert capsys.readouterr().err.count("left alone") == 2
    assert texts(small_disk) == {"a.py": OLD, "b.py": OLD}


_LIMITED = """
import resource, sys
from lint_rules.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
sys.exit(main(sys.argv[1:]))
"""


def test_a_limit_to_the_size_of_files_leaves_the_old_ones(project: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-B", "-c", _LIMITED, *FIX], cwd=project, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr.count("left alone: File too large") == 3
    assert texts(project) == {"a.py": OLD, "b.py": OLD, "c.py": OLD}
    assert others(project) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write what is read-only; the file system test stands for it")
def test_a_read_only_file_is_left_alone_and_the_others_are_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "b.py").chmod(0o444)
    assert main(FIX) == 2
    assert "b.py: left alone, because it is read-only" in capsys.readouterr().err
    assert texts(project) == {"a.py": NEW, "b.py": OLD, "c.py": NEW}


def after_checking(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    def checked(*given: Any, **more: Any) -> fix_loop.FixReport:
        mended = fix_loop.fix(*given, **more)
        act()
        return mended

    monkeypatch.setattr(fix, "fix", checked)


def test_a_file_that_is_edited_meanwhile_keeps_the_edit(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = OLD + "\n# somebody is at work here\n"
    after_checking(monkeypatch, lambda: (project / "b.py").write_text(edited))
    assert main(FIX) == 2
    told = capsys.readouterr()
    assert "b.py: left alone, because it changed since it was checked; run again" in told.err
    assert "Fixed 2 shadowed-import in 2 files." in told.err
    assert "in 1 of 4 files: 1 error, 1 warning" in told.out
    assert texts(project) == {"a.py": NEW, "b.py": edited, "c.py": NEW}


def test_an_interruption_is_told_with_the_files_that_are_left(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, calls = os.fsync, iter([False, True])

    def interrupted(descriptor: int) -> None:
        if next(calls):
            raise KeyboardInterrupt
        real(descriptor)

    monkeypatch.setattr(os, "fsync", interrupted)
    assert main(FIX) == 130
    told = capsys.readouterr().err
    assert f"interrupted; left as they were: {project / 'b.py'}, {project / 'c.py'}\n" in told
    assert texts(project) == {"a.py": NEW, "b.py": OLD, "c.py": OLD}
    assert others(project) == []


def test_the_owner_of_a_file_is_kept(project: Path) -> None:
    if os.geteuid():
        pytest.skip("only root gives files away")
    os.chown(project / "a.py", 65534, 65534)
    assert main(FIX) == 0
    info = (project / "a.py").stat()
    assert (info.st_uid, info.st_gid) == (65534, 65534)


_MANY = 120


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_each_file_old_or_new_and_the_next_run_finishes(tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311  no secret
    environment = {**os.environ, "PYTHONPATH": str(Path(write.__file__).parents[2])}
    mixed = 0
    for number in range(6):
        root = tmp_path / str(number)
        root.mkdir()
        write_project(root, *(f"module{one:03}" for one in range(_MANY)))
        with subprocess.Popen(
            [sys.executable, "-m", "lint_rules", *FIX],
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            # Two runs are killed at any moment, the others soon after the first file has been written.
            started, longest = time.monotonic(), chance.random() * 2 if number % 3 == 0 else 60
            while process.poll() is None and time.monotonic() - started < longest:
                if (root / "module000.py").read_text() != OLD:
                    break
                time.sleep(0.0005)
            time.sleep(chance.random() / 500)
            process.send_signal(signal.SIGKILL)
        left = texts(root)
        assert len(left) == _MANY
        assert set(left.values()) <= {OLD, NEW}
        mixed += len(set(left.values())) > 1
        if number == 5:
            subprocess.run([sys.executable, "-m", "lint_rules", *FIX], cwd=root, env=environment, check=True)
            assert set(texts(root).values()) == {NEW}
        shutil.rmtree(root)
    assert mixed, "no run was killed between two files"
