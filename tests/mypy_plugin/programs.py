"""Programs with mypy's messages in them -> the same programs with what mypy says of them now.

A message stands below its line, as a comment: `# mypy: error: …  [code]`. A program that begins with `# only: 2.1` is
checked on that line of SQLAlchemy alone; a message that begins with `# mypy 2.1:` belongs to it. The messages are those of
the mypy that wrote them; another one has other words of its own, but the plugin's must be the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mypy import api

from lint_rules.mypy_checks.context import RULES

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
ENVIRONMENTS = {"2.1": ROOT / ".venv", "2.0": ROOT / ".venv-sa20"}
_SAID = re.compile(r"^[ \t]*# mypy(?: \d\.\d)?: .*\n", re.MULTILINE)
_SAID_ON = re.compile(r"^[ \t]*# mypy(?: (?P<line>\d\.\d))?: (?P<text>.*)$")
_ONLY = re.compile(r"^# only: (\d\.\d)$", re.MULTILINE)
_REPORT = re.compile(r"^(?P<path>[^:\n]+):(?P<row>\d+): (?P<text>.*)$", re.MULTILINE)
SETTINGS = """\
[tool.mypy]
plugins = ["lint_rules.mypy_plugin"]
mypy_path = "."
strict = true

[tool.session-lint]
mapped-bases = ["app.models.BelowListedBase"]

[tool.session-lint.mypy]
untyped-query = true
mapped-classes = ["app.models.Listed"]
"""
WRITTEN_BY = "2.4"
"""The mypy whose own words the programs hold."""
_OF_THE_PLUGIN = re.compile(rf"\[(?:{'|'.join(RULES)})\]$|^note: Revealed type is |\[operator\]$")
"""Its findings, the types that it repairs, and the errors that it lets mypy see behind them."""
Messages = Mapping[int, Sequence[str]]
"""Row of the bare program → messages, in order."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program without its messages, and the messages for each line of SQLAlchemy."""

    name: str
    text: str
    said: Mapping[str, Messages]


def present() -> list[str]:
    """Return the lines of SQLAlchemy that are installed beside the repository."""
    return [line for line, environment in ENVIRONMENTS.items() if environment.exists()]


def programs() -> list[Program]:
    return [_program(path) for path in sorted(CASES.rglob("*.py"))]


def _program(path: Path) -> Program:
    text = path.read_text()
    only = _ONLY.search(text)
    said: dict[str, dict[int, list[str]]] = {line: {} for line in ([only[1]] if only else ENVIRONMENTS)}
    row = 0
    for source in text.splitlines():
        found = _SAID_ON.match(source)
        if found is None:
            row += 1
        else:
            for line in [found["line"]] if found["line"] else said:
                said[line].setdefault(row, []).append(found["text"])
    return Program(path.relative_to(CASES).as_posix(), _SAID.sub("", text), said)


def written(folder: Path, settings: str, files: Mapping[str, str]) -> Path:
    """Write files and a pyproject.toml with the plugin into a folder."""
    for name, text in {"pyproject.toml": settings, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def mypy(folder: Path, *options: str, environment: str = "2.1") -> str:
    """Run mypy in this process over what lies in a folder, and return what it says."""
    executable = f"--python-executable={ENVIRONMENTS[environment]}/bin/python"
    settings = [f"--config-file={folder}/pyproject.toml", f"--cache-dir={folder}/cache", "--no-error-summary"]
    files = [str(path) for path in sorted(folder.rglob("*.py"))]
    out, err, status = api.run([*settings, executable, "--hide-error-context", *options, *files])
    assert status in {0, 1}, out + err
    return out.replace(f"{folder}/", "").replace(str(folder), "")


def by_row(output: str) -> dict[str, dict[int, list[str]]]:
    """Sort messages by program and row; one that has no place is under row 0 of the program without a name."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for report in output.splitlines():
        match = _REPORT.match(report)
        if match is None:
            found[""][0].append(report)
        else:
            found[Path(match["path"]).as_posix()][int(match["row"])].append(match["text"])
    return found


def of_the_plugin(said: Messages) -> Messages:
    """Return the messages that no mypy words in a way of its own."""
    kept = {
        row: [text.replace("builtins.", "") for text in texts if _OF_THE_PLUGIN.search(text)]
        for row, texts in said.items()
    }
    return {row: texts for row, texts in kept.items() if texts}


def merged(program: Program, found: Mapping[str, Messages]) -> str:
    """Return the program with the messages that were found for each line of SQLAlchemy."""
    lines: list[str] = []
    for row, source in enumerate(program.text.splitlines(), start=1):
        lines.append(source)
        indent = source[: len(source) - len(source.lstrip())]
        said = {line: found[line].get(row, []) for line in found}
        first = next(iter(said.values()))
        if all(texts == first for texts in said.values()):
            lines += (f"{indent}# mypy: {text}" for text in first)
        else:
            lines += (f"{indent}# mypy {line}: {text}" for line, texts in said.items() for text in texts)
    return "".join(f"{line}\n" for line in lines)
