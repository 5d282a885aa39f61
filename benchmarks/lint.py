"""Measures session-lint beside its peers on real releases, in turn in one run: `python -m benchmarks.lint [PACKAGE==VERSION…]`.

cold     the whole default rule set over a release's sources, no cache, beside each peer's nearest rules
warm     the same again, with a cache, and ruff with its own
one      one changed file of the release, as pre-commit passes it, in the release and in ten copies of it, after a run
         that filled the cache: the file of median size, one that is larger than nine in ten, and the largest
growth   the release before and after ten copies of it: time and peak memory, of which means are taken

Every other figure is the median of several runs that take turns; ratios are of wall-clock medians. `user` is processor time, which a busy
machine changes less. pylint and fixit take minutes: they have one turn. Releases are downloaded once, into a folder outside of the
project; peers that are not installed (`make bench-lint` does that) are left out, and said so.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.promises import COLD, GROWTH, ONCE, ONE, OURS, RUFF, SIZES, TENFOLD, WARM, Run, of, report
from benchmarks.tables import put

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
CHECKERS = Path(__file__).parents[1] / ".venv-checkers" / "bin"
RELEASES = ("apache-airflow-core==3.3.2", "apache-superset==6.1.0", "mlflow==3.18.0")
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "session-lint-benchmarks"
COPIES = 10
_OFTENER = 3  # as many turns more for runs that are over at once
_SETTLING = 3.0  # seconds after which a file's stamp is trusted
PEERS: Mapping[str, tuple[str, ...]] = {
    RUFF: ("check", "--isolated", "--no-cache", "--quiet", "--select", "F811,ICN,PLC0414"),
    "flake8": ("--isolated", "--select", "F811"),
    "fixit": ("--quiet", "lint"),
    "pylint": ("--rcfile", os.devnull, "--recursive=y", "--disable=all", "--enable=W0404,W0416,W0621,E0102"),
}
SLOW = frozenset({"fixit", "pylint"})
DONE: Mapping[str, range] = {"fixit": range(4), "pylint": range(32)}
"""The exit codes of a run that came to its end: pylint and fixit add up what they found. All others say 0 or 1."""


def main() -> int:
    """Measure, print the tables and promises, and put them into the page where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", default=RELEASES, help="PACKAGE==VERSION, or a folder with sources")
    parser.add_argument(
        "--unpacked", type=Path, help="a folder that holds PACKAGE-VERSION folders: nothing is downloaded"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often everything takes its turn")
    parser.add_argument("--without", default="", help="peers to leave out, with commas: pylint takes minutes")
    parser.add_argument("--only", default="", help=f"what to measure, with commas: {COLD}, {WARM}, {ONE}, {GROWTH}")
    parser.add_argument("--page", action="store_true", help="put the tables into docs/benchmarks.md")
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is not compiled again for each run
    peers = {name: options for name, options in PEERS.items() if name not in asked.without.split(",")}
    measured: dict[tuple[str, str], Mapping[str, Run]] = {}
    for release in asked.releases:
        with tempfile.TemporaryDirectory() as folder:
            root = _copied(release, asked.unpacked, Path(folder) / "project")
            for what, measure in _WAYS.items():
                if not asked.only or what in asked.only.split(","):
                    measured[Path(release).name, what] = measure(root, peers, asked.rounds)
    text = f"{_machine(peers)}\n\n{report(measured)}"
    print(text)
    if asked.page:
        put(PAGE, "lint", text)
    return 0


def _copied(release: str, unpacked: Path | None, root: Path) -> Path:
    """Return a folder with a copy of a release's sources, which is changed while they are measured."""
    folder = Path(release) if Path(release).is_dir() else (unpacked or KEPT) / release.replace("==", "-")
    if not folder.is_dir():
        if unpacked is not None:
            raise SystemExit(f"{folder} is no folder; unpack the release there, or leave out --unpacked")
        _download(release, folder)
    for file in folder.rglob("*.py"):
        copy = root / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    return root


def _download(release: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as fetched:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", fetched, release]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(Path(fetched).glob("*.whl"))) as wheel:
            wheel.extractall(folder, [name for name in wheel.namelist() if name.endswith(".py")])


def _machine(peers: Mapping[str, Sequence[str]]) -> str:
    found = ", ".join(name for name in peers if _peer(name) is not None)
    absent = ", ".join(name for name in peers if _peer(name) is None)
    missing = f"; not installed: {absent}" if absent else ""
    return (
        f"Python {platform.python_version()} on {os.cpu_count()} cores, of which {os.getloadavg()[0]:.1f} were busy in the "
        f"last minute; beside {found}{missing}."
    )


def _cold(root: Path, peers: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Run]:
    commands = {OURS: _ours(root, root)}
    for name, options in peers.items():
        command = _peer(name)
        if command is not None:
            commands[name] = [*command, *options, str(root)]
    return _in_turn(commands, rounds)


def _warm(root: Path, peers: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Run]:
    commands = {OURS: _ours(root, root, cached=True)}
    ruff = _peer(RUFF)
    if ruff is not None and RUFF in peers:
        options = [option for option in PEERS[RUFF] if option != "--no-cache"]
        commands[RUFF] = [*ruff, *options, "--cache-dir", str(root.parent / "ruff"), str(root)]
    _in_turn(commands, 1)  # fills the caches
    time.sleep(_SETTLING)
    _in_turn(commands, 1)  # what was written a moment before is looked at once more
    return _in_turn(commands, rounds)


def _one(root: Path, peers: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Run]:
    """Check one changed file, in the release and in ten copies of it."""
    many = _many(root)
    for project in (root, many):
        _run(_ours(project, project, cached=True))
    time.sleep(_SETTLING)
    ruff = _peer(RUFF)
    found: dict[str, Run] = {}
    for size, changed in _by_size(root).items():
        beside = many / "copy0" / changed.relative_to(root)
        commands = {ONCE: _ours(changed, root, cached=True), TENFOLD: _ours(beside, many, cached=True)}
        if ruff is not None and RUFF in peers:
            commands[RUFF] = [*ruff, *PEERS[RUFF], str(changed)]
        runs = _in_turn(commands, rounds * _OFTENER, changing=(changed, beside))
        found |= {of(name, size): run for name, run in runs.items()}
    return found


def _by_size(root: Path) -> dict[str, Path]:
    """Return the files that are changed, by what is said of their sizes; files without a byte do not count."""
    files = [(path.stat().st_size, path) for path in root.rglob("*.py")]
    files = sorted(file for file in files if file[0])
    return {size: files[round(place * (len(files) - 1))][1] for size, place in SIZES.items()}


def _growth(root: Path, _: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Run]:
    """Run over the release before and after each run over its copies, and give means.

    On a machine whose speed changes, a short run meets a quick moment now and then, and a long one never does.
    """
    many = _many(root)
    once, tenfold = list[Run](), list[Run]()
    for _round in range(rounds):
        once.append(_run(_ours(root, root)))
        tenfold.append(_run(_ours(many, many)))
        once.append(_run(_ours(root, root)))
    return {ONCE: _merged(once, statistics.fmean), TENFOLD: _merged(tenfold, statistics.fmean)}


def _many(root: Path) -> Path:
    many = root.parent / "many"
    if not many.exists():
        for number in range(COPIES):
            shutil.copytree(root, many / f"copy{number}", ignore=shutil.ignore_patterns(".session_lint_cache"))
    return many


_WAYS = {COLD: _cold, WARM: _warm, ONE: _one, GROWTH: _growth}


def _ours(path: Path, root: Path, *, cached: bool = False) -> list[str]:
    options = ["--project", str(root), "--isolated", "--quiet", *(() if cached else ("--no-cache",))]
    return [sys.executable, "-m", "lint_rules", "check", str(path), *options]


def _peer(name: str) -> list[str] | None:
    """Return the command of a tool: the checkers' own environment, then the one beside this interpreter."""
    own = [folder / name for folder in (CHECKERS, Path(sys.executable).parent)]
    found = next((str(path) for path in own if path.exists()), None) or shutil.which(name)
    return None if found is None else [found]


def _in_turn(commands: Mapping[str, Sequence[str]], rounds: int, *, changing: Sequence[Path] = ()) -> dict[str, Run]:
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            if number and name in SLOW:
                continue
            for file in changing:
                with file.open("a", encoding="utf-8") as opened:
                    opened.write(f"# changed {number} before {name}\n")
            runs[name].append(_run(command, done=DONE.get(name, range(2))))
    return {name: _merged(found, statistics.median) for name, found in runs.items()}


def _run(command: Sequence[str], *, done: range = range(2)) -> Run:
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
    if os.waitstatus_to_exitcode(status) not in done:
        raise RuntimeError(f"{' '.join(command)} failed with {os.waitstatus_to_exitcode(status)}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _merged(runs: Sequence[Run], middle: Callable[[Iterable[float]], float]) -> Run:
    return Run(*(middle([getattr(run, name) for run in runs]) for name in ("wall", "user", "memory")))


if __name__ == "__main__":
    raise SystemExit(main())
