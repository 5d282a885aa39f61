"""Uses of the library in the program `library`: what the plugin reports fails when it runs, and what it is silent on does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from tests.mypy_plugin.programs import CASES

from session_status import ArgumentError, ColumnError, SummaryQuery

SOURCE = (CASES / "library.py").read_text()
BARE = re.sub(r"^ *# mypy.*\n", "", SOURCE, flags=re.MULTILINE)
DEFINITIONS = BARE.partition("def wrong(")[0]
VALUES = ("Strict", "JOBS.pages(select(Job.id)", "select(Job), on")
"""Calls whose rows would have values of another type, which no Python refuses."""


def block(opening: str) -> list[str]:
    """Return what stands in a class or function."""
    body = re.search(rf"^{re.escape(opening)}.*\n((?:    .*\n)+)", BARE, re.MULTILINE)
    assert body is not None
    return [line.strip() for line in body[1].splitlines()]


@pytest.fixture(scope="module")
def names() -> Iterator[dict[str, Any]]:
    namespace: dict[str, Any] = {"__name__": __name__}
    exec(compile(DEFINITIONS, "library.py", "exec", dont_inherit=True), namespace)  # noqa: S102  a program of the tests
    yield namespace
    namespace["Base"].registry.dispose()


def query(field: str, names: dict[str, Any]) -> None:
    local: dict[str, Any] = {}
    source = f"class Row(SummaryRow):\n    {field}\n"
    exec(compile(source, "row.py", "exec", dont_inherit=True), names, local)  # noqa: S102  the same
    SummaryQuery(local["Row"], key=names["Job"].id)


@pytest.mark.parametrize("field", block("class Wrong("))
def test_a_field_that_is_reported_is_refused_when_its_query_is_made(field: str, names: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match="annotat"):
        query(field, names)


@pytest.mark.parametrize("field", block("class WrongTable(")[1:])
def test_a_field_that_reads_the_class_of_the_rows_as_another_is_refused_when_its_query_is_made(
    field: str, names: dict[str, Any]
) -> None:
    with pytest.raises(ColumnError, match=r"is of a table of the rows themselves.*aliased\(Job\)"):
        query(field, names)


@pytest.mark.parametrize("field", block("class Right("))
def test_a_field_that_is_right_is_taken(field: str, names: dict[str, Any]) -> None:
    query(field, names)


def as_row(*values: object) -> tuple[object, ...]:
    return values


def fetch(line: str, names: dict[str, Any]) -> None:
    engine = create_engine("sqlite://")
    names["Base"].metadata.create_all(engine)
    with Session(engine) as db:
        db.add(names["Job"](id=1, title="x", state=names["State"].OPEN, old="x"))
        db.flush()
        eval(line, {**names, "maker": as_row}).fetch(db, limit=1)  # noqa: S307  the same
    engine.dispose()


@pytest.mark.parametrize("line", [line for line in block("def wrong(") if not any(word in line for word in VALUES)])
def test_a_maker_of_rows_that_is_reported_fails_at_the_first_row(line: str, names: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="argument"):
        fetch(line, names)


@pytest.mark.parametrize("line", block("def right("))
def test_a_maker_of_rows_that_is_right_makes_them(line: str, names: dict[str, Any]) -> None:
    fetch(line, names)


def test_every_wrong_use_and_no_other_is_reported() -> None:
    reported = [row - 1 for row, text in enumerate(SOURCE.splitlines()) if "# mypy: error" in text]
    found = [SOURCE.splitlines()[row].strip() for row in reported]
    assert found == [*block("class Wrong("), *block("class WrongTable(")[1:], *block("def wrong(")]
