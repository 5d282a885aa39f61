"""Programs that nobody wrote -> what checking and fixing does to them: `python -m benchmarks.generated_programs --count 30000 --seed 1`.

They come from a generator of code that works with SQLAlchemy, from hypothesmith, and from changed files of installed packages; all of
them parse. They are checked with all rules, forty in a project, fixed, checked and fixed again. What must not happen: a crash, more than
five seconds of processor for a program, a fix that does not parse, a second run that changes something, a lost comment, and other reports
from several processes, from a cache or from the language server (a sixth of the programs).

With `--resume FILE` each project that is done is noted there, and what is noted is not done again.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypedDict

from benchmarks.generated_programs.agreement import differences
from benchmarks.generated_programs.judge import judged
from benchmarks.generated_programs.shrink import smallest
from benchmarks.generated_programs.supply import SIZE, project

_COMPARED = 6
"""Of so many projects one is checked in every way there is."""
_SAFE = 4
"""Of so many projects one is fixed with the safe fixes alone."""


class Result(TypedDict):
    """What one project came to, as it is noted."""

    seed: int
    number: int
    programs: int
    compared: int
    seconds: float
    fixes: dict[str, int]
    problems: list[str]


def main() -> int:
    """Judge the programs, print figures and what is wrong; return 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=400, help="how many programs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--resume", type=Path, help="a file that notes what is done")
    parser.add_argument(
        "--failures", type=Path, help="a folder for the programs that make something go wrong, made as short as can be"
    )
    arguments = parser.parse_args()
    results = _noted(arguments.resume, arguments.seed)
    todo = [number for number in range(-(-arguments.count // SIZE)) if number not in results]
    for result in _results(todo, arguments.seed, arguments.failures, arguments.jobs):
        results[result["number"]] = result
        _note(arguments.resume, result)
        for problem in result["problems"]:
            print(problem, flush=True)
    return _printed(list(results.values()))


def _results(todo: list[int], seed: int, failures: Path | None, jobs: int) -> Iterator[Result]:
    do = partial(_result, seed=seed, failures=failures)
    if jobs == 1:
        yield from map(do, todo)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(do, todo)


def _result(number: int, *, seed: int, failures: Path | None) -> Result:
    gc.disable()  # as the command does: half of the time would go into that
    programs = project(seed, number)
    safety = "safe" if number % _SAFE == _SAFE - 1 else "unsafe"
    started = time.process_time()
    verdict = judged(programs, safety)
    seconds = time.process_time() - started
    is_compared = number % _COMPARED == 0
    problems = [*verdict.problems, *(differences(programs) if is_compared else ())]
    gc.collect()
    if failures is not None:
        for problem in {problem.kind: problem for problem in problems}.values():  # to shrink one takes minutes
            _keep(failures / f"{seed}-{number}-{problem.kind}", smallest(programs, problem, safety))
    return {
        "seed": seed,
        "number": number,
        "programs": len(programs),
        "compared": len(programs) if is_compared else 0,
        "seconds": round(seconds, 3),
        "fixes": dict(verdict.fixes),
        "problems": [
            f"{problem.kind}: project {number}, {problem.path.name}: {problem.message}" for problem in problems
        ],
    }


def _keep(folder: Path, programs: list[bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(programs):
        (folder / f"p{number:03}.py").write_bytes(data)


def _noted(file: Path | None, seed: int) -> dict[int, Result]:
    if file is None or not file.exists():
        return {}
    results: list[Result] = [json.loads(line) for line in file.read_text().splitlines()]
    return {result["number"]: result for result in results if result["seed"] == seed}


def _note(file: Path | None, result: Result) -> None:
    if file is not None:
        with file.open("a") as stream:
            stream.write(json.dumps(result) + "\n")


def _printed(results: list[Result]) -> int:
    programs, compared = (sum(result[name] for result in results) for name in ("programs", "compared"))
    seconds = sum(result["seconds"] for result in results)
    problems = [problem for result in results for problem in result["problems"]]
    fixes = Counter[str]()
    for result in results:
        fixes.update(result["fixes"])
    print(
        f"{programs} programs, {compared} of them compared in every way, {fixes.total()} fixes, {programs / seconds:.0f} a second"
    )
    for rule, count in fixes.most_common():
        print(f"    {count:6} {rule}")
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
