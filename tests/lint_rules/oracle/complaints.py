"""Trees of projects before and after their fixes -> what ruff and mypy complain of afterwards and did not before."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tests.lint_rules.oracle.comparison import Difference

Complaints = Counter[tuple[str, str]]
"""How often a file, by its path in the tree, has a complaint of each code."""
Checker = Callable[[Path, Iterable[int]], Complaints]

_MYPY = re.compile(r"^(.+?):\d+: error: (.*)  \[(name-defined|attr-defined)\]$", re.MULTILINE)
_TWO_IMPORTS = re.compile(r"^(.+?):\d+: error: Incompatible import of ", re.MULTILINE)


def ruff(tree: Path, numbers: Iterable[int]) -> Complaints:
    """Count names that are unused or redefined, which are one where two imports bind a name, and undefined ones.

    Args:
        tree: A folder of projects.
        numbers: Which of them.
    """
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--output-format=json"]
    folders = [str(tree / str(number)) for number in numbers]
    run = subprocess.run([*command, "--select=F401,F811,F821", *folders], capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    named = ((Path(one["filename"]).relative_to(tree.resolve()), one["code"]) for one in found)
    return Counter((str(path), "ruff F821" if code == "F821" else "ruff F401, F811") for path, code in named)


def mypy(tree: Path, numbers: Iterable[int]) -> Complaints:
    """Count names and attributes that mypy does not know.

    Where a file imports two classes under one name, mypy takes the first for both and says so; of attributes it knows nothing
    there, and what a fix annotated is no more than read for the first time. A module's attributes it knows there, too.

    Args:
        tree: A folder of projects.
        numbers: Which of them.
    """
    options = ["--config-file=", "--check-untyped-defs", "--explicit-package-bases", "--follow-imports=silent"]
    command = [sys.executable, "-m", "mypy", *options, "--no-error-summary", f"--cache-dir={tree.parent / 'mypy'}"]
    folders = [tree.resolve() / str(number) for number in numbers]
    packages = [str(package) for folder in folders for package in folder.glob("shop*")]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(map(str, folders))}
    run = subprocess.run([*command, *packages], cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1) or run.stderr:
        raise RuntimeError(f"mypy: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    unclear = set(_TWO_IMPORTS.findall(run.stdout))
    found = [
        (path, code)
        for path, message, code in _MYPY.findall(run.stdout)
        if code != "attr-defined" or path not in unclear or message.startswith("Module ")
    ]
    return Counter((str((tree / path).resolve().relative_to(tree.resolve())), f"mypy {code}") for path, code in found)


def new_complaints(
    folder: Path, changed: Mapping[str, Iterable[int]], checker: Checker
) -> Iterator[tuple[str, Path, Difference]]:
    """Yield what a checker complains of in fixed projects, and did not before, with the file's path in the tree.

    Args:
        folder: Where the trees stand.
        changed: The numbers of the projects that fixes changed, by safety.
        checker: Of whose complaints.
    """
    every = sorted({number for numbers in changed.values() for number in numbers})
    before = checker(folder / "before", every) if every else Counter[tuple[str, str]]()
    for safety, numbers in changed.items():
        after = checker(folder / safety, sorted(numbers)) if numbers else Counter[tuple[str, str]]()
        for (path, code), count in sorted((after - before).items()):
            yield safety, Path(path), Difference(code, f"{path}: {count} more")
