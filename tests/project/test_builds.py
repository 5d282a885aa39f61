"""The snippets for build servers in the documentation -> their commands, run on a project with the bug and on one without."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text()
SNIPPETS = dict(re.findall(r"^<!-- build: (\S+) -->\n```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
BUG = "from sqlalchemy.orm import Session\nfrom requests import Session\n\n\ndef get(db: Session): return db.query(1)\n"


def commands(snippet: Any) -> Iterator[str]:
    """Every command of a build, in order: GitHub's `run`, GitLab's `script`."""
    for job in snippet.get("jobs", snippet).values():
        yield from job.get("script") or [step["run"] for step in job["steps"] if "run" in step]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        shlex.split(command),
        cwd=folder,
        env={**os.environ, "PATH": tools},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_there_is_one_for_each_of_both_servers() -> None:
    assert list(SNIPPETS) == [".github/workflows/session-lint.yml", ".gitlab-ci.yml"]


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_build_installs_the_checker_and_then_fails_for_the_bug_alone(name: str, tmp_path: Path) -> None:
    install, check = commands(yaml.safe_load(SNIPPETS[name]))
    found = re.fullmatch(r"pip install 'session-status\[(\w+)\]'", install)
    assert found is not None
    assert found[1] in EXTRAS
    (tmp_path / "page.py").write_text(BUG)
    bad = run(check, tmp_path)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    report = tmp_path / "session-lint.json"
    assert "shadowed-import" in (report.read_text() if report.exists() else bad.stdout)
    (tmp_path / "page.py").write_text(BUG.replace("import Session\n\n", "import Session as Http\n\n"))
    good = run(check, tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr
