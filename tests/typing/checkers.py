"""The programs in `cases` -> the lines that a type checker refuses, and those that it should."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
PROGRAMS = sorted(CASES.glob("*.py"))
BIN = ROOT / ".venv-checkers" / "bin"
# The refused lines are bare expressions on purpose, and what was refused has no known type.
WRONG = {"refused.py", "misused.py", "rows.py"}
NOISE = {
    "reportUnusedExpression",
    "reportUnusedVariable",
    "reportUnknownArgumentType",
    "reportUnknownMemberType",
    "reportUnknownVariableType",
}
Places = set[str]
"""Lines, each as `program.py:line`."""


class Checker(NamedTuple):
    """How a checker is run over the programs, and how its version is asked for."""

    run: Callable[[Path, Path], Places]
    version: tuple[str, ...]


def mypy(environment: Path, folder: Path) -> Places:
    options = ["--strict", "--output=json", "--config-file=", f"--cache-dir={folder}"]
    options += [f"--python-executable={environment}/bin/python"]
    out = _said(sys.executable, "-m", "mypy", *options, *map(str, PROGRAMS))
    reports = [json.loads(line) for line in out.splitlines()]
    return gathered((report["file"], report["line"]) for report in reports if report["severity"] == "error")


def pyright(environment: Path, folder: Path) -> Places:
    return _pyright((sys.executable, "-m", "pyright"), environment, folder)


def basedpyright(environment: Path, folder: Path) -> Places:
    return _pyright((str(BIN / "basedpyright"),), environment, folder)


def _pyright(command: tuple[str, ...], environment: Path, folder: Path) -> Places:
    settings = {
        "include": ["cases"],
        "typeCheckingMode": "strict",
        "venvPath": str(ROOT),
        "venv": environment.name,
        "extraPaths": [str(ROOT / "src")],
    }
    shutil.copytree(CASES, folder / "cases")  # it reads nothing that lies outside its project
    project = folder / "pyrightconfig.json"
    project.write_text(json.dumps(settings))
    reports = json.loads(_said(*command, "--outputjson", "--project", str(project)))["generalDiagnostics"]
    return gathered(
        (report["file"], report["range"]["start"]["line"] + 1)
        for report in reports
        if report["severity"] == "error" and (Path(report["file"]).name not in WRONG or report.get("rule") not in NOISE)
    )


def pyrefly(environment: Path, folder: Path) -> Places:
    shutil.copytree(CASES, folder / "cases")
    options = ["--output-format=json", f"--python-interpreter-path={environment}/bin/python", "--preset=strict"]
    out = _said(str(BIN / "pyrefly"), "check", *options, f"--search-path={ROOT}/src", *_copies(folder), cwd=folder)
    reports = json.loads(out)["errors"]
    return gathered((report["path"], report["line"]) for report in reports if report["severity"] == "error")


def ty(environment: Path, folder: Path) -> Places:
    shutil.copytree(CASES, folder / "cases")
    options = ["--output-format=concise", f"--python={environment}", f"--extra-search-path={ROOT}/src"]
    return _lines(_said(str(BIN / "ty"), "check", *options, *_copies(folder), cwd=folder), "error")


def zuban(environment: Path, folder: Path) -> Places:
    shutil.copytree(CASES, folder / "cases")
    settings = folder / "mypy.ini"
    settings.write_text(f"[mypy]\nmypy_path={ROOT}/src\n")
    options = ["--mode=default", f"--config-file={settings}", f"--python-executable={environment}/bin/python"]
    return _lines(_said(str(BIN / "zuban"), "check", *options, *_copies(folder), cwd=folder), "error:")


CHECKERS = {
    "mypy": Checker(mypy, (sys.executable, "-m", "mypy", "--version")),
    "pyright": Checker(pyright, (sys.executable, "-m", "pyright", "--version")),
    "basedpyright": Checker(basedpyright, (str(BIN / "basedpyright"), "--version")),
    "pyrefly": Checker(pyrefly, (str(BIN / "pyrefly"), "--version")),
    "ty": Checker(ty, (str(BIN / "ty"), "--version")),
    "zuban": Checker(zuban, (str(BIN / "zuban"), "--version")),
}


def version(checker: str) -> str:
    """Return the version that a checker says it has."""
    found = re.search(r"\d+\.\d+(?:\.\d+)?", _said(*CHECKERS[checker].version))
    assert found is not None
    return found[0]


def refused() -> Places:
    """Return the lines that every checker should refuse."""
    return {place for place in lines() if text(place).endswith("# refused")}


def lines() -> Places:
    """Return the lines that have code in them."""
    return gathered(
        (program.name, number)
        for program in PROGRAMS
        for number, line in enumerate(program.read_text().splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    )


def text(place: str) -> str:
    """Return what stands in a line."""
    name, _, number = place.partition(":")
    return (CASES / name).read_text().splitlines()[int(number) - 1].strip()


def gathered(places: Iterable[tuple[str, int]]) -> Places:
    return {f"{Path(path).name}:{line}" for path, line in places}


def _copies(folder: Path) -> list[str]:
    return [str(path) for path in sorted((folder / "cases").glob("*.py"))]


def _lines(output: str, severity: str) -> Places:
    reports = (re.match(rf"(\S+?\.py):(\d+):.*?\b{severity}", line) for line in output.splitlines())
    return gathered((report[1], int(report[2])) for report in reports if report is not None)


def _said(*command: str, cwd: Path = ROOT) -> str:
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    return run.stdout
