"""Trees are let go of between two files, and nothing that is found depends on it."""

from __future__ import annotations

import ast
import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lint_rules.rules_with_cases import RULES_WITH_CASES

from lint_rules.linter.lint import Report, lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.rule import Bad
from lint_rules.semantic import trees
from lint_rules.settings.config import Settings

_CASES = [
    case.source if not isinstance(case.source, str) else {"case.py": case.source}
    for rule in RULES_WITH_CASES
    for case in rule.rule.cases
    if isinstance(case, Bad) and not case.settings
]


def _lint(root: Path) -> Report:
    return lint([root], RunOptions(root=root, settings=Settings(strict=True), rules=registered()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(cases=st.lists(st.sampled_from(_CASES), min_size=1, max_size=3), kept=st.integers(0, 600))
def test_what_is_found_does_not_depend_on_how_many_trees_are_kept(
    cases: list[dict[str, str]], kept: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("project")
    for number, case in enumerate(cases):
        for path, source in case.items():
            file = root / f"part{number}" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
    expected = _lint(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "ROOM", kept * 3)
        patch.setattr(trees, "SURVEYED", kept)
        patch.setattr(trees, "CHECKED", kept)
        assert _lint(root) == expected
    assert not expected.crashes


def test_a_tree_that_is_let_go_of_is_freed_without_a_search_for_circles(tmp_path: Path) -> None:
    for number in range(8):
        text = _HANDING_ON.replace("NUMBER", str(number))
        (tmp_path / f"file{number}.py").write_text(text, encoding="utf-8")
    gc.collect()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "enable", lambda: None)
        gc.disable()
        patch.setattr(trees, "ROOM", 0)
        assert len(_lint(tmp_path).diagnostics) >= 8
        values = [one.value for one in gc.get_objects() if isinstance(one, ast.Constant)]
    gc.enable()
    assert {value for value in values if str(value).startswith("mark ")} == {"mark 7"}


_HANDING_ON = """
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"

class Dto: ...

def outer(db, order: Dto):
    query = db.query(Order).filter(Order.id == "mark NUMBER")
    query = query.filter(Order.id == 2)
    inner(db, order)
    return query.first()

def inner(db, order):
    db.add(order)
    db.execute(select(Order))
"""
