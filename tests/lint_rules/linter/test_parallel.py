"""However the work is divided, what is found is the same, in the same order; a worker that fails fails the run."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from tests.lint_rules.rules_with_cases import RULES_WITH_CASES

from lint_rules.cache.key import cache_for
from lint_rules.errors import Failed
from lint_rules.frozen import replace
from lint_rules.linter.lint import Report, lint
from lint_rules.linter.parallel import division, spread
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.rule import Bad
from lint_rules.settings.config import Settings
from lint_rules.source.discovery import find

_CASES = [
    case.source if not isinstance(case.source, str) else {"case.py": case.source}
    for rule in RULES_WITH_CASES
    for case in rule.rule.cases
    if isinstance(case, Bad) and not case.settings
][::7]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of many cases of all rules, which lead to each other's files."""
    root = tmp_path_factory.mktemp("many")
    for number, case in enumerate(_CASES):
        for path, source in case.items():
            file = root / f"part{number}" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def serial(root: Path) -> Report:
    return lint([root], RunOptions(root=root, settings=Settings(), rules=registered))


def by(executor: Executor, root: Path) -> Report:
    return lint([root], RunOptions(root=root, settings=Settings(), rules=registered), executor=executor)


def test_threads_find_what_one_thread_finds(root: Path, serial: Report) -> None:
    with ThreadPoolExecutor(3) as executor:
        assert by(executor, root) == serial
    assert serial.diagnostics
    assert not serial.crashes


@pytest.mark.slow
def test_processes_find_what_one_process_finds(root: Path, serial: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "PAYS", 1)
    assert lint([root], RunOptions(root=root, settings=Settings(), rules=registered, jobs=2)) == serial


@pytest.mark.slow
def test_rules_that_are_handed_over_find_the_same(root: Path, serial: Report) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        found = lint([root], RunOptions(root=root, settings=Settings(), rules=registered()), executor=executor)
    assert found == serial


@contextmanager
def cluster() -> Generator[Executor]:
    """Give the executor of a cluster of two machines, both of them this one."""
    distributed: Any = importlib.import_module("distributed")  # it has no types
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=":0") as machines,
        distributed.Client(machines) as client,
    ):
        yield client.get_executor()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # the cluster's own
def test_a_cluster_checks_a_fleet_of_repositories(tmp_path: Path) -> None:
    repositories = [tmp_path / f"repository{number}" for number in range(4)]
    for repository in repositories:
        for place, source in _CASES[int(repository.name[-1])].items():
            (repository / place).parent.mkdir(parents=True, exist_ok=True)
            (repository / place).write_text(source, encoding="utf-8")
    expected = [lint([one], RunOptions(root=one, settings=Settings(), rules=registered)) for one in repositories]
    with cluster() as executor:
        assert [by(executor, one) for one in repositories] == expected
        with ThreadPoolExecutor(4) as pool:  # all of them at once
            waiting = [pool.submit(by, executor, one) for one in repositories]
            assert [one.result() for one in waiting] == expected
    assert any(report.diagnostics for report in expected)


