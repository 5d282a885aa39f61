"""Measures session-lint beside its peers on real releases, in turn in one run: `python -m benchmarks.lint [PACKAGE==VERSION…]`.

cold     the whole default rule set over a release's sources, no cache, beside each peer's nearest rules
warm     the same again, with a cache, and ruff with its own
one      the last changed file of the release, as pre-commit passes it, in the release and in ten copies of it,
         after a run that filled the cache
growth   the release and ten copies of it side by side: time and peak memory

Every figure is the median of several runs that take turns; ratios are of wall-clock medians. `user` is processor time, which a busy
machine changes less. Peers that are not installed are left out, and said so.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.recall import unpacked

RELEASES = ("apache-airflow-core==3.3.2", "apache-superset==6.1.0", "mlflow==3.18.0")
COPIES = 10
_SETTLING = 3.0  # seconds after which a file's stamp is trusted
OURS = "session-lint"
PEERS: Mapping[str, tuple[str, ...]] = {
    "ruff": ("check", "--isolated", "--no-cache", "--quiet", "--select", "F811,ICN,PLC0414"),
    "flake8": ("--isolated", "--select", "F811"),
    "pylint": ("--rcfile", os.devnull, "--recursive", "y", "--disable", "all", "--enable", "W0404,W0416,W0621,E0102"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds, seconds of processor, and the most memory in MB."""

    wall: float
    user: float
    memory: float


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", default=RELEASES, help="PACKAGE==VERSION, or a folder with sources")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything takes its turn")
    parser.add_argument("--without", default="", help="peers to leave out, with commas: pylint takes minutes")
    arguments = parser.parse_args()
    peers = {name: options for name, options in PEERS.items() if name not in arguments.without.split(",")}
    print(f"{'release':26} {'what':8} {'tool':14} {'wall s':>8} {'user s':>8} {'MB':>6} {'wall: times ours':>17}")
    for release in arguments.releases:
        with tempfile.TemporaryDirectory() as folder:
            root = unpacked(release, Path(folder))
            _cold(Path(release).name, root, peers, arguments.rounds)
            _warm(Path(release).name, root, arguments.rounds)
            _growth(Path(release).name, root, arguments.rounds)
    return 0


def _cold(release: str, root: Path, peers: Mapping[str, tuple[str, ...]], rounds: int) -> None:
    commands = {OURS: _ours(root, root)}
    for name, options in peers.items():
        command = _peer(name)
        if command is None:
            print(f"{release:26} cold     {name:14} not installed")
        else:
            commands[name] = [*command, *options, str(root)]
    _show(release, "cold", _in_turn(commands, rounds), OURS)


def _warm(release: str, root: Path, rounds: int) -> None:
    commands = {OURS: _ours(root, root, cached=True)}
    ruff = _peer("ruff")
    if ruff is not None:
        options = [option for option in PEERS["ruff"] if option != "--no-cache"]
        commands["ruff"] = [*ruff, *options, "--cache-dir", str(root.parent / "ruff"), str(root)]
    _in_turn(commands, 1)  # fills the caches
    time.sleep(_SETTLING)
    _in_turn(commands, 1)  # what was written a moment before is looked at once more
    _show(release, "warm", _in_turn(commands, rounds), OURS)


def _growth(release: str, root: Path, rounds: int) -> None:
    """Check the release, ten copies of it, and one file in each of the two."""
    many = root.parent / "many"
    for number in range(COPIES):
        shutil.copytree(root, many / f"copy{number}")
    changed = max(root.rglob("*.py"), key=lambda path: path.stat().st_size)
    beside = many / "copy0" / changed.relative_to(root)
    single = {f"{OURS} 1x": _ours(changed, root, cached=True), f"{OURS} 10x": _ours(beside, many, cached=True)}
    for project in (root, many):
        _run(_ours(project, project, cached=True))
    ruff = _peer("ruff")
    if ruff is not None:
        single["ruff"] = [*ruff, *PEERS["ruff"], str(changed)]
    _show(release, "one", _in_turn(single, rounds, changing=(changed, beside)), f"{OURS} 1x")
    whole = {f"{OURS} 1x": _ours(root, root), f"{OURS} 10x": _ours(many, many)}
    _show(release, "growth", _in_turn(whole, 1), f"{OURS} 1x")


def _ours(path: Path, root: Path, *, cached: bool = False) -> list[str]:
    options = ["--project", str(root), "--isolated", "--quiet", *(() if cached else ("--no-cache",))]
    return [sys.executable, "-m", "lint_rules", "check", str(path), *options]


def _peer(name: str) -> list[str] | None:
    found = shutil.which(name)
    if found is not None:
        return [found]
    return [sys.executable, "-m", name] if importlib.util.find_spec(name) is not None else None


def _in_turn(commands: Mapping[str, Sequence[str]], rounds: int, *, changing: Sequence[Path] = ()) -> dict[str, Run]:
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            for file in changing:
                with file.open("a", encoding="utf-8") as opened:
                    opened.write(f"# changed {number} before {name}\n")
            runs[name].append(_run(command))
    return {name: _median(found) for name, found in runs.items()}


def _run(command: Sequence[str]) -> Run:
    """Run a command to its end; its children's time and memory are its own."""
    started = time.perf_counter()
    process = os.fork()
    if process == 0:
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        os.execvp(command[0], list(command))  # noqa: S606  our own commands
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in range(64):
        raise RuntimeError(f"{' '.join(command)} failed with {os.waitstatus_to_exitcode(status)}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _median(runs: Sequence[Run]) -> Run:
    return Run(*(statistics.median(getattr(run, name) for run in runs) for name in ("wall", "user", "memory")))


def _show(release: str, what: str, runs: Mapping[str, Run], unit: str) -> None:
    for name, run in runs.items():
        ratio = f"{run.wall / runs[unit].wall:.2f}"
        print(
            f"{release:26} {what:8} {name:14} {run.wall:8.2f} {run.user:8.2f} {run.memory:6.0f} {ratio:>17}", flush=True
        )


if __name__ == "__main__":
    raise SystemExit(main())
