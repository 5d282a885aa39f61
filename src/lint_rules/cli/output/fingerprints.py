"""Diagnostics -> a name for each that stays when lines around it move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from lint_rules.cli.output.view import TextLookup, relative
from lint_rules.diagnostic import Diagnostic

Key = tuple[str, str, str]
"""File below some folder, rule, and the line of the finding, with one space where it has white space."""


def key_of(diagnostic: Diagnostic, base: Path, texts: TextLookup) -> Key:
    """Return what a finding is known by: its message would change with the rows in it, and with each version."""
    lines = texts(diagnostic.path)
    line = "" if lines is None else lines.line(diagnostic.at.start.row)
    return relative(diagnostic.path, base), diagnostic.rule, " ".join(line.split())


def fingerprints(diagnostics: Sequence[Diagnostic], base: Path, texts: TextLookup) -> Iterator[str]:
    """Yield a hexadecimal name for each diagnostic; the second of two that are alike is told from the first."""
    seen = Counter[Key]()
    for diagnostic in diagnostics:
        key = key_of(diagnostic, base, texts)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
