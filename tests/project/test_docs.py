"""Every page and the README -> each code block is run, and prints what the page says that it prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LISTS_OF_COMMANDS = {"sh", "yaml", "toml", "make", "json"}
"""Languages that a page shows and nobody can run here; every other block is run, or says why not."""

_BLOCK = re.compile(
    r"(?:^<!-- (?P<directive>file|not executable): (?P<argument>[^\n]+?) -->\n)?"
    r"^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block, and what the comment above it says about it."""

    directive: str | None
    argument: str | None
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    return [Block(**found.groupdict()) for found in _BLOCK.finditer(page)]


def said_and_printed(page: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Run a page's blocks in order in `folder`: what it says that is printed, and what was printed."""
    printed = ""
    for block in blocks(page):
        match block:
            case Block(directive="not executable"):
                continue
            case Block(directive="file", argument=str(name), text=text):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text)
            case Block(language="python", text=text):
                printed = _printed([sys.executable, "-W", "error", "-c", text], folder)
                assert "Traceback" not in printed, printed
            case Block(language="text", text=text):
                yield text, printed
            case Block(language="console", text=text):
                yield from _console(text, folder)
            case Block(language=language):
                assert language in LISTS_OF_COMMANDS, f"a block of {language!r} is neither run nor listed"


def _console(text: str, folder: Path) -> Iterator[tuple[str, str]]:
    for command, said in re.findall(r"^\$ ([^\n]+)\n((?:(?!\$ )[^\n]*\n)*)", text, re.MULTILINE):
        yield said, _printed(["bash", "-c", command], folder)


def _printed(command: list[str], folder: Path) -> str:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    plain = {"PATH": tools, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONPATH": str(folder)}
    environment = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"} | plain
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # in the order in which a terminal shows them
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_prints_what_it_says(page: Path, tmp_path: Path) -> None:
    for said, printed in said_and_printed(page.read_text(), tmp_path):
        assert _lines(printed) == _lines(said)


def test_a_false_output_is_noticed(tmp_path: Path) -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n\n```console\n$ echo one\nother\n```\n"
    pairs = [(_lines(said), _lines(printed)) for said, printed in said_and_printed(page, tmp_path)]
    assert pairs == [(["3"], ["2"]), (["other"], ["one"])]


def test_a_block_that_is_not_executable_gives_its_reason() -> None:
    reasons = [
        block.argument for page in PAGES for block in blocks(page.read_text()) if block.directive == "not executable"
    ]
    assert all(reason and len(reason.split()) > 2 for reason in reasons)


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
    assert {path.parent.name for path in tmp_path.glob("rules/*/index.html")} == rules
    shown = (tmp_path / "architecture" / "index.html").read_text()
    assert all(f"<code>{module}</code>" in shown for module in ("spans", "resolver", "summary"))
