"""Rules are found by their files, and files that are no rules are refused by name."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from lint_rules import rules
from lint_rules.linter.registry import SECTIONS, RuleFileError, named, registered
from lint_rules.rule import Rule
from lint_rules.semantic.index.prefilter import always

RULE = Rule(check=lambda _, __: iter(()), visits=(), needs=always(), cases=())


def rule_file(doc: str, **contents: object) -> ModuleType:
    module = ModuleType("lint_rules.rules.some_pattern", doc)
    module.__file__ = "some_pattern.py"
    vars(module).update(contents)
    return module


def documentation(*sections: str) -> str:
    return "A pattern.\n" + "".join(f"\n## {section}\ntext\n" for section in sections)


def test_every_file_among_the_rules_is_a_rule_of_its_name() -> None:
    folder = Path(rules.__path__[0])
    files = sorted(path.stem.replace("_", "-") for path in folder.glob("*.py") if path.stem != "__init__")
    assert [rule.name for rule in registered()] == files


def test_a_run_loads_no_cases() -> None:
    assert [rule.name for rule in registered() if rule.rule.cases] == []


def test_a_rule_has_its_files_name_and_documentation() -> None:
    rule = named(rule_file(documentation(*SECTIONS), RULE=RULE))
    assert (rule.name, rule.rule, rule.summary) == ("some-pattern", RULE, "A pattern.")


def test_a_file_without_a_rule_is_refused() -> None:
    with pytest.raises(
        RuleFileError, match=r"some_pattern\.py: a rule file ends with `RULE = Rule\(\.\.\.\)`; this one has none"
    ):
        named(rule_file(documentation(*SECTIONS)))


def test_a_rule_without_a_section_is_refused() -> None:
    with pytest.raises(
        RuleFileError, match=r"some_pattern\.py: the docstring's sections must be .*; found What it does"
    ):
        named(rule_file(documentation("What it does"), RULE=RULE))
