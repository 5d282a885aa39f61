"""Programs that nobody wrote are checked and fixed, and nothing goes wrong: the command does the same with thirty thousand of them."""

from __future__ import annotations

import sys
from random import Random

import pytest
from benchmarks.generated_programs.agreement import differences
from benchmarks.generated_programs.judge import Problem, judged
from benchmarks.generated_programs.parsing import parses
from benchmarks.generated_programs.programs import program
from benchmarks.generated_programs.shrink import without_the_rest
from benchmarks.generated_programs.supply import SIZE, project

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="programs are stopped by a signal that Windows does not have"),
    pytest.mark.no_cover,  # drawn in numbers, over lines that the tests of single cases count
]
KINDS = {"own": 0, "mutants": 3, "hypothesmith": 17}
"""What projects are made of, and the number of one that is."""


def problems(number: int, safety: str = "unsafe") -> list[Problem]:
    return judged(project(20, number), safety).problems


@pytest.mark.parametrize("number", [0, 3])
def test_no_fix_of_a_generated_program_breaks_it_and_a_second_run_changes_nothing(number: int) -> None:
    assert problems(number) == []


def test_every_way_to_check_generated_programs_finds_the_same() -> None:
    assert differences(project(21, 0)) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 26))
def test_no_fix_of_a_thousand_generated_programs_breaks_one(number: int) -> None:
    assert problems(number, "safe" if number % 4 == 0 else "unsafe") == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 6))
def test_every_way_to_check_two_hundred_generated_programs_finds_the_same(number: int) -> None:
    assert differences(project(22, number)) == []


@pytest.mark.slow
def test_programs_of_every_source_parse_and_are_the_same_whenever_they_are_made() -> None:
    for number in KINDS.values():
        programs = project(1, number)
        assert all(map(parses, programs))
        assert len(programs) > SIZE // 2
        assert programs == project(1, number)


def test_nine_in_ten_programs_of_the_generator_parse() -> None:
    assert sum(parses(program(Random(number))) for number in range(200)) > 180  # noqa: S311  no secret


def test_two_rules_that_name_a_class_come_to_rest() -> None:
    """`Row` is two classes' alias: one rule took it away, the other one gave it back, as often as there are rounds."""
    programs = [
        b"from app.models import Session as Row\nprint(Row)\n",
        b"from app.models import Session as Row\nprint(Row)\n",
        b"from app.models import Session as ModelRow\nprint(ModelRow)\n",
        b"from app.schemas import Session as Row\nprint(Row)\n",
        b"from sqlmodel import Session as Row\nprint(Row)\n",
    ]
    assert judged(programs, "unsafe").problems == []


def test_a_fix_that_loses_a_comment_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    lossy = b"from sqlalchemy.orm import Session\nfrom app.models import Session  # why\n\n\ndef f(db: Session): return db.query(Session)\n"

    def comments(data: bytes) -> list[str]:
        return ["# why"] if data == lossy else []

    assert judged([lossy], "unsafe").problems == []
    monkeypatch.setattr("benchmarks.generated_programs.judge._comments", comments)
    assert [problem.kind for problem in judged([lossy], "unsafe").problems] == ["comment"]


def test_what_a_failure_does_not_need_is_taken_out() -> None:
    assert without_the_rest([*range(50)], lambda items: {7, 31} <= set(items)) == [7, 31]
