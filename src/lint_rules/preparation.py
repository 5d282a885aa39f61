"""What is asked for -> the paths' project root and its settings, or the one reason why they cannot be had."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lint_rules.arguments import Asked
from lint_rules.config import Misconfigured, Settings, load, overridden, project_root, unknown_rule
from lint_rules.facts.source import SourceFile
from lint_rules.failure import Failed
from lint_rules.nearest import did_you_mean
from lint_rules.rule import NamedRule


def must_exist(paths: Sequence[Path]) -> None:
    """Raise Failed for the first path that does not exist, with the nearest one that does."""
    for path in paths:
        if not path.exists() and not path.is_symlink():
            near = did_you_mean(path.name, [one.name for one in path.parent.iterdir()]) if path.parent.is_dir() else ""
            raise Failed(f"no such file or folder: {path}{near}")


def standard_input(asked: Asked) -> SourceFile:
    """Return standard input as the file that it stands for."""
    return SourceFile(Path(asked.last("--stdin-filename") or "-").absolute(), sys.stdin.buffer.read())


def root_of(asked: Asked, paths: Sequence[Path], stdin: SourceFile | None) -> Path:
    """Return the project's root folder: `--project`, else the nearest one above the paths."""
    given = asked.last("--project")
    if given is None:
        return project_root([*paths, *([stdin.path] if stdin else [])])
    must_exist([Path(given)])
    if not Path(given).is_dir():
        raise Failed(f"--project {given}: is not a folder")
    return Path(os.path.abspath(given))  # noqa: PTH100  links stay as they were given


def settings_of(asked: Asked, root: Path, rules: Sequence[NamedRule]) -> Settings:
    """Return the settings of the project with what the command line says on top."""
    known = [rule.name for rule in rules]
    chosen = {option: asked.listed(option) for option in ("--select", "--extend-select", "--ignore")}
    for option, names in chosen.items():
        if names is not None and not names:
            raise Failed(f"{option} names no rule")
        problem = unknown_rule(names or (), known)
        if problem:
            raise Failed(f"{option}: {problem}")
    configured = _configured(asked, root, known)
    if isinstance(configured, Misconfigured):
        raise Failed(configured.message)
    return overridden(
        configured,
        select=chosen["--select"],
        extend_select=chosen["--extend-select"] or (),
        ignore=chosen["--ignore"] or (),
    )


def _configured(asked: Asked, root: Path, known: Sequence[str]) -> Settings | Misconfigured:
    given = asked.last("--config")
    if given is not None and asked.on("--isolated"):
        raise Failed("--config and --isolated exclude each other")
    file = Path(given) if given else root / "pyproject.toml"
    if given:
        must_exist([file])
    return load(file, rules=known) if not asked.on("--isolated") and file.exists() else Settings()
