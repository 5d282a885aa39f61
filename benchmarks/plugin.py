"""Unpacked releases with their dependencies -> what the plugin finds there, what it costs, and which other errors change.

    python -m benchmarks.plugin SOURCES PYTHON [PAIRS]

SOURCES is a folder with one release's package in it, PYTHON the interpreter of an environment that has what it imports.
Each pair is one run without the plugin and one with it, the repairs off, in turn and without a cache; user CPU is compared
pair by pair. Two more runs have the repairs on: one for its messages, one that sums the time within the plugin.
Not part of the tests: a run over a large release takes minutes, and releases are not part of this repository.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple

from lint_rules.mypy_checks.context import RULES

TIMED = Path(__file__).with_name("timed_plugin.py")
OFF = "[tool.session-lint.mypy]\nrepair-legacy-columns = false\nrepair-scalar = false\n"
SETTINGS = {
    "without": "[tool.mypy]\n",
    "without repairs": f'[tool.mypy]\nplugins = ["lint_rules.mypy_plugin"]\n{OFF}',
    "with": '[tool.mypy]\nplugins = ["lint_rules.mypy_plugin"]\n',
    "timed": f"[tool.mypy]\nplugins = [{json.dumps(str(TIMED))}]\n",
}
OPTIONS = (
    "--no-incremental --ignore-missing-imports --check-untyped-defs --hide-error-context --no-error-summary "
    "--no-fast-exit"
).split()
_CODE = re.compile(r"\[([\w-]+)\]$")


class Run(NamedTuple):
    """What a run said, the user CPU seconds that it took, and calls and seconds of each hook, where they were summed."""

    said: list[str]
    seconds: float
    times: dict[str, tuple[int, float]]


def run(settings: str, sources: Path, python: str) -> Run:
    """Run mypy over a release."""
    with tempfile.TemporaryDirectory() as folder:
        config, times = Path(folder, "pyproject.toml"), Path(folder, "times.json")
        config.write_text(SETTINGS[settings])
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [sys.executable, "-m", "mypy", f"--config-file={config}", f"--python-executable={python}", *OPTIONS]
        environment = {**os.environ, "SESSION_LINT_TIMES": str(times), "PYTHONHASHSEED": "0"}
        done = subprocess.run(
            [*command, "."], cwd=sources, capture_output=True, text=True, check=False, env=environment
        )
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        if done.returncode not in {0, 1} or done.stderr:
            raise SystemExit(f"mypy left with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        summed: dict[str, tuple[int, float]] = json.loads(times.read_text()) if times.exists() else {}
    return Run(done.stdout.splitlines(), seconds, summed)


def ours(line: str) -> bool:
    """Whether a message is the plugin's."""
    code = _CODE.search(line)
    return code is not None and code[1] in RULES


def others(lines: list[str]) -> Counter[str]:
    """Return the messages that are not."""
    return Counter(line for line in lines if not ours(line))


def changes(before: Counter[str], after: Counter[str]) -> list[str]:
    """Return what one run says and another does not, both ways."""
    return [f"- {line}" for line in (before - after).elements()] + [f"+ {line}" for line in (after - before).elements()]


def main(sources: Path, python: str, pairs: int) -> None:
    """Print findings, changes and figures."""
    taken: dict[str, list[Run]] = {"without": [], "without repairs": []}
    for _ in range(pairs):
        for settings, runs in taken.items():
            runs.append(run(settings, sources, python))
    plain, unrepaired = (others(runs[-1].said) for runs in taken.values())
    repaired, timed = run("with", sources, python), run("timed", sources, python)
    print(f"== {sources.name}: {plain.total()} other messages without the plugin; the plugin's own:")
    print(*[line for line in repaired.said if ours(line)], sep="\n")
    print(f"-- others that change with the repairs off: {changes(plain, unrepaired)}")
    mended = changes(unrepaired, others(repaired.said))
    print(f"-- others that change with the repairs on: {len(mended)}", *mended, sep="\n")
    report_costs({settings: [one.seconds for one in runs] for settings, runs in taken.items()}, timed)


def report_costs(seconds: dict[str, list[float]], timed: Run) -> None:
    """Print user CPU with and without the plugin, and the share of a run that passes within it."""
    low, high = seconds.values()
    ratios = [more / less - 1 for less, more in zip(low, high, strict=True)]
    best, all_ = min(high) / min(low) - 1, sum(high) / sum(low) - 1
    print(
        f"-- user CPU with the plugin, median of the pairs: {median(ratios):+.2%}, of all {all_:+.2%}, of the best {best:+.2%}"
    )
    print(f"   {seconds}")
    within, calls = (
        sum(values) for values in ([s for _, s in timed.times.values()], [c for c, _ in timed.times.values()])
    )
    print(
        f"-- within the plugin, repairs on: {calls} calls, {within:.3f} s of {timed.seconds:.2f}: {within / timed.seconds:.2%}"
    )
    print(*(f"   {name}: {count} calls, {spent:.4f} s" for name, (count, spent) in timed.times.items()), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 3)  # noqa: PLR2004  given or not
