"""Cases in files of their own come to their rules, and none is left behind in silence."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from lint_rules import Bad, Good, Rule, always
from lint_rules.rule import NamedRule
from lint_rules.testing import with_cases


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the cases of rules, which can be imported as its name says."""
    folder = tmp_path / f"cases_of_{tmp_path.name}"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return folder


def old_name(*cases: Good | Bad) -> NamedRule:
    rule = Rule(check=lambda _, __: iter(()), visits=(ast.Name,), needs=always(), cases=cases)
    return NamedRule("old-name", rule, "")


def test_cases_in_a_file_of_their_own_come_after_those_of_the_rules_file(package: Path) -> None:
    (package / "old_name.py").write_text("from lint_rules import Good\nCASES = (Good('new()\\n'),)\n")
    (proven,) = with_cases([old_name(Good("x\n"))], package.name)
    assert proven.rule.cases == (Good("x\n"), Good("new()\n"))


@pytest.mark.parametrize("text", [None, "", "CASES = ()\n", "CASES = ('old()',)\n"])
def test_a_rule_without_cases_is_refused(package: Path, text: str | None) -> None:
    if text is not None:
        (package / "old_name.py").write_text(text)
    with pytest.raises(ValueError, match=r"old-name has no cases: put some .* into CASES of .*\.old_name"):
        with_cases([old_name()], package.name)


def test_cases_of_no_rule_are_refused(package: Path) -> None:
    (package / "odl_name.py").write_text("")
    with pytest.raises(ValueError, match="cases of odl-name, which is no rule; give the file the rule's name"):
        with_cases([old_name()], package.name)


def test_an_error_in_a_file_of_cases_is_not_taken_for_a_missing_file(package: Path) -> None:
    (package / "old_name.py").write_text("import nothing_of_this_name\n")
    with pytest.raises(ModuleNotFoundError, match="nothing_of_this_name"):
        with_cases([old_name()], package.name)
