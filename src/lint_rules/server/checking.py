"""Open documents -> what is found in each, every name resolved in the project around it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lint_rules.diagnostic import Diagnostic, Safety
from lint_rules.frozen import frozen, replace
from lint_rules.linter.fix_loop import fix
from lint_rules.linter.lint import lint
from lint_rules.linter.run_options import RunOptions
from lint_rules.linter.typed_rules import TYPED_RULES
from lint_rules.rule import NamedRule
from lint_rules.server.documents import Document
from lint_rules.settings.config import Misconfigured, Settings, load, project_root
from lint_rules.source.discovery import is_left_out
from lint_rules.source.file import SourceFile
from lint_rules.source.toml import has_settings


@frozen
class Checked:
    """What is found in a document.

    Args:
        document: the text that was checked.
        diagnostics: by place.
        failure: why it could not be checked, if that is so.
        hidden: what the project keeps from being shown in all that is open of it, in words; empty for nothing.
        warnings: what is wrong with files that say which others to leave out, in one line each.
    """

    document: Document
    diagnostics: tuple[Diagnostic, ...] = ()
    failure: str | None = None
    hidden: str = ""
    warnings: tuple[str, ...] = ()


def check(documents: Sequence[Document], *, folders: Sequence[Path], rules: Sequence[NamedRule]) -> list[Checked]:
    """Check documents; names lead to what is open before they lead to the disk.

    Args:
        documents: all that is open.
        folders: the folders that the editor has open.
        rules: all rules there are.
    """
    by_root: dict[Path, list[Document]] = {}
    for document in documents:
        by_root.setdefault(root_of(document.path, folders), []).append(document)
    return [checked for root, some in by_root.items() for checked in _in_project(root, some, rules)]


def mended(
    document: Document, documents: Sequence[Document], *, folders: Sequence[Path], rules: Sequence[NamedRule]
) -> str:
    """Return the text of a document after all safe fixes, made until nothing changes."""
    root = root_of(document.path, folders)
    settings = _settings(root, rules)
    if isinstance(settings, Misconfigured):
        return document.text
    others = {other.path: other.data for other in documents if other.path != document.path}
    options = RunOptions(root=root, settings=settings, rules=rules, overlay={**others, document.path: document.data})
    result = fix([document.path], options, safeties=frozenset({Safety.SAFE}))
    after = [SourceFile(change.path, change.new).decode() for change in result.changes]
    return next((text for text in after if isinstance(text, str)), document.text)


def root_of(path: Path, folders: Sequence[Path]) -> Path:
    """Return the project's root folder: the nearest one with settings, else the one that a command in the editor's folder has.

    A folder that only holds projects is none, and each file in it belongs to the nearest one around the file.
    """
    nearest = project_root([path])
    if has_settings(nearest / "pyproject.toml"):
        return nearest
    around = [folder for folder in folders if path.is_relative_to(folder)]
    folder = max(around, key=lambda candidate: len(candidate.parts), default=None)
    if folder is None:
        return nearest if path.is_relative_to(nearest) else path.parent
    root = project_root([folder])
    if any(os.path.exists(root / mark) for mark in ("pyproject.toml", ".git")):  # noqa: PTH110  a Path raises for names that are too long
        return root
    return nearest if nearest.is_relative_to(folder) else folder


def _in_project(root: Path, documents: Sequence[Document], rules: Sequence[NamedRule]) -> Iterator[Checked]:
    settings = _settings(root, rules)
    if isinstance(settings, Misconfigured):
        failure = f"{settings.message}; nothing is checked until it is mended"
        yield from (Checked(document, failure=failure) for document in documents)
        return
    exclude, warnings = settings.options.exclude, dict[str, None]()
    ours = [
        document
        for document in documents
        if not is_left_out(document.path, root=root, exclude=exclude, warn=warnings.setdefault)
    ]
    try:
        options = RunOptions(
            root=root, settings=settings, rules=rules, overlay={document.path: document.data for document in documents}
        )
        report = lint([document.path for document in ours], options)
    except Exception as error:  # noqa: BLE001  an editor's server outlives every fault, and tells of each
        failure = f"internal error: {type(error).__name__}: {error}"
        yield from (Checked(document, failure=failure) for document in documents)
        return
    by_path = {
        document.path: tuple(other for other in report.diagnostics if other.path == document.path) for document in ours
    }
    crashes: Mapping[Path, str] = {crash.path: f"internal error: {crash.message}" for crash in report.crashes}
    parts = replace(report.hidden, excluded_files=len(documents) - len(ours))
    hidden = parts.in_words(settings, ignored=len(settings.ignore))
    about = f"{root}: {hidden}" if hidden else ""
    for document in documents:
        found = by_path.get(document.path, ())
        yield Checked(document, found, crashes.get(document.path), about, (*report.warnings, *warnings))


def _settings(root: Path, rules: Sequence[NamedRule]) -> Settings | Misconfigured:
    file = root / "pyproject.toml"
    return load(file, rules=[*TYPED_RULES, *(rule.name for rule in rules)]) if file.exists() else Settings()
