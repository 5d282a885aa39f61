"""Paths -> what mypy finds in them with the plugin, as diagnostics; mypy runs as a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from lint_rules.diagnostic import Diagnostic
from lint_rules.errors import Failed
from lint_rules.frozen import frozen
from lint_rules.linter.isolation import isolated
from lint_rules.linter.mypy.module_groups import Group, grouped
from lint_rules.linter.typed_rules import TYPED_RULES
from lint_rules.rule import Default, RulePage
from lint_rules.settings.config import Settings
from lint_rules.source.discovery import NOTEBOOK, find
from lint_rules.source.spans import LineIndex, Position, Span

_SHARED = ("unmapped-query-entity", "unmapped-instance", "incomplete-status-mapping")
REPORTED = frozenset({*_SHARED, *TYPED_RULES})
"""The rules that the plugin has; all else that mypy says is left to those who run it for itself."""


@frozen
class TypesFound:
    """What a run of mypy found.

    Args:
        diagnostics: findings, also those that comments excuse.
        failures: what the plugin said of hooks that failed.
        seconds: how long mypy took.
    """

    diagnostics: tuple[Diagnostic, ...]
    failures: tuple[str, ...]
    seconds: float


def check_types(
    paths: Sequence[Path],
    *,
    root: Path,
    settings: Settings,
    pages: Sequence[RulePage],
    folder: Path,
    python: str = sys.executable,
) -> TypesFound:
    """Run mypy with the plugin over files and what is below folders; no mypy configuration of the project is read.

    Nothing of the project is run: mypy's process finds no module in the folders of the project.

    Args:
        paths: files and folders.
        root: the project's root folder, absolute.
        settings: what is excluded, where modules are imported from, and what the plugin reads.
        pages: what is written about all rules there are.
        folder: where mypy keeps its cache: mypy believes what is there, so the project must not be able to write it.
        python: the interpreter whose packages the project imports; it is started.

    Raises:
        Failed: mypy is missing or too old, or could not check the files.
    """
    _must_have_mypy()
    started = perf_counter()
    files = [
        path
        for path in find(paths, root=root, exclude=settings.options.exclude)
        if isinstance(path, Path) and path.suffix != NOTEBOOK
    ]
    roots = [root, *filter(Path.is_dir, (root / name for name in ("src", *settings.options.src)))]
    said, failures = "", list[str]()
    for number, group in enumerate(grouped(files, roots)):
        run = _Run(root, roots, settings, folder / str(number), python)
        out, err = run.over(group)
        said += out
        failures += [line for line in err.splitlines() if line.startswith("session-lint: ")]
    return TypesFound(tuple(_diagnostics(said, pages)), tuple(failures), perf_counter() - started)


def _must_have_mypy() -> None:
    oldest = "1.19"
    if find_spec("mypy") is None:
        raise Failed(f"--types needs mypy {oldest} or newer beside session-lint: install session-status[mypy]")
    from mypy.version import __version__ as found  # noqa: PLC0415  mypy may be missing

    if tuple(map(int, found.split(".")[:2])) < tuple(map(int, oldest.split("."))):
        raise Failed(f"--types needs mypy {oldest} or newer, and {found} is installed: update it")


class _Run:
    """One process, with its own configuration and mypy's own cache in a folder."""

    def __init__(self, root: Path, roots: Sequence[Path], settings: Settings, folder: Path, python: str) -> None:
        self._root = root
        self._roots = roots
        self._settings = settings
        self._folder = folder
        self._python = python

    def over(self, group: Group) -> tuple[str, str]:
        """Return mypy's output and errors for the files that it can parse: the others are reported as syntax errors."""
        files = dict.fromkeys(map(str, group.files))
        while files:
            done = self._started(group, files)
            if done.returncode in {0, 1}:
                return done.stdout, done.stderr
            unparsed = {
                match["path"] for match in _LINE.finditer(done.stdout + done.stderr) if match["code"] == "syntax"
            }
            if not unparsed & files.keys():
                problem = next(
                    iter((done.stderr or done.stdout).strip().splitlines()), f"it left with {done.returncode}"
                )
                raise Failed(f"mypy could not check the files: {problem}")
            files = {file: None for file in files if file not in unparsed}
        return "", ""

    def _started(self, group: Group, files: Iterable[str]) -> subprocess.CompletedProcess[str]:
        self._folder.mkdir(parents=True, exist_ok=True)
        config, listed = self._folder / "mypy.toml", self._folder / "files.txt"
        config.write_text(self._configuration(group), encoding="utf-8")
        listed.write_text("\n".join(files), encoding="utf-8")
        command = [sys.executable, "-P", "-m", "mypy", f"--config-file={config}", f"--cache-dir={self._folder}"]
        return subprocess.run(  # noqa: S603
            [*command, f"@{listed}"],
            cwd=self._root,
            env=isolated(os.environ, self._root),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _configuration(self, group: Group) -> str:
        chosen = self._settings.mypy
        bases = dict.fromkeys(str(folder) for folder in (*group.bases, *self._roots))
        mypy = {**_FIXED, "mypy_path": [*bases], "python_executable": self._python}
        wanted = {name: self._settings.wants(name, Default.OFF) for name in TYPED_RULES}
        shared = {"mapped-bases": list(self._settings.options.mapped_bases)}
        plugin = {**wanted, **shared, **chosen, "report-excused": True}
        return _table("tool.mypy", mypy) + _table("tool.session-lint.mypy", plugin)


_FIXED: Mapping[str, object] = {
    "plugins": ["lint_rules.mypy_plugin"],
    "check_untyped_defs": True,  # hooks see nothing in functions that are not checked
    "ignore_missing_imports": True,
    "follow_imports": "silent",
    "namespace_packages": True,
    "explicit_package_bases": True,
    "show_error_end": True,
    "show_absolute_path": True,
    "hide_error_codes": False,
    "show_error_context": False,
    "pretty": False,
    "color_output": False,
    "error_summary": False,
}


def _table(name: str, entries: Mapping[str, object]) -> str:
    """Return a table in TOML, whose strings, lists and flags are spelled as JSON's."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items()]
    return "\n".join([f"[{name}]", *lines, ""])


_LINE = re.compile(
    r"^(?P<path>.*?):(?P<row>\d+)(?::(?P<column>\d+):(?P<end_row>\d+):(?P<end_column>\d+))?: error: "
    r"(?P<message>.*?)(?:  \[(?P<code>[\w-]+)\])?$",
    re.MULTILINE,
)


def _diagnostics(said: str, pages: Sequence[RulePage]) -> Iterator[Diagnostic]:
    by_name = {page.name: page for page in pages}
    texts: dict[str, LineIndex] = {}
    for match in _LINE.finditer(said):
        path, code = match["path"], match["code"]
        if code in REPORTED and match["column"]:
            if path not in texts:
                texts[path] = LineIndex(Path(path).read_text(encoding="utf-8", errors="replace"))
            page, at = by_name[code], _span(match, texts[path])
            yield Diagnostic(code, Path(path), at, match["message"], (), None, page.url, page.severity)


def _span(match: re.Match[str], text: LineIndex) -> Span:
    """Return the place of a finding; mypy's last column is the last character's own.

    Where a line is not ASCII, versions of mypy count differently, and the whole line is the place.
    """
    start, end = (Position(int(match[f"{end}row"]), int(match[f"{end}column"])) for end in ("", "end_"))
    if not text.line(start.row).isascii() or not text.line(end.row).isascii():
        line = text.line(start.row)
        return Span(Position(start.row, len(line) - len(line.lstrip()) + 1), Position(start.row, len(line) + 1))
    return Span(start, end._replace(column=end.column + 1))
