"""One cold run of mypy for each line of SQLAlchemy, whose cache every test of the session begins with."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.mypy_plugin.programs import SETTINGS, mypy, present, programs, written


@pytest.fixture(scope="session")
def cold(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Mapping[str, Path]:
    """Return a folder with all programs, mypy's cache and what mypy said, for each line of SQLAlchemy."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    folders = {line: shared / f"mypy-{line}" for line in present()}
    with (shared / "mypy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers share one run
        for line, folder in folders.items():
            if not (folder / "said.json").exists():
                files = {program.name: program.text for program in programs() if line in program.said}
                said = mypy(written(folder, SETTINGS, files), environment=line)
                (folder / "said.json").write_text(json.dumps(said))
    return folders


@pytest.fixture
def warmed(cold: Mapping[str, Path], tmp_path: Path) -> Callable[..., Path]:
    """Write a project beside a copy of the cache, so that SQLAlchemy is not analysed again."""

    def write(files: Mapping[str, str], settings: str = SETTINGS, line: str = "2.1") -> Path:
        shutil.copytree(cold[line] / "cache", tmp_path / "cache", dirs_exist_ok=True)
        return written(tmp_path, settings, files)

    return write
