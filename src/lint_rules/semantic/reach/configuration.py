"""A module's name and one of its own -> the project's configuration files that name it: entry points, loggers, workers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lint_rules.semantic.reach.access import Access
from lint_rules.source.small_file import Refusal, read_small
from lint_rules.source.spans import LineIndex, Span

_SUFFIXES = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".conf")
_LARGEST = 1_000_000
"""Bytes of a configuration file that people write; larger ones are data."""


def accesses_in_settings(module: str, name: str, root: Path) -> Iterator[Access]:
    """Yield where the configuration files in a project's root name `module:name` or `module.name`."""
    word = re.compile(rf"(?<![\w.]){re.escape(module)}[.:]{re.escape(name)}(?!\w)")
    for path in sorted(path for path in root.glob("*") if path.name.endswith(_SUFFIXES)):
        data = read_small(str(path), largest=_LARGEST)
        text = "" if isinstance(data, Refusal) or name.encode() not in data else data.decode("utf-8", "replace")
        match = word.search(text)
        if match is not None:
            lines = LineIndex(text)
            yield Access(path, Span(lines.at(match.start()), lines.at(match.end())), "names it in a text", is_sure=True)
