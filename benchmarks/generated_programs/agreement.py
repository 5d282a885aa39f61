"""A project of generated programs -> where serial, parallel, cached and server reports of it differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from benchmarks.generated_programs.batch import write
from benchmarks.generated_programs.judge import STRICT, Problem, options_of
from lint_rules.cache.folder import Folder
from lint_rules.cache.key import cache_for
from lint_rules.diagnostic import Diagnostic
from lint_rules.frozen import replace
from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.server import checking
from lint_rules.server.documents import Document
from lint_rules.source.file import SourceFile

Found = Mapping[Path, Sequence[Diagnostic]]


def differences(programs: Sequence[bytes]) -> list[Problem]:
    """Check a project in every way there is; report what is not found by all of them."""
    with TemporaryDirectory() as folder, TemporaryDirectory() as caches:
        root = Path(folder).resolve()
        paths = write(root, programs)
        serial = _by_path(lint([root], options_of(root)).diagnostics, paths)
        ways = {
            "parallel": _by_path(_parallel(root), paths),
            "cold cache": _by_path(_cached(root, Path(caches)), paths),
            "warm cache": _by_path(_cached(root, Path(caches)), paths),
        }
        problems = [problem for way, found in ways.items() for problem in _differing(way, serial, found)]
        edited = {path: (text, found) for path, (text, found) in _served(root, paths).items()}
        shown = {path: found for path, (_, found) in edited.items()}
        return [*problems, *_differing("server", {path: serial[path] for path in shown}, shown)]


def _parallel(root: Path) -> Sequence[Diagnostic]:
    with patch("lint_rules.linter.parallel.division.PAYS", 1):
        return lint([root], replace(options_of(root), jobs=2)).diagnostics


def _cached(root: Path, folder: Path) -> Sequence[Diagnostic]:
    cache = cache_for(
        root,
        STRICT,
        lambda: sorted(root.rglob("*.py")),
        folder=Folder(str(folder), ("caches",), b"of these runs alone", is_outside=True),
    )
    diagnostics = lint([root], options_of(root), cache=cache).diagnostics
    cache.save()
    return diagnostics


def _served(root: Path, paths: Sequence[Path]) -> dict[Path, tuple[str, Sequence[Diagnostic]]]:
    """Show each program to the part of the language server that checks what an editor has open, where it has the same bytes."""
    documents = list[Document]()
    for path in paths:
        text = SourceFile(path, path.read_bytes()).decode()
        if isinstance(text, str):
            document = Document(path.as_uri(), 1, path, text)
            documents += [document] if document.data == path.read_bytes() else []
    with patch("lint_rules.server.checking._settings", return_value=STRICT):
        checked = checking.check(documents, folders=[root], rules=registered())
    return {each.document.path: (each.document.text, each.diagnostics) for each in checked}


def _by_path(diagnostics: Sequence[Diagnostic], paths: Sequence[Path]) -> Found:
    found: dict[Path, list[Diagnostic]] = {path: [] for path in paths}
    for diagnostic in diagnostics:
        if diagnostic.path in found:
            found[diagnostic.path].append(diagnostic)
    return found


def _differing(way: str, serial: Found, other: Found) -> Iterator[Problem]:
    for path, diagnostics in serial.items():
        if list(diagnostics) != list(other[path]):
            here, there = ([f"{each.rule}@{each.at}" for each in side] for side in (diagnostics, other[path]))
            yield Problem("report", path, f"{way}: {there}, serial: {here}")
