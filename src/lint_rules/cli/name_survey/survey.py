"""Paths and settings -> the ambiguous names of the project, as far as the files below the paths use them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lint_rules.cli.name_survey.collect import ambiguous_names
from lint_rules.cli.name_survey.model import AmbiguousName
from lint_rules.semantic.project import Project
from lint_rules.settings.config import Settings
from lint_rules.source.discovery import Listener, Unreadable, find, read
from lint_rules.source.file import SourceFile


def survey(paths: Sequence[Path], *, root: Path, settings: Settings, warn: Listener = len) -> list[AmbiguousName]:
    """Return the names that denote several classes.

    Args:
        paths: files and folders whose imports and classes count.
        root: the project's root folder, absolute.
        settings: what resolution reads.
        warn: is told what is wrong with a `.gitignore`, in one line each.
    """

    def below(starts: Sequence[Path]) -> Iterator[SourceFile]:
        for path in find(starts, root=root, exclude=settings.options.exclude, warn=warn):
            source = _readable(path) if isinstance(path, Path) else None
            if source is not None:
                yield source

    project = Project(root, settings.options, files=lambda: below([root]), read=_readable, notes=False)
    return ambiguous_names(project, below(paths))


def _readable(path: Path) -> SourceFile | None:
    """Return a file; one that cannot be read holds no name, and `check` reports it."""
    source = read(path)
    return None if isinstance(source, Unreadable) else source
