"""An installed package's sources -> what checking them costs, beside ruff and beside parsing alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import sqlalchemy

from benchmarks.clock import table

BIN = Path(sys.executable).parent
SOURCES = Path(sqlalchemy.__file__).parent


def report() -> str:
    """Measure and tabulate."""
    files = sorted(SOURCES.rglob("*.py"))
    lines = sum(len(file.read_bytes().splitlines()) for file in files)
    timed = table(
        {
            "ruff --select F811 --no-cache": lambda: _run(
                "ruff", "check", "--isolated", "--no-cache", "--select", "F811"
            ),
            "session-lint check": lambda: _run("session-lint", "check", "--isolated", "--no-cache"),
            "ast.parse of every file": lambda: [ast.parse(file.read_bytes()) for file in files],
        },
        rounds=3,
    )
    return f"{len(files)} files, {lines} lines of SQLAlchemy's own sources\n{timed}"


def _run(tool: str, *options: str) -> None:
    done = subprocess.run([BIN / tool, *options, SOURCES], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{tool} failed: {done.stderr.strip()}")
