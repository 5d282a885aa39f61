"""What the checker and its peers took is judged by the promises of speed, the broken ones included."""

from __future__ import annotations

from benchmarks.promises import COLD, GROWTH, ONCE, ONE, OURS, RUFF, SIZES, TENFOLD, WARM, Run, of, promises, report


def _run(wall: float, memory: float = 100.0) -> Run:
    return Run(wall, wall, memory)


def _met(what: str, runs: dict[str, Run]) -> list[bool]:
    return [gate.met for gate in promises({("app==1", what): runs})]


def test_a_cold_run_is_held_to_each_peer_that_was_measured() -> None:
    runs = {OURS: _run(1), RUFF: _run(0.2), "flake8": _run(9), "fixit": _run(10), "pylint": _run(49)}
    assert _met(COLD, runs) == [False, False, True, True]
    assert _met(COLD, {OURS: _run(1)}) == []


def test_a_warm_run_takes_at_most_twice_the_time_of_ruff() -> None:
    assert _met(WARM, {OURS: _run(0.2), RUFF: _run(0.1)}) == [True]
    assert _met(WARM, {OURS: _run(0.21), RUFF: _run(0.1)}) == [False]


def test_one_changed_file_is_quick_whatever_the_size_of_the_project() -> None:
    quick, slow = (_run(0.15), _run(0.18)), (_run(0.16), _run(0.3))
    runs = dict(zip(SIZES, [quick, slow, quick], strict=True))
    measured = {
        of(name, size): run for size, pair in runs.items() for name, run in zip((ONCE, TENFOLD), pair, strict=True)
    }
    assert _met(ONE, measured) == [True, True, False, False, True, True]


def test_ten_times_the_lines_take_ten_times_the_time_and_no_more_memory() -> None:
    assert _met(GROWTH, {ONCE: _run(1), TENFOLD: _run(10.5, 125)}) == [True, True]
    assert _met(GROWTH, {ONCE: _run(1), TENFOLD: _run(11, 126)}) == [False, False]


def test_the_report_counts_what_is_kept_and_says_what_is_broken() -> None:
    text = report({("app==1", COLD): {OURS: _run(2), RUFF: _run(0.1), "flake8": _run(30)}})
    assert "1 of 2 gates kept." in text
    assert "| app==1, cold: at most 5 times ruff's time | 2.00 / 0.10 s = 20.00 | **broken** |" in text
    assert "| app==1 | cold | flake8 | 30.00 | 30.00 | 100 | 15.00 |" in text
