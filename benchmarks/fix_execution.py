"""Drawn projects -> whether they run after their fixes as before: `python -m benchmarks.fix_execution --projects 2000`.

Each project is written, run, fixed with `--fix` and run again, and the same from the start with `--fix --unsafe-fixes`. A
safe fix may change nothing that is seen; an unsafe one only towards the project as its author meant it. What is printed: how
many fixes were made and how many projects differ, by kind, and what is left unfixed and why; each kind of difference is
reduced to its smallest project, which `--replay` judges again and `--write` writes into a folder. With `--resume FILE` a run that
was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.lint_rules.oracle import releases
from tests.lint_rules.oracle.comparison import Difference
from tests.lint_rules.oracle.complaints import Checker, mypy, ruff
from tests.lint_rules.oracle.judge import Judge
from tests.lint_rules.oracle.mutations import MUTATIONS, broken
from tests.lint_rules.oracle.plans import OTHERS, Plan, read, written
from tests.lint_rules.oracle.probe.process import probe
from tests.lint_rules.oracle.projects import project
from tests.lint_rules.oracle.reduction import named, reduced
from tests.lint_rules.oracle.tally import SAFETIES, Tally, judged, tally

COUNTED = ("rules", "left", "kinds", "announced")
BATCH = 50
"""Projects that are judged, and noted, together."""


def main() -> int:
    """Judge, report, and return 1 when a project differs."""
    arguments = _arguments()
    if arguments.releases:
        return _releases(arguments)
    with probe() as running, tempfile.TemporaryDirectory() as folder:
        judge = Judge(running, Path(folder))
        if arguments.mutations is not None:
            return _mutate(arguments, judge)
        if arguments.replay:
            return _replay(read(arguments.replay), judge)
        total = _run(arguments, judge)
        print(total.report())
        for safety in SAFETIES:
            _print_kinds(safety, total, judge, arguments)
    return 1 if any(total.different.values()) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=200, help="how many projects are drawn")
    parser.add_argument("--seed", type=int, default=0, help="the same seed draws the same projects")
    parser.add_argument("--mypy", action="store_true", help="ask mypy, too, for names that it does not know")
    parser.add_argument("--resume", type=Path, help="a file that keeps what was found, and where a run goes on")
    parser.add_argument("--reduce", type=int, default=40, help="how many projects that differ are reduced")
    parser.add_argument("--write", type=Path, help="a folder for the smallest project of each kind of difference")
    parser.add_argument("--hidden", choices=sorted(OTHERS), help="another class that the models hide than a session")
    parser.add_argument("--replay", help="one project, as a report shows it")
    parser.add_argument("--mutations", nargs="*", choices=sorted(MUTATIONS), help="break each rule, and find it")
    parser.add_argument("--releases", nargs="+", type=Path, help="folders with sources: import them instead")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has what the releases import")
    return parser.parse_args()


def _run(arguments: argparse.Namespace, judge: Judge) -> Tally:
    done, total = _noted(arguments)
    checkers = (ruff, mypy) if arguments.mypy else (ruff,)
    for start in range(done, arguments.projects, BATCH):
        end = min(start + BATCH, arguments.projects)
        total.merge(
            tally(judge, seed=arguments.seed, numbers=range(start, end), checkers=checkers, hidden=arguments.hidden)
        )
        _note(arguments, end, total)
        differ = {safety: len(total.different[safety]) for safety in SAFETIES}
        print(f"{end} of {arguments.projects} projects; differ: {differ}", file=sys.stderr, flush=True)
    return total


def _identity(arguments: argparse.Namespace) -> dict[str, Any]:
    """Tell what a run draws: another one is no continuation of it."""
    identity = {"seed": arguments.seed, "mypy": arguments.mypy}
    return identity | ({"hidden": arguments.hidden} if arguments.hidden else {})


def _noted(arguments: argparse.Namespace) -> tuple[int, Tally]:
    total = Tally()
    if arguments.resume is None or not arguments.resume.exists():
        return 0, total
    held = json.loads(arguments.resume.read_text())
    if held["run"] != _identity(arguments):
        sys.exit(f"--resume {arguments.resume}: it is of another run, {held['run']}; name another file")
    total.projects = held["projects"]
    for safety in SAFETIES:
        for name in COUNTED:
            setattr(total.counts[safety], name, Counter(held[safety][name]))
        total.different[safety] = [(read(plan), Difference(*found)) for plan, *found in held[safety]["different"]]
    return total.projects, total


def _note(arguments: argparse.Namespace, projects: int, total: Tally) -> None:
    if arguments.resume is None:
        return
    held: dict[str, Any] = {"run": _identity(arguments), "projects": projects}
    for safety, count in total.counts.items():
        held[safety] = {name: getattr(count, name) for name in COUNTED}
        different = total.different[safety]
        held[safety]["different"] = [(written(plan), found.kind, found.detail) for plan, found in different]
    beside = arguments.resume.with_suffix(".new")
    beside.write_text(json.dumps(held, indent=1))
    beside.replace(arguments.resume)


def _releases(arguments: argparse.Namespace) -> int:
    """Import all modules of each release before and after its fixes."""
    different = 0
    for release in arguments.releases:
        with probe(arguments.python) as running, tempfile.TemporaryDirectory() as folder:
            outcomes = releases.judged(running, release, Path(folder).resolve())
        for safety, outcome in outcomes.items():
            different += len(outcome.differences)
            print(
                f"{release.name}: {outcome.imported} modules, {outcome.seen} observations; {safety}: "
                f"{outcome.rules.total()} fixes, {len(outcome.differences)} differences, {outcome.annotated} type hints",
                flush=True,
            )
            for found in outcome.differences:
                print(f"  {found.kind}: {found.detail[:500]}", flush=True)
    return 1 if different else 0


def _print_kinds(safety: str, total: Tally, judge: Judge, arguments: argparse.Namespace) -> None:
    """Reduce the projects that differ, and print each way to differ once."""
    seen: dict[str, Plan] = {}
    for plan, found in total.different[safety][: arguments.reduce]:
        checkers = [checker for checker in (ruff, mypy) if found.kind.startswith(checker.__name__)]
        small = reduced(
            plan,
            lambda smaller, kind=found.kind, more=checkers: kind in _kinds(smaller, judge, safety, more),  # type: ignore[misc]
        )
        if seen.setdefault(f"{found.kind}: {named(small)}", small) is small:
            print(f"\n{safety}: {found.kind}: {named(small)}\n{found.detail}\n--replay '{written(small)}'", flush=True)
            if arguments.write is not None:
                _write(arguments.write / f"{safety}-{len(seen)}", small, found)


def _kinds(plan: Plan, judge: Judge, safety: str, checkers: Sequence[Checker]) -> set[str]:
    """Name the first difference of a plan."""
    (_, verdicts), *_ = judged(judge, [plan], checkers)
    return {found.kind for found in verdicts[safety].differences[:1]}


def _write(folder: Path, plan: Plan, found: Difference) -> None:
    for path, text in project(plan).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "README").write_text(f"{named(plan)}\n{found.kind}: {found.detail}\n{written(plan)}\n")


def _mutate(arguments: argparse.Namespace, judge: Judge) -> int:
    """Break one rule after the other, and tell after how many projects it is found: by one that is right otherwise."""
    missed = 0
    for name in arguments.mutations or MUTATIONS:
        with broken(name):
            found = tally(judge, seed=arguments.seed, numbers=range(arguments.projects))
        kinds = {
            f"{safety}: {kind}": number for safety in SAFETIES for kind, number in found.counts[safety].kinds.items()
        }
        missed += not kinds
        print(f"{name}: {kinds or 'missed'}", flush=True)
    print(f"{missed} missed")
    return 1 if missed else 0


def _replay(plan: Plan, judge: Judge) -> int:
    different = 0
    for path, text in project(plan).items():
        print(f"#: {path}\n{text}")
    (_, verdicts), *_ = judged(judge, [plan])
    for safety, verdict in verdicts.items():
        different += len(verdict.differences)
        print(f"{safety}: fixed {dict(verdict.rules)}, left {dict(verdict.left)}")
        for found in verdict.differences:
            print(f"  {found.kind}: {found.detail}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
