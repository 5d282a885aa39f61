"""The page of what a checked repository can and cannot do -> each promise names a test, and each of these tests is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "lint_rules"
PAGE = (ROOT / "docs" / "hostile-repositories.md").read_text()
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def missing(page: str) -> set[str]:
    return {f"{file}::{test}" for file, test in NAMED.findall(page) if test not in _tests_of(file)}


def _tests_of(file: str) -> set[str]:
    path = TESTS / file
    tree = ast.parse(path.read_text() if path.exists() else "")
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_each_test_that_the_page_names_is_there() -> None:
    assert NAMED.findall(PAGE)
    assert missing(PAGE) == set()


def test_each_promise_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and not set(line) <= set("|- ")]
    headings = [row for row in rows if row.endswith("| held by |")]
    promises = [row for row in rows if row not in headings]
    assert len(headings) == 2
    assert len(promises) > 20
    assert [row for row in promises if not NAMED.search(row.rpartition(" | ")[2])] == []


def test_a_test_that_is_missing_is_noticed() -> None:
    assert missing("`hostile/test_promises.py::test_all_is_well`") == {"hostile/test_promises.py::test_all_is_well"}
    assert missing("`hostile/test_nothing.py::test_all_is_well`") == {"hostile/test_nothing.py::test_all_is_well"}


def test_the_policy_of_security_leads_to_the_page() -> None:
    assert "(docs/hostile-repositories.md)" in (ROOT / "SECURITY.md").read_text()
