"""The programs in `cases` -> the messages that stand in them, on both lines of SQLAlchemy.

`pytest tests/mypy_plugin/test_programs.py --update-pages` writes what mypy says now into the programs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from mypy.version import __version__ as mypy_version
from tests.mypy_plugin.programs import (
    CASES,
    ENVIRONMENTS,
    WRITTEN_BY,
    Program,
    by_row,
    merged,
    of_the_plugin,
    present,
    programs,
)

Runs = Mapping[str, Mapping[str, Mapping[int, list[str]]]]


@pytest.fixture(scope="module")
def runs(cold: Mapping[str, Path]) -> Runs:
    missing = sorted(set(ENVIRONMENTS) - set(present()))
    if missing:
        pytest.skip(f"no environment for SQLAlchemy {', '.join(missing)}: run `make setup`")
    return {line: by_row(json.loads((folder / "said.json").read_text())) for line, folder in cold.items()}


@pytest.mark.slow
@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_mypy_says_what_stands_in_the_program_and_nothing_else(
    program: Program, runs: Runs, request: pytest.FixtureRequest
) -> None:
    found = {line: runs[line].get(program.name, {}) for line in program.said}
    if not mypy_version.startswith(f"{WRITTEN_BY}."):
        assert {line: of_the_plugin(said) for line, said in program.said.items()} == {
            line: of_the_plugin(said) for line, said in found.items()
        }
        return
    true = merged(program, found)
    if request.config.getoption("--update-pages"):
        (CASES / program.name).write_text(true)
    else:
        assert (CASES / program.name).read_text() == true


@pytest.mark.slow
def test_mypy_says_nothing_that_has_no_place(runs: Runs) -> None:
    names = {program.name for program in programs()}
    assert {name: said for run in runs.values() for name, said in run.items() if name not in names} == {}


def test_a_message_that_no_program_has_is_noticed() -> None:
    program = Program("x.py", "a = 1\nb = 2\n", {"2.1": {}, "2.0": {}})
    assert merged(program, {"2.1": {}, "2.0": {}}) == program.text
    assert merged(program, {"2.1": {1: ["error: new"]}, "2.0": {}}) == "a = 1\n# mypy 2.1: error: new\nb = 2\n"
    assert merged(program, {"2.1": {2: ["note: n"]}, "2.0": {2: ["note: n"]}}) == "a = 1\nb = 2\n# mypy: note: n\n"
