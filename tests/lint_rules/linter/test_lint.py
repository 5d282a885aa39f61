"""Files in, a report out, whatever the files are like."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lint_rules.diagnostic import Finding
from lint_rules.linter.lint import Crash, Report, lint
from lint_rules.linter.registry import registered
from lint_rules.linter.report import HiddenParts
from lint_rules.linter.run_options import RunOptions
from lint_rules.rule import NamedRule, Rule
from lint_rules.semantic.index.prefilter import always, contains
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.settings.config import Settings
from lint_rules.source.file import SourceFile
from lint_rules.source.spans import Position, Span

COLLISION = "from sqlalchemy.orm import Session\nfrom pydantic import BaseModel\nclass Session(BaseModel): ...\n"


def linted(root: Path, *paths: str, settings: Settings | None = None, rules: tuple[NamedRule, ...] = ()) -> Report:
    return lint(
        [root / path for path in paths or (".",)],
        RunOptions(root=root, settings=settings or Settings(), rules=rules or registered()),
    )


def told(report: Report) -> list[str]:
    return [f"{one.path.name}:{one.at.start.row} {one.rule}" for one in report.diagnostics]


def check_names(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
    if node.id == "crash":
        raise KeyError("lost")
    if node.id == "deep":
        raise RecursionError
    yield Finding(module.span(node), f"a name, {node.id}")


NAMES = NamedRule("a-name", Rule(check=check_names, visits=(ast.Name,), needs=contains(b"name"), cases=()), "")


BROKEN = {
    "syntax.py": b"def f(:\n",
    "nul.py": b"x = 1\0\n",
    "cookie.py": b"# coding: klingon\nx = 1\n",
    "bytes.py": b"x = '\xff'\n",
    "large.py": b"x = 1\n" * 1_700_000,
    "nested.py": b"x = " + b"(" * 2_000 + b")" * 2_000,
    "template.py": b"{% if x %}\nimport x\n{% endif %}\n",
}


def test_each_broken_file_is_one_diagnostic_and_the_rest_is_checked(tmp_path: Path) -> None:
    for name, data in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.py").write_text(COLLISION)
    report = linted(tmp_path)
    assert sorted(told(report)) == sorted([*(f"{name}:1 syntax-error" for name in BROKEN), "good.py:3 shadowed-import"])
    assert report.crashes == ()


def test_a_file_that_cannot_be_read_is_one_diagnostic_and_the_rest_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed.py").touch()
    (tmp_path / "good.py").write_text(COLLISION)
    opened = os.open

    def refuse(path: str | Path, *arguments: int) -> int:
        if Path(path).name == "closed.py":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", refuse)
    report = linted(tmp_path)
    assert told(report) == ["closed.py:1 syntax-error", "good.py:3 shadowed-import"]
    assert report.diagnostics[0].message == "cannot be read: permission denied"


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root reads everything, without setpriv")
def test_without_the_permission_to_read_a_file_or_a_folder_the_rest_is_checked(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(COLLISION)
    (tmp_path / "folder").mkdir()
    for closed in ("closed.py", "folder"):
        (tmp_path / closed).touch()
        (tmp_path / closed).chmod(0)
    rights = "-dac_override,-dac_read_search"
    as_others = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    command = [*as_others, sys.executable, "-m", "lint_rules", "check", "--isolated", "--output-format=concise", "."]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    (tmp_path / "folder").chmod(0o700)
    assert run.returncode == 1
    assert [line.split(" ", 2)[:2] for line in run.stdout.splitlines()[:3]] == [
        ["closed.py:1:1:", "error[syntax-error]"],
        ["folder:1:1:", "error[syntax-error]"],
        ["good.py:3:7:", "warning[shadowed-import]"],
    ]
    assert run.stdout.count("cannot be read: permission denied") == 2


def test_a_named_file_is_parsed_although_no_rule_could_be_about_it(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x = = 1\n")
    only_names = (NAMES, *(rule for rule in registered() if rule.name == "syntax-error"))
    assert told(linted(tmp_path, rules=only_names)) == []
    assert told(linted(tmp_path, "x.py", rules=only_names)) == ["x.py:1 syntax-error"]
    assert told(linted(tmp_path, settings=Settings(select=("syntax-error",)))) == ["x.py:1 syntax-error"]


def test_a_rule_that_fails_is_an_error_that_names_it_and_the_file_and_the_rest_is_checked(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("name = crash\n")
    (tmp_path / "b.py").write_text("name = 1\n")
    report = linted(tmp_path, rules=(NAMES,))
    assert report.crashes == (Crash(tmp_path / "a.py", "a-name failed: KeyError: 'lost'"),)
    assert told(report) == ["b.py:1 a-name"]


def test_code_that_nests_too_deeply_for_a_rule_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("name = deep\n")
    syntax_error = next(rule for rule in registered() if rule.name == "syntax-error")
    assert told(linted(tmp_path, rules=(NAMES, syntax_error))) == ["a.py:1 syntax-error"]


def test_a_rule_is_not_run_where_its_words_are_missing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("nam = 1\n")
    every = NamedRule("every", Rule(check=check_names, visits=(ast.Name,), needs=always(), cases=()), "")
    assert told(linted(tmp_path, rules=(NAMES, every))) == ["a.py:1 every"]


def test_per_file_ignores_hold_in_their_files(tmp_path: Path) -> None:
    for name in ("tests/x.py", "x.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(COLLISION)
    chosen = Settings(per_file_ignores={"tests/": ("shadowed-import",)})
    assert [one.path for one in linted(tmp_path, settings=chosen).diagnostics] == [tmp_path / "x.py"]


def test_excluded_files_are_not_checked(tmp_path: Path) -> None:
    (tmp_path / "gen.py").write_text(COLLISION)
    assert linted(tmp_path, settings=Settings(options=ResolutionOptions(exclude=("gen.py",)))) == Report(
        (), (), 0, hidden=HiddenParts(excluded_files=1)
    )


def test_standard_input_stands_for_its_file(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x = 1\n")
    stdin = SourceFile(tmp_path / "x.py", COLLISION.encode())
    report = lint([], RunOptions(root=tmp_path, settings=Settings(), rules=registered()), stdin=stdin)
    assert told(report) == ["x.py:3 shadowed-import"]


def test_a_suppression_is_idle_only_for_rules_that_ran(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x = 1  # session-lint: ignore[shadowed-import]\ny = 1  # session-lint: ignore\n")
    assert told(linted(tmp_path)) == ["x.py:1 unused-suppression", "x.py:2 unused-suppression"]
    assert told(linted(tmp_path, settings=Settings(select=("unused-suppression", "syntax-error")))) == []


def test_a_suppression_in_a_broken_file_holds(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("# session-lint: ignore-file[syntax-error]\nx = (\n")
    assert told(linted(tmp_path, "x.py")) == []


def test_diagnostics_are_stamped_and_in_the_order_of_their_places(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("y = b, name\n")
    report = linted(tmp_path, rules=(NAMES,))
    assert [one.at.start.column for one in report.diagnostics] == [1, 5, 8]
    assert report.diagnostics[0].at == Span(Position(1, 1), Position(1, 2))
    assert report.diagnostics[0].rule == "a-name"
    assert report.diagnostics[0].url == "rules/a-name/"
    assert report.files == 1
