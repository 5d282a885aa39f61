"""What is asked for -> the paths' project root and its settings, or the one reason why they cannot be had."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.cli.console import standard_input
from lint_rules.errors import Failed, did_you_mean
from lint_rules.linter import registry
from lint_rules.linter.registry import RuleFileError, registered, rule_names
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import (
    Misconfigured,
    Settings,
    by_project,
    load,
    overridden,
    project_root,
    unknown_rule,
)
from lint_rules.source import discovery
from lint_rules.source.discovery import NOTEBOOK, find
from lint_rules.source.file import SourceFile
from lint_rules.source.small_file import Refusal, read_regular, read_small

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.rule import NamedRule, RulePage


_LARGEST_LIST = 100_000_000
"""Bytes of a list of paths: half a million of the longest ones that people have."""


class Request(NamedTuple):
    """What a command is about: paths, a text from standard input, and the project that they belong to."""

    paths: Sequence[Path]
    stdin: SourceFile | None
    root: Path
    settings: Settings
    is_whole: bool = False
    """Whether the command line says which settings count, so that none that lie deeper do."""
    others: tuple[Path, ...] = ()
    """Files that were named and are neither Python nor a notebook."""

    def run_options(self, *, jobs: int = 1) -> RunOptions:
        """Return how a run checks the files, with all rules there are."""
        return RunOptions(root=self.root, settings=self.settings, rules=rules, jobs=jobs, is_whole=self.is_whole)

    def files_and_projects(self) -> tuple[list[Path], list[Path]]:
        """Return the files at and below the paths, and the folders there that are projects of their own."""
        nested: dict[str, None] = {}
        exclude = self.settings.options.exclude
        tell = None if self.is_whole else nested.setdefault
        entries = find(self.paths, root=self.root, exclude=exclude, nested=tell)
        return [path for path in entries if isinstance(path, Path)], [*map(Path, nested)]


def request_of(args: CommandLine) -> Request:
    """Return what is asked for.

    Raises:
        Failed: a path does not exist, or an option or a setting is wrong.
    """
    operands = [path for operand in args.operands for path in _listed(operand)]
    paths = [Path(operand) for operand in operands if operand != "-"]
    is_piped = args.is_piped
    if paths and is_piped:
        raise Failed(f"standard input and paths exclude each other: {paths[0]}")
    if not args.operands and not is_piped:
        paths = [Path()]
    must_exist(paths)
    stdin = piped_file(args) if is_piped else None
    root = root_of(args, paths, stdin)
    is_whole = args.isolated or args.project is not None or args.config is not None
    others = tuple(path for path in paths if not _may_be_python(path))
    ours = [path for path in paths if path not in others]
    request = Request(ours, stdin, root, settings_of(args, root, rule_names()), is_whole, others)
    if not args.force_exclude:
        return request
    parts = [_without_excluded(part) for part in parts_of(args, request)]
    return request._replace(paths=[path for part in parts for path in part.paths], stdin=parts[0].stdin)


OTHER = "not checked: it is neither Python (`.py`, `.pyi`, or a first line that names it) nor a notebook (`.ipynb`)"
_LONGEST_FIRST_LINE = 500
_SUFFIXES = {*discovery.SUFFIXES, ".pyw"}


def _may_be_python(path: Path) -> bool:
    """Whether a path that was named is a folder, Python or a notebook; what cannot be read says so where it is checked."""
    if path.suffix in _SUFFIXES or os.path.isdir(path):  # noqa: PTH112  a Path raises for names that are too long
        return True
    data = read_regular(path, at_most=_LONGEST_FIRST_LINE)
    return isinstance(data, Refusal) or (data.startswith(b"#!") and b"python" in data.partition(b"\n")[0])


def parts_of(args: CommandLine, request: Request) -> list[Request]:
    """Return what is asked for, in parts that are about one project each: files of several projects can be named at once."""
    projects = {} if request.is_whole or request.stdin is not None else by_project(request.paths)
    if projects.keys() <= {request.root}:
        return [request]
    return [project_at(args, root, paths) for root, paths in projects.items()]


def project_at(args: CommandLine, root: Path, paths: Sequence[Path]) -> Request:
    """Return what is asked for of one project."""
    return Request(paths, None, root, settings_of(args, root, rule_names()))


def _without_excluded(request: Request) -> Request:
    """Leave out what a walk over the project would leave out, though it is named."""

    def is_left_out(path: Path) -> bool:
        at = Path(os.path.abspath(path))  # noqa: PTH100  links stay as they were given
        return discovery.is_left_out(at, root=request.root, exclude=request.settings.options.exclude)

    stdin = None if request.stdin is None or is_left_out(request.stdin.path) else request.stdin
    return request._replace(paths=[path for path in request.paths if not is_left_out(path)], stdin=stdin)


def _listed(operand: str) -> list[str]:
    """Return the paths in the file that `@file` names, one a line; any other operand as it is."""
    if not operand.startswith("@"):
        return [operand]
    data = read_small(operand[1:], largest=_LARGEST_LIST)
    if isinstance(data, Refusal):
        raise Failed(f"{operand}: {data.reason}; a path that begins with @ is written ./{operand}")
    return [os.fsdecode(line) for line in data.splitlines() if line.strip()]


def rules() -> tuple[NamedRule, ...]:
    """Return all rules.

    Raises:
        Failed: a rule's file is none.
    """
    try:
        return registered()
    except RuleFileError as error:
        raise Failed(str(error)) from error


def pages() -> tuple[RulePage, ...]:
    """Return what is written about all rules.

    Raises:
        Failed: a rule's file is none.
    """
    try:
        return registry.pages()
    except RuleFileError as error:
        raise Failed(str(error)) from error


def must_exist(paths: Sequence[Path]) -> None:
    """Raise Failed for the first path that does not exist, with the nearest one that does."""
    for path in paths:
        if not os.path.lexists(path):  # a Path raises for names that are too long
            near = (
                did_you_mean(path.name, [entry.name for entry in path.parent.iterdir()]) if path.parent.is_dir() else ""
            )
            raise Failed(f"no such file or folder: {path}{near}")


def repository_around(root: Path) -> Path:
    """Return the folder of the repository that a project lies in; the project's own without one."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def piped_file(args: CommandLine) -> SourceFile:
    """Return standard input as the file that it stands for."""
    path, data = Path(args.stdin_filename or "-").absolute(), standard_input.read()
    if path.suffix != NOTEBOOK:
        return SourceFile(path, data)
    from lint_rules.source.notebooks.notebook import notebook_of  # noqa: PLC0415  few projects have notebooks

    notebook = notebook_of(data)
    if isinstance(notebook, str):
        raise Failed(f"standard input {notebook}")
    return SourceFile(path, notebook.text.encode())


