"""A repository that tries everything -> nothing of it is run, nothing outside is written: seen by the kernel, native code included."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lint_rules.hostile.observed import conversation, environment, session
from tests.lint_rules.hostile.system_calls import COMMAND, SystemCalls, seen
from tests.lint_rules.hostile.tree import COLLISION, Place, hostile

_LINT = """
from pathlib import Path
from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings
lint([Path.cwd()], RunOptions(root=Path.cwd(), settings=Settings(strict=True), rules=registered()))
"""
_PYTHON = (sys.executable, "-P")
_COMMAND = (*_PYTHON, "-m", "lint_rules")
FACES = {
    "check": (*_COMMAND, "check", "."),
    "parallel": (*_COMMAND, "check", "--jobs", "2", "."),
    "types": (*_COMMAND, "check", "--types", "."),
    "fix": (*_COMMAND, "check", "--fix", "--unsafe-fixes", "."),
    "names": (*_COMMAND, "names", "."),
    "clean": (*_COMMAND, "clean"),
    "pre-commit": (*_COMMAND, "check", "--force-exclude", "app/api.py", "app/link.py", "evil.py"),
    "server": (*_COMMAND, "server"),
    "library": (*_PYTHON, "-c", _LINT),
}


def _is_allowed() -> bool:
    """Whether a process may be watched here: in many containers none may."""
    command = ["strace", "-qq", "-o", "/dev/null", sys.executable, "-c", ""]
    return shutil.which("strace") is not None and subprocess.run(command, check=False).returncode == 0


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def strace() -> None:
    if not _is_allowed():
        pytest.skip("there is no strace, or it may watch no process")


def watched(place: Place, *command: str, server: bool = False) -> SystemCalls:
    logs = place.home.parent / "logs"
    logs.mkdir()
    talk = session(place.root, ("app/api.py", COLLISION)) if server else ()
    env = {**environment(place.home), "TMPDIR": str(place.home)}
    _, out, err = conversation([*COMMAND, str(logs / "log"), *command], place.root, env, talk)
    assert b"Traceback" not in out + err
    texts = {int(log.suffix[1:]): log.read_text(errors="replace") for log in logs.iterdir()}
    return seen(texts, place.root)


@pytest.mark.parametrize("face", FACES)
def test_the_kernel_sees_nothing_of_a_checked_repository_run_and_nothing_outside_written(
    face: str, tmp_path: Path
) -> None:
    place = hostile(tmp_path)
    before = place.state()
    calls = watched(place, *FACES[face], server=face == "server")
    assert place.state() == before
    assert set(calls.starts) == {sys.executable}
    assert (len(calls.starts) > 1) == (face == "types")
    assert calls.connects == frozenset()
    assert calls.outside(place.home, *([place.root] if face == "fix" else [])) == set()
    if face in {"check", "fix"}:
        assert calls.writes


def test_what_a_program_does_is_seen(tmp_path: Path) -> None:
    place = hostile(tmp_path)
    act = "import os, subprocess; os.rename('setup.py', '../x.py'); open('../y', 'w'); subprocess.run(['true'])"
    calls = watched(place, *_PYTHON, "-c", act)
    assert calls.outside(place.root) == {str(tmp_path / "x.py"), str(tmp_path / "y")}
    assert str(place.root / "setup.py") in calls.writes
    assert [Path(program).name for program in calls.starts] == [Path(sys.executable).name, "true"]
