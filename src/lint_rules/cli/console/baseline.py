"""Diagnostics of today and those that a file remembers -> what is new, and what is remembered in vain.

A finding is known by its file, its rule and the text of its line, and by how often it stands there: lines may move, and
nothing that is new hides behind it.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from lint_rules.cli.output.fingerprints import Key, key_of
from lint_rules.cli.output.view import TextLookup, relative
from lint_rules.diagnostic import Diagnostic
from lint_rules.errors import Failed
from lint_rules.source.small_file import Refusal, read_small

_VERSION = 1
_LARGEST = 100_000_000
_REMEDY = "remove it, and write one with --write-baseline"


class Compared(NamedTuple):
    """What is new, how many findings were known, and how many known ones are found no more."""

    new: tuple[Diagnostic, ...]
    known: int
    gone: int


def written(counts: Counter[Key]) -> str:
    """Return the text of a baseline."""
    files: dict[str, dict[str, dict[str, int]]] = {}
    for (file, rule, line), count in sorted(counts.items()):
        files.setdefault(file, {}).setdefault(rule, {})[line] = count
    return json.dumps({"version": _VERSION, "files": files}, indent=2, ensure_ascii=False) + "\n"


def anew(
    diagnostics: Iterable[Diagnostic], old: Counter[Key], root: Path, texts: TextLookup, *, checked: Collection[Path]
) -> Counter[Key]:
    """Return what is to be remembered: what is found, and of files that were not checked what was remembered."""
    files = {relative(path, root) for path in checked}
    unchecked = {key: count for key, count in old.items() if key[0] not in files and _exists(root / key[0])}
    return Counter(key_of(diagnostic, root, texts) for diagnostic in diagnostics) + Counter(unchecked)


def read(path: Path) -> Counter[Key]:
    """Return what a baseline remembers.

    Raises:
        Failed: it cannot be read, or is none.
    """
    data = read_small(path, largest=_LARGEST)
    if isinstance(data, Refusal):
        raise Failed(f"baseline {path}: {data.reason}; --write-baseline {path} writes one")
    try:
        document: object = json.loads(data)
    except RecursionError as error:
        raise Failed(f"baseline {path}: nests too deeply to be a baseline; {_REMEDY}") from error
    except ValueError as error:
        raise Failed(f"baseline {path}: is not JSON: {error}; {_REMEDY}") from error
    entries = dict(_table(document))
    remembered = list(_entries(entries.get("files"))) if entries.get("version") == _VERSION else [None]
    if None in remembered:
        raise Failed(f"baseline {path}: is no baseline of this version; {_REMEDY}")
    return Counter(dict(entry for entry in remembered if entry is not None))


def _exists(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110  a Path raises for names that are too long, which a baseline can hold


def _entries(files: object) -> Iterator[tuple[Key, int] | None]:
    """Yield what is remembered, and None for what is not in the shape of a baseline."""
    for file, rules in _table(files):
        for rule, lines in _table(rules):
            for line, count in _table(lines):
                yield ((file, rule, line), count) if isinstance(count, int) and count > 0 else None


def _table(value: object) -> Iterable[tuple[str, object]]:
    """Return the entries of a table; of anything else, one that leads to no count."""
    return cast("dict[str, object]", value).items() if isinstance(value, dict) else [("", {"": 0})]


def compared(
    diagnostics: Sequence[Diagnostic],
    remembered: Counter[Key],
    root: Path,
    texts: TextLookup,
    *,
    checked: Collection[Path],
) -> Compared:
    """Return what is not remembered. Only of `checked` files is it known that a finding is gone."""
    left = remembered.copy()
    new: list[Diagnostic] = []
    for diagnostic in diagnostics:
        key = key_of(diagnostic, root, texts)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(diagnostic)
    files = {relative(path, root) for path in checked}
    gone = sum(count for (file, _, _), count in left.items() if file in files or not _exists(root / file))
    return Compared(tuple(new), len(diagnostics) - len(new), gone)
