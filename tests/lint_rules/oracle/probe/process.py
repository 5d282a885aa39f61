"""A project's folder -> what is observed of it when it runs, by one warm process that forks a child for each."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.environment import uncounted

ROOT = Path(__file__).parents[4]


class Probe:
    """A process that has the frameworks loaded.

    Args:
        process: It.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def observe(self, root: Path, *, runs: bool = True, shift: int = 0) -> dict[str, str]:
        """Run a project: import every module, call and describe what is in it.

        Args:
            root: Its folder.
            runs: Whether its functions, doctests and tests are run; of a stranger's project, importing is enough.
            shift: Moves everything to other addresses in memory: what rests on them (the order of a set of classes) is seen otherwise.

        Returns:
            What was seen, each under the name of what was looked at.

        Raises:
            RuntimeError: The probe itself failed, or the project ended it.
        """
        named = {"modules": modules_of(root), "entry_points": entry_points(root) if runs else {}}
        request: dict[str, Any] = {"root": str(root), "runs": runs, "shift": shift, **named}
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the probe has no pipes")
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        seen: dict[str, str] = json.loads(self._process.stdout.readline())
        if "probe" in seen:
            raise RuntimeError(f"{root}: {seen['probe']}")
        return seen


@contextmanager
def probe(python: str = sys.executable) -> Generator[Probe]:
    """Start the process, and end it.

    Args:
        python: An interpreter that has what the projects import, and the frameworks.
    """
    command = [python, "-B", "-m", "tests.lint_rules.oracle.probe.server"]
    # None of our lines run there, so none are counted: counting would double what each of its forks costs.
    process = subprocess.Popen(
        command, cwd=ROOT, env=uncounted(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield Probe(process)


def modules_of(root: Path) -> list[str]:
    """Name a project's modules; tests are run, not imported."""
    paths = sorted(path.relative_to(root) for path in root.rglob("*.py") if "tests" not in path.parts)
    return [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths]


def entry_points(root: Path) -> dict[str, str]:
    """Return the entry points of a project, from pyproject.toml and setup.cfg."""
    declared: dict[str, str] = {}
    project: Mapping[str, Any] = tomllib.loads((root / "pyproject.toml").read_text()).get("project", {})
    for group in (
        project.get("scripts", {}),
        project.get("gui-scripts", {}),
        *project.get("entry-points", {}).values(),
    ):
        declared |= group
    if (root / "setup.cfg").exists():
        parser = configparser.ConfigParser()
        parser.read(root / "setup.cfg")
        for lines in parser["options.entry_points"].values() if "options.entry_points" in parser else ():
            pairs = (line.split("=") for line in lines.splitlines() if "=" in line)
            declared |= {name.strip(): place.strip() for name, place in pairs}
    return declared
