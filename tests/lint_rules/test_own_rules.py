"""Rules of one's own are found beside the tool's packages, and never in the checked code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lint_rules.linter.registry import OWN, SECTIONS

SECTIONS_OF_IT = "".join(f"## {section}\ntext\n\n" for section in SECTIONS)
RULE = f'''"""A name is short.

{SECTIONS_OF_IT}"""

import ast
from lint_rules import Finding, Rule, always


def check(node, model):
    if len(node.id) == 1:
        yield Finding(model.span(node), "give it a longer name")


RULE = Rule(check=check, visits=(ast.Name,), needs=always(), cases=())
'''


def folder(place: Path, **rules: str) -> Path:
    (place / OWN).mkdir(parents=True)
    for name, text in rules.items():
        (place / OWN / f"{name}.py").write_text(text)
    return place


def checked(cwd: Path, *plugins: Path) -> subprocess.CompletedProcess[str]:
    (cwd / "code.py").write_text("x = 1\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, plugins)), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "lint_rules", "check", "code.py", "--isolated", "--output-format", "concise"]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_a_rule_of_ones_own_is_run_beside_the_others(tmp_path: Path) -> None:
    first = folder(tmp_path / "first", short_name=RULE)
    second = folder(tmp_path / "second", other_name=RULE.replace("a longer", "another"))
    done = checked(tmp_path, first, second)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(
        "code.py:1:1: warning[other-name] give it another name\ncode.py:1:1: warning[short-name] give it a longer name\n"
    )


def test_what_lies_in_the_checked_code_is_never_run(tmp_path: Path) -> None:
    folder(tmp_path, short_name="raise SystemExit('the checked code was run')\n")
    done = checked(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("untyped_session", RULE, 'there is a rule "untyped-session" already; give the file another name'),
        ("broken", "import nothing_of_this_name\n", "a rule of your own cannot be imported: ModuleNotFoundError"),
        ("empty", "", "a rule file ends with `RULE = Rule(...)`; this one has none"),
    ],
)
def test_a_file_that_is_no_rule_fails_the_run_in_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    done = checked(tmp_path, folder(tmp_path / "plugin", **{name: text}))
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
