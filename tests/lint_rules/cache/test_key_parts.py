"""A cache serves one set of settings, one interpreter and one state of the rules: each of them makes another key."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import pytest

from lint_rules.cache import key
from lint_rules.cache.key import key_of
from lint_rules.frozen import fields, replace
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.settings.config import Settings

PLAIN = Settings()


def another(value: object) -> Any:
    """Return a value of a setting's kind that is not this one."""
    match value:
        case bool():
            return not value
        case tuple():
            return (*cast("tuple[object, ...]", value), "another")
        case dict():
            return {**cast("dict[str, object]", value), "another": ("value",)}
        case _:
            return "another"


@pytest.mark.parametrize("name", [name for name in fields(Settings) if name != "options"])
def test_any_setting_changes_the_key(name: str) -> None:
    assert key_of(replace(PLAIN, **{name: another(getattr(PLAIN, name))})) != key_of(PLAIN)


@pytest.mark.parametrize("name", fields(ResolutionOptions))
def test_whatever_resolution_reads_changes_the_key(name: str) -> None:
    options = replace(PLAIN.options, **{name: another(getattr(PLAIN.options, name))})
    assert key_of(replace(PLAIN, options=options)) != key_of(PLAIN)


def test_another_interpreter_changes_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(PLAIN)
    monkeypatch.setattr(sys, "version", "4.0.0")
    assert key_of(PLAIN) != before


def test_another_shape_of_what_is_kept_changes_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(PLAIN)
    monkeypatch.setattr(key, "VERSION", "another")
    assert key_of(PLAIN) != before


def test_a_rule_of_ones_own_that_comes_changes_or_goes_changes_the_key(tmp_path: Path) -> None:
    rule = tmp_path / "my_rule.py"
    rule.write_text("RULE = 1\n")
    first = key_of(PLAIN, [rule])
    rule.write_text("RULE = 2\n")
    second = key_of(PLAIN, [rule])
    assert len({key_of(PLAIN), first, second}) == 3