def test_a_cache_that_workers_filled_serves_a_run_without_them(
    root: Path, serial: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def project() -> list[Path]:
        return [path for path in find([root], root=root) if isinstance(path, Path)]

    cache = cache_for(root, Settings(), project)
    with ThreadPoolExecutor(3) as executor:
        first = lint(
            [root], RunOptions(root=root, settings=Settings(), rules=registered), cache=cache, executor=executor
        )
    assert cache.save() is None
    monkeypatch.setattr("lint_rules.linter.lint.checked", None)
    cache = cache_for(root, Settings(), project)
    assert lint([root], RunOptions(root=root, settings=Settings(), rules=registered), cache=cache) == first == serial


def test_a_small_run_starts_no_process() -> None:
    asked = [(Path(__file__), False)] * 3
    assert division.processes_that_pay(asked, 8) == 1


def test_no_more_processes_are_used_than_there_is_work_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [(Path(__file__), False)] * 3
    monkeypatch.setattr(division, "PAYS", Path(__file__).stat().st_size)
    assert [division.processes_that_pay(asked, jobs) for jobs in (1, 2, 8)] == [1, 2, 3]


def test_the_parts_of_a_run_are_all_of_it_in_order() -> None:
    asked = [(path, False) for path in sorted(Path(__file__).parent.rglob("*.py"))]
    for parts in (1, 2, 7, 1000):
        divided = division.divided(asked, parts)
        assert [one for part in divided for one in part] == asked


# -- workers that fail


def _killed(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_workers_that_die_again_and_again_fail_the_run_with_a_remedy(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "_check", _killed)
    monkeypatch.setattr(division, "PAYS", 1)
    with pytest.raises(Failed, match=r"a worker died \(BrokenProcessPool.*: .*\.py; check these alone"):
        lint([root], RunOptions(root=root, settings=Settings(), rules=registered, jobs=2))


_CHECK: Callable[[Any], object] = vars(spread)["_check"]


def _dies_once(part: object) -> object:
    with suppress(FileExistsError):
        Path(os.environ["DIES_UNLESS"]).mkdir()
        _killed(part)
    return _CHECK(part)


def _dies_of_a_file(part: Any) -> object:
    if any(str(target) == os.environ["DIES_OF"] for target, _ in part.targets):
        _killed(part)
    return _CHECK(part)


def test_what_a_dead_worker_left_is_done_by_one_process_and_said(
    root: Path, serial: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DIES_UNLESS", str(tmp_path / "dead"))
    monkeypatch.setattr(spread, "_check", _dies_once)
    monkeypatch.setattr(division, "PAYS", 1)
    seen: list[tuple[int, int]] = []
    options = RunOptions(root=root, settings=Settings(), rules=registered, jobs=2)
    report = lint([root], options, progress=lambda done, most: seen.append((done, most)))
    assert report == replace(serial, warnings=report.warnings)
    assert report.warnings == (
        f"a worker died, so one process did what was left of {report.files} files; --jobs 1 takes the least memory",
    )
    assert seen == sorted(set(seen))
    assert seen[-1] == (report.files, report.files)


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_file_that_kills_its_worker_is_named(root: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    deadly = max(sorted(root.rglob("*.py")), key=lambda path: path.stat().st_size)
    monkeypatch.setenv("DIES_OF", str(deadly))
    monkeypatch.setattr(spread, "_check", _dies_of_a_file)
    monkeypatch.setattr(division, "PAYS", 1)
    options = RunOptions(root=root, settings=Settings(), rules=registered, jobs=jobs)
    with pytest.raises(Failed, match=rf"a worker died .*{deadly.name}; check these alone"):
        lint([root], options)


def test_an_executor_that_refuses_fails_the_run(root: Path) -> None:
    class Refusing(ThreadPoolExecutor):
        def submit(self, *_: object, **__: object) -> object:  # type: ignore[override]
            return super().submit(_refuse)

    with (
        Refusing(1) as executor,
        pytest.raises(
            Failed, match=r"a worker could not do its part twice \(ValueError: no\): .*\.py; check these alone"
        ),
    ):
        by(executor, root)


def test_a_part_that_fails_once_is_done_by_another_worker(
    root: Path, serial: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    check: Callable[[object], object] = vars(spread)["_check"]
    failed: list[object] = []

    def fails_once(part: object) -> object:
        if not failed:
            failed.append(part)
            raise OSError("the network is down")
        return check(part)

    monkeypatch.setattr(spread, "_check", fails_once)
    with ThreadPoolExecutor(2) as executor:
        assert by(executor, root) == serial
    assert failed


def test_parts_are_made_for_the_workers_of_the_executor() -> None:
    with ThreadPoolExecutor(7) as executor:
        assert spread.workers_of(executor) == 7


def _refuse() -> None:
    raise ValueError("no")


SLOW = "from sqlalchemy.orm import Session\n" + "\n".join(
    f"def f{n}(db: Session): return db.query(f{n}).all()" for n in range(4000)
)


@pytest.fixture
def long(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run in two processes that takes some seconds, in a group of its own."""
    for number in range(30):
        (tmp_path / f"long{number}.py").write_text(SLOW)
    command = [
        sys.executable,
        "-m",
        "lint_rules",
        "check",
        "--isolated",
        "--jobs",
        "2",
        "--output-file",
        "out.txt",
        ".",
    ]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    yield process
    process.kill()
    process.communicate()


def begun(process: subprocess.Popen[str]) -> list[int]:
    """Wait for the workers of a run; return who they are."""
    workers: list[int] = []
    while len(workers) < 2 and process.poll() is None:
        time.sleep(0.02)
        workers = children(process)
    return workers


def children(process: subprocess.Popen[str]) -> list[int]:
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc to see the workers")
@pytest.mark.parametrize("whom", ["all", "the run alone"])
def test_an_interrupted_run_ends_at_once_and_says_nothing(
    long: subprocess.Popen[str], whom: str, tmp_path: Path
) -> None:
    workers = begun(long)
    if whom == "all":
        os.killpg(long.pid, signal.SIGINT)  # as a terminal does
    else:
        long.send_signal(signal.SIGINT)
    output = long.communicate(timeout=60)
    assert (long.returncode, output) == (130, ("", ""))
    assert not (tmp_path / "out.txt").exists()
    assert not [one for one in workers if _is_ours(one, tmp_path)]


def _is_ours(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc to see the workers")
def test_no_worker_outlives_a_run_that_was_killed(long: subprocess.Popen[str], tmp_path: Path) -> None:
    workers = begun(long)
    long.kill()
    long.communicate()
    until = time.monotonic() + 30
    while [one for one in workers if _is_ours(one, tmp_path)] and time.monotonic() < until:
        time.sleep(0.05)
    assert not [one for one in workers if _is_ours(one, tmp_path)]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc to see the workers")
def test_a_run_whose_worker_is_killed_ends_as_any_other_and_says_so(
    long: subprocess.Popen[str], tmp_path: Path
) -> None:
    workers = begun(long)
    os.kill(workers[0], signal.SIGKILL)
    output, errors = long.communicate(timeout=60)
    assert (long.returncode, output) == (0, "")
    assert errors == (
        "session-lint: warning: a worker died, so one process did what was left of 30 files; --jobs 1 takes the least memory\n"
    )
    assert (tmp_path / "out.txt").exists()