def root_of(args: CommandLine, paths: Sequence[Path], stdin: SourceFile | None) -> Path:
    """Return the project's root folder: `--project`, else the nearest one above the paths."""
    folder = args.project
    if folder is None:
        return project_root([*paths, *([stdin.path] if stdin else [])])
    must_exist([Path(folder)])
    if not Path(folder).is_dir():
        raise Failed(f"--project {folder}: is not a folder")
    return Path(os.path.abspath(folder))  # noqa: PTH100  links stay as they were given


def settings_of(args: CommandLine, root: Path, known: Sequence[str]) -> Settings:
    """Return the settings of the project with what the command line says on top; `known` are the names of all rules."""
    chosen = {"--select": args.select, "--extend-select": args.extend_select, "--ignore": args.ignore}
    for option, names in chosen.items():
        if names is not None and not names:
            raise Failed(f"{option} names no rule")
        problem = unknown_rule(names or (), known)
        if problem:
            raise Failed(f"{option}: {problem}")
    return overridden(
        configured(args, root),
        select=args.select,
        extend_select=args.extend_select or (),
        ignore=args.ignore or (),
    )


def configured(args: CommandLine, root: Path) -> Settings:
    """Return the settings of the project without what the command line says.

    Raises:
        Failed: the file cannot be read, or something in it is wrong.
    """
    file = configuration_file(args, root)
    settings = load(file, rules=rule_names()) if file is not None else Settings()
    if isinstance(settings, Misconfigured):
        raise Failed(settings.message)
    return settings


def configuration_file(args: CommandLine, root: Path) -> Path | None:
    """Return the file that the settings stand in; None where there is none, or none is wanted.

    Raises:
        Failed: the file that is asked for does not exist.
    """
    option = args.config
    if option is not None and args.isolated:
        raise Failed("--config and --isolated exclude each other")
    if option:
        must_exist([Path(option)])
        return Path(option)
    file = root / "pyproject.toml"
    return file if file.exists() and not args.isolated else None
