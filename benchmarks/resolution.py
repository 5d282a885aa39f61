"""Importable releases -> how often the resolver is right about them: `python -m benchmarks.resolution FOLDER:PYTHON…`.

Every imported name, every name of a module, and every class with its kind, bases, members and columns is compared with what
really importing the module gives, in an interpreter that has the release's dependencies. What is printed: for each kind of
claim how many agree, how many are unknown although there is a class or a module, and each one that differs. What a test for
type checkers, a failed import or a call leaves open is counted apart. `--modules N` draws that many modules of each release,
the same for one `--seed`; with `--resume FILE` a run that was stopped goes on behind the releases that it has judged.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.lint_rules.oracle.resolution.agreement import Agreement, agreement, modules_in

ABOUT = ("import", "name", "kind", "base", "members", "column")
VERDICTS = ("agrees", "differs", "unknown", "open", "absent", "failed")
HELD = ("counts", "differences", "unknown")
_REASONS = 8
"""Reasons for what is unknown that are printed of each release."""


def main() -> int:
    """Judge, report, and return 1 when a claim is wrong."""
    arguments = _arguments()
    done = _noted(arguments)
    print(f"{'release':24} {'claims about':12} " + " ".join(f"{verdict:>8}" for verdict in VERDICTS))
    for release in arguments.releases:
        folder, _, python = release.partition(":")
        name = Path(folder).name
        if name not in done:
            found = _judged(arguments, Path(folder), python or sys.executable)
            done[name] = {slot: getattr(found, slot) for slot in HELD}
            _note(arguments, done)
        _print(name, done[name])
    return 1 if any(found["differences"] for found in done.values()) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="+", help="FOLDER:PYTHON, a folder that holds packages and an interpreter")
    parser.add_argument("--modules", type=int, help="how many modules of each release are drawn; all, if not given")
    parser.add_argument("--seed", type=int, default=0, help="the same seed draws the same modules")
    parser.add_argument("--resume", type=Path, help="a file that keeps what was found, and where a run goes on")
    parser.add_argument("--prelude", type=Path, help="a file that each interpreter runs first, to set a release up")
    return parser.parse_args()


def _judged(arguments: argparse.Namespace, folder: Path, python: str) -> Agreement:
    names = [*modules_in(folder.resolve())]
    drawn = random.Random(arguments.seed).sample(names, min(arguments.modules or len(names), len(names)))  # noqa: S311 -- no secret
    prelude = arguments.prelude.read_text() if arguments.prelude else ""
    return agreement(folder, python, sorted(drawn), prelude=prelude)


def _identity(arguments: argparse.Namespace) -> dict[str, Any]:
    """Tell what a run draws: another one is no continuation of it."""
    return {"seed": arguments.seed, "modules": arguments.modules}


def _noted(arguments: argparse.Namespace) -> dict[str, Any]:
    if arguments.resume is None or not arguments.resume.exists():
        return {}
    held = json.loads(arguments.resume.read_text())
    if held["run"] != _identity(arguments):
        sys.exit(f"--resume {arguments.resume}: it is of another run, {held['run']}; name another file")
    releases: dict[str, Any] = held["releases"]
    return releases


def _note(arguments: argparse.Namespace, done: dict[str, Any]) -> None:
    if arguments.resume is not None:
        beside = arguments.resume.with_suffix(".new")
        beside.write_text(json.dumps({"run": _identity(arguments), "releases": done}, indent=1))
        beside.replace(arguments.resume)


def _print(name: str, found: dict[str, Any]) -> None:
    for about in ABOUT:
        counts = [found["counts"].get(f"{about} {verdict}", 0) for verdict in VERDICTS]
        print(f"{name:24} {about:12} " + " ".join(f"{count:8}" for count in counts), flush=True)
    unknown: dict[str, int] = found["unknown"]
    for why, count in Counter(unknown).most_common(_REASONS):
        print(f"    unknown, {count}: {why}")
    for difference in found["differences"]:
        print(f"    differs: {difference}")


if __name__ == "__main__":
    sys.exit(main())
