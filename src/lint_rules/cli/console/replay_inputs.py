"""A finished run -> the files and folders that all of it rests on, where the same command line comes to the same as long as they stay."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache import SETTLING
from lint_rules.cache.key import program_files
from lint_rules.cli.console.outcome import ReplayInputs
from lint_rules.linter.registry import OWN, own_sources
from lint_rules.source.discovery import find

if TYPE_CHECKING:
    from lint_rules.cache.cache import Cache
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.cli.console.request import Request


def replay_inputs(args: CommandLine, request: Request, cache: Cache) -> ReplayInputs | None:
    """Return what a run over folders rests on; None for one that does more than read and print, or of which not all is known."""
    if not _is_pure(args, request) or not any(os.path.isdir(path) for path in request.paths):  # noqa: PTH112
        return None
    if cache.changed_last() > cache.started - SETTLING:
        return None
    listed = set[str]()
    exclude = request.settings.options.exclude
    nested = None if request.is_whole else len
    walk = partial(find, root=request.root, exclude=exclude, listed=listed.add, nested=nested)
    targets, members = [*walk(request.paths)], [*walk([request.root])]
    paths = [path for path in (*targets, *members) if isinstance(path, Path)]
    if len(paths) < len(targets) + len(members) or not cache.knows(targets):
        return None
    above = {folder for path in (*request.paths, request.root) for folder in _above(path)}
    own = {*_ignores(listed, above), *_projects(listed, above), *_settings(args, request)}
    read = {*listed, *map(str, paths), *cache.read(), *own, *_program()}
    probed = (os.path.join(folder, name) for folder in above for name in ("pyproject.toml", ".git"))  # noqa: PTH118
    return ReplayInputs(str(request.root), frozenset(read), frozenset(probed))


def inputs_together(root: Path, parts: Sequence[ReplayInputs]) -> ReplayInputs:
    """Return what a run in several projects rests on; `root` is the one around them."""
    read, probed = {path for part in parts for path in part.files}, {path for part in parts for path in part.probed}
    return ReplayInputs(str(root), frozenset(read), frozenset(probed))


def _is_pure(args: CommandLine, request: Request) -> bool:
    return (
        args.is_replayable
        and request.stdin is None
        and not request.settings.cache_dir
        and not any(operand.startswith("@") for operand in args.operands)
    )


def _above(path: Path) -> Iterator[str]:
    here = os.path.abspath(path)  # noqa: PTH100
    while True:
        yield here
        here, before = os.path.dirname(here), here  # noqa: PTH120
        if here == before:
            return


def _ignores(listed: Iterable[str], above: Iterable[str]) -> Iterator[str]:
    """Yield the `.gitignore` files: in a folder that is walked, another one would change the folder."""
    yield from (os.path.join(folder, ".gitignore") for folder in above)  # noqa: PTH118
    inside = (os.path.join(folder, ".gitignore") for folder in listed)  # noqa: PTH118
    yield from (path for path in inside if os.path.lexists(path))


def _projects(listed: Iterable[str], above: Iterable[str]) -> Iterator[str]:
    """Yield what makes a project of a folder, or may do so when it is changed."""
    files = (os.path.join(folder, "pyproject.toml") for folder in (*listed, *above))  # noqa: PTH118
    yield from (path for path in files if os.path.lexists(path))


def _settings(args: CommandLine, request: Request) -> Iterator[str]:
    for path in (args.config, args.baseline, args.project):
        if path:
            yield os.path.abspath(path)  # noqa: PTH100
    yield str(request.root / "pyproject.toml")
    yield str(request.root / request.settings.baseline)


def _program() -> Iterator[str]:
    """Yield the program's own files, and your rules', with the places where those could be."""
    for folder, files in program_files():
        yield from (folder, *files)
    for folder in sys.path:
        yield os.path.abspath(os.path.join(folder, OWN))  # noqa: PTH100, PTH118
    for path in own_sources():
        yield from (str(path), str(path.parent))
