"""A page, and a folder to run it in -> the page as it should be, with what its blocks really print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SHOWN_ONLY = {"sh", "yaml", "toml", "json", "ts"}
"""Languages that a page shows and nobody can run here; every other block is run, or says why not."""

_BLOCK = re.compile(
    r"(?:^<!-- (?P<directive>file|not executable): (?P<argument>[^\n]+?) -->\n)?"
    r"^(?P<fence>`{3,})(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_COMMAND = re.compile(r"^\$ ([^\n]+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block, and what the comment above it says about it."""

    directive: str | None
    argument: str | None
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    return [_block(found) for found in _BLOCK.finditer(page)]


def _block(found: re.Match[str]) -> Block:
    return Block(found["directive"], found["argument"], found["language"], found["text"])


def rewritten(page: str, folder: Path) -> str:
    """Run a page's blocks in order in `folder`, and put what they print where the page says what they print."""
    pieces: list[str] = []
    done, printed = 0, ""
    for found in _BLOCK.finditer(page):
        block = _block(found)
        match block:
            case Block(directive="not executable"):
                continue
            case Block(directive="file", argument=str(name)):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(block.text)
                continue
            case Block(language="python"):
                printed = _printed([sys.executable, "-W", "error", "-c", block.text], folder)
                assert "Traceback" not in printed, printed
                continue
            case Block(language="text"):
                text = printed
            case Block(language="console"):
                commands = _COMMAND.findall(block.text)
                text = "".join(f"$ {command}\n{_printed(['bash', '-c', command], folder)}" for command in commands)
            case _:
                assert block.language in SHOWN_ONLY, f"a block of {block.language!r} is neither run nor listed"
                continue
        pieces += (page[done : found.start("text")], text)
        done = found.end("text")
    return "".join((*pieces, page[done:]))


def _printed(command: list[str], folder: Path) -> str:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    plain = {"PATH": tools, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "FORCE_COLOR"} | plain,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # in the order in which a terminal shows them
        text=True,
        check=False,
        timeout=120,
    )
    lines = [line.rstrip() for line in done.stdout.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in lines)
