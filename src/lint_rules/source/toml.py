"""A TOML file -> its document, or why it has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lint_rules.source.small_file import Refusal, read_small

if TYPE_CHECKING:
    from pathlib import Path

_DEEPEST = 50
"""Brackets inside each other: more than anyone writes, and less than Python's recursion has room for."""
_MOST_PARTS = 30
"""Parts of a dotted key: reading one takes time with their square."""


def read_toml(file: Path) -> dict[str, object] | Refusal:
    """Return the document in a file."""
    data = read_small(file)
    return data if isinstance(data, Refusal) else toml_of(data)


def toml_of(data: bytes) -> dict[str, object] | Refusal:
    """Return the document that bytes are."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return Refusal(f"is not UTF-8 at byte {error.start}; save it as UTF-8")
    row = _row_too_deep(text)
    if row is not None:
        return Refusal(f"nests too deeply in line {row} to be settings; write it with fewer brackets and shorter keys")
    import tomllib  # noqa: PLC0415  a project without settings does not need it

    try:
        return tomllib.loads(text)
    except ValueError as error:  # also of a number with too many digits, which the module lets through
        return Refusal(f"is not TOML: {error}")


_HEADER = re.compile(rb"""^\s*\[\s*tool\s*\.\s*["']?session-lint["']?\s*[.\]]""", re.MULTILINE)


def has_settings(file: Path) -> bool:
    """Whether a `pyproject.toml` has this program's table; one that cannot be read as TOML and names it counts as well."""
    data = read_small(file)
    if isinstance(data, Refusal) or b"session-lint" not in data:
        return False
    if _HEADER.search(data):
        return True
    document = read_toml(file)
    if isinstance(document, Refusal):
        return True
    tool = document.get("tool")
    return isinstance(tool, dict) and "session-lint" in cast("dict[str, object]", tool)


_TOKEN = (
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"""|' + r"'''(?:[^']++|'(?!''))*+'''|"
    r'"(?:[^"\\\n]++|\\.)*+"|' + r"'[^'\n]*+'|#[^\n]*+|[\[\]{}=,.\n]"
)


def _row_too_deep(text: str) -> int | None:
    """Return the first line with too many brackets inside each other, or with too long a key; None in nearly every file."""
    if text.count("[") + text.count("{") <= _DEEPEST and all(
        line.count(".") < _MOST_PARTS for line in text.split("\n")
    ):
        return None
    depth = parts = 0
    for token in re.finditer(_TOKEN, text, re.DOTALL):
        sign = token[0]
        if sign == ".":
            parts += 1
        elif len(sign) == 1:
            parts = 0
            depth = max(depth + (sign in "[{") - (sign in "]}"), 0)
        if depth > _DEEPEST or parts >= _MOST_PARTS:
            return text.count("\n", 0, token.start()) + 1
    return None
