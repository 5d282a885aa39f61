"""A hook that fails is told in one line, which steers nothing, whatever the checked code has put into it."""

from __future__ import annotations

import pytest

from lint_rules.mypy_checks.failures import Failures


def test_a_failure_is_one_line_whatever_the_error_says(capsys: pytest.CaptureFixture[str]) -> None:
    failures = Failures()
    for _ in range(2):
        failures.tell("a hook", ValueError("\x1b[2J\n::error::x\u202e"), object())
    told = capsys.readouterr().err
    assert told.endswith("ValueError: \\x1b[2J\\x0a::error::x\\u202e; mypy goes on without it\n")
    assert told.count("\n") == 1
    assert told.rstrip("\n").isprintable()
