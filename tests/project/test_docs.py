"""Every page and the README -> each code block is run, and prints what the page says that it prints.

`pytest tests/project/test_docs.py --update-pages` writes what they print now into the pages.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.project.pages import blocks, rewritten

import session_status.errors
import session_status.fastapi
import session_status.testing
from lint_rules.linter.typed_rules import TYPED_RULES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_prints_what_it_says(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    said = page.read_text()
    true = rewritten(said, tmp_path)
    if request.config.getoption("--update-pages"):
        page.write_text(true)
    else:
        assert said == true


def test_a_false_output_is_noticed(tmp_path: Path) -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n\n```console\n$ echo one\nother\n$ true\n```\nthe end\n"
    true = page.replace("3", "2").replace("other", "one")
    assert rewritten(page, tmp_path) == true
    assert rewritten(true, tmp_path) == true


def test_a_program_that_fails_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        rewritten("```python\n1 / 0\n```\n", tmp_path)


def test_a_block_in_a_language_that_nobody_runs_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="neither run nor listed"):
        rewritten("```ruby\nputs 1\n```\n", tmp_path)


def test_a_block_that_is_not_executable_gives_its_reason() -> None:
    reasons = [
        block.argument for page in PAGES for block in blocks(page.read_text()) if block.directive == "not executable"
    ]
    assert all(reason and len(reason.split()) > 2 for reason in reasons)


@pytest.mark.parametrize("module", [session_status, session_status.fastapi, session_status.testing])
def test_each_public_name_stands_in_the_reference(module: ModuleType) -> None:
    page = (ROOT / "docs" / "reference.md").read_text()
    shown = set(re.findall(r"::: \S+\.(\w+)", page)) | set(session_status.errors.__dict__)
    shown |= {name for listed in re.findall(r"members: \[([^]]*)\]", page) for name in listed.split(", ")}
    assert set(module.__all__) - shown == set()


@pytest.mark.slow
def test_the_documentation_is_whole_and_has_a_page_for_each_rule(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rules = {path.stem.replace("_", "-") for path in (ROOT / "src/lint_rules/rules").glob("[!_]*.py")}
    assert {path.parent.name for path in tmp_path.glob("rules/*/index.html")} == rules | set(TYPED_RULES)
    shown = (tmp_path / "architecture" / "index.html").read_text()
    assert all(f"<code>{module}</code>" in shown for module in ("spans", "resolver", "summary"))
