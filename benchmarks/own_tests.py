"""A release with tests -> the same tests pass after `--fix --unsafe-fixes`: `python -m benchmarks.own_tests FOLDER TESTS…`.

FOLDER is an unpacked source distribution, TESTS are paths in it, and `--python` is an interpreter that has what they
need. The tests run on a copy, all fixes of all rules are made in it, and they run again.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.fix_safety import RUNS
from lint_rules.diagnostic import Safety
from lint_rules.linter.fix_loop import fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.source.write import replace


def main() -> int:
    """Print what the tests say before and after, and return 1 when one says something else."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--python", required=True, help="an interpreter that has what the tests need")
    parser.add_argument("--fix", nargs="+", default=["."], help="what to fix, in the folder")
    arguments = parser.parse_args()
    differences = 0
    for rules, settings, kind, safeties in RUNS:
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary).resolve() / arguments.folder.name
            shutil.copytree(arguments.folder, root, symlinks=True)
            before = _outcomes(root, arguments.python, arguments.tests)
            paths = [root / path for path in arguments.fix]
            mended = fix(
                paths, RunOptions(root=root, settings=settings, rules=registered()), safeties=frozenset(safeties)
            )
            for change in mended.changes:
                replace(change.path, change.old, change.new, within=root)
            after = _outcomes(root, arguments.python, arguments.tests)
        changed = {test for test in before.keys() | after.keys() if before.get(test) != after.get(test)}
        differences += len(changed)
        print(f"{arguments.folder.name}: {rules} rules, {_told(safeties)} ({kind}): {dict(mended.rules)}")
        print(f"    before {_counted(before)}; after {_counted(after)}; different: {len(changed)}")
        for test in sorted(changed):
            print(f"    DIFFERENT {test}: {before.get(test)} before, {after.get(test)} after")
    return 1 if differences else 0


def _told(safeties: frozenset[Safety]) -> str:
    return "--fix --unsafe-fixes" if Safety.UNSAFE in safeties else "--fix"


def _counted(outcomes: dict[str, str]) -> str:
    counts = Counter(outcomes.values())
    return ", ".join(f"{count} {outcome.lower()}" for outcome, count in sorted(counts.items())) or "no test"


def _outcomes(root: Path, python: str, tests: list[str]) -> dict[str, str]:
    """Return the outcome of each test, by its name."""
    command = [python, "-B", "-m", "pytest", "-rA", "-q", "-p", "no:cacheprovider", "--color=no", *tests]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    found = re.findall(r"^(PASSED|FAILED|ERROR|XFAIL|XPASS) (\S+)", run.stdout, re.MULTILINE)
    if not found:
        raise RuntimeError(f"no test ran: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return {name: outcome for outcome, name in found}


if __name__ == "__main__":
    raise SystemExit(main())
