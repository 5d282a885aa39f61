"""A run that is stopped keeps what it has found, and the next one goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lint_rules.cache.cache import Cache
from lint_rules.cache.key import cache_for
from lint_rules.cache.location import FOLDER_VARIABLE
from lint_rules.linter.file_checker import Checker, CheckResult, Target
from lint_rules.linter.lint import Report, lint
from lint_rules.linter.parallel import division
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings
from lint_rules.source.discovery import find

_FILE = """from sqlalchemy.orm import Session
from part{before} import label{before}

def label{number}(db, key: int) -> str:
    return db.query(Session).filter(Session.id == key).first()
"""
_FILES = 12
_STOPPED_AFTER = 7
_LONG_FILES = 60


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(division, "LARGEST_PART", 1)
    root = tmp_path / "project"
    root.mkdir()
    for number in range(_FILES):
        (root / f"part{number}.py").write_text(_FILE.format(number=number, before=max(number - 1, 0)))
    return root


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are checked, rather than recalled."""
    paths: list[Path] = []
    check = Checker.on

    def on(self: Checker, target: Target, *, named: bool) -> CheckResult:
        assert isinstance(target, Path)
        paths.append(target)
        return check(self, target, named=named)

    monkeypatch.setattr(Checker, "on", on)
    return paths


def _cache(root: Path) -> Cache:
    return cache_for(root, Settings(), lambda: [path for path in find([root], root=root) if isinstance(path, Path)])


def _lint(root: Path, *, stop_after: int = _FILES) -> Report:
    def stop(done: int, _: int) -> None:
        if done > stop_after:
            raise KeyboardInterrupt

    cache = _cache(root)
    report = lint([root], RunOptions(root=root, settings=Settings(), rules=registered), cache=cache, progress=stop)
    assert cache.save() is None
    return report


def test_a_run_that_is_interrupted_goes_on_where_it_was(root: Path, checked: list[Path]) -> None:
    with pytest.raises(KeyboardInterrupt):
        _lint(root, stop_after=_STOPPED_AFTER)
    checked.clear()
    report = _lint(root)
    assert len(checked) == _FILES - _STOPPED_AFTER
    assert report == lint([root], RunOptions(root=root, settings=Settings(), rules=registered))
    assert report.diagnostics


def test_a_file_that_changes_after_the_stop_is_checked_again(root: Path, checked: list[Path]) -> None:
    with pytest.raises(KeyboardInterrupt):
        _lint(root, stop_after=_STOPPED_AFTER)
    changed = root / "part0.py"
    changed.write_text("from sqlalchemy.orm import Session\n\ndef label0(db: Session) -> int:\n    return 1\n")
    checked.clear()
    report = _lint(root)
    assert changed in checked
    assert report == lint([root], RunOptions(root=root, settings=Settings(), rules=registered))


def test_what_a_run_has_found_is_kept_during_the_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lint_rules.cache.store.SECONDS_BETWEEN", -1.0)
    kept: list[bool] = []

    def look(done: int, _: int) -> None:
        paths = sorted(root.glob("*.py"))
        kept.append(bool(_cache(root).recall([(path, False) for path in paths])) if done > 1 else False)

    cache = _cache(root)
    lint([root], RunOptions(root=root, settings=Settings(), rules=registered), cache=cache, progress=look)
    assert any(kept)


def test_nothing_is_kept_of_a_file_that_changes_between_two_parts(root: Path, checked: list[Path]) -> None:
    changed = root / "part6.py"

    def change(done: int, _: int) -> None:
        if done == _STOPPED_AFTER + 1:
            changed.write_text("from sqlalchemy.orm import Session\n")

    cache = _cache(root)
    lint([root], RunOptions(root=root, settings=Settings(), rules=registered), cache=cache, progress=change)
    assert cache.save() is None
    checked.clear()
    assert _lint(root) == lint([root], RunOptions(root=root, settings=Settings(), rules=registered))
    assert changed in checked


_RUN = """import sys
import time
from lint_rules.cache import store
from lint_rules.linter.parallel import division
from lint_rules.linter.file_checker import Checker
division.LARGEST_PART = 1
store.SECONDS_BETWEEN = -1.0
check = Checker.on
def on(self, target, *, named):
    time.sleep(0.05)
    print("checks", target.name, file=sys.stderr)
    return check(self, target, named=named)
Checker.on = on
from lint_rules.__main__ import run
run()
"""


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """A run that takes a few seconds, in a folder of its own."""
    for number in range(_LONG_FILES):
        (tmp_path / f"part{number}.py").write_text(_FILE.format(number=number, before=max(number - 1, 0)))
    return [sys.executable, "-c", _RUN, "check", "--isolated", "."]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_a_run_that_a_signal_ends_goes_on_where_it_was(
    command: list[str], number: signal.Signals, tmp_path: Path
) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment.pop(FOLDER_VARIABLE, None)
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as first:
        while first.poll() is None and not [*(tmp_path / "cache").rglob("*.cache")]:
            time.sleep(0.01)
        first.send_signal(number)
        first.communicate()
    assert first.returncode not in {0, 1}, "it was not stopped"
    second = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert 0 < second.stderr.count("checks ") < _LONG_FILES
    whole = subprocess.run(
        [*command, "--no-cache"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert whole.stderr.count("checks ") == _LONG_FILES
    assert whole.stdout == second.stdout
