"""Words of the program `words`: what the plugin reports fails when it runs, and what it is silent on, as right, does not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from tests.mypy_plugin.programs import CASES

SOURCE = (CASES / "words.py").read_text()
DEFINITIONS = SOURCE.partition("def wrong(")[0]
_FUNCTION = r"^def {}\(.*\n((?:    .*\n)+)"


def lines(function: str) -> list[str]:
    """Return the calls of a function of the program, without mypy's messages."""
    body = re.search(_FUNCTION.format(function), SOURCE, re.MULTILINE)
    assert body is not None
    return [line.strip() for line in body[1].splitlines() if not line.lstrip().startswith("#")]


@pytest.fixture
def names() -> Any:
    """Run the program's definitions over an empty database."""
    namespace: dict[str, Any] = {}
    exec(compile(DEFINITIONS, "words.py", "exec", dont_inherit=True), namespace)  # noqa: S102  a program of the tests
    engine = create_engine("sqlite://")
    namespace["Base"].metadata.create_all(engine)
    with Session(engine) as db:
        yield {**namespace, "db": db, "data": {}}
    namespace["Base"].registry.dispose()
    engine.dispose()


def run(line: str, names: dict[str, Any]) -> None:
    value = eval(line, names)  # noqa: S307  the same
    if getattr(value, "is_select", False) or getattr(value, "is_insert", False):
        value.compile() if getattr(value, "is_insert", False) else names["db"].execute(value).unique().all()
    elif hasattr(value, "statement"):
        value.all()


@pytest.mark.parametrize("line", lines("wrong"))
def test_a_call_that_is_reported_fails_when_it_runs(line: str, names: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"nmae|wareid|does not apply|Can't resolve label"):
        run(line, names)


@pytest.mark.parametrize("line", lines("right"))
def test_a_call_that_is_right_runs_and_is_not_reported(line: str, names: dict[str, Any]) -> None:
    run(line, names)


def test_every_wrong_call_and_no_other_is_reported() -> None:
    reported = {row - 1 for row, text in enumerate(SOURCE.splitlines()) if "[unknown-mapped-attribute]" in text}
    assert {SOURCE.splitlines()[row].strip() for row in reported} == set(lines("wrong"))
