"""The Makefile and .ci/run -> the commands that a newcomer and a clean machine type."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "docs", "help"])
def test_help_lists_the_target(target: str) -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert target in [line.split()[0] for line in listed.splitlines()]


def test_the_clean_machine_runs_what_a_developer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in script.read_text()
    assert "\nmake test " in script.read_text()
