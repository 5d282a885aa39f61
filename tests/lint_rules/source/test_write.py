"""A file on disk is the old one or the new one, whatever happens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lint_rules.source import write
from lint_rules.source.write import NotWritten, replace

OLD, NEW = b"old\r\n", b"new\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "module.py"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_bytes_take_the_place_of_the_old_ones(file: Path) -> None:
    replace(file, OLD, NEW, within=file.parent)
    assert file.read_bytes() == NEW
    assert names(file.parent) == ["module.py"]


@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664])
def test_the_mode_is_kept(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace(file, OLD, NEW, within=file.parent)
    assert file.stat().st_mode & 0o777 == mode


def test_a_link_stays_a_link_and_its_target_is_written(file: Path) -> None:
    link = file.parent / "link.py"
    link.symlink_to(file.name)
    replace(link, OLD, NEW, within=file.parent)
    assert link.is_symlink()
    assert file.read_bytes() == NEW


def test_a_file_that_changed_since_it_was_checked_is_left_alone(file: Path) -> None:
    file.write_bytes(b"edited meanwhile\n")
    with pytest.raises(NotWritten, match=r"module\.py: left alone, because it changed since it was checked; run again"):
        replace(file, OLD, NEW, within=file.parent)
    assert file.read_bytes() == b"edited meanwhile\n"


def test_a_file_that_is_gone_is_told(file: Path) -> None:
    file.unlink()
    with pytest.raises(NotWritten, match="left alone: No such file or directory"):
        replace(file, OLD, NEW, within=file.parent)
    assert names(file.parent) == []


def test_a_read_only_file_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_path: Path, mode: int) -> bool:
        return not mode & os.W_OK

    file.chmod(0o444)
    monkeypatch.setattr(os, "access", denied)  # root may write anything
    with pytest.raises(NotWritten, match="left alone, because it is read-only"):
        replace(file, OLD, NEW, within=file.parent)
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(NotWritten, match="left alone: No space left on device"):
        replace(file, OLD, NEW, within=file.parent)
    assert file.read_bytes() == OLD
    assert names(file.parent) == ["module.py"]


def test_an_interruption_leaves_the_old_file_and_nothing_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace(file, OLD, NEW, within=file.parent)
    assert file.read_bytes() == OLD
    assert names(file.parent) == ["module.py"]


def test_the_bytes_are_on_the_disk_before_they_take_their_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        steps.append("fsync")
        sync(descriptor)

    def renamed(source: str, target: Path) -> None:
        steps.append("replace")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    replace(file, OLD, NEW, within=file.parent)
    assert steps == ["fsync", "replace"]


_ENDLESS = """
import sys
from pathlib import Path
from lint_rules.source.write import replace
path, one, other = Path(sys.argv[1]), b"1" * 200_000, b"2" * 200_000
print("ready", flush=True)
while True:
    replace(path, one, other, within=path.parent)
    replace(path, other, one, within=path.parent)
"""


@pytest.mark.slow
def test_a_killed_run_leaves_each_file_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    chance = random.Random(7)  # noqa: S311  no secret
    for _ in range(12):
        path.write_bytes(b"1" * 200_000)
        environment = {**os.environ, "PYTHONPATH": str(Path(write.__file__).parents[2])}
        command = [sys.executable, "-c", _ENDLESS, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() / 20)
            process.send_signal(signal.SIGKILL)
        data = path.read_bytes()
        assert data in {b"1" * 200_000, b"2" * 200_000}
